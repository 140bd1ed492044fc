package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/reach"
	"doorstep/app/settings"
)

// Change sets how the data is copied each night.
// Faults: those of settings.UpdateCopies; copies_folder beside folder, where it is not there, cannot be written or is our own.
func (s *Service) Change(ctx context.Context, in settings.CopiesInput) (settings.Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return settings.Company{}, err
	}
	if folder := strings.TrimSpace(in.Folder); filepath.IsAbs(folder) {
		if err := s.elsewhere(folder); err != nil {
			return settings.Company{}, noFolder(err)
		}
	}
	return s.settings.UpdateCopies(ctx, in)
}

// elsewhere is nil for a folder outside the data in which a file can be written.
func (s *Service) elsewhere(folder string) error {
	data, err := filepath.Abs(s.app.DataDir())
	if err != nil {
		return err
	}
	if up, err := filepath.Rel(data, folder); err == nil && up != ".." && !strings.HasPrefix(up, ".."+string(filepath.Separator)) {
		return errors.New("it is inside the data itself")
	}
	return reach.Writable(folder)
}

// nightly begins the names of copies that the clock makes.
const nightly = "doorstep-night-"

// Nightly makes the copy of the night, takes it to the other folder if there is one, and lets go of the oldest. A company that was set
// up today has none yet. It returns what it did in words.
// Errors: Forbidden; Conflict copies_room {need,free}; copies_folder beside folder; those of the place.
func (s *Service) Nightly(ctx context.Context) (string, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return "", err
	}
	c, err := s.settings.Company(ctx)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil, err == nil && (c.Copies.Keep == 0 || c.Young()):
		return "", nil
	case err != nil:
		return "", err
	}
	if err := s.room(); err != nil {
		return "", err
	}
	name := nightly + strings.TrimPrefix(Name(), "doorstep-")
	if err := Keep(ctx, s.app, name, s.version()); err != nil {
		return "", err
	}
	err = errors.Join(s.carry(ctx, name, c.Copies), s.forget(ctx, name, c.Copies.Keep))
	return fmt.Sprintf("%s made", name), err
}

// carry copies what was made to the other folder and lets go of the oldest there.
func (s *Service) carry(ctx context.Context, name string, c settings.Copies) error {
	if c.Folder == "" {
		return nil
	}
	if err := s.elsewhere(c.Folder); err != nil {
		return noFolder(err)
	}
	path, clean, err := s.find(name)
	if err != nil {
		return err
	}
	defer clean()
	if err := copyFile(ctx, path, filepath.Join(c.Folder, name)); err != nil {
		return noFolder(err)
	}
	there, err := filepath.Glob(filepath.Join(c.Folder, nightly+"*.zip"))
	for i := range there {
		there[i] = filepath.Base(there[i])
	}
	for _, old := range surplus(there, name, c.Keep) {
		err = errors.Join(err, os.Remove(filepath.Join(c.Folder, old)))
	}
	return err
}

// surplus are the copies to let go of: all but the newest by the moments in their names. Those that bear a later one than what was
// made just now come first: the clock was ahead then, and they would push out every copy that follows.
func surplus(names []string, made string, keep int) []string {
	slices.SortFunc(names, func(a, b string) int {
		if late := a > made; late != (b > made) {
			if late {
				return 1
			}
			return -1
		}
		return cmp.Compare(b, a)
	})
	return names[min(keep, len(names)):]
}

// copyFile copies whole or not at all; only the owner may read what comes of it.
func copyFile(ctx context.Context, from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), ".doorstep-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, ctx.Err(), out.Sync(), out.Close()); err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return nil
}

// forget lets go of all copies of nights but the newest, as surplus says.
func (s *Service) forget(ctx context.Context, made string, keep int) error {
	kept, err := s.app.NewBackupsFilesystem()
	if err != nil {
		return err
	}
	defer kept.Close()
	kept.SetContext(ctx)
	all, err := list(kept)
	var nights []string
	for _, c := range all {
		if c.Nightly() {
			nights = append(nights, c.Name)
		}
	}
	for _, old := range surplus(nights, made, keep) {
		err = errors.Join(err, kept.Delete(old))
	}
	return err
}
