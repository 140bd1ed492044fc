package office

import (
	"net/http"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/payments"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// gatewayForm is the page of the gateway's keys. Secrets are never among its values.
type gatewayForm struct {
	form         *ui.Form
	info         payments.GatewayInfo
	tested, tone string
}

func (o *office) editGateway(req *web.Request) error {
	info, err := o.app.Payments.GatewayInfo(req.Ctx())
	if err != nil {
		return err
	}
	return o.gatewayFormWith(req, http.StatusOK, gatewayForm{form: gatewayValues(req.Lang(), info), info: info})
}

func gatewayValues(lang string, info payments.GatewayInfo) *ui.Form {
	return ui.NewForm(lang).Set("key_id", info.KeyID).Set("active", info.Active)
}

func (o *office) gatewayFormWith(req *web.Request, status int, v gatewayForm) error {
	v.form.Set("secret", "").Set("hook", "")
	return req.PageIn(status, layout.Shell{Title: "Payment gateway", Nav: "settings"}, gatewaySettings(v))
}

// saveGateway keeps the keys. Of a form that comes back everything stands but the secrets: they are typed again.
func (o *office) saveGateway(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.SaveGateway(req.Ctx(), payments.GatewayKeys{
		Rev: f.Int("rev"), KeyID: f.Get("key_id"), Secret: f.Get("secret"), Hook: f.Get("hook"), Active: f.Bool("active"),
	})
	if web.Refill(err) {
		f.Fail(err)
		info, again := o.app.Payments.GatewayInfo(req.Ctx())
		if again != nil {
			return again
		}
		return o.gatewayFormWith(req, web.StatusOf(err), gatewayForm{form: f, info: info})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/settings/gateway", "Saved.")
}

// testGateway asks the gateway whether it takes the saved keys.
func (o *office) testGateway(req *web.Request) error {
	err := o.app.Payments.TestGateway(req.Ctx())
	if err != nil && fault.KindOf(err) == fault.Forbidden {
		return err
	}
	info, again := o.app.Payments.GatewayInfo(req.Ctx())
	if again != nil {
		return again
	}
	v := gatewayForm{form: gatewayValues(req.Lang(), info), info: info, tested: "The gateway takes the keys.", tone: "good"}
	if err != nil {
		v.tested, v.tone = i18n.Message(req.Lang(), fault.All(err)[0]), "bad"
	}
	return o.gatewayFormWith(req, http.StatusOK, v)
}

// kept is the hint of a secret that is never shown.
func kept(there bool) string {
	if there {
		return "Saved. Empty keeps it."
	}
	return "Not entered yet."
}
