package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/search"
	"doorstep/app/txn"
)

// PageSize is how many jobs stand on one page of a list.
const PageSize = 50

// Filter narrows and orders a list of jobs. Empty fields do not narrow.
type Filter struct {
	Query      string // words of the number, issue, customer or site; or digits of a phone
	Statuses   []Status
	Priority   int
	Type       string
	Technician string
	Customer   string
	Site       string
	Asset      string
	Contract   string
	Payment    Payment
	Late       bool       // open, and due before now
	AtRisk     bool       // open, and due within the next two hours
	Day        clock.Date // with a visit that starts on the day
	Due        bool       // order by due time, the earliest first; otherwise the newest first
	At         page.Cursor
	Most       int // rows of a page; 0 is PageSize
}

// Row is a job as lists show it, with its latest live visit.
type Row struct {
	ID          string         `db:"id"`
	Rev         int            `db:"rev"`
	No          string         `db:"no"`
	Customer    string         `db:"customer"`
	Name        string         `db:"customer_name"`
	Phone       string         `db:"phone"`
	Address     string         `db:"address"`
	District    string         `db:"district"`
	Pin         string         `db:"pin"`
	Type        string         `db:"type_name"`
	Priority    int            `db:"priority"`
	Issue       string         `db:"issue"`
	Status      Status         `db:"status"`
	Payment     Payment        `db:"payment"`
	Waiting     Waiting        `db:"waiting"`
	DurationMin int            `db:"duration_min"`
	From        types.DateTime `db:"promised_from"`
	To          types.DateTime `db:"promised_to"`
	DueAt       types.DateTime `db:"due_at"`
	Created     types.DateTime `db:"created"`
	Visit       string         `db:"visit"`
	VisitRev    int            `db:"visit_rev"`
	VisitStatus VisitStatus    `db:"visit_status"`
	Start       types.DateTime `db:"start"`
	TechID      string         `db:"technician"`
	Technician  string         `db:"technician_name"`
}

// Late reports whether an open job is past its due time.
func (r Row) Late() bool {
	return r.Status != Completed && !r.Status.Ended() && r.Waiting == "" && !r.DueAt.IsZero() && r.DueAt.Time().Before(clock.Now())
}

const rowColumns = `j.id, j.rev, j.no, j.customer, c.name AS customer_name,
	COALESCE((SELECT e164 FROM phones WHERE customer = j.customer ORDER BY position, rowid LIMIT 1), '') AS phone,
	s.address, s.district, s.pin, t.name AS type_name, j.priority, j.issue, j.status, j.payment, j.waiting, j.duration_min,
	j.promised_from, j.promised_to, j.due_at, j.created,
	COALESCE(v.id, '') AS visit, COALESCE(v.rev, 0) AS visit_rev, COALESCE(v.status, '') AS visit_status,
	COALESCE(v.start, '') AS start, COALESCE(v.technician, '') AS technician, COALESCE(u.name, '') AS technician_name`

const rowTables = ` FROM jobs j JOIN customers c ON c.id = j.customer JOIN sites s ON s.id = j.site JOIN job_types t ON t.id = j.type
	LEFT JOIN visits v ON v.id = (SELECT id FROM visits WHERE job = j.id AND status != 'cancelled' ORDER BY start DESC, id LIMIT 1)
	LEFT JOIN technicians w ON w.id = v.technician LEFT JOIN users u ON u.id = w.user`

// List returns one page of jobs. The page costs the same wherever it stands in the list.
func (s *Service) List(ctx context.Context, f Filter) (page.Of[Row], error) {
	where, params := f.where()
	column, order := "j.created", "DESC"
	if f.Due {
		column, order = "j.due_at", "ASC"
	}
	compare := ">"
	if (order == "DESC") != f.At.Back {
		compare = "<"
	}
	if f.At.Back {
		order = map[string]string{"ASC": "DESC", "DESC": "ASC"}[order]
	}
	if !f.At.Zero() {
		where = append(where, "("+column+", j.id) "+compare+" ({:at_key}, {:at_id})")
		params["at_key"], params["at_id"] = f.At.Key, f.At.ID
	}
	if f.Most == 0 {
		f.Most = PageSize
	}
	params["limit"] = f.Most + 1
	var rows []Row
	sorted := " ORDER BY " + column + " " + order + ", j.id " + order
	// The page is found in jobs alone; only its rows are joined to the rest.
	err := s.app.ConcurrentDB().NewQuery("SELECT " + rowColumns + rowTables +
		" WHERE j.id IN (SELECT j.id FROM jobs j" + clause(where) + sorted + " LIMIT {:limit})" + sorted).
		Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return page.Of[Row]{}, err
	}
	return page.Cut(rows, f.Most, f.At, func(r Row) (string, string) {
		if f.Due {
			return r.DueAt.String(), r.ID
		}
		return r.Created.String(), r.ID
	}), nil
}

// Row returns one job as lists show it, whatever its state; NotFound if there is none.
func (s *Service) Row(ctx context.Context, id string) (Row, error) {
	var r Row
	err := s.app.ConcurrentDB().NewQuery("SELECT " + rowColumns + rowTables + " WHERE j.id = {:id}").
		Bind(dbx.Params{"id": id}).WithContext(ctx).One(&r)
	return r, missing(err)
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}

func (f Filter) where() ([]string, dbx.Params) {
	var where []string
	params := dbx.Params{}
	equal := func(column, name, value string) {
		if value != "" {
			where = append(where, column+" = {:"+name+"}")
			params[name] = value
		}
	}
	equal("j.type", "type", f.Type)
	equal("j.customer", "customer", f.Customer)
	equal("j.site", "site", f.Site)
	equal("j.payment", "payment", string(f.Payment))
	if f.Contract != "" {
		where = append(where, "j.contract = {:contract} AND j.contract != ''") // the second half names the index
		params["contract"] = f.Contract
	}
	if f.Priority > 0 {
		where = append(where, "j.priority = {:priority}")
		params["priority"] = f.Priority
	}
	if len(f.Statuses) > 0 {
		names := make([]string, len(f.Statuses))
		for i, s := range f.Statuses {
			names[i] = "{:status" + string(s) + "}"
			params["status"+string(s)] = string(s)
		}
		where = append(where, "j.status IN ("+strings.Join(names, ", ")+")")
	}
	if f.Asset != "" {
		where = append(where, "j.id IN (SELECT job FROM job_assets WHERE asset = {:asset})")
		params["asset"] = f.Asset
	}
	return f.whereTime(f.whereText(where, params), params), params
}

func (f Filter) whereTime(where []string, params dbx.Params) []string {
	open := "j.status IN ('unscheduled', 'scheduled', 'in_progress') AND j.waiting = '' AND j.due_at != ''"
	if f.Late {
		where = append(where, open+" AND j.due_at < {:now}")
		params["now"] = txn.Instant(clock.Now()).String()
	}
	if f.AtRisk {
		where = append(where, open+" AND j.due_at >= {:now} AND j.due_at < {:soon}")
		params["now"], params["soon"] = txn.Instant(clock.Now()).String(), txn.Instant(clock.Now().Add(2*time.Hour)).String()
	}
	if f.Technician != "" {
		where = append(where, "j.id IN (SELECT job FROM visits WHERE technician = {:technician} AND status != 'cancelled')")
		params["technician"] = f.Technician
	}
	if f.Day != "" {
		where = append(where, "j.id IN (SELECT job FROM visits WHERE start >= {:day} AND start < {:after} AND status != 'cancelled')")
		params["day"], params["after"] = txn.Instant(f.Day.Start()).String(), txn.Instant(f.Day.AddDays(1).Start()).String()
	}
	return where
}

// whereText searches by index only: full-text tables, and both ends of phone numbers.
func (f Filter) whereText(where []string, params dbx.Params) []string {
	match := search.Match(f.Query)
	if match == "" {
		return where
	}
	params["match"] = match
	any := `j.rowid IN (SELECT rowid FROM jobs_fts WHERE jobs_fts MATCH {:match})
		OR j.customer IN (SELECT id FROM customers WHERE rowid IN (SELECT rowid FROM customers_fts WHERE customers_fts MATCH {:match}))
		OR j.site IN (SELECT id FROM sites WHERE rowid IN (SELECT rowid FROM sites_fts WHERE sites_fts MATCH {:match}))`
	if digits := national(search.Digits(f.Query)); digits != "" {
		reversed := phone.Reverse(digits)
		params["digits"], params["digits_end"] = digits, search.After(digits)
		params["reversed"], params["reversed_end"] = reversed, search.After(reversed)
		any += ` OR j.customer IN (SELECT customer FROM phones WHERE digits >= {:digits} AND digits < {:digits_end})
			OR j.customer IN (SELECT customer FROM phones WHERE reversed >= {:reversed} AND reversed < {:reversed_end})`
	}
	return append(where, "("+any+")")
}

// national leaves off what stands before an Indian number when it is dialled: 0, 91 or 0091.
func national(digits string) string {
	digits = strings.TrimPrefix(digits, "00")
	if len(digits) > 10 {
		digits = strings.TrimPrefix(digits, "91")
	}
	return strings.TrimPrefix(digits, "0")
}

// Count is how many jobs stand in each state, and how many of the open ones want attention.
type Count struct {
	ByStatus     map[Status]int
	Late, AtRisk int
	VisitsToday  int
	DoneToday    int
}

// Counts returns the figures of the first screen. Each is the length of the list that its link opens.
func (s *Service) Counts(ctx context.Context) (Count, error) {
	c := Count{ByStatus: map[Status]int{}}
	var states []struct {
		Status Status `db:"status"`
		N      int    `db:"n"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT status, COUNT(*) AS n FROM jobs
		WHERE status IN ('unscheduled', 'scheduled', 'in_progress') GROUP BY status`).WithContext(ctx).All(&states)
	if err != nil {
		return c, err
	}
	for _, r := range states {
		c.ByStatus[r.Status] = r.N
	}
	today := clock.Today()
	for _, q := range []struct {
		into *int
		f    Filter
	}{
		{&c.Late, Filter{Late: true}},
		{&c.AtRisk, Filter{AtRisk: true}},
		{&c.VisitsToday, Filter{Day: today}},
		{&c.DoneToday, Filter{Day: today, Statuses: []Status{Completed, Closed}}},
	} {
		where, params := q.f.where()
		if err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM jobs j" + clause(where)).Bind(params).WithContext(ctx).Row(q.into); err != nil {
			return c, err
		}
	}
	return c, nil
}
