// Package portal is what the customer sees by a signed link, without password and script.
//
// A page is a pair: job.go has its handlers, job.templ its markup. Every handler gets the guest whom the link let in, and shows
// only what is his: the id of anything else is as if it did not exist. Pages stand in their own plain shell: no script, no
// account, one style sheet, and words in English and Hindi.
package portal

import (
	"time"

	"doorstep/app"
	"doorstep/views/web"
)

type portal struct{ app *app.App }

const why = "the customer's link is the permission: signed, revocable, and it ends"

// Routes registers its pages.
func Routes(r *web.Router, a *app.App) {
	p := &portal{a}
	const looks, writes = 120, 12 // a minute from one address; families and offices share one
	get := func(path string, show shows) {
		r.GET("/c/{token}"+path, p.guarded(show)).Public(why).Limit(looks, time.Minute)
	}
	post := func(path string, do shows) {
		r.POST("/c/{token}"+path, p.guarded(do)).Public(why).Limit(writes, time.Minute).Actor(actor).Body(64 << 10)
	}
	get("", p.overview)
	get("/jobs/{id}", p.showJob)
	post("/jobs/{id}/complaints", p.complain)
	get("/invoices/{id}", p.showInvoice)
	get("/invoices/{id}/pdf", p.invoicePDF)
	post("/invoices/{id}/disputes", p.dispute)
	get("/receipts/{id}", p.receiptPDF)
	get("/contracts/{id}/pdf", p.contractPDF)
	get("/estimates/{id}", p.showEstimate)
	get("/estimates/{id}/pdf", p.estimatePDF)
	post("/estimates/{id}/approval", p.approve)
	post("/estimates/{id}/refusal", p.decline)
}
