package route

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// processor is the time that all threads have used so far.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// threadTime is the processor time of the thread that asks.
func threadTime() func() time.Duration {
	runtime.LockOSThread()
	const thread = 1
	read := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(thread, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	began := read()
	return func() time.Duration { return read() - began }
}
