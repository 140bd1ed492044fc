package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Work is what planning a day takes of a visit and its job, or of a job that has no visit yet: then Visit is empty, and so are its
// technician, times, status and lock.
type Work struct {
	Visit       string         `db:"visit"`
	VisitRev    int            `db:"visit_rev"`
	Technician  string         `db:"technician"`
	Helpers     Helpers        `db:"helpers"`
	Start       types.DateTime `db:"start"`
	End         types.DateTime `db:"end"`
	Status      VisitStatus    `db:"visit_status"`
	Lock        string         `db:"lock"`
	TravelMin   int            `db:"travel_min"`
	Insisted    bool           `db:"insisted"` // somebody set rules aside for it
	ActualStart types.DateTime `db:"actual_start"`
	ActualEnd   types.DateTime `db:"actual_end"`

	Job         string         `db:"job"`
	JobRev      int            `db:"job_rev"`
	No          string         `db:"no"`
	Priority    int            `db:"priority"`
	From        types.DateTime `db:"promised_from"`
	To          types.DateTime `db:"promised_to"`
	DueAt       types.DateTime `db:"due_at"`
	Contract    string         `db:"contract"`
	DurationMin int            `db:"duration_min"`
	Skills      types.JSONRaw  `db:"skills"`
	Crew        int            `db:"crew"`
	PartsFirst  bool           `db:"parts_first"`
	Customer    string         `db:"customer"`
	Name        string         `db:"customer_name"`
	Lang        string         `db:"lang"` // the customer's
	Site        string         `db:"site"`
	Address     string         `db:"address"`
	Pin         string         `db:"pin"`
	District    string         `db:"district"`
	Lat         float64        `db:"lat"`
	Lng         float64        `db:"lng"`
	Parts       []Load         `db:"-"` // that it is expected to take
}

// Needs are the skills that the job asks for.
func (w Work) Needs() ([]Need, error) {
	var needs []Need
	if len(w.Skills) == 0 || string(w.Skills) == "null" {
		return nil, nil
	}
	err := json.Unmarshal(w.Skills, &needs)
	return needs, err
}

// Late reports whether the visit should have begun by now and has not.
func (w Work) Late() bool {
	return w.Visit != "" && Visit{Status: w.Status, Start: w.Start.Time()}.Late()
}

// Minutes is how long it is planned to take: the visit's own time, otherwise the job's.
func (w Work) Minutes() int {
	if w.Visit == "" {
		return w.DurationMin
	}
	return int(w.End.Time().Sub(w.Start.Time()).Minutes())
}

const (
	workOfJob = `j.id AS job, j.rev AS job_rev, j.no, j.priority, j.promised_from, j.promised_to, j.due_at, j.contract, j.duration_min, j.skills,
		j.crew, j.parts_first, j.customer, c.name AS customer_name, c.lang, j.site, s.address, s.pin, s.district, s.lat, s.lng`
	workOfVisit = "v.id AS visit, v.rev AS visit_rev, v.technician, v.helpers, v.start, v.`end`, v.status AS visit_status, v.lock, v.travel_min," + `
		v.overrides NOT IN ('', '[]', 'null') AS insisted, v.actual_start, v.actual_end`
	noVisit = "'' AS visit, 0 AS visit_rev, '' AS technician, '[]' AS helpers, '' AS start, '' AS `end`, '' AS visit_status, '' AS lock, 0 AS travel_min," + `
		0 AS insisted, '' AS actual_start, '' AS actual_end`
	workPlace = " JOIN customers c ON c.id = j.customer JOIN sites s ON s.id = j.site"
)

// dueMost bounds how many jobs without a visit a day is planned with: the most urgent.
const dueMost = 1500

// WorkOn returns the visits that take time on the day, by start: those that begin on it or reach into it and were neither cancelled nor
// ended without success.
func (s *Service) WorkOn(ctx context.Context, day clock.Date) ([]Work, error) {
	params := dbx.Params{
		"earliest": txn.Instant(day.Start().Add(-catalog.DurationMost * time.Minute)).String(),
		"from":     txn.Instant(day.Start()).String(), "to": txn.Instant(day.AddDays(1).Start()).String(),
	}
	return s.work(ctx, "SELECT "+workOfVisit+", "+workOfJob+" FROM visits v JOIN jobs j ON j.id = v.job"+workPlace+
		" WHERE v.start >= {:earliest} AND v.start < {:to} AND v.`end` > {:from} AND v.status NOT IN ('cancelled', 'cannot_complete') ORDER BY v.start, v.id", params)
}

// WorkDue returns the jobs without a visit that want one on the day, the most urgent first: promised for it, due by its end or late
// already, or meant for it by a visit plan. Those that wait for parts or the customer are left out, and those promised for a later day.
func (s *Service) WorkDue(ctx context.Context, day clock.Date) ([]Work, error) {
	params := dbx.Params{"to": txn.Instant(day.AddDays(1).Start()).String(), "day": string(day), "most": dueMost}
	return s.work(ctx, "SELECT "+noVisit+", "+workOfJob+` FROM jobs j LEFT JOIN plan_dates p ON j.plan_date != '' AND p.id = j.plan_date`+workPlace+`
		WHERE j.status = 'unscheduled' AND j.waiting = '' AND j.promised_from < {:to}
			AND (j.promised_from != '' OR j.due_at != '' AND j.due_at < {:to} OR p.planned_on != '' AND p.planned_on <= {:day})
		ORDER BY j.priority, j.due_at = '', j.due_at, j.no LIMIT {:most}`, params)
}

// WorkNamed returns of the jobs those that have no visit, as WorkDue does, whatever they are due.
func (s *Service) WorkNamed(ctx context.Context, named ...string) ([]Work, error) {
	list, err := json.Marshal(append([]string{}, named...))
	if err != nil {
		return nil, err
	}
	return s.work(ctx, "SELECT "+noVisit+", "+workOfJob+" FROM jobs j"+workPlace+`
		WHERE j.status = 'unscheduled' AND j.id IN (SELECT value FROM json_each({:named})) ORDER BY j.priority, j.no`, dbx.Params{"named": string(list)})
}

// work reads rows of the query and adds the parts, in two queries together.
func (s *Service) work(ctx context.Context, query string, params dbx.Params) ([]Work, error) {
	var all []Work
	if err := s.app.ConcurrentDB().NewQuery(query).Bind(params).WithContext(ctx).All(&all); err != nil || len(all) == 0 {
		return all, err
	}
	ids := make([]string, 0, len(all))
	for _, w := range all {
		ids = append(ids, w.Job)
	}
	parts, err := s.partsOf(ctx, ids)
	for i := range all {
		all[i].Parts = parts[all[i].Job]
	}
	return all, err
}

// partsOf are the parts that each of the jobs is expected to take.
func (s *Service) partsOf(ctx context.Context, jobs []string) (map[string][]Load, error) {
	list, err := json.Marshal(jobs)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Load
		Job string `db:"job"`
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT l.job, l.item, MIN(l.name) AS name, SUM(l.qty_milli) AS milli FROM job_lines l
		WHERE l.job IN (SELECT value FROM json_each({:jobs})) AND l.visit = '' AND l.kind = {:part} AND l.item != ''
		GROUP BY l.job, l.item ORDER BY l.job, l.item`).
		Bind(dbx.Params{"jobs": string(list), "part": catalog.KindPart}).WithContext(ctx).All(&rows)
	all := map[string][]Load{}
	for _, r := range rows {
		all[r.Job] = append(all[r.Job], r.Load)
	}
	return all, err
}
