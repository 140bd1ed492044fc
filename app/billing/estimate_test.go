package billing_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

// asked is a visit and two capacitors with a tenth off, at Meera's home.
func asked(t testing.TB, a *app.App) billing.NewEstimate {
	t.Helper()
	b := apptest.Booking(t, a)
	return billing.NewEstimate{
		Customer: b.Customer, Site: b.Site, Title: "Repair of the AC", ValidUntil: "2026-11-30",
		Lines: []billing.LineInput{{Item: itemOf(t, a, "AC-VISIT")}, {Item: itemOf(t, a, "CAP-35"), Qty: "2", Rate: "380", Discount: "10%"}},
	}
}

func itemOf(t testing.TB, a *app.App, code string) string {
	t.Helper()
	found, err := a.Catalog.ItemsByCode(context.Background(), []string{code}, clock.Today())
	if err != nil || found[code].ID == "" {
		t.Fatalf("no item %s: %v", code, err)
	}
	return found[code].ID
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	for _, f := range fault.All(err) {
		if f.Code == code {
			return
		}
	}
	t.Errorf("got %v, want %s", err, code)
}

func wantAt(t testing.TB, err error, field, code string) {
	t.Helper()
	for _, f := range fault.All(err) {
		if f.Code == code && f.Field == field {
			return
		}
	}
	t.Errorf("got %v, want %s beside %s", err, code, field)
}

// added is a draft of in by the dispatcher, sent if so.
func added(t testing.TB, a *app.App, in billing.NewEstimate, send bool) billing.Estimate {
	t.Helper()
	ctx := apptest.As(t, a, act.Dispatcher)
	e, err := a.Billing.AddEstimate(ctx, in)
	if err == nil && send {
		e, err = a.Billing.SendEstimate(ctx, e.ID, e.Rev)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func approved(t testing.TB, a *app.App, in billing.NewEstimate) billing.Estimate {
	t.Helper()
	e, err := a.Billing.ApproveEstimate(byLink(), billing.Decision{ID: added(t, a, in, true).ID, How: billing.ByLink, Name: "Meera"})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func byLink() context.Context {
	return act.In(context.Background(), act.By{Name: "Meera Deshpande", Source: act.Link})
}

func signature(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 200, 80))
	for x := range 180 {
		for y := range 3 {
			img.Set(x+10, 40+y, color.Black)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAddEstimate_pricesLinesAsAnInvoiceWould(t *testing.T) {
	a := apptest.NewApp(t)
	e := added(t, a, asked(t, a), false)
	// 450 + 2×380 less 10 % = 450 + 684 = 1134; CGST and SGST 9 % each: 102.06 twice; 1338.12 rounds to 1338
	if e.No != "EST-00001" || e.State != billing.EstimateDraft || e.Taxable != 113400 || e.Tax != 20412 || e.Round != -12 || e.Total != 133800 {
		t.Errorf("got %+v", e)
	}
	if e.CustomerName != "Meera Deshpande" || e.SiteName != "Home" || e.Place != "27" || e.Lines[0].Why != billing.WhyStandard || e.Lines[1].Why != billing.WhyTyped {
		t.Errorf("got %+v", e)
	}
	if e := added(t, a, asked(t, a), false); e.No != "EST-00002" {
		t.Errorf("the second is %s", e.No)
	}
}

func TestAddEstimate_takesThePriceOfTheCustomersList(t *testing.T) {
	a := apptest.NewApp(t)
	owner := apptest.As(t, a, act.Owner)
	list, err := a.Catalog.SavePriceList(owner, catalog.PriceListInput{Name: "Societies", Discount: "20", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Catalog.SetOwnPrice(owner, list.ID, itemOf(t, a, "AC-VISIT"), "400"); err != nil {
		t.Fatal(err)
	}
	in := asked(t, a)
	in.Lines[1].Rate, in.Lines[1].Discount = "", ""
	c, err := a.Customers.Get(owner, in.Customer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customers.Update(owner, c.ID, customers.CustomerInput{Rev: c.Rev, Name: c.Name, Pin: c.Pin, PriceList: list.ID, Discount: "5"}); err != nil {
		t.Fatal(err)
	}
	e := added(t, a, in, false)
	if l := e.Lines[0]; l.Rate != 40000 || l.DiscountBps != 0 || l.Why != "list:Societies" {
		t.Errorf("the item with a price of its own: %+v", l)
	}
	if l := e.Lines[1]; l.Rate != 38000 || l.DiscountBps != 2000 || l.Why != "list_bps:Societies" {
		t.Errorf("the other: %+v", l)
	}
}

func TestAddEstimate_saysWhatIsWrongBesideEachField(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	for _, c := range []struct {
		field, code string
		change      func(*billing.NewEstimate)
	}{
		{"customer", "required", func(in *billing.NewEstimate) { in.Customer = "" }},
		{"lines", "required", func(in *billing.NewEstimate) { in.Lines = nil }},
		{"lines_1_qty", "qty_form", func(in *billing.NewEstimate) { in.Lines[1].Qty = "two" }},
		{"lines_1_rate", "money_bad", func(in *billing.NewEstimate) { in.Lines[1].Rate = "x" }},
		{"lines_1_discount", "discount_large", func(in *billing.NewEstimate) { in.Lines[1].Discount = "900" }},
		{"lines_1_name", "too_long", func(in *billing.NewEstimate) { in.Lines[1].Name = strings.Repeat("x", 121) }},
		{"valid_until", "valid_past", func(in *billing.NewEstimate) { in.ValidUntil = "2026-11-15" }},
		{"deposit", "deposit_over", func(in *billing.NewEstimate) { in.Deposit = "1338.01" }},
		{"limit", "limit_under", func(in *billing.NewEstimate) { in.Limit = "1337" }},
		{"job", "required", func(in *billing.NewEstimate) { in.Extra = true }},
		{"job", "not_found", func(in *billing.NewEstimate) { in.Job = "nojobatallwithit" }},
	} {
		in := asked(t, a)
		c.change(&in)
		_, err := a.Billing.AddEstimate(ctx, in)
		wantAt(t, err, c.field, c.code)
	}
}

func TestAddEstimate_isForTheOfficeAndForATechnicianAtHisVisit(t *testing.T) {
	a := apptest.NewApp(t)
	for role, ok := range map[act.Role]bool{act.Owner: true, act.Dispatcher: true, act.Accountant: true, act.Storekeeper: false, act.Technician: false} {
		if _, err := a.Billing.AddEstimate(apptest.As(t, a, role), asked(t, a)); (err == nil) != ok {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, err := a.Billing.AddEstimate(byLink(), asked(t, a)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("by link: %v", err)
	}
}

// extra is extra work at Ravi's visit.
func extra(t testing.TB, a *app.App, key string) (billing.NewEstimate, jobs.Visit) {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return billing.NewEstimate{
		Visit: v.ID, Key: key, Extra: true, Title: "New capacitor", Limit: "600", Lines: []billing.LineInput{{Item: itemOf(t, a, "CAP-35")}},
	}, v
}

func TestAddEstimate_ofATechnicianIsSentAtOnceAndTheSameKeyAgainIsTheSame(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	in, v := extra(t, a, "k-1")
	first, err := a.Billing.AddEstimate(ravi, in)
	if err != nil {
		t.Fatal(err)
	}
	if first.State != billing.EstimateSent || first.Job != v.Job || !first.Extra || first.Limit != 60000 || first.Total != 44800 {
		t.Errorf("got %+v", first)
	}
	again, err := a.Billing.AddEstimate(ravi, in)
	if err != nil || again.ID != first.ID {
		t.Errorf("again: %s %v, want %s", again.ID, err, first.ID)
	}
	if all, err := a.Billing.EstimatesOf(ravi, v.Job); err != nil || len(all) != 1 {
		t.Errorf("%d estimates of the job, %v", len(all), err)
	}
	sunil := apptest.AsTechnician(t, a, "Sunil More")
	if _, err := a.Billing.AddEstimate(sunil, in); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another technician: %v", err)
	}
	if _, err := a.Billing.Estimate(sunil, first.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another technician reads it: %v", err)
	}
}

func TestAddEstimate_leavesPricesToTheOffice(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	in, _ := extra(t, a, "k-1")
	in.Lines[0].Rate = "100"
	_, err := a.Billing.AddEstimate(ravi, in)
	wantAt(t, err, "lines_0_rate", "price_office")
	in.Lines[0] = billing.LineInput{Name: "Something", Rate: "100"}
	_, err = a.Billing.AddEstimate(ravi, in)
	wantAt(t, err, "lines_0_item", "required")
}

func TestApproveEstimate_givesTheJobItsLinesExactlyOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	in, v := extra(t, a, "k-1")
	if _, err := a.Billing.AddEstimate(ravi, in); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		e, err := a.Billing.ApproveEstimate(ravi, billing.Decision{Key: "k-1", How: billing.BySignature, Name: "Meera", Signature: signature(t)})
		if err != nil || e.State != billing.EstimateApproved || !e.Placed || !e.Signed {
			t.Fatalf("got %+v %v", e, err)
		}
	}
	b, err := a.Jobs.Billable(ravi, v.Job)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range b.Expected {
		if l.Estimate != "" {
			n++
			if l.Name != "Capacitor 35 µF" || l.Rate != 38000 || l.QtyMilli != 1000 || l.State != "estimated" {
				t.Errorf("line %+v", l)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d lines of the estimate in the job, want 1", n)
	}
}

func TestApproveEstimate_wantsWhatEachWayNeeds(t *testing.T) {
	a := apptest.NewApp(t)
	in := asked(t, a)
	id := added(t, a, in, true).ID
	office := apptest.As(t, a, act.Accountant)
	for _, c := range []struct {
		ctx         context.Context
		in          billing.Decision
		field, code string
	}{
		{office, billing.Decision{ID: id}, "how", "required"},
		{office, billing.Decision{ID: id, How: billing.ByOffice}, "reason", "required"},
		{office, billing.Decision{ID: id, How: billing.BySignature, Name: "Meera"}, "signature", "required"},
		{office, billing.Decision{ID: id, How: billing.BySignature, Name: "Meera", Signature: []byte("no picture")}, "signature", "signature_bad"},
		{office, billing.Decision{ID: id, How: billing.ByLink}, "", "not_allowed"},
		{byLink(), billing.Decision{ID: id, How: billing.ByOffice, Reason: "he said so"}, "", "not_allowed"},
		{apptest.As(t, a, act.Storekeeper), billing.Decision{ID: id, How: billing.ByOffice, Reason: "he said so"}, "", "not_allowed"},
		{apptest.AsTechnician(t, a, "Ravi Pawar"), billing.Decision{ID: id, How: billing.BySignature, Name: "M", Signature: signature(t)}, "", "not_found"},
		{office, billing.Decision{ID: id, Rev: 1, How: billing.ByOffice, Reason: "he said so"}, "", "stale"},
	} {
		_, err := a.Billing.ApproveEstimate(c.ctx, c.in)
		wantAt(t, err, c.field, c.code)
	}
	_, err := a.Billing.DeclineEstimate(byLink(), billing.Decision{ID: id, How: billing.ByLink})
	wantAt(t, err, "reason", "required")
	if e, err := a.Billing.DeclineEstimate(byLink(), billing.Decision{ID: id, How: billing.ByLink, Reason: "Too dear"}); err != nil || e.State != billing.EstimateDeclined {
		t.Errorf("%+v %v", e, err)
	}
	_, err = a.Billing.ApproveEstimate(byLink(), billing.Decision{ID: id, How: billing.ByLink})
	wantCode(t, err, "estimate_state")
}

func TestApproveEstimate_isTooLateOnceItRanOutButForTheOffice(t *testing.T) {
	a := apptest.NewApp(t)
	e := added(t, a, asked(t, a), true)
	defer clock.Freeze(apptest.Now.AddDate(0, 0, 15))()
	if !e.Expired(clock.Today()) || e.Open(clock.Today()) {
		t.Error("it did not run out")
	}
	_, err := a.Billing.ApproveEstimate(byLink(), billing.Decision{ID: e.ID, How: billing.ByLink})
	wantCode(t, err, "estimate_expired")
	office := apptest.As(t, a, act.Owner)
	if gone, err := a.Billing.Estimates(office, billing.EstimateFilter{Expired: true}, page.Cursor{}); err != nil || len(gone.Rows) != 1 {
		t.Errorf("%d expired, %v", len(gone.Rows), err)
	}
	got, err := a.Billing.ApproveEstimate(office, billing.Decision{ID: e.ID, How: billing.ByOffice, Reason: "We keep the price, on the phone"})
	if err != nil || got.State != billing.EstimateApproved || got.DecidedName != "Meera Deshpande" || !got.Waits() {
		t.Errorf("%+v %v", got, err)
	}
}

func TestSendEstimate_freezesIt(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	e := added(t, a, asked(t, a), false)
	in := asked(t, a)
	in.Title = "Another title"
	changed, err := a.Billing.EditEstimate(ctx, e.ID, e.Rev, in)
	if err != nil || changed.Title != "Another title" || changed.No != e.No {
		t.Fatalf("%+v %v", changed, err)
	}
	_, err = a.Billing.SendEstimate(ctx, e.ID, e.Rev)
	wantCode(t, err, "stale")
	sent, err := a.Billing.SendEstimate(ctx, e.ID, changed.Rev)
	if err != nil || sent.SentAt.IsZero() {
		t.Fatal(err)
	}
	_, err = a.Billing.EditEstimate(ctx, e.ID, sent.Rev, in)
	wantCode(t, err, "estimate_fixed")
	wantCode(t, a.Billing.DiscardEstimate(ctx, e.ID, sent.Rev), "estimate_fixed")
	other := added(t, a, asked(t, a), false)
	if err := a.Billing.DiscardEstimate(ctx, other.ID, other.Rev); err != nil {
		t.Error(err)
	}
	if _, err := a.Billing.Estimate(ctx, other.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("it is still there: %v", err)
	}
}
