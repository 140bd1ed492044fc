// Package setup is the way in: setting the company up once, signing in and out, and one's own account.
//
// Owns: the pages of /setup, /login, /sign-out and /account, and /phone, by which a phone is brought to the appliance.
// Does not own: what makes a company or a person valid (settings, people), hiding /setup once it is done (web).
package setup

import (
	"time"

	"doorstep/app"
	"doorstep/app/people"
	"doorstep/views/web"
)

type pages struct {
	app  *app.App
	code string
}

// Routes registers the pages. code is the one-time code of set-up, as printed on the console; empty lets nobody set up.
func Routes(r *web.Router, a *app.App, code string) {
	p := &pages{app: a, code: code}
	const noCompany = "there is no company yet; the one-time code of the console is asked"
	r.GET("/setup", p.start).Public(noCompany)
	r.POST("/setup/code", p.checkCode).Public(noCompany).Limit(10, time.Minute).Keyless()
	r.POST("/setup", p.setUp).Public(noCompany).Limit(10, time.Minute).Keyless() // its answer sets a cookie
	r.GET("/setup/gstin", p.gstin).Public("says what a registration number says about itself")
	r.GET("/setup/pin", p.pin).Public("the directory of PIN codes is public")
	r.GET("/setup/series", p.series).Public("shows how a number is written")

	r.GET("/login", p.signInPage).Public("nobody is signed in yet")
	r.POST("/login", p.signIn).Public("nobody is signed in yet").Limit(10, time.Minute).Keyless()
	r.POST("/sign-out", p.signOut).Signed().Keyless()

	r.GET("/phone", p.phonePage).Public("a phone is set up before anybody signs in on it")
	r.GET("/phone/certificate", p.certificate).Public("a certificate is there to be given to everybody")

	r.GET("/account", p.account).May(people.Account)
	r.POST("/account/password", p.changePassword).May(people.Account)
	r.POST("/account/language", p.setLanguage).May(people.Account)
	r.POST("/account/sessions/{id}/revocation", p.revokeOwn).May(people.Account)
}
