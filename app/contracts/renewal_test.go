package contracts_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// byLink is the customer at his link.
func byLink() context.Context {
	return act.In(context.Background(), act.By{Name: "Meera", Source: act.Link})
}

// renewals are two machines' contract of ₹8,000 and ₹4,000, 16 November 2026 to 15 November 2027, with a monthly plan.
func renewals(t *testing.T) *planned {
	t.Helper()
	p := &planned{office: openOffice(t)}
	p.contract = apptest.DraftContract(t, p.App, func(in *contracts.ContractInput) {
		in.Assets = []contracts.AssetLine{{Asset: p.Booking.Assets[0], Share: "8000"}, {Asset: p.second, Share: "4000"}}
		in.Terms, in.RespondHours, in.Cycle, in.Timing, in.AheadDays = "No gas leaks of the building", "4", string(contracts.Quarterly), contracts.Before, "5"
	})
	p.plan(func(in *contracts.PlanInput) {
		in.Technician, in.SignOff = apptest.Technician(t, p.App, "Ravi Pawar"), true
	})
	p.activate()
	return p
}

func (p *planned) quote(uplift string) billing.Estimate {
	p.t.Helper()
	e, err := p.Billing.EstimateRenewal(p.dispatcher, p.contract.ID, 0, uplift)
	p.ok(err)
	return e
}

func TestPipeline_showsWhatEndsSoonByItsStage(t *testing.T) {
	o := openOffice(t)
	for _, end := range []clock.Date{"2027-11-15", "2027-01-15", "2026-12-16", "2026-11-23", "2026-11-16", "2027-01-16"} {
		apptest.Contract(t, o.App, func(in *contracts.ContractInput) {
			in.Starts, in.Ends, in.Note = "2026-01-16", string(end), string(end)
		})
	}
	said := func() string {
		rows, err := o.Contracts.Pipeline(o.accountant, clock.Today())
		o.ok(err)
		var out []string
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%s %s %d %s %s", r.Contract.Ends, r.Stage, r.DaysLeft, r.NewValue.Plain(), r.Contract.CustomerName))
		}
		return strings.Join(out, "\n")
	}
	o.is(said(), `2026-11-16 7 0 12000.00 Meera Deshpande
2026-11-23 7 7 12000.00 Meera Deshpande
2026-12-16 30 30 12000.00 Meera Deshpande
2027-01-15 60 60 12000.00 Meera Deshpande`)
	o.day("2027-01-15")
	_, err := o.Contracts.ExpireDue(o.owner)
	o.ok(err)
	o.is(said(), `2026-11-16 over -60 12000.00 Meera Deshpande
2026-11-23 over -53 12000.00 Meera Deshpande
2026-12-16 over -30 12000.00 Meera Deshpande
2027-01-15 7 0 12000.00 Meera Deshpande
2027-01-16 7 1 12000.00 Meera Deshpande`)
	_, err = o.Contracts.Pipeline(o.phone, clock.Today())
	o.refused("a technician", err, "not_allowed", "")
}

func TestEstimateRenewal_quotesEachMachineAtTheUplift(t *testing.T) {
	p := renewals(t)
	p.day("2027-10-01")
	e := p.quote("7.5")
	if e.State != billing.EstimateDraft || e.Contract != p.contract.ID || e.Taxable != 1_290_000 || len(e.Lines) != 2 || e.ValidUntil != "2027-11-15" ||
		e.Title != "Renewal of "+p.contract.No+", 16 Nov 2027 to 15 Nov 2028" || e.Terms != p.contract.Terms {
		t.Fatalf("the estimate is %+v", e)
	}
	if l := e.Lines[1]; l.Rate != 430_000 || l.HSN != "998715" || l.GSTBps != 1800 || l.Name != "AMC "+p.contract.No+" (comprehensive): Split AC · Voltas 185V" {
		t.Errorf("its second line is %+v", l)
	}
	c := p.read(p.contract.ID)
	if c.Renewal != contracts.RenewalQuoted || c.UpliftBps != 750 || c.Estimate != e.ID {
		t.Errorf("the contract says %+v", c)
	}
	rows, err := p.Contracts.Pipeline(p.accountant, clock.Today())
	p.ok(err)
	if len(rows) != 1 || rows[0].EstimateNo != e.No || rows[0].EstimateState != "draft" || rows[0].NewValue != e.Taxable || rows[0].Value != 1_200_000 || rows[0].UpliftBps != 750 {
		t.Errorf("the pipeline says %+v", rows)
	}
	again := p.quote("−2.5 %")
	if again.No != e.No || again.Taxable != 1_170_000 || p.read(c.ID).UpliftBps != -250 {
		t.Errorf("quoted again: %s of %s", again.No, again.Taxable)
	}
	_, err = p.Billing.SendEstimate(p.dispatcher, again.ID, again.Rev)
	p.ok(err)
	_, err = p.Billing.EstimateRenewal(p.dispatcher, c.ID, 0, "5")
	p.refused("while the customer thinks", err, "renewal_open", "")
	_, err = p.Billing.DeclineEstimate(p.dispatcher, billing.Decision{ID: again.ID, How: billing.ByOffice, Reason: "Too dear"})
	p.ok(err)
	if next := p.quote(""); next.No == e.No || next.Taxable != 1_200_000 {
		t.Errorf("after a decline: %s of %s", next.No, next.Taxable)
	}
	for typed, code := range map[string]string{"a lot": "percent_form", "-": "percent_form", "101": "percent_form"} {
		_, err = p.Billing.EstimateRenewal(p.dispatcher, c.ID, 0, typed)
		p.refused(typed, err, code, "uplift")
	}
	_, err = p.Billing.EstimateRenewal(p.dispatcher, c.ID, 1, "5")
	p.refused("an old page", err, "stale", "")
	_, err = p.Billing.EstimateRenewal(p.phone, c.ID, 0, "5")
	p.refused("a technician", err, "not_allowed", "")
}

func TestApproved_draftsTheContractOfTheNextTerm(t *testing.T) {
	p := renewals(t)
	p.generate()
	p.day("2027-10-01")
	e := p.quote("10")
	e, err := p.Billing.SendEstimate(p.dispatcher, e.ID, e.Rev)
	p.ok(err)
	e, err = p.Billing.ApproveEstimate(byLink(), billing.Decision{ID: e.ID, How: billing.ByLink, Name: "Meera"})
	p.ok(err)
	was := p.read(p.contract.ID)
	if was.Renewal != contracts.RenewalWon || was.RenewedBy == "" || was.State != contracts.Active {
		t.Fatalf("the old contract says %+v", was)
	}
	c := p.read(was.RenewedBy)
	if c.State != contracts.Draft || c.Renews != was.ID || c.No == was.No || c.Starts != "2027-11-16" || c.Ends != "2028-11-15" || c.Value != 1_320_000 ||
		c.Type != was.Type || c.Cycle != was.Cycle || c.Timing != was.Timing || c.AheadDays != 5 || c.Item != was.Item || c.Terms != was.Terms || c.RespondMin != 240 ||
		c.Renewal != "" || c.Estimate != "" || c.RenewedBy != "" || !c.ActivatedAt.IsZero() || !slices.Equal(c.Sites, was.Sites) {
		t.Errorf("the next contract is %+v", c)
	}
	if len(c.Assets) != 2 || c.Assets[0].Share != 880_000 || c.Assets[1].Share != 440_000 || c.Assets[0].From != c.Starts {
		t.Errorf("its machines are %+v", c.Assets)
	}
	covers, err := p.Contracts.Covers(p.owner, c.ID)
	p.ok(err)
	plans, err := p.Contracts.Plans(p.owner, c.ID)
	p.ok(err)
	if len(covers) != 2 || len(plans) != 1 || plans[0].First != "2027-11-20" || plans[0].Technician == "" || !plans[0].Template.Asks.SignOff {
		t.Errorf("it has %d covers and plans %+v", len(covers), plans)
	}
	if e.Waits() {
		t.Error("a renewal waits for no invoice: its contract is billed")
	}
	_, err = p.Billing.InvoiceEstimate(p.accountant, e.ID, 0)
	p.refused("an invoice of the renewal", err, "estimate_renewal", "")
	_, err = p.Billing.BookEstimate(p.dispatcher, e.ID, jobs.Booking{Customer: e.Customer})
	p.refused("a job of the renewal", err, "estimate_renewal", "")
	_, err = p.Contracts.Lost(p.dispatcher, was.ID, 0, "Moved away")
	p.refused("a renewal that was won", err, "renewal_won", "")
	same, err := p.Contracts.Successor(p.owner, was.ID, 1)
	if p.ok(err); same.ID != c.ID {
		t.Errorf("again made %s", same.No)
	}
	c, err = p.Contracts.Activate(p.owner, c.ID, c.Rev, true)
	p.ok(err)
	p.is(p.said(c.ID), "open 3300.00 2027-11-16, open 3300.00 2028-02-16, open 3300.00 2028-05-16, open 3300.00 2028-08-16")
	rows, err := p.Contracts.Pipeline(p.accountant, clock.Today())
	if p.ok(err); len(rows) != 0 {
		t.Errorf("the pipeline still shows %d", len(rows))
	}
}

func TestApproved_undoesTheApprovalWhereTheContractCannotBeDrafted(t *testing.T) {
	p := renewals(t)
	e := p.quote("")
	e, err := p.Billing.SendEstimate(p.dispatcher, e.ID, e.Rev)
	p.ok(err)
	broken := errors.New("broken")
	p.Billing.Events.Approved.BindFunc(func(*billing.ApprovedEvent) error { return broken })
	if _, err = p.Billing.ApproveEstimate(byLink(), billing.Decision{ID: e.ID, How: billing.ByLink, Name: "Meera"}); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if c := p.read(p.contract.ID); c.RenewedBy != "" || c.Renewal != contracts.RenewalQuoted {
		t.Errorf("the contract says %+v", c)
	}
}

func TestLost_takesAReasonAndLeavesThePipelineUntilItIsQuotedAgain(t *testing.T) {
	p := renewals(t)
	p.day("2027-10-01")
	_, err := p.Contracts.Lost(p.dispatcher, p.contract.ID, 0, "")
	p.refused("without a reason", err, "required", "reason")
	c, err := p.Contracts.Lost(p.dispatcher, p.contract.ID, 0, "Bought new machines with warranty")
	p.ok(err)
	rows, err := p.Contracts.Pipeline(p.accountant, clock.Today())
	p.ok(err)
	n, err := p.Contracts.RemindRenewals(p.owner)
	if p.ok(err); c.Renewal != contracts.RenewalLost || c.LostReason == "" || len(rows) != 0 || n != 0 {
		t.Errorf("%+v, %d rows, %d reminders", c, len(rows), n)
	}
	p.quote("")
	if c = p.read(c.ID); c.Renewal != contracts.RenewalQuoted || c.LostReason != "" {
		t.Errorf("quoted again it says %+v", c)
	}
	draft := apptest.DraftContract(t, p.App, nil)
	_, err = p.Contracts.Lost(p.dispatcher, draft.ID, 0, "Never began")
	p.refused("a draft", err, "renewal_state", "")
}

func TestRemindRenewals_saysTheLeastNumberOfDaysThatHolds(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Starts, in.Ends = "2026-02-01", "2027-01-31" })
	apptest.Contract(t, o.App, nil)
	var said []int
	o.Contracts.Events.RenewalDue.BindFunc(func(e *contracts.RenewalDue) error {
		if e.Contract.ID != c.ID || e.Contract.CustomerName == "" || e.Tx == nil {
			t.Errorf("told of %+v", e.Contract)
		}
		said = append(said, e.Days)
		return e.Next()
	})
	for _, day := range []clock.Date{"2026-12-01", "2026-12-02", "2026-12-31", "2027-01-01", "2027-01-23", "2027-01-24", "2027-01-31", "2027-02-01"} {
		o.day(day)
		if _, err := o.Contracts.RemindRenewals(o.owner); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{60, 60, 30, 30, 7, 7}; !slices.Equal(said, want) {
		t.Errorf("said %v, want %v", said, want)
	}
}

func TestRemindRenewals_goesOnWhereOneFails(t *testing.T) {
	o := openOffice(t)
	for range 3 {
		apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Starts, in.Ends = "2026-02-01", "2026-12-31" })
	}
	broken := errors.New("broken")
	fails := true
	o.Contracts.Events.RenewalDue.BindFunc(func(e *contracts.RenewalDue) error {
		if fails {
			fails = false
			return broken
		}
		return e.Next()
	})
	if n, err := o.Contracts.RemindRenewals(o.owner); n != 2 || !errors.Is(err, broken) {
		t.Errorf("%d were told (%v)", n, err)
	}
}
