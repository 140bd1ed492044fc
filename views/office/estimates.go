package office

import (
	"net/url"
	"slices"

	"doorstep/app/billing"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

// estimateFilter is how the list of estimates is narrowed. State may also be "expired".
type estimateFilter struct{ Query, State, Customer string }

const expiredState = "expired"

func (f estimateFilter) values() url.Values {
	return url.Values{"q": {f.Query}, "state": {f.State}, "customer": {f.Customer}}
}

func (f estimateFilter) narrows() bool { return f != estimateFilter{} }

// of is the filter as the verb takes it. A state that nobody knows does not narrow, so that an old address still opens a list.
func (f estimateFilter) of() billing.EstimateFilter {
	out := billing.EstimateFilter{Query: f.Query, Customer: f.Customer, Expired: f.State == expiredState}
	if s := billing.EstimateState(f.State); slices.Contains(billing.EstimateStates, s) {
		out.State = s
	}
	return out
}

// listEstimates is the list of estimates, the newest first.
func (o *office) listEstimates(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	f := estimateFilter{Query: req.Query("q"), State: req.Query("state"), Customer: req.Query("customer")}
	found, err := o.app.Billing.Estimates(req.Ctx(), f.of(), at)
	if err != nil {
		return err
	}
	return req.Page("Estimates", "estimates", estimateList(f, found, clock.Today()))
}

// estimateWords and estimateTone say how an estimate stands on a day.
func estimateWords(e billing.Estimate, today clock.Date) string {
	switch {
	case e.Expired(today):
		return "Ran out"
	case e.State == billing.EstimateSent:
		return "With the customer"
	case e.Waits():
		return "Approved, to be booked"
	}
	return map[billing.EstimateState]string{
		billing.EstimateDraft: "Draft", billing.EstimateApproved: "Approved", billing.EstimateDeclined: "Declined",
	}[e.State]
}

func estimateTone(e billing.Estimate, today clock.Date) string {
	switch {
	case e.Expired(today), e.Waits():
		return "warn"
	case e.State == billing.EstimateSent:
		return "info"
	case e.State == billing.EstimateApproved:
		return "good"
	case e.State == billing.EstimateDeclined:
		return "bad"
	}
	return ""
}
