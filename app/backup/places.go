package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// File writes a copy to a new file, which only its owner may read, whole or not at all.
// Errors: fs.ErrExist where there is one of that name; those of Write.
func File(ctx context.Context, app core.App, path, version string) (Label, error) {
	if _, err := os.Stat(path); err == nil {
		return Label{}, fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return Label{}, err
	}
	label, err := Write(ctx, app, f, version)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return label, errors.Join(err, os.Remove(f.Name()))
	}
	return label, nil
}

// Keep writes a copy of that name where the settings keep copies: in the folder backups of the data, or S3.
// Errors: those of Write and of the place.
func Keep(ctx context.Context, app core.App, name, version string) error {
	temp, err := os.MkdirTemp(app.DataDir(), ".copy-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	path := filepath.Join(temp, name)
	if _, err := File(ctx, app, path, version); err != nil {
		return err
	}
	kept, err := app.NewBackupsFilesystem()
	if err != nil {
		return err
	}
	defer kept.Close()
	kept.SetContext(ctx)
	file, err := filesystem.NewFileFromPath(path)
	if err != nil {
		return err
	}
	file.OriginalName, file.Name = name, name
	return kept.UploadFile(file, name)
}

// Find gives the path of a copy: that of a file, or of one brought from where copies are kept, which clean removes again.
// Errors: fs.ErrNotExist where neither has it; those of the place.
func Find(app core.App, name string) (path string, clean func(), err error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		return name, func() {}, nil
	}
	return bring(app, name)
}

// bring is Find among the copies that are kept.
func bring(app core.App, name string) (path string, clean func(), err error) {
	clean = func() {}
	if here := filepath.Join(app.DataDir(), core.LocalBackupsDirName, filepath.Base(name)); !app.Settings().Backups.S3.Enabled {
		if _, err := os.Stat(here); err != nil {
			return "", clean, fmt.Errorf("%s is neither a file nor among the copies: %w", name, fs.ErrNotExist)
		}
		return here, clean, nil
	}
	kept, err := app.NewBackupsFilesystem()
	if err != nil {
		return "", clean, err
	}
	defer kept.Close()
	there, err := kept.Exists(name)
	if err != nil {
		return "", clean, err
	}
	if !there {
		return "", clean, fmt.Errorf("%s is neither a file nor among the copies: %w", name, fs.ErrNotExist)
	}
	from, err := kept.GetReader(name)
	if err != nil {
		return "", clean, err
	}
	defer from.Close()
	to, err := os.CreateTemp("", "doorstep-copy-*.zip")
	if err != nil {
		return "", clean, err
	}
	clean = func() { _ = os.Remove(to.Name()) }
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err != nil {
		clean()
		return "", func() {}, err
	}
	return to.Name(), clean, nil
}
