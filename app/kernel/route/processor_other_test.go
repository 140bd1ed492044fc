//go:build !linux

package route

import (
	"testing"
	"time"
)

// processor and threadTime are zero and the clock's time where the system does not tell a thread's.
func processor(*testing.B) time.Duration { return 0 }

func threadTime() func() time.Duration { return wall() }
