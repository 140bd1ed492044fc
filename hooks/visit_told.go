package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/notify"
)

// bindVisitTold: when a technician is told of a visit, the phones on which he asked for it get a message in his language.
// It says what, where about and when; who the customer is stays inside.
func bindVisitTold(a *app.App) {
	a.Jobs.Events.Moved.BindFunc(func(e *jobs.Moved) error {
		if e.Visit.Status == jobs.Dispatched {
			if err := tellVisit(a, e); err != nil {
				return err
			}
		}
		return e.Next()
	})
	wake := func(e *core.RecordEvent) error {
		a.Notify.Wake()
		return e.Next()
	}
	a.Core.OnRecordAfterCreateSuccess("messages").BindFunc(wake)
}

func tellVisit(a *app.App, e *jobs.Moved) error {
	tech, err := a.People.In(e.Tx).Technician(e.Ctx, e.Visit.Technician)
	if err != nil || tech.UserID == "" {
		return err
	}
	out := a.Notify.In(e.Tx)
	if has, err := out.HasPhone(e.Ctx, tech.UserID); err != nil || !has {
		return err
	}
	user, err := a.People.In(e.Tx).User(e.Ctx, tech.UserID)
	if err != nil {
		return err
	}
	card, err := a.Jobs.In(e.Tx).Card(e.Ctx, e.Visit.ID)
	if err != nil {
		return err
	}
	area := card.District
	if card.Landmark != "" {
		area = card.Landmark
	}
	if card.Pin != "" {
		area += " " + card.Pin
	}
	return out.Tell(e.Ctx, user.ID, "visit_told", notify.Note{
		Title: i18n.T(user.Lang, "push.new_job"),
		Body: i18n.T(user.Lang, "push.new_job_body", "type", card.Type, "area", area, "time",
			clock.DateOf(e.Visit.Start).Short()+" "+clock.HM(e.Visit.Start)),
		URL: "/t/visits/" + e.Visit.ID,
		Tag: e.Visit.ID,
	})
}
