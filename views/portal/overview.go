package portal

import (
	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/payments"
	"doorstep/views/web"
)

// Most of each kind that the overview shows; older ones are a telephone call away.
const (
	openShown = 20
	pastShown = 8
	billShown = 20
	paidShown = 12
)

// overviewView is all that the first page shows.
type overviewView struct {
	open, past []jobs.Row
	bills      []billing.Invoice // the unpaid first
	paid       []payments.Payment
	estimates  []billing.Estimate
	contracts  []contracts.Row
	due        money.Paise
}

func (p *portal) overview(req *web.Request, g guest) error {
	v, err := p.overviewOf(g)
	if err != nil {
		return err
	}
	return g.show(req, g.t("title"), overviewPage(g, v))
}

func (p *portal) overviewOf(g guest) (v overviewView, err error) {
	open, err := p.app.Jobs.List(g.read, jobs.Filter{
		Customer: g.customer.ID, Statuses: []jobs.Status{jobs.Unscheduled, jobs.Scheduled, jobs.InProgress}, Most: openShown,
	})
	if err != nil {
		return v, err
	}
	past, err := p.app.Jobs.List(g.read, jobs.Filter{
		Customer: g.customer.ID, Statuses: []jobs.Status{jobs.Completed, jobs.Closed}, Most: pastShown,
	})
	if err != nil {
		return v, err
	}
	v.open, v.past = open.Rows, past.Rows
	if v.bills, v.due, err = p.bills(g); err != nil {
		return v, err
	}
	if v.paid, err = p.payments(g); err != nil {
		return v, err
	}
	if v.contracts, err = p.held(g); err != nil {
		return v, err
	}
	v.estimates, err = p.waiting(g)
	return v, err
}

// bills are what is unpaid, the longest due first, then what was issued last; and what is to pay in all.
func (p *portal) bills(g guest) (all []billing.Invoice, due money.Paise, err error) {
	all, err = p.app.Billing.OpenOf(g.read, g.customer.ID)
	if err != nil {
		return nil, 0, err
	}
	shown := map[string]bool{}
	for _, d := range all {
		due += d.Balance
		shown[d.ID] = true
	}
	last, err := p.app.Billing.Invoices(g.read, billing.Filter{Customer: g.customer.ID}, page.Cursor{})
	for _, d := range last.Rows {
		if len(all) < billShown && !shown[d.ID] {
			all = append(all, d)
		}
	}
	return all, due, err
}

// payments are those that came or are said to have come, the newest first.
func (p *portal) payments(g guest) ([]payments.Payment, error) {
	found, err := p.app.Payments.Payments(g.read, payments.Filter{Customer: g.customer.ID, Kind: payments.In, Limit: 2 * paidShown})
	var all []payments.Payment
	for _, one := range found.Rows {
		if len(all) < paidShown && shownPayment(one) {
			all = append(all, one)
		}
	}
	return all, err
}

func shownPayment(p payments.Payment) bool {
	return p.Kind == payments.In && (p.State == payments.Claimed || p.State == payments.Verified)
}

// waiting are the estimates that want an answer.
func (p *portal) waiting(g guest) ([]billing.Estimate, error) {
	found, err := p.app.Billing.Estimates(g.read, billing.EstimateFilter{State: billing.EstimateSent, Customer: g.customer.ID}, page.Cursor{})
	var all []billing.Estimate
	for _, e := range found.Rows {
		if e.Open(clock.Today()) {
			all = append(all, e)
		}
	}
	return all, err
}
