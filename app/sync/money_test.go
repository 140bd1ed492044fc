package sync_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/app/sync"
)

// atTheDoor is Ravi's phone at a visit at which he works.
func atTheDoor(t *testing.T) (*app.App, *phone, string, string) {
	t.Helper()
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "travelling"),
		p.item("visit.step", v.ID, "to", "arrived"), p.item("visit.step", v.ID, "to", "working")), "done", "done", "done", "done")
	return a, p, j.ID, v.ID
}

func paid(t *testing.T, a *app.App, job string) []payments.Payment {
	t.Helper()
	all, err := a.Payments.OfJob(apptest.As(t, a, act.Accountant), job)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPay_isClaimedOnceHoweverOftenItComes(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	upi := p.item("visit.pay", v, "mode", "upi", "amount", "1,234.50", "rrn", "632612345678", "tr", "J1ABC", "vpa", "fixwell@examplebank")
	cash := p.item("visit.pay", v, "mode", "cash", "amount", "500")
	want(t, p.send(upi, cash), "done", "done")
	want(t, p.send(upi, cash), "done", "done")
	all := paid(t, a, job)
	if len(all) != 2 {
		t.Fatalf("%d payments: %+v", len(all), all)
	}
	sum := money.Paise(0)
	for _, m := range all {
		if m.State != payments.Claimed || m.Visit != v || m.TechnicianName == "" && m.Technician == "" || m.No == "" {
			t.Errorf("%+v", m)
		}
		if m.Mode == payments.UPI && (m.RRN != "632612345678" || m.TR != "J1ABC" || m.VPA != "fixwell@examplebank") {
			t.Errorf("by UPI %+v", m)
		}
		sum += m.Amount
	}
	if sum != 173_450 {
		t.Errorf("%d paise in all", sum)
	}
}

func TestPay_refusesAReferenceThatPaidBeforeAndSaysWhich(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	pay := func() sync.Item {
		return p.item("visit.pay", v, "mode", "upi", "amount", "100", "rrn", "632612345678")
	}
	r := p.send(pay(), pay())
	want(t, r, "done", "conflict rrn_used")
	j, err := a.Jobs.Get(office(t, a), job)
	if err != nil {
		t.Fatal(err)
	}
	if said := r.Results[1].Message; !strings.Contains(said, j.No) || !strings.Contains(said, "Ravi Pawar") || strings.Contains(said, "{") {
		t.Errorf("job %s: %q", j.No, said)
	}
	if n := len(paid(t, a, job)); n != 1 {
		t.Errorf("%d payments", n)
	}
	if all := conflicts(t, a); len(all) != 1 {
		t.Errorf("%d conflicts for the office", len(all))
	}
}

func TestPay_refusesThePhotoOfAnEarlierPayment(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	shot := func(key string) sync.Item {
		it := p.announce(v, key, photo(t, 7))
		it.Data["slot"] = "payment"
		return it
	}
	want(t, p.send(
		shot("screen-01"), p.item("visit.pay", v, "mode", "upi", "amount", "100", "rrn", "632612345671", "capture", "screen-01"),
		shot("screen-02"), p.item("visit.pay", v, "mode", "upi", "amount", "100", "rrn", "632612345672", "capture", "screen-02"),
	), "done", "done", "done", "conflict photo_used")
	if n := len(paid(t, a, job)); n != 1 {
		t.Errorf("%d payments", n)
	}
}

func TestPay_refusesWhatIsNoPaymentAtADoor(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	for _, c := range []struct {
		ends  string
		pairs []string
	}{
		{"conflict invalid", []string{"mode", "bank", "amount", "100", "ref", "N1"}},
		{"conflict invalid", []string{"amount", "100"}},
		{"conflict money_bad", []string{"mode", "cash", "amount", "a lot"}},
		{"conflict required", []string{"mode", "cash", "amount", "0"}},
		{"conflict rrn_form", []string{"mode", "upi", "amount", "100", "rrn", "12345"}},
		{"conflict required", []string{"mode", "upi", "amount", "100"}},
	} {
		want(t, p.send(p.item("visit.pay", v, c.pairs...)), c.ends)
	}
	other := phoneOf(t, a, "Sunil More")
	want(t, other.send(other.item("visit.pay", v, "mode", "cash", "amount", "100"), other.item("visit.pays", v, "pays", "cash")),
		"conflict not_found", "conflict not_found")
	if n := len(paid(t, a, job)); n != 0 {
		t.Errorf("%d payments", n)
	}
	if pays, _, _ := a.Jobs.Pays(office(t, a), v); pays != "" {
		t.Errorf("another chose %q", pays)
	}
}

func TestAccept_leavesTheCashWithWhoTookIt(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes")), "done")
	giveTo(t, a, "Sunil More")(visit(t, a, v.ID))
	want(t, p.send(p.item("visit.pay", v.ID, "mode", "cash", "amount", "250")), "conflict not_found")
	if err := a.Sync.Accept(office(t, a), v.ID, "The customer shows a receipt"); err != nil {
		t.Fatal(err)
	}
	if all := paid(t, a, j.ID); len(all) != 1 || all[0].Amount != 25_000 || all[0].Technician != v.Technician {
		t.Errorf("the office has %+v", all)
	}
	hand, err := a.Payments.CashOf(apptest.As(t, a, act.Accountant), act.From(p.ctx).Technician)
	if err != nil || hand.Paise != 25_000 {
		t.Errorf("he holds %+v, %v", hand, err)
	}
}

func TestPays_isAskedForBeforeAVisitIsDone(t *testing.T) {
	a, p, _, v := atTheDoor(t)
	lacks, err := a.Jobs.Missing(p.ctx, v)
	if err != nil || len(lacks) == 0 || lacks[len(lacks)-1].Token != "payment" {
		t.Fatalf("%+v %v", lacks, err)
	}
	want(t, p.send(p.item("visit.pays", v, "pays", "later")), "conflict required")
	want(t, p.send(p.item("visit.pays", v, "pays", "pending", "note", "Owner is away"), p.item("visit.pays", v, "pays", "invoice", "note", "")), "done", "done")
	if after, _ := a.Jobs.Missing(p.ctx, v); len(after) != len(lacks)-1 {
		t.Errorf("still %+v", after)
	}
	if pays, _, err := a.Jobs.Pays(office(t, a), v); err != nil || pays != "invoice" {
		t.Errorf("pays %q, %v", pays, err)
	}
}

// signature is a picture of ink as the phone sends it.
func signature(t *testing.T) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 600, 240))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for x := 60; x < 540; x++ {
		for y := 100; y < 106; y++ {
			m.SetGray(x, y+x%40, color.Gray{})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestEstimate_theCustomerSignsForExtraWorkOnce(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	r, err := a.Core.FindFirstRecordByData("items", "code", "CAP-35")
	if err != nil {
		t.Fatal(err)
	}
	quote := p.item("visit.estimate", v, "line", "extra-work-1", "title", "New capacitor", "lines", `[{"item":"`+r.Id+`","qty":"2"}]`,
		"limit", "1000", "name", "Meera Deshpande", "signature", signature(t))
	want(t, p.send(quote), "done")
	want(t, p.send(quote), "done")
	all, err := a.Billing.EstimatesOf(p.ctx, job)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v %v", all, err)
	}
	e := all[0]
	if !e.Extra || e.State != billing.EstimateApproved || e.Visit != v || e.DecidedName != "Meera Deshpande" || e.DecidedHow != billing.BySignature || !e.Signed ||
		e.Total != 89_700 || e.Limit != 100_000 {
		t.Errorf("%+v", e)
	}
	expected, err := a.Jobs.Lines(p.ctx, job)
	if err != nil || !slices.ContainsFunc(expected, func(l jobs.Line) bool { return l.Item == r.Id && l.QtyMilli == 2000 }) {
		t.Errorf("the job expects %+v, %v", expected, err)
	}
}

func TestEstimate_refusesWhatNobodySignedOrCouldRead(t *testing.T) {
	a, p, job, v := atTheDoor(t)
	r, err := a.Core.FindFirstRecordByData("items", "code", "CAP-35")
	if err != nil {
		t.Fatal(err)
	}
	line := `[{"item":"` + r.Id + `","qty":"1"}]`
	for _, c := range []struct{ ends, lines, signature string }{
		{"conflict required", line, ""},
		{"conflict signature_bad", line, "data:image/png;base64,AAAA"},
		{"conflict signature_bad", line, "scribble"},
		{"conflict required", "[]", signature(t)},
		{"conflict invalid", "{", signature(t)},
		{"conflict invalid", `[{"item":"","qty":"1"}]`, signature(t)},
	} {
		want(t, p.send(p.item("visit.estimate", v, "line", "extra-"+c.ends[9:12]+"-1", "title", "Extra", "lines", c.lines, "limit", "", "name", "Meera", "signature", c.signature)), c.ends)
	}
	other := phoneOf(t, a, "Sunil More")
	want(t, other.send(other.item("visit.estimate", v, "line", "extra-work-9", "title", "Extra", "lines", line, "name", "Meera", "signature", signature(t))), "conflict not_found")
	if all, err := a.Billing.EstimatesOf(p.ctx, job); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
