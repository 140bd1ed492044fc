package receivables

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

func (d Dispute) write(r *core.Record) {
	for field, value := range map[string]any{
		"kind": d.Kind, "state": d.State, "source": d.Source, "customer": d.Customer, "invoice": d.Invoice, "job": d.Job, "text": d.Text,
		"outcome": d.Outcome, "owner": d.Owner, "at": d.At, "resolved_at": d.ResolvedAt, "resolved_name": d.ResolvedName,
	} {
		r.Set(field, value)
	}
}

func readDispute(r *core.Record) Dispute {
	return Dispute{
		ID: r.Id, Rev: r.GetInt("rev"), Kind: r.GetString("kind"), State: r.GetString("state"), Source: r.GetString("source"),
		Customer: r.GetString("customer"), Invoice: r.GetString("invoice"), Job: r.GetString("job"), Text: r.GetString("text"),
		Outcome: r.GetString("outcome"), Owner: r.GetString("owner"), At: txn.At(r, "at"),
		ResolvedAt: txn.At(r, "resolved_at"), ResolvedName: r.GetString("resolved_name"),
	}
}

func createDispute(ctx context.Context, tx core.App, d Dispute) (Dispute, error) {
	r, err := txn.New(tx, "disputes")
	if err != nil {
		return Dispute{}, err
	}
	d.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Dispute{}, err
	}
	return readDispute(r), nil
}

func findDispute(app core.App, id string) (Dispute, *core.Record, error) {
	r, err := txn.Find(app, "disputes", id)
	if err != nil {
		return Dispute{}, nil, err
	}
	return readDispute(r), r, nil
}

func openByLink(ctx context.Context, tx core.App, customer string) (n int, err error) {
	err = tx.DB().NewQuery("SELECT COUNT(*) FROM disputes WHERE customer = {:c} AND state = 'open' AND source = 'link'").
		Bind(dbx.Params{"c": customer}).WithContext(ctx).Row(&n)
	return n, err
}

type disputeRow struct {
	ID           string         `db:"id"`
	Rev          int            `db:"rev"`
	Kind         string         `db:"kind"`
	State        string         `db:"state"`
	Source       string         `db:"source"`
	Customer     string         `db:"customer"`
	CustomerName string         `db:"customer_name"`
	Invoice      string         `db:"invoice"`
	InvoiceNo    string         `db:"invoice_no"`
	Job          string         `db:"job"`
	JobNo        string         `db:"job_no"`
	Text         string         `db:"text"`
	Outcome      string         `db:"outcome"`
	Owner        string         `db:"owner"`
	OwnerName    string         `db:"owner_name"`
	At           types.DateTime `db:"at"`
	ResolvedAt   types.DateTime `db:"resolved_at"`
	ResolvedName string         `db:"resolved_name"`
}

func (r disputeRow) dispute() Dispute {
	return Dispute{
		ID: r.ID, Rev: r.Rev, Kind: r.Kind, State: r.State, Source: r.Source, Customer: r.Customer, CustomerName: r.CustomerName,
		Invoice: r.Invoice, InvoiceNo: r.InvoiceNo, Job: r.Job, JobNo: r.JobNo, Text: r.Text, Outcome: r.Outcome, Owner: r.Owner,
		OwnerName: r.OwnerName, At: r.At.Time(), ResolvedAt: r.ResolvedAt.Time(), ResolvedName: r.ResolvedName,
	}
}

const disputeQuery = `SELECT d.id, d.rev, d.kind, d.state, d.source, d.customer, c.name AS customer_name, d.invoice, COALESCE(i.no, '') AS invoice_no,
	d.job, COALESCE(j.no, '') AS job_no, d.text, d.outcome, d.owner, COALESCE(u.name, '') AS owner_name, d.at, d.resolved_at, d.resolved_name
	FROM disputes d JOIN customers c ON c.id = d.customer LEFT JOIN invoices i ON i.id = d.invoice LEFT JOIN jobs j ON j.id = d.job
	LEFT JOIN users u ON u.id = d.owner`

// disputePage is how many disputes stand on one page of the list.
const disputePage = 50

func disputes(ctx context.Context, app core.App, f DisputeFilter) (page.Of[Dispute], error) {
	where, params := "1", dbx.Params{"limit": disputePage + 1}
	for field, value := range map[string]string{"state": f.State, "customer": f.Customer, "invoice": f.Invoice, "job": f.Job} {
		if value != "" {
			where += " AND d." + field + " = {:" + field + "}"
			params[field] = value
		}
	}
	down := f.State != Open // the oldest open one has waited longest
	if f.At.Back {
		down = !down
	}
	order, compare := "ASC", ">"
	if down {
		order, compare = "DESC", "<"
	}
	if !f.At.Zero() {
		where += " AND (d.at, d.id) " + compare + " ({:at_key}, {:at_id})"
		params["at_key"], params["at_id"] = f.At.Key, f.At.ID
	}
	var rows []disputeRow
	err := app.ConcurrentDB().NewQuery(disputeQuery + " WHERE " + where + " ORDER BY d.at " + order + ", d.id " + order + " LIMIT {:limit}").
		Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return page.Of[Dispute]{}, err
	}
	all := make([]Dispute, len(rows))
	for i, r := range rows {
		all[i] = r.dispute()
	}
	return page.Cut(all, disputePage, f.At, func(d Dispute) (string, string) { return d.At.UTC().Format(txn.Stamp), d.ID }), nil
}

func oneDispute(ctx context.Context, app core.App, id string) (Dispute, error) {
	var r disputeRow
	err := app.ConcurrentDB().NewQuery(disputeQuery + " WHERE d.id = {:id}").Bind(dbx.Params{"id": id}).WithContext(ctx).One(&r)
	if errors.Is(err, sql.ErrNoRows) {
		return Dispute{}, fault.New(fault.NotFound, "not_found").Wrap(err)
	}
	return r.dispute(), err
}
