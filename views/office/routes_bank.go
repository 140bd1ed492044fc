package office

import (
	"time"

	"doorstep/app/payments"
	"doorstep/views/web"
)

// bankRoutes are bank statements and the gateway.
func (o *office) bankRoutes(r *web.Router) {
	r.GET("/office/bank", o.showBank).May(payments.SeeBank)
	r.POST("/office/bank/matches", o.matchLine).May(payments.MatchBank)
	r.GET("/office/bank/accounts", o.listAccounts).May(payments.SeeBank)
	r.POST("/office/bank/accounts", o.saveAccount).May(payments.MatchBank)
	r.POST("/office/bank/accounts/{id}", o.saveAccount).May(payments.MatchBank)
	r.POST("/office/bank/accounts/{id}/columns/removal", o.forgetColumns).May(payments.MatchBank)
	r.GET("/office/bank/import", o.newImport).May(payments.MatchBank)
	r.POST("/office/bank/import", o.importStatement).May(payments.MatchBank).Body(statementBody)
	r.GET("/office/bank/imports/{id}", o.showImport).May(payments.SeeBank)
	r.GET("/office/bank/lines/{id}", o.showLine).May(payments.SeeBank)
	r.POST("/office/bank/lines/{id}/payment", o.receiveLine).May(payments.MatchBank)
	r.POST("/office/bank/lines/{id}/match", o.matchOneLine).May(payments.MatchBank)
	r.POST("/office/bank/lines/{id}/separation", o.unmatchLine).May(payments.MatchBank)
	r.POST("/office/bank/lines/{id}/dismissal", o.ignoreLine).May(payments.MatchBank)
	r.POST("/office/bank/lines/{id}/restoration", o.restoreLine).May(payments.MatchBank)

	r.GET("/office/gateway", o.showGateway).May(payments.AskGateway)
	r.GET("/office/gateway/requests/new", o.newAsk).May(payments.AskGateway)
	r.POST("/office/gateway/requests", o.ask).May(payments.AskGateway)
	r.GET("/office/gateway/requests/{id}", o.showAsk).May(payments.AskGateway)
	r.GET("/office/gateway/events/{id}", o.showEvent).May(payments.SeeBank)
	r.POST("/office/gateway/events/{id}/payment", o.adoptEvent).May(payments.MatchBank)
	r.POST("/office/gateway/events/{id}/dismissal", o.dismissEvent).May(payments.MatchBank)
	r.GET("/office/settings/gateway", o.editGateway).May(payments.ManageGateway)
	r.POST("/office/settings/gateway", o.saveGateway).May(payments.ManageGateway)
	r.POST("/office/settings/gateway/test", o.testGateway).May(payments.ManageGateway)
	r.POST("/gateway/razorpay", o.gatewayHook).Public("signed by the gateway over its raw bytes").
		Keyless().Body(hookBody).Limit(240, time.Minute)
}
