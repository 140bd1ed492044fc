package reach

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockFile is locked by the process that has the folder; the system lets go of the lock however the process ends.
const lockFile = "serving.lock"

// Alone takes the data folder for this process, until it ends or release is called: two appliances on one folder would each run the
// nights and tell only their own pages what changes. It may be called again by the process that has the folder.
// The error says in plain words who has it, and what to do.
func (b *Box) Alone() (release func() error, err error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lock == nil {
		b.lock = flock.New(filepath.Join(b.dir, lockFile), flock.SetPermissions(0o600))
	}
	switch got, err := b.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !got:
		return nil, b.taken()
	}
	return b.lock.Unlock, nil
}

// Free is nil where no process has the folder. It leaves no trace where none ever had it.
func (b *Box) Free() error {
	if _, err := os.Stat(filepath.Join(b.dir, lockFile)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	release, err := b.Alone()
	if err != nil {
		return err
	}
	return release()
}

func (b *Box) taken() error {
	where := ""
	if s, err := b.Announced(); err == nil && s.PID != 0 {
		where = fmt.Sprintf(", at %s, as process %d", s.HTTP, s.PID)
	}
	return fmt.Errorf("the data folder %s is in use: Doorstep is open on it already%s. End that one first, or name another folder with --dir",
		filepath.Dir(b.dir), where)
}
