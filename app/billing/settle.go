package billing

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// Settle lowers what is owed of an issued document, or raises it again with a reversal. Payments calls it within the transaction
// in which money is verified, allocated or taken back; that asked for the permission. A credit note is settled where its rest is
// paid back (ByPayment); its rest put to another invoice is a settlement of that invoice of kind ByCreditNote with Document.
// Errors: Forbidden; NotFound; Invalid over_settled {left}, reversal_over {left}, settle_amount, not_found beside reverses and
// document; Conflict settle_kind for documents that are not settled, not_issued for drafts.
func (s *Service) Settle(ctx context.Context, in Settlement) (Invoice, error) {
	if err := act.Require(ctx, See); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.settle", in.Reason)
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		if in.Kind == ByCreditNote {
			if err := s.useCredit(ctx, tx, in); err != nil {
				return err
			}
		}
		var err error
		out, err = s.settle(ctx, tx, in, 0)
		return err
	})
	return out, err
}

// settle stores one settlement, brings the balance after it and tells.
func (s *Service) settle(ctx context.Context, tx core.App, in Settlement, rev int) (Invoice, error) {
	r, i, err := find(tx, in.Invoice)
	if err != nil {
		return Invoice{}, err
	}
	if i.State != Issued {
		return Invoice{}, fault.New(fault.Conflict, "not_issued")
	}
	a := account{Kind: i.Kind, Total: i.Total, Settled: i.Settled}
	if a.Rows, err = settlementsOf(tx, i.ID); err != nil {
		return Invoice{}, err
	}
	after, row, err := a.add(in)
	if err != nil {
		return Invoice{}, err
	}
	by := act.From(ctx)
	row.At, row.By, row.ByName = clock.Now(), by.User, by.Name
	rec, err := txn.New(tx, "settlements")
	if err != nil {
		return Invoice{}, err
	}
	row.write(rec)
	if err := txn.Save(ctx, tx, rec, 0); err != nil {
		return Invoice{}, err
	}
	i.Settled, i.Balance = after.Settled, after.balance()
	if i, err = save(ctx, tx, r, i, rev); err != nil {
		return Invoice{}, err
	}
	if err := s.uncredit(ctx, tx, readSettlement(rec)); err != nil {
		return Invoice{}, err
	}
	return i, s.Events.Settled.Trigger(&SettledEvent{Ctx: ctx, Tx: tx, Invoice: i, Settlement: readSettlement(rec)})
}

// useCredit takes from a credit note what settles another invoice of the customer.
func (s *Service) useCredit(ctx context.Context, tx core.App, in Settlement) error {
	r, note, err := find(tx, in.Document)
	if err != nil {
		return beside("document", err)
	}
	_, i, err := find(tx, in.Invoice)
	if err != nil {
		return err
	}
	if note.Kind != KindCreditNote || note.State != Issued || note.Customer != i.Customer {
		return fault.Field("document", "not_found")
	}
	if in.Paise > note.Credit() {
		return fault.Field("amount", "over_settled", "left", note.Credit().Rupees())
	}
	note.Settled += in.Paise
	_, err = save(ctx, tx, r, note, 0)
	return err
}

// uncredit gives a credit note back what a reversal took from an invoice that it had settled.
func (s *Service) uncredit(ctx context.Context, tx core.App, row Settlement) error {
	if row.Kind != ByReversal || row.Document == "" {
		return nil
	}
	r, note, err := find(tx, row.Document)
	if err != nil {
		return err
	}
	note.Settled += row.Paise
	_, err = save(ctx, tx, r, note, 0)
	return err
}

// Withhold enters tax that the customer held back from an invoice, which lowers what he owes. Where no amount is typed it is the
// percent of the taxable value.
// Errors: Forbidden; NotFound; Stale; Invalid required, money_bad, percent_form, invalid, over_settled {left}; Conflict not_issued.
func (s *Service) Withhold(ctx context.Context, in TDSInput) (Invoice, error) {
	if err := act.Require(ctx, Correct); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.withhold", "")
	var check fault.Check
	check.That(in.Kind == ByTDS || in.Kind == ByGSTTDS, fault.Field("kind", "invalid"))
	var amount money.Paise
	var bps int
	var err error
	if strings.TrimSpace(in.Amount) != "" {
		amount, err = money.Parse(in.Amount)
		check.Add(fault.At("amount", err))
	} else {
		check.Need(strings.TrimSpace(in.Percent) != "", "amount")
		bps, err = percent(in.Percent)
		check.Add(fault.At("percent", err))
	}
	ref := strings.TrimSpace(in.Ref)
	check.That(len([]rune(ref)) <= 60, fault.Field("ref", "too_long"))
	if err := check.Err(); err != nil {
		return Invoice{}, err
	}
	var out Invoice
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		_, i, err := seen(tx, in.Invoice, in.Rev)
		if err != nil {
			return err
		}
		if bps > 0 {
			amount = gst.TDS(i.Taxable, bps)
		}
		out, err = s.In(tx).settle(ctx, tx, Settlement{Invoice: in.Invoice, Kind: in.Kind, Paise: amount, Ref: ref}, in.Rev)
		return err
	})
	return out, err
}

// seen is an issued document as the person saw it. NotFound; Stale; Conflict not_issued.
func seen(tx core.App, id string, rev int) (*core.Record, Invoice, error) {
	r, i, err := find(tx, id)
	if err != nil {
		return nil, Invoice{}, err
	}
	if i.State != Issued {
		return nil, Invoice{}, fault.New(fault.Conflict, "not_issued")
	}
	if rev > 0 && i.Rev != rev {
		return nil, Invoice{}, fault.New(fault.Stale, "stale")
	}
	return r, i, nil
}
