package backup

import (
	"errors"
	"io/fs"
	"path/filepath"

	"doorstep/app/reach"
)

// room is nil if another copy fits on the disk of the data, taken as large as what is copied, and leaves a tenth of that besides.
func (s *Service) room() error {
	need, err := weight(s.app.DataDir())
	if err != nil {
		return err
	}
	if free := reach.Free(s.app.DataDir()); free >= 0 && free < need+need/10 {
		return noRoom(need+need/10, free)
	}
	return nil
}

// weight is how many bytes a copy of the folder has before it is packed.
func weight(dir string) (sum int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		database := name == mainDB || name == logDB
		switch {
		case d.IsDir() && leftOut(filepath.ToSlash(name)):
			return fs.SkipDir
		case !d.Type().IsRegular(), !database && leftOut(filepath.ToSlash(name)):
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
