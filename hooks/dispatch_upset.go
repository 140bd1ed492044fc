package hooks

import (
	"context"
	"log/slog"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// planner acts where a proposal is made because something happened.
const planner = "planning"

// bindDispatchUpset: what upsets the day makes a proposal as soon as it is durable: an emergency that is taken in, a visit that falls
// out or is refused, a technician who goes on leave today. What only time shows the clock looks for.
func bindDispatchUpset(a *app.App) {
	urgent := func(e *core.RecordEvent) error {
		was := e.Record.Original()
		if e.Record.GetInt("priority") == 1 && e.Record.GetString("status") == string(jobs.Unscheduled) && (was.IsNew() || was.GetInt("priority") != 1) {
			tryPlanning(a, "emergency", func(ctx context.Context) error {
				_, err := a.Dispatch.ProposeEmergency(ctx, e.Record.Id)
				return err
			})
		}
		return e.Next()
	}
	a.Core.OnRecordAfterCreateSuccess("jobs").BindFunc(urgent)
	a.Core.OnRecordAfterUpdateSuccess("jobs").BindFunc(urgent)
	a.Core.OnRecordAfterUpdateSuccess("visits").BindFunc(func(e *core.RecordEvent) error {
		if cause, ok := fellOut(e); ok {
			repair(a, dispatch.Upset{Cause: cause, Job: e.Record.GetString("job"), Visit: e.Record.Id, Technician: e.Record.GetString("technician")})
		}
		return e.Next()
	})
	a.Core.OnRecordAfterCreateSuccess("leaves").BindFunc(func(e *core.RecordEvent) error {
		today := string(clock.Today())
		if e.Record.GetString("from") <= today && today <= e.Record.GetString("to") {
			repair(a, dispatch.Upset{Cause: dispatch.CauseAbsent, Technician: e.Record.GetString("technician")})
		}
		return e.Next()
	})
}

// fellOut says why a visit of today was taken off the plan, if that asks for something else in its place. A plan that did it has done
// so already.
func fellOut(e *core.RecordEvent) (dispatch.Cause, bool) {
	was := jobs.VisitStatus(e.Record.Original().GetString("status"))
	if e.Record.GetString("status") != string(jobs.VisitCancelled) || !was.Waiting() {
		return "", false
	}
	v := jobs.Visit{Start: e.Record.GetDateTime("start").Time(), End: e.Record.GetDateTime("end").Time()}
	switch act.Now(e.Context).Verb {
	case "visits.reject":
		return dispatch.CauseRejected, clock.DateOf(v.Start) == clock.Today()
	case "visits.cancel", "jobs.cancel":
		return dispatch.CauseCancelled, dispatch.CancelledGap(v)
	}
	return "", false
}

func repair(a *app.App, up dispatch.Upset) {
	tryPlanning(a, string(up.Cause), func(ctx context.Context) error {
		_, _, err := a.Dispatch.ProposeRepair(ctx, up)
		return err
	})
}

// tryPlanning makes a proposal in the name of the appliance. What keeps it from being made undoes nothing of what happened; that
// nobody can go is no failure.
func tryPlanning(a *app.App, why string, make func(context.Context) error) {
	if err := make(act.As(planner)); err != nil && fault.KindOf(err) == fault.Internal {
		a.Core.Logger().Error("no proposal was made", slog.String("why", why), slog.Any("error", err))
	}
}
