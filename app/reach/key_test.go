package reach

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestKey_isMadeOnceWhereItMayBeAndForTheOwnUserAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tls", "a.key")
	if _, err := Key(path, false); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("without making: %v", err)
	}
	first, err := Key(path, true)
	if err != nil || len(first) != KeySize {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	for _, makes := range []bool{true, false} {
		if again, err := Key(path, makes); err != nil || !bytes.Equal(again, first) {
			t.Errorf("again, making %v: another key, %v", makes, err)
		}
	}
}

func TestKey_readsBase64AndNeverReplacesWhatIsNoKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.key")
	want := bytes.Repeat([]byte{0xfb}, KeySize)
	if err := Keep(path, []byte(base64.StdEncoding.EncodeToString(want)+"\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := Key(path, true); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v", got, err)
	}
	for _, spoilt := range []string{"", "00ff", "no key at all"} {
		if err := Keep(path, []byte(spoilt)); err != nil {
			t.Fatal(err)
		}
		if _, err := Key(path, true); err == nil {
			t.Errorf("%q was taken for a key", spoilt)
		}
		if left, _ := os.ReadFile(path); string(left) != spoilt {
			t.Errorf("%q was replaced", spoilt)
		}
	}
}
