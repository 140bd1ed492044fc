package receivables

import (
	"cmp"
	"context"
	"slices"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// What an entry of a statement is.
const (
	EntryInvoice    = "invoice"
	EntryDebitNote  = "debit_note"
	EntryCreditNote = "credit_note"
	EntryPayment    = "payment"
	EntryBounce     = "bounce" // a payment that came and went again
	EntryRefund     = "refund"
	EntryTDS        = "tds"
	EntryGSTTDS     = "gst_tds"
	EntryWriteOff   = "write_off"
	EntryUndone     = "undone" // tax held back or a write-off that was taken back
)

// Entry is one line of a statement: Debit raises what the customer owes, Credit lowers it. ID is that of the invoice or payment.
type Entry struct {
	Date          clock.Date
	Kind, ID      string
	No, Detail    string // Detail: mode and reference of a payment, invoice of a deduction, reason
	Debit, Credit money.Paise
	Balance       money.Paise // after this entry
}

// Statement is a customer's account over some days, both included. Balances below 0 are money on account.
type Statement struct {
	Customer         customers.Customer
	From, To         clock.Date
	Opening, Closing money.Paise
	Debits, Credits  money.Paise
	Entries          []Entry
}

// statementMost is the longest time of a statement, in days.
const statementMost = 3660

// StatementOf is the account of a customer from and to the days. Only issued documents and money that was seen to come count: what
// is merely claimed does not. Errors: Forbidden; NotFound; Invalid required [from, to], dates_backwards [to], dates_far [from].
func (s *Service) StatementOf(ctx context.Context, customer string, from, to clock.Date) (Statement, error) {
	if err := act.Require(ctx, See); err != nil {
		return Statement{}, err
	}
	var check fault.Check
	check.Need(from != "", "from")
	check.Need(to != "", "to")
	if err := check.Err(); err != nil {
		return Statement{}, err
	}
	check.That(from <= to, fault.Field("to", "dates_backwards"))
	check.That(from > to || from.AddDays(statementMost) >= to, fault.Field("from", "dates_far"))
	if err := check.Err(); err != nil {
		return Statement{}, err
	}
	c, err := s.customers.Get(ctx, customer)
	if err != nil {
		return Statement{}, err
	}
	all, err := entriesOf(ctx, s.app, customer)
	if err != nil {
		return Statement{}, err
	}
	return drawUp(c, from, to, all), nil
}

// drawUp puts entries into a statement: what lies before it is its opening balance, what lies behind is left out.
func drawUp(c customers.Customer, from, to clock.Date, all []Entry) Statement {
	st := Statement{Customer: c, From: from, To: to}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.No, b.No), cmp.Compare(a.ID, b.ID))
	})
	balance := money.Paise(0)
	for _, e := range all {
		if e.Date > to {
			break
		}
		balance += e.Debit - e.Credit
		if e.Date < from {
			st.Opening = balance
			continue
		}
		e.Balance = balance
		st.Debits += e.Debit
		st.Credits += e.Credit
		st.Entries = append(st.Entries, e)
	}
	st.Closing = balance
	return st
}

// rank puts what raises the balance first within a day, as people read it: the invoice, then its payment.
func rank(e Entry) int {
	if e.Debit > 0 && e.Kind != EntryBounce && e.Kind != EntryUndone && e.Kind != EntryRefund {
		return 0
	}
	if e.Credit > 0 {
		return 1
	}
	return 2
}
