package receivables

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// entriesOf is everything that ever moved what the customer owes, in no order.
func entriesOf(ctx context.Context, app core.App, customer string) ([]Entry, error) {
	var all []Entry
	for _, read := range []func(context.Context, core.App, dbx.Params) ([]Entry, error){documentEntries, paymentEntries, deductionEntries} {
		some, err := read(ctx, app, dbx.Params{"c": customer})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func documentEntries(ctx context.Context, app core.App, params dbx.Params) ([]Entry, error) {
	var rows []struct {
		ID    string      `db:"id"`
		Kind  string      `db:"kind"`
		No    string      `db:"no"`
		Date  clock.Date  `db:"date"`
		Total money.Paise `db:"total_paise"`
		Text  string      `db:"reason"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT id, kind, no, date, total_paise, reason FROM invoices
		WHERE customer = {:c} AND state = 'issued' AND kind IN ('invoice', 'debit_note', 'credit_note')`).Bind(params).WithContext(ctx).All(&rows)
	all := make([]Entry, len(rows))
	for i, r := range rows {
		all[i] = Entry{Date: r.Date, Kind: r.Kind, ID: r.ID, No: r.No, Detail: r.Text, Debit: r.Total}
		if r.Kind == EntryCreditNote {
			all[i].Debit, all[i].Credit = 0, r.Total
		}
	}
	return all, err
}

// paymentEntries are payments that were seen to come, refunds, and bounced payments with the day they went again.
func paymentEntries(ctx context.Context, app core.App, params dbx.Params) ([]Entry, error) {
	var rows []struct {
		ID      string         `db:"id"`
		Kind    string         `db:"kind"`
		No      string         `db:"no"`
		Mode    string         `db:"mode"`
		State   string         `db:"state"`
		Date    clock.Date     `db:"date"`
		Paise   money.Paise    `db:"paise"`
		RRN     string         `db:"rrn"`
		Ref     string         `db:"ref"`
		Reason  string         `db:"reason"`
		Updated types.DateTime `db:"updated"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT id, kind, no, mode, state, date, paise, CASE rrn WHEN '' THEN was_rrn ELSE rrn END AS rrn, ref, reason, updated
		FROM payments WHERE customer = {:c} AND state IN ('verified', 'reversed')`).Bind(params).WithContext(ctx).All(&rows)
	var all []Entry
	for _, r := range rows {
		e := Entry{Date: r.Date, Kind: EntryPayment, ID: r.ID, No: r.No, Detail: strings.TrimSpace(r.Mode + " " + r.RRN + r.Ref), Credit: r.Paise}
		if r.Kind == "refund" {
			e.Kind, e.Debit, e.Credit = EntryRefund, r.Paise, 0
		}
		all = append(all, e)
		if r.State == "reversed" {
			e.Kind, e.Debit, e.Credit = EntryBounce, e.Credit, e.Debit
			e.Date, e.Detail = max(r.Date, clock.DateOf(r.Updated.Time())), r.Reason
			all = append(all, e)
		}
	}
	return all, err
}

// deductionEntries are tax that the customer held back and what was written off, also where that was taken back. What payments and
// credit notes settle is not among them: they are entries themselves.
func deductionEntries(ctx context.Context, app core.App, params dbx.Params) ([]Entry, error) {
	var rows []struct {
		Kind   string         `db:"kind"`
		ID     string         `db:"invoice"`
		No     string         `db:"no"`
		Paise  money.Paise    `db:"paise"`
		Ref    string         `db:"ref"`
		Reason string         `db:"reason"`
		At     types.DateTime `db:"at"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT s.kind, s.invoice, i.no, s.paise, s.ref, s.reason, s.at FROM invoices i JOIN settlements s ON s.invoice = i.id
		LEFT JOIN settlements r ON s.reverses != '' AND r.id = s.reverses
		WHERE i.customer = {:c} AND i.state = 'issued' AND CASE s.kind WHEN 'reversal' THEN r.kind ELSE s.kind END IN ('tds', 'gst_tds', 'write_off')`).
		Bind(params).WithContext(ctx).All(&rows)
	all := make([]Entry, len(rows))
	for i, r := range rows {
		all[i] = Entry{Date: clock.DateOf(r.At.Time()), Kind: r.Kind, ID: r.ID, No: r.No, Detail: strings.TrimSpace(r.Ref + " " + r.Reason), Credit: r.Paise}
		if r.Paise < 0 {
			all[i].Kind, all[i].Debit, all[i].Credit = EntryUndone, -r.Paise, 0
		}
	}
	return all, err
}
