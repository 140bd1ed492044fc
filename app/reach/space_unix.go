//go:build unix

package reach

import "syscall"

// free is the space that is left for us on the disk of the folder, in bytes; below zero if it cannot be told.
func free(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // the types differ between systems
}
