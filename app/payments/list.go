package payments

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// Payment returns one payment with its names; a technician gets what he took himself. Errors: Forbidden; NotFound.
func (s *Service) Payment(ctx context.Context, id string) (Payment, error) {
	_, p, err := find(s.app, id)
	if err != nil {
		return Payment{}, err
	}
	if err := mine(ctx, p); err != nil {
		return Payment{}, err
	}
	return s.named(ctx, p)
}

// mine holds a technician to what he took or recorded himself: any other is not found.
func mine(ctx context.Context, p Payment) error {
	by := act.From(ctx)
	if by.Role != act.Technician {
		return act.Require(ctx, See)
	}
	if by.Technician != "" && p.Technician == by.Technician || by.User != "" && p.By == by.User {
		return nil
	}
	return missing()
}

// OfJob are the payments that were made for a job, the oldest first. A technician asks for jobs that he was sent to.
// Errors: Forbidden; NotFound.
func (s *Service) OfJob(ctx context.Context, job string) ([]Payment, error) {
	if err := s.sees(ctx, job); err != nil {
		return nil, err
	}
	return allOf(ctx, s.app, dbx.HashExp{"job": job})
}

// OfInvoice are the payments that were made for an invoice or settled something of it, the oldest first. Forbidden without See.
func (s *Service) OfInvoice(ctx context.Context, invoice string) ([]Payment, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return allOf(ctx, s.app, dbx.Or(
		dbx.HashExp{"invoice": invoice},
		dbx.NewExp("id IN (SELECT payment FROM allocations WHERE invoice = {:invoice})", dbx.Params{"invoice": invoice}),
	))
}

// OfCustomer are the latest 200 payments of a customer, the newest first. Forbidden without See.
func (s *Service) OfCustomer(ctx context.Context, customer string) ([]Payment, error) {
	p, err := s.Payments(ctx, Filter{Customer: customer, Limit: 200})
	return p.Rows, err
}

// UnappliedOf are a customer's verified payments of which something is on account, the oldest first. Forbidden without See.
func (s *Service) UnappliedOf(ctx context.Context, customer string) ([]Payment, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return onAccount(ctx, s.app, dbx.HashExp{"customer": customer})
}

// Allocations are what of a payment was put where, the oldest first. Forbidden without See.
func (s *Service) Allocations(ctx context.Context, id string) ([]Allocation, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return allocationsOf(ctx, s.app, dbx.HashExp{"payment": id})
}

// RefundsOf are what was paid back of a payment, the oldest first. Forbidden without See.
func (s *Service) RefundsOf(ctx context.Context, id string) ([]Payment, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return allOf(ctx, s.app, dbx.And(dbx.HashExp{"refunds": id}, dbx.HashExp{"kind": string(Out)}))
}

// pageRow is a payment's id with the names that lists show.
type pageRow struct {
	ID       string `db:"id"`
	Customer string `db:"customer_name"`
	Tech     string `db:"tech_name"`
	No       string `db:"job_no"`
}

// Payments returns one page, the newest first; those that waited too long the oldest first. Errors: Forbidden; Invalid page_bad.
func (s *Service) Payments(ctx context.Context, f Filter) (page.Of[Payment], error) {
	none := page.Of[Payment]{}
	if err := act.Require(ctx, See); err != nil {
		return none, err
	}
	at, err := page.Parse(f.Cursor)
	if err != nil {
		return none, err
	}
	where, params := f.where()
	order, compare := "DESC", "<"
	if (f.Overdue || f.Oldest) != at.Back { // oldest first, or back from there
		order, compare = "ASC", ">"
	}
	if !at.Zero() {
		where = append(where, "(p.at_server, p.id) "+compare+" ({:at_key}, {:at_id})")
		params["at_key"], params["at_id"] = at.Key, at.ID
	}
	size := f.Limit
	if size <= 0 || size > 200 {
		size = 50
	}
	params["limit"] = size + 1
	var rows []pageRow
	sorted := " ORDER BY p.at_server " + order + ", p.id " + order
	err = s.app.ConcurrentDB().NewQuery(`SELECT p.id, COALESCE(c.name, '') customer_name, COALESCE(u.name, '') tech_name, COALESCE(j.no, '') job_no
		FROM payments p LEFT JOIN customers c ON c.id = p.customer LEFT JOIN technicians t ON t.id = p.technician
		LEFT JOIN users u ON u.id = t.user LEFT JOIN jobs j ON j.id = p.job
		WHERE p.id IN (SELECT p.id FROM payments p WHERE ` + strings.Join(where, " AND ") + sorted + " LIMIT {:limit})" + sorted).
		Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return none, err
	}
	all, err := s.rows(ctx, rows)
	if err != nil {
		return none, err
	}
	return page.Cut(all, size, at, func(p Payment) (string, string) { return p.AtServer.UTC().Format(txn.Stamp), p.ID }), nil
}

// rows loads the payments of a page in its order.
func (s *Service) rows(ctx context.Context, rows []pageRow) ([]Payment, error) {
	ids := make([]any, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	all := make([]Payment, len(rows))
	if len(rows) == 0 {
		return all, nil
	}
	var found []*core.Record
	if err := s.app.RecordQuery("payments").WithContext(ctx).AndWhere(dbx.In("id", ids...)).All(&found); err != nil {
		return nil, err
	}
	byID := map[string]*core.Record{}
	for _, r := range found {
		byID[r.Id] = r
	}
	for i, r := range rows {
		all[i] = readPayment(byID[r.ID])
		all[i].CustomerName, all[i].TechnicianName, all[i].JobNo = r.Customer, r.Tech, r.No
	}
	return all, nil
}

func (f Filter) where() ([]string, dbx.Params) {
	where, params := []string{"1 = 1"}, dbx.Params{}
	equal := func(column, value string) {
		if value != "" {
			where = append(where, "p."+column+" = {:"+column+"}")
			params[column] = value
		}
	}
	equal("kind", string(f.Kind))
	equal("mode", string(f.Mode))
	equal("technician", f.Technician)
	equal("customer", f.Customer)
	if f.Overdue {
		f.State = Claimed
		where = append(where, "p.at_server < {:late}")
		params["late"] = clock.Now().Add(-OverdueAfter).Format(txn.Stamp)
	}
	equal("state", string(f.State))
	if f.Unapplied {
		where = append(where, "p.kind = 'receipt' AND p.state = 'verified' AND p.paise > p.applied_paise + p.refunded_paise")
	}
	if f.From != "" {
		where = append(where, "p.date >= {:from}")
		params["from"] = string(f.From)
	}
	if f.To != "" {
		where = append(where, "p.date <= {:to}")
		params["to"] = string(f.To)
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		where = append(where, `(p.no LIKE {:text} OR p.rrn LIKE {:text} OR p.was_rrn LIKE {:text} OR p.ref LIKE {:text} OR p.tr LIKE {:text}
			OR p.customer IN (SELECT id FROM customers WHERE name LIKE {:text}) OR p.job IN (SELECT id FROM jobs WHERE no LIKE {:text}))`)
		params["text"] = "%" + strings.NewReplacer("%", "", "_", "").Replace(text) + "%"
	}
	return where, params
}

// Waiting is how many claims wait to be verified and what they come to, and how many of them waited too long.
type Waiting struct {
	Claims, Overdue   int
	Paise, LatePaise  money.Paise
	Oldest            time.Time
	Account           money.Paise // verified and not put to any invoice
	AccountOfPayments int
}

// Waiting sums up what is to be verified. Forbidden without See.
func (s *Service) Waiting(ctx context.Context) (Waiting, error) {
	if err := act.Require(ctx, See); err != nil {
		return Waiting{}, err
	}
	var row struct {
		N        int    `db:"n"`
		Paise    int64  `db:"paise"`
		Late     int    `db:"late"`
		Rupees   int64  `db:"late_paise"`
		Oldest   string `db:"oldest"`
		Accounts int    `db:"accounts"`
		Account  int64  `db:"account"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT COUNT(*) n, COALESCE(SUM(paise), 0) paise, COALESCE(SUM(at_server < {:late}), 0) late,
		COALESCE(SUM(CASE WHEN at_server < {:late} THEN paise ELSE 0 END), 0) late_paise, COALESCE(MIN(at_server), '') oldest,
		(SELECT COUNT(*) FROM payments WHERE kind = 'receipt' AND state = 'verified' AND paise > applied_paise + refunded_paise) accounts,
		(SELECT COALESCE(SUM(paise - applied_paise - refunded_paise), 0) FROM payments WHERE kind = 'receipt' AND state = 'verified'
			AND paise > applied_paise + refunded_paise) account
		FROM payments WHERE state = 'claimed'`).
		Bind(dbx.Params{"late": clock.Now().Add(-OverdueAfter).Format(txn.Stamp)}).WithContext(ctx).One(&row)
	oldest, _ := time.Parse(txn.Stamp, row.Oldest) // empty where nothing waits
	return Waiting{
		Claims: row.N, Overdue: row.Late, Paise: money.Paise(row.Paise), LatePaise: money.Paise(row.Rupees), Oldest: oldest,
		Account: money.Paise(row.Account), AccountOfPayments: row.Accounts,
	}, err
}
