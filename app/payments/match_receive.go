package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
	"doorstep/app/txn"
)

// Receipt turns a line into a payment of a customer. Invoice or Job say what it is for; with neither it stays on account. Held is
// the tax that the customer held back from the invoice, as typed; empty for none. Replaces is a claim that was meant but is wrong,
// as by another amount: it is rejected, and what it was for is taken over.
type Receipt struct {
	Line, Customer, Invoice, Job string
	Held, Note, Replaces         string
}

// Receive records the payment that a line is, verified by it, and with it the tax held back. Errors: Forbidden; NotFound; Invalid
// customer required, payment_other, rrn rrn_used, held (money_bad, held_invoice); Conflict line_state, line_debit; those of
// Reject and billing.Withhold.
func (s *Service) Receive(ctx context.Context, in Receipt) (Payment, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return Payment{}, err
	}
	var held money.Paise
	if in.Held != "" {
		var err error
		if held, err = money.Parse(in.Held); err != nil {
			return Payment{}, fault.At("held", err)
		}
		if held > 0 && in.Invoice == "" {
			return Payment{}, fault.Field("held", "held_invoice")
		}
	}
	ctx = act.Begin(ctx, "bank.receive", "")
	var p Payment
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		p, err = s.In(tx).receive(ctx, tx, in, held)
		return err
	})
	return p, err
}

func (s *Service) receive(ctx context.Context, tx core.App, in Receipt, held money.Paise) (Payment, error) {
	r, l, err := findLine(tx, in.Line)
	if err != nil {
		return Payment{}, err
	}
	if err := l.must(LineUnmatched); err != nil {
		return Payment{}, err
	}
	if l.Credit == 0 {
		return Payment{}, fault.New(fault.Conflict, "line_debit")
	}
	claim := l.claim(in)
	if in.Replaces != "" {
		wrong, err := s.Reject(ctx, in.Replaces, 0, "The bank has "+l.Credit.Rupees())
		if err != nil {
			return Payment{}, err
		}
		claim.Customer, claim.Job, claim.Invoice, claim.Estimate = wrong.Customer, wrong.Job, wrong.Invoice, wrong.Estimate
		claim.Technician, claim.TR = wrong.Technician, wrong.TR
	}
	p, err := s.take(ctx, tx, claim)
	if err != nil {
		return Payment{}, err
	}
	l.Payment, l.Reason = p.ID, ""
	if l, err = mark(ctx, tx, r, l, MatchHand); err != nil {
		return Payment{}, err
	}
	if p, err = s.verify(ctx, tx, p.ID, ByStatement, l.ID); err != nil || held == 0 {
		return p, err
	}
	_, err = s.billing.Withhold(trusted(ctx), billing.TDSInput{
		Invoice: in.Invoice, Kind: billing.ByTDS, Amount: held.Plain(), Ref: p.No,
	})
	return p, fault.At("held", err)
}

// claim is the line as a payment of the customer.
func (l BankLine) claim(in Receipt) Claim {
	c := Claim{
		Mode: Transfer, Amount: l.Credit, RRN: l.RRN, Ref: l.Ref, Customer: in.Customer, Invoice: in.Invoice, Job: in.Job,
		Date: min(l.Date, clock.Today()), Note: cut(in.Note, 300), Line: l.ID,
	}
	switch {
	case l.Kind == statement.KindUPI && l.RRN != "" && l.Credit <= Most[UPI]:
		c.Mode = UPI
	case l.Kind == statement.KindCheque:
		c.Mode = Cheque
	}
	if c.Ref == "" {
		c.Ref = cut(l.Narration, 60)
	}
	if c.Ref == "" {
		c.Ref = string(l.Date)
	}
	return c
}

// HeldBack guesses what of an invoice the customer held back as tax if he paid so much less: 0 where nothing explains it.
func HeldBack(doc billing.Invoice, paid money.Paise) (bps int, held money.Paise) {
	if paid <= 0 || paid >= doc.Balance {
		return 0, 0
	}
	bps, held, ok := gst.GuessTDS(doc.Taxable, doc.Balance-paid)
	if !ok {
		return 0, 0
	}
	return bps, held
}
