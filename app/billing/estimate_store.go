package billing

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// quoted is a line of an estimate as it is stored.
type quoted struct {
	Item        string `json:"item,omitempty"`
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	Detail      string `json:"detail,omitempty"`
	HSN         string `json:"hsn,omitempty"`
	UOM         string `json:"uom"`
	QtyMilli    int64  `json:"qty_milli"`
	List        int64  `json:"list_paise"`
	Rate        int64  `json:"rate_paise"`
	DiscountBps int    `json:"discount_bps,omitempty"`
	Discount    int64  `json:"discount_paise,omitempty"`
	GSTBps      int    `json:"gst_bps"`
	Why         string `json:"why"`
	Gross       int64  `json:"gross_paise"`
	Taxable     int64  `json:"taxable_paise"`
	CGST        int64  `json:"cgst_paise"`
	SGST        int64  `json:"sgst_paise"`
	IGST        int64  `json:"igst_paise"`
	Total       int64  `json:"total_paise"`
}

func quote(lines []Line) []quoted {
	out := make([]quoted, len(lines))
	for i, l := range lines {
		out[i] = quoted{
			Item: l.Item, Kind: l.Kind, Name: l.Name, Detail: l.Detail, HSN: l.HSN, UOM: l.UOM, QtyMilli: l.QtyMilli, List: int64(l.List),
			Rate: int64(l.Rate), DiscountBps: l.DiscountBps, Discount: int64(l.Discount), GSTBps: l.GSTBps, Why: l.Why,
			Gross: int64(l.Gross), Taxable: int64(l.Taxable), CGST: int64(l.CGST), SGST: int64(l.SGST), IGST: int64(l.IGST), Total: int64(l.Total),
		}
	}
	return out
}

func (q quoted) line() Line {
	return Line{
		Item: q.Item, Kind: q.Kind, Name: q.Name, Detail: q.Detail, HSN: q.HSN, UOM: q.UOM, QtyMilli: q.QtyMilli, List: money.Paise(q.List),
		Rate: money.Paise(q.Rate), DiscountBps: q.DiscountBps, Discount: money.Paise(q.Discount), GSTBps: q.GSTBps, Why: q.Why,
		Gross: money.Paise(q.Gross), Taxable: money.Paise(q.Taxable), CGST: money.Paise(q.CGST), SGST: money.Paise(q.SGST),
		IGST: money.Paise(q.IGST), Total: money.Paise(q.Total),
	}
}

func (e Estimate) write(r *core.Record) {
	r.Load(map[string]any{
		"no": e.No, "state": string(e.State), "customer": e.Customer, "site": e.Site, "job": e.Job, "visit": e.Visit, "key": e.Key, "contract": e.Contract,
		"extra": e.Extra, "title": e.Title, "terms": e.Terms, "lines": quote(e.Lines), "place": e.Place, "gst_mode": e.GSTMode,
		"taxable_paise": int64(e.Taxable), "tax_paise": int64(e.Tax), "round_paise": int64(e.Round), "total_paise": int64(e.Total),
		"deposit_paise": int64(e.Deposit), "limit_paise": int64(e.Limit), "valid_until": string(e.ValidUntil), "placed": e.Placed,
		"invoice": e.Invoice, "sent_at": txn.Instant(e.SentAt), "decided_at": txn.Instant(e.DecidedAt), "decided_name": e.DecidedName,
		"decided_how": e.DecidedHow, "reason": e.Reason, "by": e.By, "by_name": e.ByName,
	})
}

// estimateRow is an estimate with the names beside it.
type estimateRow struct {
	ID          string         `db:"id"`
	Rev         int            `db:"rev"`
	No          string         `db:"no"`
	State       string         `db:"state"`
	Customer    string         `db:"customer"`
	Site        string         `db:"site"`
	Job         string         `db:"job"`
	Visit       string         `db:"visit"`
	Key         string         `db:"key"`
	Contract    string         `db:"contract"`
	Extra       bool           `db:"extra"`
	Title       string         `db:"title"`
	Terms       string         `db:"terms"`
	Lines       string         `db:"lines"`
	Place       string         `db:"place"`
	GSTMode     string         `db:"gst_mode"`
	Taxable     int64          `db:"taxable_paise"`
	Tax         int64          `db:"tax_paise"`
	Round       int64          `db:"round_paise"`
	Total       int64          `db:"total_paise"`
	Deposit     int64          `db:"deposit_paise"`
	Limit       int64          `db:"limit_paise"`
	ValidUntil  string         `db:"valid_until"`
	Placed      bool           `db:"placed"`
	Invoice     string         `db:"invoice"`
	SentAt      types.DateTime `db:"sent_at"`
	DecidedAt   types.DateTime `db:"decided_at"`
	DecidedName string         `db:"decided_name"`
	DecidedHow  string         `db:"decided_how"`
	Reason      string         `db:"reason"`
	Signature   string         `db:"signature"`
	By          string         `db:"by"`
	ByName      string         `db:"by_name"`
	Created     types.DateTime `db:"created"`

	CustomerName string `db:"customer_name"`
	SiteName     string `db:"site_name"`
	JobNo        string `db:"job_no"`
}

func (r estimateRow) estimate() (Estimate, error) {
	e := Estimate{
		ID: r.ID, Rev: r.Rev, No: r.No, State: EstimateState(r.State), Customer: r.Customer, Site: r.Site, Job: r.Job, Visit: r.Visit,
		Key: r.Key, Contract: r.Contract, Extra: r.Extra, Title: r.Title, Terms: r.Terms, Place: r.Place, GSTMode: r.GSTMode,
		Taxable: money.Paise(r.Taxable), Tax: money.Paise(r.Tax), Round: money.Paise(r.Round), Total: money.Paise(r.Total),
		Deposit: money.Paise(r.Deposit), Limit: money.Paise(r.Limit), ValidUntil: clock.Date(r.ValidUntil), Placed: r.Placed,
		Invoice: r.Invoice, SentAt: r.SentAt.Time(), DecidedAt: r.DecidedAt.Time(), DecidedName: r.DecidedName, DecidedHow: r.DecidedHow,
		Reason: r.Reason, Signed: r.Signature != "", By: r.By, ByName: r.ByName, Created: r.Created.Time(),
		CustomerName: r.CustomerName, SiteName: r.SiteName, JobNo: r.JobNo,
	}
	var lines []quoted
	if err := json.Unmarshal([]byte(r.Lines), &lines); err != nil {
		return Estimate{}, err
	}
	for _, q := range lines {
		e.Lines = append(e.Lines, q.line())
	}
	return e, nil
}

// readEstimates reads estimates e, their customers c, sites s and jobs j; rest begins with WHERE.
func readEstimates(ctx context.Context, app core.App, rest string, params dbx.Params) ([]Estimate, error) {
	var rows []estimateRow
	err := app.ConcurrentDB().NewQuery(`SELECT e.*, COALESCE(c.name, '') AS customer_name,
		COALESCE(CASE s.label WHEN '' THEN s.address ELSE s.label END, '') AS site_name, COALESCE(j.no, '') AS job_no
		FROM estimates e LEFT JOIN customers c ON c.id = e.customer LEFT JOIN sites s ON s.id = e.site LEFT JOIN jobs j ON j.id = e.job ` + rest).
		Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	out := make([]Estimate, len(rows))
	for i, r := range rows {
		if out[i], err = r.estimate(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// oneEstimate is the estimate with the id. NotFound.
func oneEstimate(ctx context.Context, app core.App, id string) (Estimate, error) {
	return firstEstimate(readEstimates(ctx, app, "WHERE e.id = {:id}", dbx.Params{"id": id}))
}

func firstEstimate(found []Estimate, err error) (Estimate, error) {
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return Estimate{}, err
	}
	return found[0], nil
}

// findEstimate is an estimate with its record. NotFound.
func findEstimate(ctx context.Context, tx core.App, id string) (*core.Record, Estimate, error) {
	r, err := txn.Find(tx, "estimates", id)
	if err != nil {
		return nil, Estimate{}, err
	}
	e, err := oneEstimate(ctx, tx, id)
	return r, e, err
}

// saveEstimate stores e in r and reads it back; rev as in txn.Save.
func saveEstimate(ctx context.Context, tx core.App, r *core.Record, e Estimate, rev int) (Estimate, error) {
	e.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Estimate{}, err
	}
	return oneEstimate(ctx, tx, r.Id)
}

func sign(r *core.Record, png []byte) error {
	if len(png) == 0 {
		return nil
	}
	f, err := filesystem.NewFileFromBytes(png, "signature.png")
	if err != nil {
		return err
	}
	r.Set("signature", f)
	return nil
}

const estimatesShown = 50

// estimatePage is a page of estimates, newest first. sentOnly leaves drafts out.
func estimatePage(ctx context.Context, app core.App, f EstimateFilter, at page.Cursor, sentOnly bool) (page.Of[Estimate], error) {
	where, params := "WHERE 1 = 1", dbx.Params{"limit": estimatesShown + 1}
	add := func(cond, name string, value any) {
		where += " AND " + cond
		if name != "" {
			params[name] = value
		}
	}
	if f.Expired {
		f.State = EstimateSent
		add("e.valid_until != '' AND e.valid_until < {:today}", "today", string(clock.Today()))
	}
	if f.State != "" {
		add("e.state = {:state}", "state", string(f.State))
	}
	if sentOnly {
		add("e.state != 'draft'", "", nil)
	}
	if f.Customer != "" {
		add("e.customer = {:customer}", "customer", f.Customer)
	}
	if f.Query != "" {
		add("INSTR(LOWER(e.no || ' ' || e.title || ' ' || c.name), LOWER({:q})) > 0", "q", f.Query)
	}
	order := "DESC"
	if !at.Zero() {
		compare := "<"
		if at.Back {
			compare, order = ">", "ASC"
		}
		add("(e.created, e.id) "+compare+" ({:key}, {:id})", "key", at.Key)
		params["id"] = at.ID
	}
	rows, err := readEstimates(ctx, app, where+" ORDER BY e.created "+order+", e.id "+order+" LIMIT {:limit}", params)
	if err != nil {
		return page.Of[Estimate]{}, err
	}
	return page.Cut(rows, estimatesShown, at, func(e Estimate) (string, string) { return e.Created.UTC().Format(txn.Stamp), e.ID }), nil
}
