package billing_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

func TestIssue_numbersAndFreezes(t *testing.T) {
	d := open(t)
	j := d.completed(nil, "AC-VISIT", "CAP-35")
	i := d.draft(j.ID)
	out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	if out.No != "FSA/26-27/00001" || out.State != billing.Issued || out.FY != "2026-27" || out.Date != "2026-11-16" || out.Balance != out.Total ||
		out.Due != out.Date || out.IssuedName != "Anil Shah" || out.PDF == "" {
		t.Errorf("%+v", out)
	}
	if d.job(j.ID).Billing != billing.BillingInvoiced {
		t.Errorf("the job is %s", d.job(j.ID).Billing)
	}
	fsys, path, name, err := d.Billing.PDF(d.accountant, i.ID)
	if err != nil || name != "FSA-26-27-00001.pdf" {
		t.Fatal(name, err)
	}
	defer fsys.Close()
	r := must[io.ReadCloser](t)(asReader(fsys.GetReader(path)))
	stored := must[[]byte](t)(io.ReadAll(r))
	if err := r.Close(); err != nil || !bytes.HasPrefix(stored, []byte("%PDF")) {
		t.Fatalf("%d bytes (%v)", len(stored), err)
	}
	record, err := d.Core.FindRecordById("invoices", i.ID)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(stored); record.GetString("pdf_sha256") != hex.EncodeToString(sum[:]) {
		t.Error("the sum of the PDF is not that of its bytes")
	}
	if err := fsys.Delete(path); err != nil {
		t.Fatal(err)
	}
	d.change("company", must[settings.Company](t)(d.Settings.Company(d.owner)).ID, map[string]any{"name": "Another Name"})
	again, path, _, err := d.Billing.PDF(d.accountant, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	r = must[io.ReadCloser](t)(asReader(again.GetReader(path)))
	if drawn := must[[]byte](t)(io.ReadAll(r)); !bytes.Equal(drawn, stored) {
		t.Error("a lost PDF is drawn otherwise than it was")
	}
	_ = r.Close()
}

func asReader[T io.ReadCloser](r T, err error) (io.ReadCloser, error) { return r, err }

func TestIssue_twiceGivesOneNumber(t *testing.T) {
	d := open(t)
	i := d.standalone("100")
	must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	_, err := d.Billing.Issue(d.accountant, i.ID, i.Rev)
	is(t, "again", err, "issued_fixed")
	j := d.standalone("100")
	_, err = d.Billing.Issue(d.accountant, j.ID, j.Rev+1)
	is(t, "another revision", err, "stale")
	if out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, j.ID, j.Rev)); out.No != "FSA/26-27/00002" {
		t.Errorf("number %s", out.No)
	}
}

func TestIssue_leavesNoGapWhenItIsUndone(t *testing.T) {
	d := open(t)
	fail := true
	d.Billing.Events.Issued.BindFunc(func(e *billing.IssuedEvent) error {
		if fail {
			return errors.New("no")
		}
		return e.Next()
	})
	i := d.standalone("100")
	if _, err := d.Billing.Issue(d.accountant, i.ID, i.Rev); err == nil {
		t.Fatal("the error of the subscriber was lost")
	}
	fail = false
	if got := d.doc(i.ID); got.State != billing.Draft || got.No != "" {
		t.Errorf("%+v", got)
	}
	if out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev)); out.No != "FSA/26-27/00001" {
		t.Errorf("number %s", out.No)
	}
}

func TestIssue_fiftyAtOnceAreConsecutive(t *testing.T) {
	d := open(t)
	var drafts []billing.Invoice
	for n := range 50 {
		drafts = append(drafts, d.standalone(fmt.Sprint(100+n)))
	}
	var group sync.WaitGroup
	errs := make([]error, len(drafts))
	for n, i := range drafts {
		for range 2 { // every one pressed twice
			group.Go(func() {
				if _, err := d.Billing.Issue(d.accountant, i.ID, i.Rev); err != nil && !errors.Is(err, fault.New(fault.Conflict, "issued_fixed")) {
					errs[n] = err
				}
			})
		}
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, i := range drafts {
		numbers = append(numbers, d.doc(i.ID).No)
	}
	slices.Sort(numbers)
	for n, no := range numbers {
		if want := fmt.Sprintf("FSA/26-27/%05d", n+1); no != want {
			t.Fatalf("number %d is %s, want %s", n+1, no, want)
		}
	}
}

func TestIssue_keepsTheOrderOfDatesAndTheYear(t *testing.T) {
	d := open(t)
	dated := func(date string) (billing.Invoice, error) {
		i := d.standalone("100")
		i = must[billing.Invoice](t)(d.Billing.Edit(d.accountant, i.ID, i.Rev, billing.NewInvoice{Date: date, Lines: []billing.LineInput{{ID: i.Lines[0].ID}}}))
		return d.Billing.Issue(d.accountant, i.ID, i.Rev)
	}
	must[billing.Invoice](t)(dated("2026-11-14"))
	_, err := dated("2026-11-13")
	is(t, "before the last", err, "date_before_last")
	_, err = dated("2026-11-17")
	is(t, "tomorrow", err, "date_future")
	if i := must[billing.Invoice](t)(dated("2026-03-31")); i.No != "FSA/25-26/00001" || i.FY != "2025-26" {
		t.Errorf("of the year before: %s, %s", i.No, i.FY)
	}
	defer clock.Freeze(clock.Date("2027-04-01").Start())()
	if i := d.issued("100"); i.No != "FSA/27-28/00001" {
		t.Errorf("on the first of April: %s", i.No)
	}
}

func TestIssue_numbersEachBranchByItself(t *testing.T) {
	d := open(t)
	b := must[settings.Branch](t)(d.Settings.SaveBranch(d.owner, settings.BranchInput{Name: "Nashik", Prefix: "NSK", Address: "1 College Road", Pin: "422005", Active: true}))
	_, err := d.Settings.SaveBranch(d.owner, settings.BranchInput{Name: "Thane", Prefix: "FSAC", Address: "1 Station Road", Pin: "400601", Active: true})
	is(t, "a prefix that credit notes have", err, "prefix_taken")
	d.issued("100")
	i := must[billing.Invoice](t)(d.Billing.Draft(d.accountant, billing.NewInvoice{
		Customer: d.customer(), Branch: b.ID, Lines: []billing.LineInput{{Name: "Service", HSN: "998715", Rate: "100", GST: "18"}},
	}))
	if out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev)); out.No != "NSK/26-27/00001" {
		t.Errorf("number %s", out.No)
	}
}

func TestIssue_seesThatTheCustomerChanged(t *testing.T) {
	d := open(t)
	i := d.standalone("1000")
	d.change("customers", i.Customer, map[string]any{"gstin": "29AABCR1718E1ZL"})
	_, err := d.Billing.Issue(d.accountant, i.ID, i.Rev)
	is(t, "the customer got a GSTIN of Karnataka", err, "draft_changed")
	i = must[billing.Invoice](t)(d.Billing.Edit(d.accountant, i.ID, i.Rev, billing.NewInvoice{Lines: []billing.LineInput{{ID: i.Lines[0].ID}}}))
	if out := must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev)); out.IGST != 180_00 || out.Place != "29" {
		t.Errorf("%+v", out)
	}
}

func TestIssue_showsNoTaxWhereTheCompanyPaysNone(t *testing.T) {
	for _, mode := range []string{"composition", "unregistered"} {
		d := open(t)
		d.change("company", must[settings.Company](t)(d.Settings.Company(d.owner)).ID, map[string]any{"gst_mode": mode})
		i := d.issued("1000")
		if i.Total != 1000_00 || i.Tax() != 0 || i.GSTMode != mode {
			t.Errorf("%s: %+v", mode, i)
		}
		if v := must[billing.Invoice](t)(d.Billing.ReceiptVoucher(d.accountant, billing.Advance{Customer: i.Customer, Paise: 100_00, Rate: -1})); v.ID != "" {
			t.Errorf("%s: a receipt voucher %s", mode, v.No)
		}
	}
}

func TestIssued_staysAsItIsWhateverTheWayIn(t *testing.T) {
	d := open(t)
	i := d.issued("1000")
	_, err := d.Billing.Edit(d.owner, i.ID, i.Rev, billing.NewInvoice{})
	is(t, "edit", err, "issued_fixed")
	is(t, "discard", d.Billing.Discard(d.owner, i.ID, i.Rev), "issued_fixed")
	must[billing.Invoice](t)(d.settle(i.ID, 100_00))
	ctx := act.In(context.Background(), act.By{Name: "x", Role: act.Owner, Source: act.Desk})
	for collection, fields := range map[string]map[string]any{
		"invoices": {
			"total_paise": 1, "no": "FSA/26-27/00009", "date": "2026-11-01", "state": "draft", "customer": "x", "taxable_paise": 1, "snapshot": "{}",
			"pdf_sha256": "x", "settled_paise": 5, "balance_paise": 0, "place": "29", "note": "x", "issued_name": "x", "seq": 9,
		},
		"invoice_lines": {"rate_paise": 1, "name": "x", "hsn": "1234", "total_paise": 0, "invoice": "x"},
		"settlements":   {"paise": 1, "kind": "tds", "reason": "x", "invoice": "x"},
	} {
		for field, value := range fields {
			r, err := d.Core.FindFirstRecordByFilter(collection, "id != ''")
			if err != nil {
				t.Fatal(err)
			}
			r.Set(field, value)
			if err := d.Core.SaveWithContext(ctx, r); err == nil {
				t.Errorf("%s of %s was changed", field, collection)
			}
		}
		r, err := d.Core.FindFirstRecordByFilter(collection, "id != ''")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Core.DeleteWithContext(ctx, r); err == nil {
			t.Errorf("%s was deleted", collection)
		}
	}
	line, err := d.Core.FindFirstRecordByFilter("invoice_lines", "id != ''")
	if err != nil {
		t.Fatal(err)
	}
	more := line.Fresh()
	more.Id = ""
	more.MarkAsNew()
	if err := d.Core.SaveWithContext(ctx, more); err == nil {
		t.Error("a line was added to an issued document")
	}
	if got := d.doc(i.ID); got.Total != i.Total || got.Balance != i.Total-100_00 {
		t.Errorf("%+v", got)
	}
}

func TestDraw_makesDraftsCopiesAndReceipts(t *testing.T) {
	d := open(t)
	draft, issued := d.standalone("100"), d.issued("200")
	var seen [][]byte
	for _, c := range []struct {
		id      string
		thermal bool
		mark    string
	}{{draft.ID, false, ""}, {draft.ID, true, ""}, {issued.ID, false, "DUPLICATE FOR SUPPLIER"}, {issued.ID, true, ""}} {
		b := must[[]byte](t)(d.Billing.Draw(d.accountant, c.id, c.thermal, c.mark))
		if !bytes.HasPrefix(b, []byte("%PDF")) || slices.ContainsFunc(seen, func(o []byte) bool { return bytes.Equal(o, b) }) {
			t.Errorf("%+v drew %d bytes", c, len(b))
		}
		seen = append(seen, b)
	}
	_, _, _, err := d.Billing.PDF(d.accountant, draft.ID)
	is(t, "the stored paper of a draft", err, "not_issued")
}

var _ = apptest.Now
