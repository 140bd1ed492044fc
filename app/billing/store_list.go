package billing

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// row is a document as lists show it, with the names of those it concerns.
type row struct {
	ID           string                  `db:"id"`
	Rev          int                     `db:"rev"`
	Kind         string                  `db:"kind"`
	State        string                  `db:"state"`
	No           string                  `db:"no"`
	Series       string                  `db:"series"`
	FY           string                  `db:"fy"`
	Branch       string                  `db:"branch"`
	Date         string                  `db:"date"`
	Due          string                  `db:"due"`
	Customer     string                  `db:"customer"`
	Site         string                  `db:"site"`
	Job          string                  `db:"job"`
	Jobs         types.JSONArray[string] `db:"jobs"`
	Technician   string                  `db:"technician"`
	Area         string                  `db:"area"`
	Against      string                  `db:"against"`
	Estimate     string                  `db:"estimate"`
	Payment      string                  `db:"payment"`
	Contract     string                  `db:"contract"`
	Place        string                  `db:"place"`
	PlaceReason  string                  `db:"place_reason"`
	GSTMode      string                  `db:"gst_mode"`
	BuyerGSTIN   string                  `db:"buyer_gstin"`
	SEZ          string                  `db:"sez"`
	Property     string                  `db:"property_state"`
	DiscountBps  int                     `db:"discount_bps"`
	Taxable      int64                   `db:"taxable_paise"`
	CGST         int64                   `db:"cgst_paise"`
	SGST         int64                   `db:"sgst_paise"`
	IGST         int64                   `db:"igst_paise"`
	Round        int64                   `db:"round_paise"`
	Total        int64                   `db:"total_paise"`
	Settled      int64                   `db:"settled_paise"`
	Balance      int64                   `db:"balance_paise"`
	Reason       string                  `db:"reason"`
	Note         string                  `db:"note"`
	PO           string                  `db:"po"`
	Missing      types.JSONArray[string] `db:"missing"`
	Accepted     types.JSONArray[string] `db:"accepted"`
	Edited       bool                    `db:"edited"`
	IssuedAt     types.DateTime          `db:"issued_at"`
	IssuedBy     string                  `db:"issued_by"`
	IssuedName   string                  `db:"issued_name"`
	PDF          string                  `db:"pdf"`
	Created      types.DateTime          `db:"created"`
	CustomerName string                  `db:"customer_name"`
	JobNo        string                  `db:"job_no"`
	TechName     string                  `db:"technician_name"`
}

const rowQuery = "SELECT i.id, i.rev, i.kind, i.state, i.no, i.series, i.fy, i.branch, i.date, i.due, i.customer, i.site, i.job, i.jobs, " +
	"i.technician, i.area, i.against, i.estimate, i.payment, i.contract, i.place, i.place_reason, i.gst_mode, i.buyer_gstin, i.sez, i.property_state, " +
	"i.discount_bps, i.taxable_paise, i.cgst_paise, i.sgst_paise, i.igst_paise, i.round_paise, i.total_paise, i.settled_paise, " +
	"i.balance_paise, i.reason, i.note, i.po, i.missing, i.accepted, i.edited, i.issued_at, i.issued_by, i.issued_name, i.pdf, i.created, " +
	"COALESCE(c.name, '') AS customer_name, COALESCE(j.no, '') AS job_no, COALESCE(u.name, '') AS technician_name " +
	"FROM invoices i LEFT JOIN customers c ON c.id = i.customer LEFT JOIN jobs j ON j.id = i.job " +
	"LEFT JOIN technicians t ON t.id = i.technician LEFT JOIN users u ON u.id = t.user "

func (r row) invoice() Invoice {
	return Invoice{
		ID: r.ID, Rev: r.Rev, Kind: Kind(r.Kind), State: State(r.State), No: r.No, Series: r.Series, FY: r.FY, Branch: r.Branch,
		Date: clock.Date(r.Date), Due: clock.Date(r.Due), Customer: r.Customer, Site: r.Site, Job: r.Job, Jobs: r.Jobs, Technician: r.Technician,
		Area: r.Area, Against: r.Against, Estimate: r.Estimate, Payment: r.Payment, Contract: r.Contract, Place: r.Place, PlaceReason: r.PlaceReason,
		GSTMode: r.GSTMode, BuyerGSTIN: r.BuyerGSTIN, SEZ: r.SEZ, Property: r.Property, DiscountBps: r.DiscountBps,
		Taxable: money.Paise(r.Taxable), CGST: money.Paise(r.CGST), SGST: money.Paise(r.SGST), IGST: money.Paise(r.IGST),
		Round: money.Paise(r.Round), Total: money.Paise(r.Total), Settled: money.Paise(r.Settled), Balance: money.Paise(r.Balance),
		Reason: r.Reason, Note: r.Note, PO: r.PO, Missing: r.Missing, Accepted: r.Accepted, Edited: r.Edited, IssuedAt: r.IssuedAt.Time(),
		IssuedBy: r.IssuedBy, IssuedName: r.IssuedName, PDF: r.PDF, Created: r.Created.Time(),
		CustomerName: r.CustomerName, JobNo: r.JobNo, TechnicianName: r.TechName,
	}
}

func (s *Service) rows(ctx context.Context, where string, params dbx.Params) ([]Invoice, error) {
	var rows []row
	err := s.app.ConcurrentDB().NewQuery(rowQuery + where).Bind(params).WithContext(ctx).All(&rows)
	out := make([]Invoice, len(rows))
	for n, r := range rows {
		out[n] = r.invoice()
	}
	return out, err
}

// listed reads up to limit documents from the cursor on, in its direction. The page is cut before anything is joined.
func (s *Service) listed(ctx context.Context, f Filter, at page.Cursor, limit int) ([]Invoice, error) {
	where, params := f.where()
	from := "invoices i"
	if q := strings.TrimSpace(f.Query); q != "" {
		found, few, err := s.found(ctx, q, params)
		if err != nil {
			return nil, err
		}
		if few {
			from += " NOT INDEXED" // by rowid; SQLite would go through the whole list by date
		}
		where = append(where, found)
	}
	order, beyond := "DESC", "<"
	if at.Back {
		order, beyond = "ASC", ">"
	}
	if !at.Zero() {
		where = append(where, "(i.date, i.id) "+beyond+" ({:date}, {:id})")
		params["date"], params["id"] = at.Key, at.ID
	}
	params["limit"] = limit
	sorted := " ORDER BY i.date " + order + ", i.id " + order
	return s.rows(ctx, "WHERE i.rowid IN (SELECT i.rowid FROM "+from+" WHERE "+strings.Join(where, " AND ")+sorted+" LIMIT {:limit})"+sorted, params)
}

func (f Filter) where() ([]string, dbx.Params) {
	params := dbx.Params{"state": string(f.State)}
	if f.State == "" {
		params["state"] = string(Issued)
	}
	where := []string{"i.state = {:state}"}
	add := func(ok bool, name string, value any, condition string) {
		if ok {
			where = append(where, condition)
			params[name] = value
		}
	}
	add(f.Kind != "", "kind", string(f.Kind), "i.kind = {:kind}")
	add(f.Customer != "", "customer", f.Customer, "i.customer = {:customer}")
	add(f.From != "", "from", string(f.From), "i.date >= {:from}")
	add(f.To != "", "to", string(f.To), "i.date <= {:to}")
	if f.Open || f.Overdue {
		where = append(where, "i.balance_paise > 0")
	}
	if f.Settled {
		where = append(where, "i.kind IN ('invoice', 'debit_note') AND i.balance_paise = 0")
	}
	add(f.Overdue, "today", string(clock.Today()), "i.due != '' AND i.due < {:today}")
	return where, params
}

// queueRow is one row of Queue. Since is an instant as it is stored.
type queueRow struct {
	Key          string                  `db:"key"`
	ID           string                  `db:"id"`
	Draft        string                  `db:"draft"`
	Rev          int                     `db:"rev"`
	Job          string                  `db:"job"`
	JobNo        string                  `db:"job_no"`
	Jobs         int                     `db:"jobs"`
	Customer     string                  `db:"customer"`
	CustomerName string                  `db:"customer_name"`
	Technician   string                  `db:"technician"`
	TechName     string                  `db:"technician_name"`
	Total        int64                   `db:"total"`
	Missing      types.JSONArray[string] `db:"missing"`
}

// queueQuery is drafts of invoices, then completed jobs to which no invoice belongs; the technician of such a job is that of its
// visit that ended last.
const queueQuery = `SELECT q.*, COALESCE(c.name, '') AS customer_name, COALESCE(u.name, '') AS technician_name FROM (
	SELECT CASE WHEN COALESCE(j.completed_at, '') != '' THEN j.completed_at ELSE i.created END AS key, i.id AS id, i.id AS draft, i.rev AS rev,
		i.job AS job, COALESCE(j.no, '') AS job_no, json_array_length(i.jobs) AS jobs, i.customer AS customer, i.technician AS technician,
		i.total_paise AS total, i.missing AS missing
	FROM invoices i LEFT JOIN jobs j ON j.id = i.job WHERE i.state = 'draft' AND i.kind = 'invoice'
	UNION ALL
	SELECT j.completed_at, j.id, '', 0, j.id, j.no, 1, j.customer, COALESCE((SELECT v.technician FROM visits v WHERE v.job = j.id
		AND v.status IN ('done', 'partial') ORDER BY v.actual_end DESC, v.id LIMIT 1), ''), 0, '[]'
	FROM jobs j WHERE j.status = 'completed' AND j.billing IN ('', 'none', 'to_invoice')
		AND NOT EXISTS (SELECT 1 FROM invoice_jobs x JOIN invoices d ON d.id = x.invoice WHERE x.job = j.id AND d.state = 'draft')
	) q LEFT JOIN customers c ON c.id = q.customer LEFT JOIN technicians t ON t.id = q.technician LEFT JOIN users u ON u.id = t.user `

// Queue is work that is done and not invoiced, the oldest first, 50 at a time: drafts to review, and completed jobs without one.
func (s *Service) Queue(ctx context.Context, cursor page.Cursor) (page.Of[Queued], error) {
	where, params := "", dbx.Params{"limit": pageSize + 1}
	order, beyond := "ASC", ">"
	if cursor.Back {
		order, beyond = "DESC", "<"
	}
	if !cursor.Zero() {
		where = "WHERE (q.key, q.id) " + beyond + " ({:key}, {:id}) "
		params["key"], params["id"] = cursor.Key, cursor.ID
	}
	var rows []queueRow
	err := s.app.ConcurrentDB().NewQuery(queueQuery + where + "ORDER BY q.key " + order + ", q.id " + order + " LIMIT {:limit}").
		Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return page.Of[Queued]{}, err
	}
	cut := page.Cut(rows, pageSize, cursor, func(r queueRow) (string, string) { return r.Key, r.ID })
	out := page.Of[Queued]{Prev: cut.Prev, Next: cut.Next, Rows: make([]Queued, len(cut.Rows))}
	for n, r := range cut.Rows {
		out.Rows[n] = r.queued(clock.Now())
	}
	return out, nil
}

func (r queueRow) queued(now time.Time) Queued {
	since, _ := types.ParseDateTime(r.Key) // an instant as it is stored
	q := Queued{
		Draft: r.Draft, Rev: r.Rev, Job: r.Job, JobNo: r.JobNo, Jobs: r.Jobs, Customer: r.Customer, CustomerName: r.CustomerName,
		Technician: r.Technician, TechnicianName: r.TechName, Total: money.Paise(r.Total), Missing: r.Missing, Since: since.Time(),
	}
	if !q.Since.IsZero() {
		q.Days = int(now.Sub(q.Since).Hours() / 24)
	}
	return q
}
