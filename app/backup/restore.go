package backup

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/archive"

	"doorstep/app/audit"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Restored is what a restore did.
type Restored struct {
	Label
	Kept string // where the folder stands that was there before; empty if there was none
}

// ErrNotACopy is the fault of a file that Write did not make.
var ErrNotACopy = errors.New("this is not a copy that doorstep made")

// ErrChanged is the fault of a copy whose books do not end as its label says.
var ErrChanged = errors.New("the copy is not what was written: its audit chain does not end as its label says")

// Restore puts the copy in file in the place of the folder dir, which is kept beside it under a new name. Nothing may have dir open.
// The copy is unpacked and checked first: when anything is wrong with it dir stays as it is.
// Errors: ErrNotACopy, ErrChanged, txn.ErrNewer, *audit.Broken, those of the disk.
func Restore(file, dir string) (Restored, error) {
	var done Restored
	dir = filepath.Clean(dir)
	fresh := dir + ".restoring"
	if err := os.RemoveAll(fresh); err != nil {
		return done, err
	}
	defer os.RemoveAll(fresh)
	var err error
	if done.Label, err = unpack(file, fresh); err != nil {
		return done, err
	}
	done.Kept, err = swap(fresh, dir)
	return done, err
}

// unpack lays the copy out in the folder dir and checks it there.
func unpack(file, dir string) (Label, error) {
	label, err := labelOf(file)
	if err != nil {
		return label, err
	}
	if err := archive.Extract(file, dir); err != nil {
		return label, err
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, labelFile)), os.Chmod(dir, 0o700)); err != nil {
		return label, err
	}
	return label, check(dir, label)
}

func labelOf(file string) (Label, error) {
	var l Label
	z, err := zip.OpenReader(file)
	if errors.Is(err, zip.ErrFormat) {
		return l, ErrNotACopy
	}
	if err != nil {
		return l, err
	}
	defer z.Close()
	f, err := z.Open(labelFile)
	if err != nil {
		return l, ErrNotACopy
	}
	defer f.Close()
	if err := json.NewDecoder(f).Decode(&l); err != nil {
		return l, ErrNotACopy
	}
	return l, nil
}

// check opens the unpacked copy as the appliance would and walks its books.
func check(dir string, l Label) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: txn.Connect})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	defer func() { _ = app.ResetBootstrapState() }()
	if err := txn.Mine(app); err != nil {
		return err
	}
	var sound string
	if err := app.ConcurrentDB().NewQuery("PRAGMA integrity_check(1)").Row(&sound); err != nil {
		return err
	}
	if sound != "ok" {
		return fmt.Errorf("the database in the copy is damaged: %s", sound)
	}
	report, err := audit.Verify(app)
	if err != nil {
		return err
	}
	if report.Events != l.Events || report.Last != l.Last {
		return ErrChanged
	}
	return nil
}

// swap gives the folder fresh the name dir; what had it is kept.
func swap(fresh, dir string) (kept string, err error) {
	switch _, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return "", os.Rename(fresh, dir)
	case err != nil:
		return "", err
	}
	kept = dir + "-before-" + clock.Now().In(clock.IST).Format(stampFormat)
	if err := os.Rename(dir, kept); err != nil {
		return "", err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return "", errors.Join(err, os.Rename(kept, dir))
	}
	return kept, nil
}
