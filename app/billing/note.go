package billing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// CreditNote takes an issued invoice back, wholly or in part, and is issued at once. It lowers what is owed of the invoice; what
// was paid already stays as the note's credit. All credit notes of an invoice together never come to more than the invoice.
// A job whose invoice is taken back wholly is to be invoiced again.
// Errors: Forbidden; NotFound; Stale; Invalid required beside reason, date_bad, date_future, date_before, date_before_last,
// note_over {left}, note_nothing, note_both, qty_form, money_bad; Conflict not_issued, note_kind.
func (s *Service) CreditNote(ctx context.Context, in NewNote) (Invoice, error) {
	return s.note(ctx, "invoices.credit_note", KindCreditNote, in, func(s *Service, ctx context.Context, tx core.App, i, from Invoice, p parties) (Invoice, error) {
		notes, err := notesOf(ctx, tx, from.ID)
		if err != nil {
			return i, err
		}
		leftTotal, credited := from.Total, []Line{}
		for _, n := range notes {
			leftTotal -= n.Total
			credited = append(credited, n.Lines...)
		}
		left := rests(from.Lines, credited)
		if i.Lines, err = credits(left, in.Lines); err != nil {
			return i, err
		}
		i = creditSums(i, left, leftTotal)
		if i.Total <= 0 {
			return i, fault.New(fault.Invalid, "note_nothing")
		}
		whole := leftTotal == i.Total
		return s.emit(ctx, tx, i, p, func(note Invoice) error { return s.apply(ctx, tx, note, from, whole) })
	})
}

// apply settles the invoice with the note as far as it is owed. whole says that nothing is left of the invoice.
func (s *Service) apply(ctx context.Context, tx core.App, note, from Invoice, whole bool) error {
	_, now, err := find(tx, from.ID)
	if err != nil {
		return err
	}
	if owed := min(now.Balance, note.Total); owed > 0 {
		in := Settlement{Invoice: from.ID, Kind: ByCreditNote, Paise: owed, Document: note.ID, Ref: note.No, Reason: note.Reason}
		if err := s.useCredit(ctx, tx, in); err != nil {
			return err
		}
		if _, err := s.settle(ctx, tx, in, 0); err != nil {
			return err
		}
	}
	if !whole {
		return nil
	}
	return s.mark(ctx, from.Jobs, BillingToInvoice)
}

// DebitNote charges more for lines of an issued invoice, at their rates of GST: of each line named an amount before tax. It is
// issued at once and owed by itself. Errors: as CreditNote.
func (s *Service) DebitNote(ctx context.Context, in NewNote) (Invoice, error) {
	return s.note(ctx, "invoices.debit_note", KindDebitNote, in, func(s *Service, ctx context.Context, tx core.App, i, from Invoice, p parties) (Invoice, error) {
		var err error
		if i.Lines, err = debits(from.Lines, in.Lines); err != nil {
			return i, err
		}
		if i, err = p.compute(i); err != nil {
			return i, err
		}
		if i.Total <= 0 {
			return i, fault.New(fault.Invalid, "note_nothing")
		}
		return s.emit(ctx, tx, i, p, nil)
	})
}

func debits(lines []Line, in []NoteLine) ([]Line, error) {
	var check fault.Check
	var out []Line
	for n, typed := range in {
		field := fmt.Sprintf("lines_%d_", n)
		at := slices.IndexFunc(lines, func(l Line) bool { return l.ID == typed.Line })
		if at < 0 {
			check.Add(fault.Field(field+"line", "not_found"))
			continue
		}
		amount, err := money.Parse(typed.Amount)
		check.Add(fault.At(field+"amount", err))
		l := lines[at]
		l.Why = WhyReference + ":" + l.ID
		l.ID, l.JobLine, l.QtyMilli, l.Rate, l.List, l.DiscountBps, l.Discount, l.Cover = "", "", 1000, amount, amount, 0, 0, ""
		out = append(out, l)
	}
	if check.Err() == nil && len(out) == 0 {
		return nil, fault.New(fault.Invalid, "note_nothing")
	}
	return out, check.Err()
}

type noteMaker func(s *Service, ctx context.Context, tx core.App, i, from Invoice, p parties) (Invoice, error)

// note is what credit and debit notes have in common: an issued invoice, a reason, its place of supply, a date not before its.
func (s *Service) note(ctx context.Context, verb string, kind Kind, in NewNote, fill noteMaker) (Invoice, error) {
	if err := act.Require(ctx, Correct); err != nil {
		return Invoice{}, err
	}
	var check fault.Check
	reason, day := strings.TrimSpace(in.Reason), date(&check, "date", in.Date)
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	if err := check.Err(); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, verb, reason)
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, from, err := seen(tx, in.Against, in.Rev)
		if err != nil {
			return err
		}
		if from.Kind != KindInvoice {
			return fault.New(fault.Conflict, "note_kind")
		}
		if day != "" && day < from.Date {
			return fault.Field("date", "date_before", "date", from.Date.Short())
		}
		if from.Lines, err = linesOf(tx, from.ID); err != nil {
			return err
		}
		p, err := s.parties(ctx, from)
		if err != nil {
			return err
		}
		out, err = fill(s, ctx, tx, from.noted(kind, reason, day), from, p)
		return err
	})
	return s.drawn(ctx, out, err)
}

// noted is a note against the invoice, which repeats its place of supply and its mode.
func (i Invoice) noted(kind Kind, reason string, day clock.Date) Invoice {
	return Invoice{
		Kind: kind, State: Draft, Branch: i.Branch, Date: day, Customer: i.Customer, Site: i.Site, Job: i.Job, Jobs: i.Jobs,
		Technician: i.Technician, Area: i.Area, Against: i.ID, Place: i.Place, PlaceReason: "As on " + i.No, GSTMode: i.GSTMode,
		BuyerGSTIN: i.BuyerGSTIN, SEZ: i.SEZ, Property: i.Property, Reason: reason, PO: i.PO,
	}
}

// emit stores a document with its lines and issues it; before as in issue.
func (s *Service) emit(ctx context.Context, tx core.App, i Invoice, p parties, before func(Invoice) error) (Invoice, error) {
	r, err := txn.New(tx, "invoices")
	if err != nil {
		return Invoice{}, err
	}
	if i, err = save(ctx, tx, r, i, 0); err != nil {
		return Invoice{}, err
	}
	if i.Lines, err = saveLines(ctx, tx, i.ID, i.Lines); err != nil {
		return Invoice{}, err
	}
	return s.issue(ctx, tx, r, i, p, before)
}

// notesOf are the issued credit notes against an invoice, with their lines.
func notesOf(ctx context.Context, tx core.App, invoice string) ([]Invoice, error) {
	rows, err := tx.FindRecordsByFilter("invoices", "against = {:i} && kind = 'credit_note' && state = 'issued'", "created,id", 0, 0, dbx.Params{"i": invoice})
	if err != nil {
		return nil, err
	}
	out := make([]Invoice, len(rows))
	for n, r := range rows {
		if out[n], err = read(r); err != nil {
			return nil, err
		}
		if out[n].Lines, err = linesOf(tx, r.Id); err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}
