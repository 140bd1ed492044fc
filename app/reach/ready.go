package reach

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// probeSize is what opening the databases takes at least.
const probeSize = 256 << 10

// Ready is nil if an appliance can work on the data folder, which is made where it is not there. Otherwise the error says in plain
// words what keeps it from that, and what to do.
func Ready(dir string) error {
	what, err := dir, os.MkdirAll(dir, 0o700)
	if err == nil {
		err = takes(dir)
	}
	for _, name := range []string{"data.db", "data.db-wal", "auxiliary.db", "auxiliary.db-wal"} {
		if err == nil {
			what = filepath.Join(dir, name)
			err = changeable(what)
		}
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("the data folder %s cannot be used: %s", dir, obstacle(what, err))
}

// takes writes and removes a file in the folder.
func takes(dir string) error {
	f, err := os.CreateTemp(dir, ".ready-*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, probeSize))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

// changeable is nil for a file that can be written, or is not there.
func changeable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// obstacle is what stands in the way and what to do about it.
func obstacle(what string, err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return "its disk is full. Free space on it, then start again."
	case errors.Is(err, syscall.EROFS):
		return "its disk is read-only. Make the disk writable, or name another folder with --dir."
	case errors.Is(err, fs.ErrPermission):
		return what + " may not be written by the account that runs Doorstep. Give the account that right, or name another folder with --dir."
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return "a file stands where the folder should be. Name another folder with --dir."
	}
	return err.Error() + ". Mend that, or name another folder with --dir."
}
