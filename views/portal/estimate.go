package portal

import (
	"net/http"
	"strconv"

	"doorstep/app/billing"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// estimateView is what an estimate's page shows; yes and no are its two forms.
type estimateView struct {
	est     billing.Estimate
	yes, no *ui.Form
	done    string
}

// ownEstimate is the estimate with the id; NotFound where it was not sent, or is another customer's.
func (p *portal) ownEstimate(g guest, id string) (billing.Estimate, error) {
	e, err := p.app.Billing.Estimate(g.read, id)
	if err == nil && (e.Customer != g.customer.ID || e.State == billing.EstimateDraft) {
		err = notHis
	}
	return e, err
}

func (p *portal) showEstimate(req *web.Request, g guest) error {
	return p.estimateWith(req, g, http.StatusOK, estimateView{done: req.Query("said")})
}

func (p *portal) estimateWith(req *web.Request, g guest, status int, v estimateView) error {
	var err error
	if v.est, err = p.ownEstimate(g, req.ID()); err != nil {
		return err
	}
	if v.yes == nil {
		v.yes = ui.NewForm(g.lang)
	}
	if v.no == nil {
		v.no = ui.NewForm(g.lang)
	}
	return g.form(req, status, estimateTitle(g, v.est), estimatePage(g, v))
}

func (p *portal) estimatePDF(req *web.Request, g guest) error {
	e, err := p.ownEstimate(g, req.ID())
	if err != nil {
		return err
	}
	body, err := p.app.Billing.EstimatePDF(g.read, e.ID)
	if err != nil {
		return err
	}
	return req.Download(fileName(e.No), "application/pdf", body)
}

// approve lets the customer say yes: with his name and a tick, so that no slip of the thumb orders work.
func (p *portal) approve(req *web.Request, g guest) error {
	f := req.Form()
	e, err := p.ownEstimate(g, req.ID())
	if err != nil {
		return err
	}
	var check fault.Check
	check.Need(f.Get("name") != "", "name")
	check.That(len([]rune(f.Get("name"))) <= 80, fault.Field("name", "too_long"))
	check.That(f.Bool("agreed"), fault.Field("agreed", "tick_wanted"))
	if err = check.Err(); err == nil {
		_, err = p.app.Billing.ApproveEstimate(req.Ctx(), billing.Decision{ID: e.ID, Rev: seen(f), How: billing.ByLink, Name: f.Get("name")})
	}
	if web.Refill(err) {
		f.Fail(err)
		return p.estimateWith(req, g, web.StatusOf(err), estimateView{yes: f})
	}
	if err != nil {
		return err
	}
	return req.Go(g.base+"/estimates/"+e.ID+"?said=approved", "")
}

// decline lets the customer say no, and why.
func (p *portal) decline(req *web.Request, g guest) error {
	f := req.Form()
	e, err := p.ownEstimate(g, req.ID())
	if err != nil {
		return err
	}
	var check fault.Check
	check.Need(f.Get("reason") != "", "reason")
	check.That(len([]rune(f.Get("reason"))) <= 300, fault.Field("reason", "too_long"))
	if err = check.Err(); err == nil {
		_, err = p.app.Billing.DeclineEstimate(req.Ctx(), billing.Decision{
			ID: e.ID, Rev: seen(f), How: billing.ByLink, Name: g.customer.Name, Reason: f.Get("reason"),
		})
	}
	if web.Refill(err) {
		f.Fail(err)
		return p.estimateWith(req, g, web.StatusOf(err), estimateView{no: f})
	}
	if err != nil {
		return err
	}
	return req.Go(g.base+"/estimates/"+e.ID+"?said=declined", "")
}

// seen is the revision of the estimate that the customer read: he approves that one, and no other. Without a number it is one that
// never was.
func seen(f *ui.Form) int {
	rev, err := strconv.Atoi(f.Get("rev"))
	if err != nil || rev <= 0 {
		return 1 << 30
	}
	return rev
}

func estimateTitle(g guest, e billing.Estimate) string {
	if e.Title != "" {
		return e.Title
	}
	return g.t("estimate_no", "no", e.No)
}

func (v estimateView) open() bool { return v.est.Open(clock.Today()) }
