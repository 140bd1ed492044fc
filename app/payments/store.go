package payments

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func readPayment(r *core.Record) Payment {
	return Payment{
		ID: r.Id, Rev: r.GetInt("rev"), No: r.GetString("no"), Kind: Kind(r.GetString("kind")), Mode: Mode(r.GetString("mode")),
		State: State(r.GetString("state")), Key: r.GetString("key"), Amount: paise(r, "paise"), Applied: paise(r, "applied_paise"),
		Refunded: paise(r, "refunded_paise"), RRN: r.GetString("rrn"), WasRRN: r.GetString("was_rrn"), TR: r.GetString("tr"),
		VPA: r.GetString("vpa"), Ref: r.GetString("ref"), Date: clock.Date(r.GetString("date")), Customer: r.GetString("customer"),
		Job: r.GetString("job"), Visit: r.GetString("visit"), Invoice: r.GetString("invoice"), Estimate: r.GetString("estimate"),
		Technician: r.GetString("technician"), HandOver: r.GetString("handover"), BankLine: r.GetString("bank_line"),
		GatewayID: r.GetString("gateway_id"), Capture: r.GetString("capture"), Refunds: r.GetString("refunds"),
		Voucher: r.GetString("voucher"), Note: r.GetString("note"), Reason: r.GetString("reason"), Device: r.GetString("device"),
		VerifiedHow: How(r.GetString("verified_how")), VerifiedAt: txn.At(r, "verified_at"), VerifiedBy: r.GetString("verified_by"),
		VerifiedName: r.GetString("verified_name"), AtDevice: txn.At(r, "at_device"), AtServer: txn.At(r, "at_server"),
		Source: r.GetString("source"), By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}

func (p Payment) write(r *core.Record) {
	r.Load(map[string]any{
		"no": p.No, "kind": string(p.Kind), "mode": string(p.Mode), "state": string(p.State), "key": p.Key, "paise": int64(p.Amount),
		"applied_paise": int64(p.Applied), "refunded_paise": int64(p.Refunded), "rrn": p.RRN, "was_rrn": p.WasRRN, "tr": p.TR,
		"vpa": p.VPA, "ref": p.Ref, "date": string(p.Date), "customer": p.Customer, "job": p.Job, "visit": p.Visit,
		"invoice": p.Invoice, "estimate": p.Estimate, "technician": p.Technician, "handover": p.HandOver, "bank_line": p.BankLine,
		"gateway_id": p.GatewayID, "capture": p.Capture, "refunds": p.Refunds, "voucher": p.Voucher, "note": p.Note,
		"reason": p.Reason, "device": p.Device, "verified_how": string(p.VerifiedHow), "verified_at": txn.Instant(p.VerifiedAt),
		"verified_by": p.VerifiedBy, "verified_name": p.VerifiedName,
	})
}

// writeSeen sets when, where and by whom a payment was recorded.
func writeSeen(ctx context.Context, r *core.Record, m jobs.Mark) {
	by, given := act.From(ctx), m.At
	if given.IsZero() {
		given = clock.Now()
	}
	r.Load(map[string]any{
		"at_device": txn.Instant(given), "at_server": txn.Instant(clock.Now()), "lat": 0, "lng": 0, "accuracy_m": 0,
		"source": string(by.Source), "by": by.User, "by_name": by.Name,
	})
	if m.Fix != nil {
		r.Load(map[string]any{"lat": m.Fix.Lat, "lng": m.Fix.Lng, "accuracy_m": m.Fix.AccuracyM})
	}
}

func readAllocation(r *core.Record) Allocation {
	return Allocation{
		ID: r.Id, Payment: r.GetString("payment"), Invoice: r.GetString("invoice"), Settlement: r.GetString("settlement"),
		Amount: paise(r, "paise"), At: txn.At(r, "at"), By: r.GetString("by"), ByName: r.GetString("by_name"), Reason: r.GetString("reason"),
	}
}

// find loads a payment with its record. NotFound.
func find(app core.App, id string) (*core.Record, Payment, error) {
	r, err := txn.Find(app, "payments", id)
	if err != nil {
		return nil, Payment{}, err
	}
	return r, readPayment(r), nil
}

// save stores p in r; rev as in txn.Save.
func save(ctx context.Context, tx core.App, r *core.Record, p Payment, rev int) (Payment, error) {
	p.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Payment{}, err
	}
	return readPayment(r), nil
}

// create adds a record of the collection, which bears when and by whom it was made.
func create(ctx context.Context, tx core.App, collection string, values map[string]any) (*core.Record, error) {
	r, err := txn.New(tx, collection)
	if err != nil {
		return nil, err
	}
	by := act.From(ctx)
	r.Load(map[string]any{"at": txn.Instant(clock.Now()), "by": by.User, "by_name": by.Name})
	r.Load(values)
	return r, txn.Save(ctx, tx, r, 0)
}

// oneOf is the first payment that matches, nil if there is none.
func oneOf(ctx context.Context, app core.App, where dbx.Expression) (*core.Record, error) {
	var found []*core.Record
	err := app.RecordQuery("payments").WithContext(ctx).AndWhere(where).OrderBy("rowid").Limit(1).All(&found)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// allOf are the payments that match, the oldest first.
func allOf(ctx context.Context, app core.App, where dbx.Expression) ([]Payment, error) {
	var found []*core.Record
	err := app.RecordQuery("payments").WithContext(ctx).AndWhere(where).OrderBy("at_server", "rowid").All(&found)
	all := make([]Payment, len(found))
	for i, r := range found {
		all[i] = readPayment(r)
	}
	return all, err
}

func paise(r *core.Record, field string) money.Paise {
	return money.Paise(r.GetInt(field))
}

func missing() error { return fault.New(fault.NotFound, "not_found") }
