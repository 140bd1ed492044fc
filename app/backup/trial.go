package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"doorstep/app/kernel/act"
)

// Try unpacks a copy beside the data and checks it as a restore would; nothing else happens to it.
// Errors: Forbidden; NotFound; copies_room; Conflict copies_damaged {why}.
func (s *Service) Try(ctx context.Context, name string) (Label, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Label{}, err
	}
	path, clean, err := s.find(name)
	if err != nil {
		return Label{}, err
	}
	defer clean()
	if err := s.room(); err != nil {
		return Label{}, err
	}
	temp, err := os.MkdirTemp(s.app.DataDir(), ".copy-*")
	if err != nil {
		return Label{}, err
	}
	defer os.RemoveAll(temp)
	label, err := unpack(path, temp)
	if err != nil {
		return label, damaged(err)
	}
	return label, nil
}

// find gives the path of a copy that is kept under that name, and takes no other file of the machine for one.
func (s *Service) find(name string) (path string, clean func(), err error) {
	if name != filepath.Base(name) || !strings.HasSuffix(name, ".zip") {
		return "", nil, noCopy()
	}
	path, clean, err = bring(s.app, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, noCopy()
	}
	return path, clean, err
}

// Take opens a copy to be carried away; clean is to be called when that is done. Errors: Forbidden; NotFound.
func (s *Service) Take(ctx context.Context, name string) (path string, clean func(), err error) {
	if err := act.Require(ctx, Manage); err != nil {
		return "", nil, err
	}
	path, clean, err = s.find(name)
	if err == nil {
		s.app.Logger().Info("a copy of the data is carried away", "copy", name, "user", act.From(ctx).User)
	}
	return path, clean, err
}
