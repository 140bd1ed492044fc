package office

import (
	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// boardNotices is what waits for a yes on the day, and how much is not as it should be.
type noticesView struct {
	day        clock.Date
	open       []dispatch.Proposal
	exceptions int
	form       *ui.Form
}

func (o *office) boardNotices(req *web.Request) error {
	v, err := o.notices(req, dayOf(req))
	if err != nil {
		return err
	}
	return req.Fragment(noticesPart(v))
}

func (o *office) notices(req *web.Request, day clock.Date) (noticesView, error) {
	v := noticesView{day: day, form: ui.NewForm(req.Lang())}
	all, err := o.app.Dispatch.Proposals(req.Ctx(), day)
	for _, p := range all {
		if p.State == dispatch.Open {
			v.open = append(v.open, p)
		}
	}
	if err != nil {
		return v, err
	}
	wrong, err := o.app.Dispatch.Exceptions(req.Ctx())
	v.exceptions = len(wrong)
	return v, err
}
