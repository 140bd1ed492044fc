package backup_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/backup"
)

// copied is a copy of a company with a job, and the label it was given.
func copied(t *testing.T) (string, backup.Label) {
	t.Helper()
	a := apptest.NewApp(t)
	apptest.Job(t, a, nil)
	file := filepath.Join(t.TempDir(), "copy.zip")
	label, err := backup.File(t.Context(), a.Core, file, "test")
	if err != nil {
		t.Fatal(err)
	}
	return file, label
}

// changed is a copy of a ZIP in which one file reads otherwise.
func changed(t *testing.T, file, name string, change func([]byte) []byte) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			text = change(text)
		}
		if text == nil {
			continue
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "changed.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRestore_ofNothingBeforeMakesTheFolder(t *testing.T) {
	file, label := copied(t)
	dir := filepath.Join(t.TempDir(), "data")
	done, err := backup.Restore(file, dir)
	if err != nil || done.Kept != "" || done.Events != label.Events || done.Last != label.Last || label.Events == 0 {
		t.Fatalf("%+v: %v", done, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data.db")); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the copy: %v, %v", info.Mode(), err)
	}
}

func TestRestore_leavesTheFolderAloneWhenTheCopyIsNotWhole(t *testing.T) {
	file, _ := copied(t)
	text := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(text, []byte("no ZIP at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	relabelled := func(b []byte) []byte {
		var l backup.Label
		if err := json.Unmarshal(b, &l); err != nil {
			t.Fatal(err)
		}
		l.Events++
		b, _ = json.Marshal(l)
		return b
	}
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"no ZIP":              {text, backup.ErrNotACopy},
		"a ZIP of others":     {changed(t, file, "doorstep.json", func([]byte) []byte { return nil }), backup.ErrNotACopy},
		"another chain's end": {changed(t, file, "doorstep.json", relabelled), backup.ErrChanged},
		"half a database":     {changed(t, file, "data.db", func(b []byte) []byte { return b[:len(b)/2] }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Restore(c.file, dir); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "mine")); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(dir + "?*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestFile_isNotWrittenOverAnother(t *testing.T) {
	file, _ := copied(t)
	if _, err := backup.File(t.Context(), apptest.Empty(t).Core, file, "test"); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v", err)
	}
}
