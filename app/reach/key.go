package reach

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// KeySize is the length of a Key: 256 bits.
const KeySize = 32

// secretMu keeps two who are first at the same time from making a secret each.
var secretMu sync.Mutex

// Secret reads a file that only the appliance's own user may read. Where there is none it keeps what fresh makes; without fresh
// that is os.ErrNotExist. One that cannot be read is never replaced: what it opened would stay shut for good.
func Secret(path string, fresh func() ([]byte, error)) ([]byte, error) {
	secretMu.Lock()
	defer secretMu.Unlock()
	content, err := os.ReadFile(path)
	if fresh == nil || !errors.Is(err, os.ErrNotExist) {
		return content, err
	}
	if content, err = fresh(); err != nil {
		return nil, err
	}
	if err := Keep(path, content); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // another process may have been quicker
}

// Key reads the key of KeySize bytes in the file, or makes it where there is none and makes is set. It is written in hex;
// base64 is read as well. Errors: os.ErrNotExist; a file that holds no whole key, which is not replaced.
func Key(path string, makes bool) ([]byte, error) {
	var fresh func() ([]byte, error)
	if makes {
		fresh = func() ([]byte, error) {
			key := make([]byte, KeySize)
			rand.Read(key) // never fails
			return []byte(hex.EncodeToString(key) + "\n"), nil
		}
	}
	content, err := Secret(path, fresh)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(string(content))
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString} {
		if key, err := decode(text); err == nil && len(key) == KeySize {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%s: no key of %d bytes", path, KeySize)
}
