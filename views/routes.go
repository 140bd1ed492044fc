// Package views is what people see and do, by audience: setup, office, tech, owner, portal.
package views

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/live"
	"doorstep/views/office"
	"doorstep/views/owner"
	"doorstep/views/portal"
	"doorstep/views/setup"
	"doorstep/views/tech"
	"doorstep/views/web"
)

// Router registers every page of the appliance. code is the one-time code of the set-up page.
func Router(a *app.App, code string) *web.Router {
	r := web.New(web.Config{
		Who:       a.People.Who,
		SetUp:     a.Settings.IsSetUp,
		Company:   a.Settings.Name,
		Console:   a.Settings.Console,
		Claims:    a.Claims,
		Hub:       a.Live,
		Nav:       counted(a),
		Sees:      sees,
		Log:       a.Core.Logger(),
		TileHosts: a.Settings.TileHosts,
	})
	setup.Routes(r, a, code)
	office.Routes(r, a)
	tech.Routes(r, a)
	owner.Routes(r, a)
	portal.Routes(r, a)
	return r
}

// Bind mounts the pages when PocketBase serves. code is asked for then; it is printed only while nothing is set up.
func Bind(a *app.App, code func() string) {
	a.Core.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := Router(a, code()).Mount(e); err != nil {
			return err
		}
		return e.Next()
	})
}

// sees keeps from technicians what is not theirs: of changes they learn only that some visit changed.
func sees(by act.By, c live.Change) bool {
	return by.Role != act.Technician || strings.HasPrefix(c.Topic, "visits")
}
