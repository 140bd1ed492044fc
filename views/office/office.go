// Package office is what the owner, the dispatcher, the accountant and the storekeeper see and do at a desk.
//
// A page is a pair: today.go has its handlers, today.templ its markup. Handlers bind, call one verb and render.
// The routes of each part of the office stand at the top of its routes_*.go with the permission beside each.
package office

import (
	"doorstep/app"
	"doorstep/views/web"
)

type office struct{ app *app.App }

// Routes registers every page of the office.
func Routes(r *web.Router, a *app.App) {
	o := &office{a}
	o.workRoutes(r)
	o.phoneRoutes(r)
	o.boardRoutes(r)
	o.vanRoutes(r)
	o.replayRoutes(r)
	o.exceptionRoutes(r)
	o.planningRoutes(r)
	o.copiesRoutes(r)
	o.mapRoutes(r)
	o.proposalRoutes(r)
	o.contractRoutes(r)
	o.contractImportRoutes(r)
	o.planRoutes(r)
	o.customerRoutes(r)
	o.catalogRoutes(r)
	o.peopleRoutes(r)
	o.settingsRoutes(r)
	o.invoiceRoutes(r)
	o.estimateRoutes(r)
	o.priceRoutes(r)
	o.paymentRoutes(r)
	o.bankRoutes(r)
	o.receivableRoutes(r)
}
