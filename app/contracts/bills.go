package contracts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// BillState is what became of a bill.
type BillState string

// The states of a bill. Credit is an amount that the customer is to get back by a note against an issued invoice.
const (
	BillOpen    BillState = "open"
	BillDrafted BillState = "drafted"
	BillSkipped BillState = "skipped"
	BillCredit  BillState = "credit"
)

// Bill is one amount that a contract is billed, once and for ever: Key is unique within it. It is for the days From to To, to be paid
// on DueOn, and its invoice is drafted on DraftOn. Amount is before tax and positive. PlanDate is the visit that it is for, if it is
// for one; Text says what else it is for, of a credit what to do. Invoice is what it became. InvoiceNo and InvoiceState are filled
// for reading; the number of a draft is empty.
type Bill struct {
	ID, Contract            string
	Rev                     int
	Key                     string
	DueOn, DraftOn          clock.Date
	From, To                clock.Date
	Amount                  money.Paise
	State                   BillState
	PlanDate                string
	Text                    string
	Invoice                 string
	Reason                  string
	InvoiceNo, InvoiceState string
}

// Deferral is what was invoiced of a contract up to the end of a day, before tax and less what was credited, what of it is earned, by
// the days of its periods that are over, and what is not.
type Deferral struct{ Billed, Earned, Deferred money.Paise }

const creditKey = "credit:"

// Bills are the bills of the contract by the day on which they are due. Errors: Forbidden.
func (s *Service) Bills(ctx context.Context, contract string) ([]Bill, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	rows, err := billRecords(ctx, s.app, contract)
	if err != nil {
		return nil, err
	}
	bills := make([]Bill, len(rows))
	for i, r := range rows {
		bills[i] = readBill(r)
	}
	return bills, invoiced(ctx, s.app, contract, bills)
}

// Deferred is what was invoiced of the contract by the end of the day and how much of it is earned. Errors: Forbidden.
func (s *Service) Deferred(ctx context.Context, contract string, on clock.Date) (Deferral, error) {
	if err := act.Require(ctx, See); err != nil {
		return Deferral{}, err
	}
	rows, err := issuedBills(ctx, s.app, contract, on)
	var d Deferral
	for _, i := range rows {
		d.Billed += i.Paise
		d.Earned += earned(max(0, i.Paise), i.From, i.To, on)
	}
	d.Deferred = d.Billed - d.Earned
	return d, err
}

// scheduleBills stores the bills of the term. Those that are there already, by their keys, stay as they are.
func (s *Service) scheduleBills(ctx context.Context, tx core.App, c Contract) error {
	rows, err := billRecords(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	had := map[string]bool{}
	for _, r := range rows {
		had[r.GetString("key")] = true
	}
	for _, b := range c.schedule(clock.Today()) {
		if had[b.Key] {
			continue
		}
		if err := addBill(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

// DraftBills has the invoices drafted of all bills whose day of drafting has come. Each is drafted in a transaction of its own and at
// most once; one that fails stays open and keeps no other back. Bills of a suspended contract wait until it is resumed; of one that was
// closed only those are left that somebody opened again.
// It returns how many were drafted, and the failures together. Errors: Forbidden.
func (s *Service) DraftBills(ctx context.Context) (int, error) {
	if err := act.Require(ctx, MayBill); err != nil {
		return 0, err
	}
	ctx = act.Begin(ctx, "contracts.draft_bills", "")
	ids, err := dueBills(ctx, s.app, clock.Today())
	if err != nil {
		return 0, err
	}
	drafted := 0
	var failed []error
	for _, id := range ids {
		var done bool
		err := txn.Run(ctx, s.app, func(tx core.App) error {
			var err error
			done, err = s.In(tx).draftBill(ctx, tx, id)
			return err
		})
		switch {
		case err != nil:
			failed = append(failed, fmt.Errorf("bill %s: %w", id, err))
		case done:
			drafted++
		}
	}
	return drafted, errors.Join(failed...)
}

// errNoDraft is that nobody drafted a bill although it was due.
var errNoDraft = errors.New("no invoice was drafted")

// draftBill drafts one bill if it still waits for it.
func (s *Service) draftBill(ctx context.Context, tx core.App, id string) (bool, error) {
	r, b, err := findBill(tx, id)
	if err != nil {
		return false, err
	}
	_, c, err := findContract(tx, b.Contract)
	if err != nil {
		return false, err
	}
	if b.State != BillOpen || b.DraftOn > clock.Today() || c.State == Draft || c.State == Suspended {
		return false, nil
	}
	e := &BillDue{Ctx: ctx, Tx: tx, Contract: c, Bill: b}
	if err := s.Events.BillDue.Trigger(e); err != nil {
		return false, err
	}
	if e.Invoice == "" {
		return false, errNoDraft
	}
	b.State, b.Invoice, b.Reason = BillDrafted, e.Invoice, ""
	_, err = saveBill(ctx, tx, r, b, 0)
	return true, err
}

// Discarded says that the draft which a bill had become was thrown away: the bill is skipped until somebody opens it again. Call it in
// the transaction that does so. It asks for no permission.
func (s *Service) Discarded(ctx context.Context, invoice string) error {
	r, b, err := billOfInvoice(ctx, s.app, invoice)
	if err != nil || r == nil {
		return err
	}
	b.State, b.Invoice, b.Reason = BillSkipped, "", "Its draft was discarded"
	_, err = saveBill(ctx, s.app, r, b, 0)
	return err
}

// SkipBill leaves an open bill out, or settles a credit that was given; the reason says why or how.
// Errors: Forbidden; NotFound; Stale; Invalid reason required, too_long; Conflict bill_state {state}.
func (s *Service) SkipBill(ctx context.Context, id string, rev int, reason string) (Bill, error) {
	reason = strings.TrimSpace(reason)
	var check fault.Check
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return s.turnBill(ctx, "contracts.skip_bill", id, rev, reason, check.Err(), func(b *Bill) bool {
		may := b.State == BillOpen || b.State == BillCredit
		b.State, b.Reason = BillSkipped, reason
		return may
	})
}

// ReopenBill opens a skipped bill again: it is drafted when its day comes, or in the next run if that is over.
// Errors: Forbidden; NotFound; Stale; Conflict bill_state {state}.
func (s *Service) ReopenBill(ctx context.Context, id string, rev int) (Bill, error) {
	return s.turnBill(ctx, "contracts.reopen_bill", id, rev, "", nil, func(b *Bill) bool {
		may := b.State == BillSkipped && b.Amount > 0
		b.State, b.Reason = BillOpen, ""
		if strings.HasPrefix(b.Key, creditKey) {
			b.State = BillCredit
		}
		return may
	})
}

// turnBill brings a bill to another state unless the input is bad or turn says that it may not.
func (s *Service) turnBill(ctx context.Context, verb, id string, rev int, reason string, bad error, turn func(*Bill) bool) (Bill, error) {
	if err := act.Require(ctx, MayBill); err != nil {
		return Bill{}, err
	}
	if bad != nil {
		return Bill{}, bad
	}
	ctx = act.Begin(ctx, verb, reason)
	var out Bill
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, b, err := findBill(tx, id)
		if err != nil {
			return err
		}
		was := b.State
		if rev > 0 && b.Rev != rev {
			return fault.New(fault.Stale, "stale")
		}
		if !turn(&b) {
			return fault.New(fault.Conflict, "bill_state", "state", string(was))
		}
		out, err = saveBill(ctx, tx, r, b, rev)
		return err
	})
	return out, err
}
