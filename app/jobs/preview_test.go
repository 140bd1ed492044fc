package jobs_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func TestPreview_promisesWhatBookingThenGives(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	defer clock.Freeze(apptest.Now)()
	was, err := a.Jobs.Preview(ctx, 1, jobs.Chargeable)
	if err != nil {
		t.Fatal(err)
	}
	j := apptest.Job(t, a, func(in *jobs.Booking) { in.Priority, in.Payment = 1, jobs.Chargeable })
	if was.ArriveBy.IsZero() || !was.RespondBy.Equal(j.RespondBy) || !was.ArriveBy.Equal(j.ArriveBy) || !was.ResolveBy.Equal(j.ResolveBy) {
		t.Errorf("previewed %v, booked %v %v %v", was, j.RespondBy, j.ArriveBy, j.ResolveBy)
	}
	if _, err := a.Jobs.Preview(ctx, 7, jobs.Chargeable); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a priority that there is not: %v", err)
	}
}
