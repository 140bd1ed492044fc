package billing

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// ReceiptVoucher is issued on a verified advance, which contains the tax; its total is what was received. Only a company that pays
// tax issues one: for others it is the zero Invoice. Payments calls it within the transaction in which the money is verified.
// Errors: Forbidden; Invalid settle_amount, not_found beside customer and job.
func (s *Service) ReceiptVoucher(ctx context.Context, in Advance) (Invoice, error) {
	if err := act.Require(ctx, See); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.receipt_voucher", "")
	if in.Paise <= 0 {
		return Invoice{}, fault.Field("amount", "settle_amount")
	}
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		company, err := s.settings.Company(ctx)
		if err != nil || company.GSTMode != settings.Regular {
			return err
		}
		i := Invoice{
			Kind: KindReceiptVoucher, State: Draft, Customer: in.Customer, Site: in.Site, Job: in.Job, Estimate: in.Estimate,
			Payment: in.Payment, GSTMode: string(company.GSTMode), Lines: []Line{{Kind: LineService, Name: "Advance", QtyMilli: 1000, UOM: "NOS"}},
		}
		if in.Job != "" {
			j, err := s.jobs.Get(ctx, in.Job)
			if err != nil {
				return beside("job", err)
			}
			i.Jobs, i.Site = []string{j.ID}, j.Site
			i.Lines[0].Name, i.Lines[0].Job = "Advance for job "+j.No, j.ID
		}
		p, err := s.parties(ctx, i)
		if err != nil {
			return err
		}
		i.BuyerGSTIN = p.customer.GSTIN
		i.Lines[0].GSTBps = in.Rate
		if in.Rate < 0 {
			i.Lines[0].GSTBps = unknownRate
		}
		if i, err = p.inclusive(i, in.Paise); err != nil {
			return err
		}
		out, err = s.emit(ctx, tx, i, p, nil)
		return err
	})
	return s.drawn(ctx, out, err)
}

// inclusive computes a document of one line that comes to total, the tax in it.
func (p parties) inclusive(i Invoice, total money.Paise) (Invoice, error) {
	supply := p.supply(i)
	l := &supply.Lines[0]
	l.Rate, l.Inclusive, l.QtyMilli, l.DiscountBps, l.Discount = total, true, 1000, 0, 0
	supply.Exact, supply.DiscountBps = true, 0
	c, err := gst.Compute(supply)
	if err != nil {
		return i, err
	}
	if c.PlaceWhy != gst.PlaceChosen {
		i.PlaceReason = rule + c.PlaceWhy
	}
	t := c.Lines[0]
	i.Place, i.Taxable, i.CGST, i.SGST, i.IGST, i.Round, i.Total = c.Place, c.Taxable, c.CGST, c.SGST, c.IGST, c.RoundOff, c.Total
	i.Lines = slices.Clone(i.Lines)
	row := &i.Lines[0]
	row.Rate, row.List, row.Gross = t.Taxable, t.Taxable, t.Taxable
	row.Taxable, row.CGST, row.SGST, row.IGST, row.Total = t.Taxable, t.CGST, t.SGST, t.IGST, t.Total
	return i, nil
}

// RefundVoucher is issued where an advance, or a part of it, is paid back; all of them together never come to more than its receipt
// voucher. Errors: Forbidden; NotFound; Invalid required beside reason, settle_amount, over_settled {left}; Conflict note_kind.
func (s *Service) RefundVoucher(ctx context.Context, in NewRefund) (Invoice, error) {
	if err := act.Require(ctx, Correct); err != nil {
		return Invoice{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	if reason == "" {
		return Invoice{}, fault.Field("reason", "required")
	}
	if in.Paise <= 0 {
		return Invoice{}, fault.Field("amount", "settle_amount")
	}
	ctx = act.Begin(ctx, "invoices.refund_voucher", reason)
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, from, err := seen(tx, in.Against, 0)
		if err != nil {
			return err
		}
		if from.Kind != KindReceiptVoucher {
			return fault.New(fault.Conflict, "note_kind")
		}
		back, err := refunded(ctx, tx, from.ID)
		if err != nil {
			return err
		}
		if left := from.Total - back; in.Paise > left {
			return fault.Field("amount", "over_settled", "left", left.Rupees())
		}
		if from.Lines, err = linesOf(tx, from.ID); err != nil {
			return err
		}
		p, err := s.parties(ctx, from)
		if err != nil {
			return err
		}
		i := from.noted(KindRefundVoucher, reason, "")
		i.Payment, i.Estimate, i.Lines = in.Payment, from.Estimate, slices.Clone(from.Lines[:1])
		i.Lines[0].ID, i.Lines[0].Why = "", WhyReference+":"+from.Lines[0].ID
		if i, err = p.inclusive(i, in.Paise); err != nil {
			return err
		}
		out, err = s.emit(ctx, tx, i, p, nil)
		return err
	})
	return s.drawn(ctx, out, err)
}

// refunded is what refund vouchers paid back of a receipt voucher.
func refunded(ctx context.Context, tx core.App, voucher string) (money.Paise, error) {
	var n int64
	err := tx.DB().NewQuery("SELECT COALESCE(SUM(total_paise), 0) FROM invoices WHERE against = {:v} AND kind = 'refund_voucher' AND state = 'issued'").
		Bind(dbx.Params{"v": voucher}).WithContext(ctx).Row(&n)
	return money.Paise(n), err
}
