// Package owner is what the owner sees first: where the money is, where it leaks.
//
// A page is a pair: screen.go has its handler, screen.templ its markup. Every figure links to the rows that add up to it.
package owner

import (
	"doorstep/app"
	"doorstep/app/reports"
	"doorstep/views/web"
)

type owner struct{ app *app.App }

// Routes registers its pages.
func Routes(r *web.Router, a *app.App) {
	o := &owner{a}
	r.GET("/owner", o.showScreen).May(reports.See)
	r.GET("/owner/now", o.screenNow).May(reports.See)
	r.GET("/owner/leakage", o.showLeakage).May(reports.See)
	r.GET("/owner/rows/{measure}", o.showRows).May(reports.See)
}
