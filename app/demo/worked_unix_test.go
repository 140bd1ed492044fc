//go:build unix

package demo_test

import (
	"syscall"
	"time"
)

// worked is how long processors have worked for this program.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
