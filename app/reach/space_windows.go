//go:build windows

package reach

import (
	"syscall"
	"unsafe"
)

var diskFree = syscall.NewLazyDLL("kernel32.dll").NewProc("GetDiskFreeSpaceExW")

// free is the space that is left for us on the disk of the folder, in bytes; below zero if it cannot be told.
func free(dir string) int64 {
	path, err := syscall.UTF16PtrFromString(dir)
	if err != nil {
		return -1
	}
	var bytes int64
	if ok, _, _ := diskFree.Call(uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&bytes)), 0, 0); ok == 0 {
		return -1
	}
	return bytes
}
