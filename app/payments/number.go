package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/txn"
)

// series are the letters behind the company's prefix: R of receipts, P of money paid back.
var series = map[Kind]string{In: "R", Out: "P"}

// number gives the payment the next number of its series in the running financial year. Call it within the transaction that
// stores the payment: a number that is not stored is given back.
func (s *Service) number(ctx context.Context, tx core.App, r *core.Record, p *Payment) error {
	company, err := s.settings.Company(ctx)
	if err != nil {
		return err
	}
	prefix, year := company.InvoicePrefix+series[p.Kind], gst.FY(clock.Today())
	n, err := txn.Next(tx, "payment:"+prefix+":"+year.Short)
	if err != nil {
		return err
	}
	if p.No, err = gst.Number(prefix, year, n); err != nil {
		return err
	}
	r.Load(map[string]any{"series": prefix, "fy": year.Short, "seq": n})
	return nil
}
