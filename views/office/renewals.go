package office

import (
	"context"
	"net/http"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/reports"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// renewalsView is the pipeline of renewals. Profits are by contract, nil for who may not see the company's figures.
type renewalsView struct {
	Rows    []contracts.Renewing
	Sums    contracts.RenewalSums
	Profits map[string]reports.Profit
	Phones  map[string]string // by customer
	Lang    string
}

var stageNames = map[string]string{
	contracts.StageOver: "Over", contracts.Stage7: "Within 7 days", contracts.Stage30: "Within 30 days", contracts.Stage60: "Within 60 days",
}

// at are the contracts of a stage.
func (v renewalsView) at(stage string) []contracts.Renewing {
	var all []contracts.Renewing
	for _, r := range v.Rows {
		if r.Stage == stage {
			all = append(all, r)
		}
	}
	return all
}

// due is how many contracts end within 60 days, over those that ended, and what they are worth.
func (v renewalsView) due(over bool) (n int, value money.Paise) {
	for _, r := range v.Rows {
		if (r.Stage == contracts.StageOver) == over {
			n, value = n+1, value+r.Value
		}
	}
	return n, value
}

// listRenewals is the pipeline: what is over, and what ends within 7, 30 and 60 days.
func (o *office) listRenewals(req *web.Request) error {
	v := renewalsView{Lang: req.Lang(), Phones: map[string]string{}}
	var err error
	if v.Rows, err = o.app.Contracts.Pipeline(req.Ctx(), clock.Today()); err != nil {
		return err
	}
	if v.Sums, err = o.app.Contracts.RenewalSums(req.Ctx(), clock.Today()); err != nil {
		return err
	}
	if err := o.renewalsOf(req.Ctx(), &v); err != nil {
		return err
	}
	return req.PageIn(http.StatusOK, layout.Shell{Title: "Renewals", Nav: "renewals", Wide: true, Styles: []string{"plan.css"}}, renewalsBody(v))
}

// renewalsOf loads whom to call about the contracts, and what these earned.
func (o *office) renewalsOf(ctx context.Context, v *renewalsView) error {
	var ids []string
	for _, r := range v.Rows {
		ids = append(ids, r.Contract.ID)
		c, err := o.app.Customers.Get(ctx, r.Contract.Customer)
		if err != nil {
			return err
		}
		v.Phones[c.ID] = c.Phone()
	}
	if !holds(ctx, reports.See) {
		return nil
	}
	var err error
	v.Profits, err = o.app.Reports.ContractProfits(ctx, ids)
	return err
}

// renewalView is the renewal of one contract. Refused holds the form that came back, under "renewal" or "loss".
type renewalView struct {
	Doc      contracts.Contract
	Customer customers.Customer
	Counts   contracts.Counts
	Estimate billing.Estimate // of the renewal; zero where there is none
	Profit   *reports.ContractProfit
	Refused  map[string]*ui.Form
	Lang     string
}

func (v renewalView) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

func (v renewalView) rev(name string) int {
	if f := v.Refused[name]; f != nil && f.Has("rev") {
		return f.Int("rev")
	}
	return v.Doc.Rev
}

// renewable reports whether the contract may still be quoted or lost.
func (v renewalView) renewable() bool {
	return v.Doc.RenewedBy == "" && v.Doc.State != contracts.Draft && v.Doc.State != contracts.Closed
}

// quote is what the renewal comes to without any uplift.
func (v renewalView) quote() money.Paise {
	var sum money.Paise
	for _, part := range v.Doc.Quote(0) {
		sum += part.Amount
	}
	return sum
}

func (o *office) showRenewal(req *web.Request) error { return o.renewalPage(req, nil, "", nil) }

// quoteRenewal drafts the estimate of the next term.
func (o *office) quoteRenewal(req *web.Request) error {
	f := req.Form()
	e, err := o.app.Billing.EstimateRenewal(req.Ctx(), req.ID(), f.Int("rev"), f.Get("uplift"))
	if err != nil {
		return o.renewalPage(req, f, "renewal", err)
	}
	return req.Go("/office/estimates/"+e.ID, "The renewal is drafted. Look it over, then send it.")
}

// loseRenewal says why the customer does not renew.
func (o *office) loseRenewal(req *web.Request) error {
	f := req.Form()
	c, err := o.app.Contracts.Lost(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if err != nil {
		return o.renewalPage(req, f, "loss", err)
	}
	return req.Go("/office/renewals", c.No+" is noted as lost.")
}

// renewalPage answers with the renewal of the contract; where err refuses one of its forms, with what was typed there.
func (o *office) renewalPage(req *web.Request, f *ui.Form, name string, err error) error {
	v := renewalView{Refused: map[string]*ui.Form{}, Lang: req.Lang()}
	status := http.StatusOK
	if err != nil {
		if !web.Refill(err) {
			return err
		}
		if fault.KindOf(err) == fault.Stale {
			delete(f.Values, "rev") // the page around the form shows what is stored now
		}
		f.Labels["uplift"], f.Labels["reason"] = "Uplift", "Reason"
		f.Fail(err)
		status, v.Refused[name] = web.StatusOf(err), f
	}
	if loadErr := o.renewalOf(req.Ctx(), req.ID(), &v); loadErr != nil {
		return loadErr
	}
	shell := layout.Shell{Title: "Renewal of " + v.Doc.No, Nav: "renewals", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, renewalBody(v))
}

// renewalOf loads the page.
func (o *office) renewalOf(ctx context.Context, id string, v *renewalView) error {
	var err error
	if v.Doc, err = o.app.Contracts.Contract(ctx, id); err != nil {
		return err
	}
	if v.Customer, err = o.app.Customers.Get(ctx, v.Doc.Customer); err != nil {
		return err
	}
	if v.Counts, err = o.app.Contracts.Counts(ctx, id); err != nil {
		return err
	}
	if v.Doc.Estimate != "" {
		if v.Estimate, err = o.app.Billing.Estimate(ctx, v.Doc.Estimate); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if holds(ctx, reports.See) {
		p, err := o.app.Reports.ContractProfit(ctx, id)
		if err != nil {
			return err
		}
		v.Profit = &p
	}
	return nil
}

// upliftWords are basis points as they are typed: 750 is "7.5".
func upliftWords(bps int) string {
	if bps < 0 {
		return "-" + upliftWords(-bps)
	}
	return strings.TrimRight(strings.TrimRight(money.Paise(bps).Plain(), "0"), ".")
}
