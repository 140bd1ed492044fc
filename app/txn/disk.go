package txn

import (
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"syscall"

	"github.com/pocketbase/dbx"
	"modernc.org/sqlite"

	"doorstep/app/kernel/fault"
)

// Faults of the disk under the data. They are ours, so Internal; nothing of the request was saved, and the same request may be sent again.
func diskFull() *fault.Error    { return fault.New(fault.Internal, "disk_full") }
func diskRefuses() *fault.Error { return fault.New(fault.Internal, "disk_refuses") }

// Disk is err, as a fault where it says that the disk takes nothing: disk_full, or disk_refuses where it may not be written or fails.
func Disk(err error) error {
	switch cause := bare(err); {
	case err == nil || Unsaved(err):
		return err
	case slices.ContainsFunc(fullDisk, func(e error) bool { return errors.Is(cause, e) }), sqliteSays(cause, sqliteFull), windowsSays(cause):
		return diskFull().Wrap(err)
	case slices.ContainsFunc(badDisk, func(e error) bool { return errors.Is(cause, e) }), sqliteSays(cause, sqliteRefuses...):
		return diskRefuses().Wrap(err)
	}
	return err
}

// Unsaved reports whether err is a fault of the disk.
func Unsaved(err error) bool { return errors.Is(err, diskFull()) || errors.Is(err, diskRefuses()) }

// What systems say of a disk that has no room, and of one that cannot be written.
var (
	fullDisk = []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
	badDisk  = []error{syscall.EROFS, syscall.EIO, fs.ErrPermission}
)

// What SQLite says: https://www.sqlite.org/rescode.html. Of its many failures of a disk only those of writing.
const (
	sqliteFull     = 13
	sqliteReadOnly = 8
	sqliteCantOpen = 14
	ioWrite        = 10 | 3<<8
	ioSync         = 10 | 4<<8
	ioDirSync      = 10 | 5<<8
	ioTruncate     = 10 | 6<<8
	ioMemory       = 10 | 19<<8 // the file of the memory that connections share cannot grow
)

var sqliteRefuses = []int{sqliteReadOnly, sqliteCantOpen, ioWrite, ioSync, ioDirSync, ioTruncate, ioMemory}

func sqliteSays(err error, codes ...int) bool {
	var s *sqlite.Error
	return errors.As(err, &s) && (slices.Contains(codes, s.Code()) || slices.Contains(codes, s.Code()&0xff))
}

// windowsSays knows the numbers 39 and 112, with which Windows says that a disk is full.
func windowsSays(err error) bool {
	var n syscall.Errno
	return runtime.GOOS == "windows" && errors.As(err, &n) && (n == 39 || n == 112)
}

// bare is what went wrong first, where undoing a transaction that SQLite had undone already failed too: dbx joins the two so that
// neither is found.
func bare(err error) error {
	var both dbx.Errors
	if errors.As(err, &both) && len(both) > 0 {
		return bare(both[0])
	}
	return err
}
