package billing_test

import (
	"bytes"
	"context"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

func TestBookEstimate_booksOneJobThatTakesTheLines(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	e := approved(t, a, asked(t, a))
	if !e.Waits() || e.Placed {
		t.Fatalf("got %+v", e)
	}
	j, err := a.Billing.BookEstimate(ctx, e.ID, apptest.Booking(t, a))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Billing.BookEstimate(ctx, e.ID, apptest.Booking(t, a)); err == nil {
		t.Error("it was booked twice")
	} else {
		wantCode(t, err, "estimate_used")
	}
	_, err = a.Billing.InvoiceEstimate(apptest.As(t, a, act.Accountant), e.ID, 0)
	wantCode(t, err, "estimate_used")
	b, err := a.Jobs.Billable(ctx, j.ID)
	if err != nil {
		t.Fatal(err)
	}
	var rates []int64
	for _, l := range b.Expected {
		if l.Estimate == e.ID {
			rates = append(rates, int64(l.Rate))
		}
	}
	if len(rates) != 2 || rates[0]+rates[1] != 45000+34200 {
		t.Errorf("rates %v, want 450 and 342, the latter less a tenth", rates)
	}
}

func TestBookEstimate_bringsTheLinesOfAJobThatWasOverIntoANewOne(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	old := apptest.Job(t, a, nil)
	in := asked(t, a)
	in.Job = old.ID
	e := added(t, a, in, true)
	if _, err := a.Jobs.Cancel(ctx, old.ID, old.Rev, "Only looked at"); err != nil {
		t.Fatal(err)
	}
	e, err := a.Billing.ApproveEstimate(byLink(), billing.Decision{ID: e.ID, How: billing.ByLink})
	if err != nil || !e.Waits() {
		t.Fatalf("%+v %v", e, err)
	}
	j, err := a.Billing.BookEstimate(ctx, e.ID, apptest.Booking(t, a))
	if err != nil || j.Parent != old.ID {
		t.Errorf("%+v %v", j, err)
	}
}

func TestInvoiceEstimate_draftsWhatWasApprovedWithoutAnyJob(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Accountant)
	e := approved(t, a, asked(t, a))
	i, err := a.Billing.InvoiceEstimate(ctx, e.ID, e.Rev)
	if err != nil {
		t.Fatal(err)
	}
	if i.Total != e.Total || i.Estimate != e.ID || len(i.Jobs) != 0 || i.State != billing.Draft || len(i.Lines) != 2 || i.Lines[1].Why != billing.WhyEstimate {
		t.Errorf("got %+v", i)
	}
	_, err = a.Billing.InvoiceEstimate(ctx, e.ID, 0)
	wantCode(t, err, "estimate_used")
	if err := a.Billing.Discard(ctx, i.ID, i.Rev); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Billing.InvoiceEstimate(ctx, e.ID, 0); err != nil {
		t.Errorf("after the draft was thrown away: %v", err)
	}
}

func TestEstimates_showTheHolderOfALinkHisOwnAndNoDrafts(t *testing.T) {
	a := apptest.NewApp(t)
	in := asked(t, a)
	added(t, a, in, false)
	sent := added(t, a, in, true)
	found, err := a.Billing.Estimates(byLink(), billing.EstimateFilter{Customer: in.Customer}, page.Cursor{})
	if err != nil || len(found.Rows) != 1 || found.Rows[0].ID != sent.ID {
		t.Errorf("%+v %v", found, err)
	}
	if _, err := a.Billing.Estimates(byLink(), billing.EstimateFilter{}, page.Cursor{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("all of them: %v", err)
	}
	all, err := a.Billing.Estimates(apptest.As(t, a, act.Owner), billing.EstimateFilter{Query: "meera"}, page.Cursor{})
	if err != nil || len(all.Rows) != 2 || all.Rows[0].ID != sent.ID {
		t.Errorf("%+v %v", all, err)
	}
}

func TestEstimatePDF_isDrawnForTheOfficeAndTheLink(t *testing.T) {
	a := apptest.NewApp(t)
	in := asked(t, a)
	in.Deposit, in.Terms = "500", "Half in advance."
	e := added(t, a, in, true)
	for _, ctx := range []context.Context{apptest.As(t, a, act.Owner), byLink()} {
		body, err := a.Billing.EstimatePDF(ctx, e.ID)
		if err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) {
			t.Errorf("%.20s %v", body, err)
		}
	}
}
