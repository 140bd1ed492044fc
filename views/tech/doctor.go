package tech

import (
	"encoding/json"
	"mime"
	"net/http"

	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/notify"
	"doorstep/static"
	"doorstep/views/web"
)

func (p *phone) doctorRoutes(r *web.Router) {
	r.GET("/t/doctor", p.doctor).May(jobs.SeeOwn)
	r.GET("/t/push/key", p.pushKey).May(notify.Receive)
	r.POST("/t/push", p.subscribe).May(notify.Receive).Keyless()
	r.DELETE("/t/push", p.unsubscribe).May(notify.Receive).Keyless()
}

// ill is one thing that may be wrong with a phone: bad keeps something from working, warn does not yet.
type ill struct {
	name      string
	bad, warn bool // which sentences there are
	steps     bool // the page of steps mends it
}

// ills are what the phone is asked, in the order in which it is mended.
var ills = []ill{
	{name: "secure", bad: true, steps: true},
	{name: "worker", bad: true},
	{name: "database", bad: true},
	{name: "storage", bad: true, warn: true},
	{name: "position", bad: true, warn: true},
	{name: "camera", bad: true},
	{name: "server", bad: true},
	{name: "clock", bad: true},
}

func (p *phone) doctor(req *web.Request) error {
	return req.Tech(i18n.T(req.Lang(), "doctor.title"), "account", doctorPage(req.Lang()), "doctor.js")
}

func (p *phone) pushKey(req *web.Request) error {
	key, err := p.app.Notify.PublicKey()
	if err != nil {
		return err
	}
	return req.JSON(http.StatusOK, map[string]string{"key": key})
}

func (p *phone) subscribe(req *web.Request) error {
	in, err := subscription(req)
	if err != nil {
		return err
	}
	if err := p.app.Notify.Subscribe(req.Ctx(), in); err != nil {
		return err
	}
	return req.JSON(http.StatusOK, map[string]bool{"on": true})
}

func (p *phone) unsubscribe(req *web.Request) error {
	in, err := subscription(req)
	if err != nil {
		return err
	}
	if err := p.app.Notify.Unsubscribe(req.Ctx(), in.Endpoint); err != nil {
		return err
	}
	return req.JSON(http.StatusOK, map[string]bool{"on": false})
}

// subscription is what the browser sent: its own JSON, or the same as fields of a form. Fault bad_request.
func subscription(req *web.Request) (notify.Subscription, error) {
	in := notify.Subscription{Agent: req.Request.UserAgent()}
	if kind, _, _ := mime.ParseMediaType(req.Request.Header.Get("Content-Type")); kind == "application/json" {
		if err := json.NewDecoder(req.Request.Body).Decode(&in); err != nil {
			return in, fault.New(fault.Invalid, "bad_request").Wrap(err)
		}
		return in, nil
	}
	f := req.Form()
	in.Endpoint, in.Keys.P256DH, in.Keys.Auth = f.Get("endpoint"), f.Get("p256dh"), f.Get("auth")
	return in, nil
}

// sprite is the address of an icon's drawing.
func sprite(name string) string { return static.URL("icons.svg") + "#" + name }
