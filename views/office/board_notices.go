package office

import (
	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// noticesView is what waits for a yes on the day, and how travel is reckoned where that is not as it should be.
type noticesView struct {
	day  clock.Date
	open []dispatch.ProposalHead
	ways string // what had to do without the routing server
	form *ui.Form
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
	all, err := o.app.Dispatch.ProposalHeads(req.Ctx(), day)
	for _, p := range all {
		if p.Day == day && p.State == dispatch.Open {
			v.open = append(v.open, p)
		}
	}
	if err != nil {
		return v, err
	}
	v.ways, err = o.app.Dispatch.FallBack(req.Ctx(), day)
	return v, err
}
