package hooks

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/notify"
)

// bindVisitTold: when a technician is told of a visit, the phones on which he asked for it get a message in his language.
// So do those of its helpers, whose message says whom they help. It says what, where about and when; who the customer is stays inside.
func bindVisitTold(a *app.App) {
	a.Jobs.Events.Moved.BindFunc(func(e *jobs.Moved) error {
		if e.Visit.Status == jobs.Dispatched {
			for _, who := range append([]string{e.Visit.Technician}, e.Visit.Helpers...) {
				if err := tell(e.Ctx, e.Tx, a, e.Visit, who); err != nil {
					return err
				}
			}
		}
		return e.Next()
	})
	a.Jobs.Events.Crewed.BindFunc(func(e *jobs.Crewed) error {
		for _, h := range e.Helpers {
			if err := tell(e.Ctx, e.Tx, a, e.Visit, h); err != nil {
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

// tell writes the message for the technician, who leads the visit or helps at it.
func tell(ctx context.Context, tx core.App, a *app.App, v jobs.Visit, technician string) error {
	tech, err := a.People.In(tx).Technician(ctx, technician)
	if err != nil || tech.UserID == "" {
		return err
	}
	out := a.Notify.In(tx)
	if has, err := out.HasPhone(ctx, tech.UserID); err != nil || !has {
		return err
	}
	user, err := a.People.In(tx).User(ctx, tech.UserID)
	if err != nil {
		return err
	}
	card, err := a.Jobs.In(tx).Card(ctx, v.ID)
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
	note := notify.Note{
		Title: i18n.T(user.Lang, "push.new_job"),
		Body: i18n.T(user.Lang, "push.new_job_body", "type", card.Type, "area", area, "time",
			clock.DateOf(v.Start).Short()+" "+clock.HM(v.Start)),
		URL: "/t/visits/" + v.ID,
		Tag: v.ID,
	}
	if technician != v.Technician {
		note.Title, note.URL = i18n.T(user.Lang, "push.help", "name", card.TechName), "/t/helping/"+v.ID
	}
	return out.Tell(ctx, user.ID, "visit_told", note)
}
