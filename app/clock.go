package app

import (
	"context"

	"doorstep/app/settings"
)

// Clock is what happens by the clock. hooks sets it: only there it is known what a schedule does.
type Clock interface {
	// Schedules lists what there is, with when it last ran and runs next. Errors: Forbidden.
	Schedules(ctx context.Context) ([]settings.Schedule, error)
	// RunNow runs a schedule at once and waits for its end; the run says how it went. Errors: Forbidden; NotFound;
	// Conflict schedule_running.
	RunNow(ctx context.Context, name string) (settings.Run, error)
	// Wake has those look for work soon that need not wait for their hour.
	Wake()
}
