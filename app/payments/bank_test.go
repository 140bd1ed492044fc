package payments_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("VECTORS")
	if dir == "" {
		dir = "testdata"
	}
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func (b *books) account(name, bank string) string {
	b.t.Helper()
	a, err := b.Payments.SaveAccount(b.money, payments.NewAccount{Name: name, Bank: bank})
	if err != nil {
		b.t.Fatal(err)
	}
	return a.ID
}

// bring imports a file and fails where that does.
func (b *books) bring(account, name string, body []byte) payments.Imported {
	b.t.Helper()
	done, err := b.Payments.Import(b.money, payments.Import{Account: account, Name: name, Body: body})
	if err != nil {
		b.t.Fatal(err)
	}
	return done
}

// says is a claim that the office records of the customer.
func (b *books) says(c payments.Claim) payments.Payment {
	b.t.Helper()
	if c.Customer == "" {
		c.Customer = b.job.Customer
	}
	p, err := b.Payments.Record(b.money, c)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *books) lines(f payments.LineFilter) []payments.BankLine {
	b.t.Helper()
	found, err := b.Payments.Lines(b.money, f)
	if err != nil {
		b.t.Fatal(err)
	}
	return found.Rows
}

// line is the only unmatched credit of the amount.
func (b *books) line(amount money.Paise) payments.BankLine {
	b.t.Helper()
	for _, l := range b.lines(payments.LineFilter{}) {
		if l.Credit == amount {
			return l
		}
	}
	b.t.Fatalf("no unmatched line of %s", amount)
	return payments.BankLine{}
}

func TestMatchClaims_findsTheLineThatWasThereBeforeTheClaim(t *testing.T) {
	b := open(t)
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	p := b.says(payments.Claim{Mode: payments.UPI, Amount: 118000, RRN: "629091234568", Date: "2026-10-17"})
	if n, err := b.Payments.MatchClaims(act.As("bank")); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if p = b.payment(p.ID); p.State != payments.Verified || p.VerifiedName != "bank" {
		t.Errorf("%+v", p)
	}
	if n, err := b.Payments.MatchClaims(act.As("bank")); n != 0 || err != nil {
		t.Errorf("again %d, %v", n, err)
	}
}

func TestMatch_bothPartsAgreeOrNothingIsVerified(t *testing.T) {
	for name, c := range map[string]struct {
		claim   payments.Claim
		matched bool
		differs bool
	}{
		"same reference and amount":   {payments.Claim{Amount: 118000, RRN: "629091234568", Date: "2026-10-17"}, true, false},
		"same reference, other money": {payments.Claim{Amount: 128000, RRN: "629091234568", Date: "2026-10-17"}, false, true},
		"mistyped, our own reference": {payments.Claim{Amount: 621900, RRN: "629091234500", TR: "FSA26270001A1", Date: "2026-10-17"}, true, false},
		"the day before the window":   {payments.Claim{Amount: 621900, RRN: "629091234500", TR: "FSA26270001A1", Date: "2026-10-13"}, false, false},
		"a day after the bank's":      {payments.Claim{Amount: 621900, RRN: "629091234500", TR: "FSA26270001A1", Date: "2026-10-18"}, false, false},
		"another reference of ours":   {payments.Claim{Amount: 621900, RRN: "629091234500", TR: "FSA26270002A1", Date: "2026-10-17"}, false, false},
		"amount and day alone":        {payments.Claim{Amount: 118000, RRN: "629091234500", Date: "2026-10-17"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			c.claim.Mode = payments.UPI
			p := b.says(c.claim)
			done := b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
			now := b.payment(p.ID)
			if (done.Matched == 1) != c.matched || (now.State == payments.Verified) != c.matched {
				t.Fatalf("matched %d, payment %s", done.Matched, now.State)
			}
			if c.matched && c.claim.TR != "" && (now.RRN != "629091234567" || now.WasRRN != "629091234500") {
				t.Errorf("reference %s, was %s", now.RRN, now.WasRRN)
			}
			if !c.differs {
				return
			}
			found, err := b.Payments.Suggest(b.money, b.line(118000).ID)
			if err != nil || len(found) == 0 || found[0].Payment != p.ID || !found[0].Differs {
				t.Errorf("suggested %+v, %v", found, err)
			}
		})
	}
}

func TestMatch_aCutReferenceOnlyWhereItIsUnique(t *testing.T) {
	for n, matched := range map[int]int{1: 1, 2: 0} {
		b := open(t)
		for i := range n {
			b.says(payments.Claim{Mode: payments.UPI, Amount: 621900, RRN: fmt.Sprintf("62909123450%d", i), TR: fmt.Sprintf("FSA26270001A%d", i), Date: "2026-10-17"})
		}
		if done := b.bring(b.account("Current", "sbi"), "s.csv", sample(t, "bank_sbi_sample.csv")); done.Matched != matched {
			t.Errorf("%d claims begin with what the bank left: %d matched", n, done.Matched)
		}
	}
}

func TestMatch_byTwoAtOnceHappensOnce(t *testing.T) {
	b := open(t)
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	line := b.line(4955300)
	p := b.says(payments.Claim{Mode: payments.Transfer, Amount: 4955300, Ref: "ICICN1", Date: "2026-10-18"})
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for i, ctx := range []context.Context{b.money, apptest.As(t, b.App, act.Owner)} {
		wait.Go(func() { _, errs[i] = b.Payments.Match(ctx, line.ID, p.ID, "") })
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("%v, %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v", err)
		}
	}
	if p = b.payment(p.ID); p.State != payments.Verified || p.BankLine != line.ID {
		t.Errorf("%+v", p)
	}
}

func TestUnmatch_reversesWhatTheLineVerifiedAndFreesTheReference(t *testing.T) {
	b := open(t)
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	line := b.line(118000)
	wrong, err := b.Payments.Receive(b.money, payments.Receipt{Line: line.ID, Customer: b.job.Customer})
	if err != nil || wrong.State != payments.Verified || wrong.RRN != "629091234568" || wrong.Mode != payments.UPI {
		t.Fatalf("%+v, %v", wrong, err)
	}
	if _, err := b.Payments.Unmatch(b.money, line.ID, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if line, err = b.Payments.Unmatch(b.money, line.ID, "Another Rao"); err != nil || line.State != payments.LineUnmatched {
		t.Fatalf("%+v, %v", line, err)
	}
	if wrong = b.payment(wrong.ID); wrong.State != payments.Reversed || wrong.RRN != "" || wrong.BankLine != "" {
		t.Errorf("%+v", wrong)
	}
	if right, err := b.Payments.Receive(b.money, payments.Receipt{Line: line.ID, Customer: b.job.Customer}); err != nil || right.State != payments.Verified {
		t.Errorf("%+v, %v", right, err)
	}
}

func TestUnmatch_refusesWhatReferencesMatched(t *testing.T) {
	b := open(t)
	b.says(payments.Claim{Mode: payments.UPI, Amount: 118000, RRN: "629091234568", Date: "2026-10-17"})
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	matched := b.lines(payments.LineFilter{State: payments.LineMatched})
	if len(matched) != 1 || matched[0].PaymentNo == "" {
		t.Fatalf("%+v", matched)
	}
	_, err := b.Payments.Unmatch(b.money, matched[0].ID, "No")
	want(t, err, "match_auto")
}

func TestReceive_settlesTheInvoiceAndBooksTheTaxHeldBack(t *testing.T) {
	b := open(t)
	doc := b.invoice() // 450 and 81 tax: 531.00
	body := "Txn Date,Value Date,Description,Ref No./Cheque No.,Debit,Credit,Balance\n" +
		"15 Nov 2026,15 Nov 2026,NEFT CR-MEERA DESHPANDE-" + doc.No + ",N320260000000001,,522.00,9000.00\n"
	b.bring(b.account("Current", "sbi"), "s.csv", []byte(body))
	line := b.line(52200)
	found, err := b.Payments.Suggest(b.money, line.ID)
	if err != nil || len(found) != 1 || found[0].Invoice != doc.ID || found[0].Held != 900 || found[0].Bps != 200 {
		t.Fatalf("%+v, %v", found, err)
	}
	p, err := b.Payments.Receive(b.money, payments.Receipt{Line: line.ID, Invoice: doc.ID, Held: found[0].Held.Plain()})
	if err != nil || p.State != payments.Verified || p.Applied != 52200 {
		t.Fatalf("%+v, %v", p, err)
	}
	if doc = b.doc(doc.ID); doc.Balance != 0 || doc.Settled != doc.Total {
		t.Errorf("balance %s, settled %s of %s", doc.Balance, doc.Settled, doc.Total)
	}
}

func TestReceive_putsAClaimOfAnotherAmountRight(t *testing.T) {
	b := open(t)
	claim := b.says(payments.Claim{Mode: payments.UPI, Amount: 128000, RRN: "629091234568", Date: "2026-10-17"})
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	p, err := b.Payments.Receive(b.money, payments.Receipt{Line: b.line(118000).ID, Replaces: claim.ID})
	if err != nil || p.Amount != 118000 || p.State != payments.Verified || p.RRN != claim.RRN || p.Customer != claim.Customer {
		t.Fatalf("%+v, %v", p, err)
	}
	if claim = b.payment(claim.ID); claim.State != payments.Rejected || claim.WasRRN != p.RRN {
		t.Errorf("%+v", claim)
	}
}

func TestIgnore_setsACreditAsideAndBack(t *testing.T) {
	b := open(t)
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	line := b.line(500000)
	if _, err := b.Payments.Ignore(b.money, line.ID, "Own money"); err != nil {
		t.Fatal(err)
	}
	_, err := b.Payments.Match(b.money, line.ID, "x", "")
	want(t, err, "line_state")
	if got := b.lines(payments.LineFilter{State: payments.LineIgnored}); len(got) != 1 || got[0].Reason != "Own money" {
		t.Errorf("%+v", got)
	}
	if line, err = b.Payments.Restore(b.money, line.ID); err != nil || line.State != payments.LineUnmatched {
		t.Errorf("%+v, %v", line, err)
	}
}

func TestUnbanked_namesFirstWhatTheStatementShouldHave(t *testing.T) {
	b := open(t)
	late := b.says(payments.Claim{Mode: payments.UPI, Amount: 100, RRN: "629591234567", Date: "2026-10-15"})
	b.says(payments.Claim{Mode: payments.UPI, Amount: 100, RRN: "632091234567", Date: "2026-11-15"})
	b.says(payments.Claim{Mode: payments.Cash, Amount: 100, Date: "2026-10-01"})
	b.bring(b.account("Current", "hdfc"), "h.csv", sample(t, "bank_hdfc_sample.csv"))
	found, err := b.Payments.Unbanked(b.money, "", "")
	if err != nil || len(found.Rows) != 2 || found.Rows[0].ID != late.ID {
		t.Errorf("%+v, %v", found, err)
	}
	if day, err := b.Payments.BankDay(b.money); day != "2026-10-20" || err != nil {
		t.Errorf("%s, %v", day, err)
	}
}

func TestBank_isForTheOwnerAndTheAccountant(t *testing.T) {
	b := open(t)
	for role, allowed := range map[act.Role]bool{act.Owner: true, act.Accountant: true, act.Dispatcher: false, act.Storekeeper: false, act.Technician: false} {
		ctx := apptest.As(t, b.App, role)
		_, see := b.Payments.Lines(ctx, payments.LineFilter{})
		_, bring := b.Payments.Import(ctx, payments.Import{})
		_, match := b.Payments.Match(ctx, "", "", "")
		_, receive := b.Payments.Receive(ctx, payments.Receipt{Line: "x"})
		_, ignore := b.Payments.Ignore(ctx, "x", "y")
		_, claims := b.Payments.MatchClaims(ctx)
		for verb, err := range map[string]error{"see": see, "import": bring, "match": match, "receive": receive, "ignore": ignore, "claims": claims} {
			if (fault.KindOf(err) == fault.Forbidden && err != nil) == allowed {
				t.Errorf("%s may %s: %v", role, verb, err)
			}
		}
	}
}

func (b *books) count(table string) int {
	b.t.Helper()
	var n int
	if err := b.Core.DB().NewQuery("SELECT COUNT(*) FROM " + table).Row(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}
