package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
)

// bindSessionEnded: a phone whose session was ended gets no more messages.
func bindSessionEnded(a *app.App) {
	a.Core.OnRecordUpdate("sessions").BindFunc(func(e *core.RecordEvent) error {
		ended := !e.Record.GetDateTime("revoked_at").IsZero() && e.Record.Original().GetDateTime("revoked_at").IsZero()
		if ended {
			if err := a.Notify.In(e.App).EndSession(e.Context, e.Record.Id); err != nil {
				return err
			}
		}
		return e.Next()
	})
}
