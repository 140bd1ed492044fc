package billing

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/txn"
)

// Issue gives a draft the next number of its series and freezes it. Number, lines, the paper's words and the jobs' billing are
// durable together; a rollback gives the number back. The PDF is drawn from the frozen words right after, and again whenever it
// is not there: the same words give the same bytes.
// Errors: Forbidden; NotFound; Stale; Invalid date_future, date_before_last {date} and date_clock {date} beside date, number_full, number_length;
// Conflict issued_fixed, issue_missing {what}, draft_changed where customer or company changed so that the sums did.
func (s *Service) Issue(ctx context.Context, id string, rev int) (Invoice, error) {
	if err := act.Require(ctx, MayIssue); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.issue", "")
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, i, err := openOne(tx, id, rev)
		if err != nil {
			return err
		}
		out, err = s.In(tx).issueDraft(ctx, tx, r, i)
		return err
	})
	return s.drawn(ctx, out, err)
}

// drawn stores the PDF of what was issued, unless an outer transaction may still undo it. That it cannot be drawn now undoes nothing.
func (s *Service) drawn(ctx context.Context, i Invoice, err error) (Invoice, error) {
	if err != nil || i.ID == "" || s.app.IsTransactional() {
		return i, err
	}
	after, err := s.storePDF(ctx, i.ID)
	if err != nil {
		s.app.Logger().Error("the paper could not be drawn", slog.String("no", i.No), slog.Any("error", err))
		return i, nil
	}
	after.Lines = i.Lines
	return after, nil
}

// issueDraft checks a draft anew, as customer, company and jobs are now, and issues it.
func (s *Service) issueDraft(ctx context.Context, tx core.App, r *core.Record, i Invoice) (Invoice, error) {
	p, err := s.parties(ctx, i)
	if err != nil {
		return Invoice{}, err
	}
	if i.Missing, err = s.missing(ctx, i); err != nil {
		return Invoice{}, err
	}
	if len(i.Missing) > 0 {
		return Invoice{}, fault.New(fault.Conflict, "issue_missing", "what", strings.Join(i.Missing, ", "))
	}
	now := i
	now.GSTMode, now.BuyerGSTIN = string(p.company.GSTMode), p.customer.GSTIN
	now, err = p.compute(now)
	if err != nil {
		return Invoice{}, onLines(err)
	}
	if now.GSTMode != i.GSTMode || now.BuyerGSTIN != i.BuyerGSTIN || now.Place != i.Place || now.Total != i.Total || !slices.Equal(now.Lines, i.Lines) {
		return Invoice{}, fault.New(fault.Conflict, "draft_changed")
	}
	return s.issue(ctx, tx, r, i, p, nil)
}

// issue numbers and freezes a stored draft of any kind, whose sums are right. before is done when it has its number, before others
// hear of it.
func (s *Service) issue(ctx context.Context, tx core.App, r *core.Record, i Invoice, p parties, before func(Invoice) error) (Invoice, error) {
	if err := number(ctx, tx, r, &i, p.prefix()); err != nil {
		return Invoice{}, err
	}
	by := act.From(ctx)
	i.State, i.IssuedAt, i.IssuedBy, i.IssuedName = Issued, clock.Now(), by.User, by.Name
	if i.Kind.Owed() {
		i.Balance = i.Total
		if i.Due == "" {
			i.Due = i.Date.AddDays(p.customer.CreditDays)
		}
		if i.Due < i.Date {
			i.Due = i.Date
		}
	}
	lines := i.Lines
	i, err := save(ctx, tx, r, i, 0)
	if err != nil {
		return Invoice{}, err
	}
	i.Lines = lines
	if i.Kind == KindInvoice {
		if err := s.mark(ctx, i.Jobs, BillingInvoiced); err != nil {
			return Invoice{}, err
		}
	}
	if before != nil {
		if err := before(i); err != nil {
			return Invoice{}, err
		}
	}
	if err := s.Events.Issued.Trigger(&IssuedEvent{Ctx: ctx, Tx: tx, Invoice: i}); err != nil {
		return Invoice{}, err
	}
	return s.freeze(ctx, tx, i.ID, lines, p)
}

// number gives the document its number and date. Documents of a series stand in the order of their dates.
func number(ctx context.Context, tx core.App, r *core.Record, i *Invoice, prefix string) error {
	today := clock.Today()
	if i.Date == "" {
		i.Date = today
	}
	if i.Date > today {
		return fault.Field("date", "date_future")
	}
	fy := gst.FY(i.Date)
	i.Series, i.FY = prefix+letters[i.Kind], fy.Long
	last, err := lastDate(ctx, tx, i.Series, i.FY)
	if err != nil {
		return err
	}
	switch at := clock.Date(last); {
	case at > today: // the clock was ahead then, or is behind now
		return fault.Field("date", "date_clock", "date", at.Short())
	case i.Date < at:
		return fault.Field("date", "date_before_last", "date", at.Short())
	}
	seq, err := txn.Next(tx, "invoice:"+i.Series+":"+fy.Short)
	if err != nil {
		return err
	}
	if i.No, err = gst.Number(i.Series, fy, seq); err != nil {
		return err
	}
	r.Set("seq", seq)
	return nil
}

// freeze keeps the words of the paper as the document then stands, what subscribers settled of it included.
func (s *Service) freeze(ctx context.Context, tx core.App, id string, lines []Line, p parties) (Invoice, error) {
	r, i, err := find(tx, id)
	if err != nil {
		return Invoice{}, err
	}
	i.Lines = lines
	doc, err := s.paper(ctx, tx, i, p)
	if err != nil {
		return Invoice{}, err
	}
	r.Set("snapshot", doc)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Invoice{}, err
	}
	i, err = read(r)
	i.Lines = lines
	return i, err
}
