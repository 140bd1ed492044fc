//go:build !unix

package demo_test

import (
	"time"

	"doorstep/app/kernel/clock"
)

// worked is the time that passes, where the system is not asked how long processors worked.
func worked() time.Duration { return time.Duration(clock.Now().UnixNano()) }
