package office

import (
	"doorstep/app/notify"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// messagesView is the messages to customers that wait.
type messagesView struct {
	All     []notify.Draft
	N       int // in all
	Refused *ui.Form
	Lang    string
}

// messages lists what customers are to be told and nobody has sent yet.
func (o *office) messages(req *web.Request) error { return o.showMessages(req, 200, nil) }

func (o *office) showMessages(req *web.Request, status int, refused *ui.Form) error {
	v := messagesView{Refused: refused, Lang: req.Lang()}
	var err error
	if v.All, v.N, err = o.app.Notify.Drafts(req.Ctx()); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: "Messages", Nav: "messages", Styles: []string{"watch.css"}}, messagesBody(v))
}

// settleMessage marks a message as sent, or discards it.
func (o *office) settleMessage(req *web.Request) error {
	f := req.Form()
	settle, said := o.app.Notify.MarkSent, "Marked as sent."
	if f.Get("do") == "discard" {
		settle, said = o.app.Notify.Discard, "Discarded; the customer is not told."
	}
	err := settle(req.Ctx(), req.ID(), f.Int("rev"))
	if web.Refill(err) {
		f.Fail(err)
		return o.showMessages(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/messages", said)
}

// messageWords is what a message is about.
func messageWords(kind string) string {
	if words := map[string]string{
		"visit_planned": "Visit planned", "visit_moved": "Visit moved", "visit_off": "Visit called off", "renewal_due": "Renewal due",
	}[kind]; words != "" {
		return words
	}
	return "Message"
}
