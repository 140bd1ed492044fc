package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// rowsOf reads the records of a collection that match, in the order in which they came in.
func rowsOf[T any](ctx context.Context, app core.App, collection string, where dbx.Expression, read func(*core.Record) T) ([]T, error) {
	var records []*core.Record
	err := app.RecordQuery(collection).WithContext(ctx).AndWhere(where).OrderBy("rowid").All(&records)
	all := make([]T, len(records))
	for i, r := range records {
		all[i] = read(r)
	}
	return all, err
}

// oneOf is the first record of the collection that matches, nil if there is none.
func oneOf(ctx context.Context, app core.App, collection string, where dbx.HashExp) (*core.Record, error) {
	found, err := rowsOf(ctx, app, collection, where, func(r *core.Record) *core.Record { return r })
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// writeSeen sets when, where and by whom something was done.
func writeSeen(ctx context.Context, r *core.Record, m Mark) {
	by := act.From(ctx)
	values := map[string]any{
		"at_device": txn.Instant(m.moment()), "at_server": txn.Instant(clock.Now()), "lat": 0, "lng": 0, "accuracy_m": 0,
		"source": string(by.Source), "by": by.User, "by_name": by.Name,
	}
	if m.Fix != nil {
		values["lat"], values["lng"], values["accuracy_m"] = m.Fix.Lat, m.Fix.Lng, m.Fix.AccuracyM
	}
	r.Load(values)
}

// displace takes the coordinates that writeSeen set from all rows that came before the moment.
func displace(ctx context.Context, tx core.App, before time.Time) error {
	for _, table := range []string{"checkins", "captures", "answers", "swaps", "signoffs", "expenses"} {
		_, err := tx.DB().NewQuery("UPDATE " + table + " SET lat = 0, lng = 0 WHERE (lat != 0 OR lng != 0) AND at_server < {:before}").
			Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}

func readCapture(r *core.Record) Capture {
	return Capture{
		ID: r.Id, Job: r.GetString("job"), Visit: r.GetString("visit"), Key: r.GetString("key"), Kind: r.GetString("kind"),
		Slot: r.GetString("slot"), Origin: r.GetString("origin"), SHA256: r.GetString("sha256"), Mime: r.GetString("mime"),
		Size: r.GetInt("size"), Width: r.GetInt("width"), Height: r.GetInt("height"), State: r.GetString("state"), Why: r.GetString("why"),
		Twin: r.GetString("twin"), Likeness: r.GetString("likeness"), AtDevice: txn.At(r, "at_device"), AtServer: txn.At(r, "at_server"),
		Lat: r.GetFloat("lat"), Lng: r.GetFloat("lng"), ByName: r.GetString("by_name"),
	}
}

func capturesOf(ctx context.Context, app core.App, where dbx.HashExp) ([]Capture, error) {
	return rowsOf(ctx, app, "captures", where, readCapture)
}

func readGiven(r *core.Record) Given {
	return Given{
		ID: r.Id, Visit: r.GetString("visit"), Check: r.GetString("check"), Asset: r.GetString("asset"), Text: r.GetString("text"),
		Kind: r.GetString("kind"), Value: r.GetString("value"), Milli: int64(r.GetInt("milli")), Before: int64(r.GetInt("before_milli")),
		Result: r.GetString("result"), Lower: r.GetBool("lower"), FollowUp: r.GetString("follow_up"),
		AtDevice: txn.At(r, "at_device"), AtServer: txn.At(r, "at_server"), Source: r.GetString("source"), ByName: r.GetString("by_name"),
	}
}

func (g Given) write(r *core.Record, job string) {
	r.Load(map[string]any{
		"job": job, "visit": g.Visit, "check": g.Check, "asset": g.Asset, "text": g.Text, "kind": g.Kind, "value": g.Value,
		"milli": g.Milli, "before_milli": g.Before, "result": g.Result, "lower": g.Lower, "follow_up": g.FollowUp,
	})
}

// readExpense leaves the job's number, the technician's name and the bill's id empty.
func readExpense(r *core.Record) Expense {
	return Expense{
		ID: r.Id, Job: r.GetString("job"), Visit: r.GetString("visit"), Technician: r.GetString("technician"), Key: r.GetString("key"),
		Kind: r.GetString("kind"), Amount: money.Paise(r.GetInt("paise")), Note: r.GetString("note"), Bill: r.GetString("bill"),
		State: r.GetString("state"), DecidedBy: r.GetString("decided_name"), Reason: r.GetString("reason"), AtDevice: txn.At(r, "at_device"),
	}
}

func (e Expense) write(r *core.Record) {
	r.Load(map[string]any{
		"job": e.Job, "visit": e.Visit, "technician": e.Technician, "key": e.Key, "kind": e.Kind, "paise": int64(e.Amount),
		"note": e.Note, "bill": e.Bill, "state": e.State,
	})
}

func readSwap(r *core.Record) Swap {
	return Swap{
		ID: r.Id, Visit: r.GetString("visit"), Asset: r.GetString("asset"), OldSerial: r.GetString("old_serial"),
		NewSerial: r.GetString("new_serial"), Reason: r.GetString("reason"), ByName: r.GetString("by_name"), AtDevice: txn.At(r, "at_device"),
	}
}

func readSignOff(r *core.Record) SignOff {
	return SignOff{
		ID: r.Id, Visit: r.GetString("visit"), How: r.GetString("how"), Name: r.GetString("name"), Reason: r.GetString("reason"),
		Signed: r.GetString("signature") != "", AtDevice: txn.At(r, "at_device"), AtServer: txn.At(r, "at_server"),
		Source: r.GetString("source"), ByName: r.GetString("by_name"),
	}
}
