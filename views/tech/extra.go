package tech

import (
	"slices"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/views/web"
)

// extra is work that nobody expected: what it comes to, and the customer's word before it begins.
type extra struct {
	brief
	tariff
	items  []catalog.Item
	agreed []billing.Estimate // extra work of this job so far
}

func (p *phone) extra(req *web.Request) error {
	x := extra{}
	var err error
	if x.brief, err = p.brief(req); err != nil {
		return err
	}
	if x.tariff, err = p.tariff(req, x.brief); err != nil {
		return err
	}
	if x.items, err = p.items(req); err != nil {
		return err
	}
	if x.agreed, err = p.app.Billing.EstimatesOf(req.Ctx(), x.job.ID); err != nil {
		return err
	}
	x.agreed = slices.DeleteFunc(x.agreed, func(e billing.Estimate) bool { return !e.Extra })
	return styled(req, x.Name, extraPage(x), []string{"visit.css", "pay.css"}, []string{"work.js", "extra.js"})
}
