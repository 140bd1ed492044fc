package billing

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// WriteOff gives up what is still owed of a document; jobs that stand on no other become written off.
// Errors: Forbidden; NotFound; Stale; Invalid required beside reason, settle_amount where nothing is owed; Conflict not_issued.
func (s *Service) WriteOff(ctx context.Context, invoice string, rev int, reason string) (Invoice, error) {
	if err := act.Require(ctx, Correct); err != nil {
		return Invoice{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Invoice{}, fault.Field("reason", "required")
	}
	ctx = act.Begin(ctx, "invoices.write_off", reason)
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, i, err := seen(tx, invoice, rev)
		if err != nil {
			return err
		}
		out, err = s.settle(ctx, tx, Settlement{Invoice: invoice, Kind: ByWriteOff, Paise: i.Balance, Reason: reason}, rev)
		if err != nil {
			return err
		}
		return s.mark(ctx, i.Jobs, BillingWrittenOff)
	})
	return out, err
}

func (s *Service) mark(ctx context.Context, jobs []string, billing string) error {
	for _, job := range jobs {
		if err := s.jobs.SetBilling(ctx, job, billing); err != nil {
			return err
		}
	}
	return nil
}

// Undo takes back a settlement that a person entered by mistake: tax held back, or a write-off. What money or a note settled is
// taken back where the money or the note is.
// Errors: Forbidden; NotFound; Invalid required beside reason, reversal_over; Conflict settle_kind.
func (s *Service) Undo(ctx context.Context, settlement, reason string) (Invoice, error) {
	if err := act.Require(ctx, Correct); err != nil {
		return Invoice{}, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Invoice{}, fault.Field("reason", "required")
	}
	ctx = act.Begin(ctx, "invoices.undo", reason)
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		r, err := txn.Find(tx, "settlements", settlement)
		if err != nil {
			return err
		}
		row := readSettlement(r)
		if row.Kind != ByTDS && row.Kind != ByGSTTDS && row.Kind != ByWriteOff {
			return fault.New(fault.Conflict, "settle_kind")
		}
		out, err = s.settle(ctx, tx, Settlement{Invoice: row.Invoice, Kind: ByReversal, Reverses: row.ID, Reason: reason}, 0)
		if err != nil || row.Kind != ByWriteOff {
			return err
		}
		return s.mark(ctx, out.Jobs, BillingInvoiced)
	})
	return out, err
}

// lastDate is the latest date in a series; empty where nothing was issued in it.
func lastDate(ctx context.Context, tx core.App, series, fy string) (string, error) {
	var dates []string
	err := tx.DB().NewQuery("SELECT date FROM invoices WHERE series = {:series} AND fy = {:fy} AND seq > 0 ORDER BY seq DESC LIMIT 1").
		Bind(dbx.Params{"series": series, "fy": fy}).WithContext(ctx).Column(&dates)
	if err != nil || len(dates) == 0 {
		return "", err
	}
	return dates[0], nil
}
