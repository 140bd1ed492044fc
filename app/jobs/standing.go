package jobs

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Standing is a visit that is not over, with what tells whether something is wrong with it.
type Standing struct {
	Card
	Mobile     string         `db:"mobile"` // the technician's
	Lang       string         `db:"lang"`   // the customer's
	Contract   string         `db:"contract"`
	Wish       types.DateTime `db:"wish"`
	Overrides  types.JSONRaw  `db:"overrides"`
	ArrivedAt  types.DateTime `db:"arrived_at"` // of the job
	ResolveBy  types.DateTime `db:"resolve_by"`
	RoundClock bool           `db:"round_clock"`
	PartsFirst bool           `db:"parts_first"`
	Outcome    string         `db:"outcome"` // of the newest check-in; empty without one
	Verdict    string         `db:"verdict"` // on it
}

// Overrode reports whether somebody set one of the rules aside for the visit.
func (v Standing) Overrode(rules ...string) bool {
	if len(v.Overrides) < 3 {
		return false
	}
	for _, r := range rules {
		if strings.Contains(string(v.Overrides), `"rule":"`+r+`"`) {
			return true
		}
	}
	return false
}

// Off names a technician and a day on which he is not there.
type Off struct {
	Technician string
	Day        clock.Date
}

const standingMore = `u.mobile, c.lang, j.contract, v.wish, v.overrides, j.arrived_at, j.resolve_by, j.parts_first,
	COALESCE(json_extract(NULLIF(j.sla_terms, ''), '$.round_clock'), 0) AS round_clock,
	CASE WHEN v.status IN ('arrived', 'working', 'paused') THEN COALESCE((SELECT outcome FROM checkins WHERE visit = v.id AND what = 'in'
		ORDER BY at_device DESC, rowid DESC LIMIT 1), '') ELSE '' END AS outcome,
	CASE WHEN v.status IN ('arrived', 'working', 'paused') THEN COALESCE((SELECT verdict FROM checkins WHERE visit = v.id AND what = 'in'
		ORDER BY at_device DESC, rowid DESC LIMIT 1), '') ELSE '' END AS verdict, `

// Standings returns the visits that are not over, by technician and start: all that start before the instant, and of later ones those
// that want somebody's eye: planned for after their job is due, put off by the customer, or of somebody who is off that day.
func (s *Service) Standings(ctx context.Context, until time.Time, off []Off) ([]Standing, error) {
	keys := make([]string, 0, len(off))
	for _, o := range off {
		keys = append(keys, string(o.Day)+" "+o.Technician)
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	query := "SELECT " + standingMore + strings.TrimPrefix(cardQuery, "SELECT ") + ` WHERE j.status IN ('scheduled', 'in_progress')
		AND v.status IN ('planned', 'dispatched', 'accepted', 'travelling', 'arrived', 'working', 'paused')
		AND (v.start < {:until} OR v.wish != '' OR v.status = 'planned' AND v.reason != '' OR j.due_at != '' AND j.due_at < v.start
			OR date(v.start, '+330 minutes') || ' ' || v.technician IN (SELECT value FROM json_each({:off})))
		ORDER BY v.technician, v.start, v.id`
	var all []Standing
	err = s.app.ConcurrentDB().NewQuery(query).Bind(dbx.Params{"until": txn.Instant(until).String(), "off": string(list)}).WithContext(ctx).All(&all)
	return all, err
}

// Unplanned is a job that has no visit and waits for nobody, with the last visit that its technician rejected, if none came after.
type Unplanned struct {
	Row
	PlannedOn  clock.Date     `db:"planned_on"` // by the visit plan that made it; empty for none
	Contract   string         `db:"contract"`
	Site       string         `db:"site"`
	Lat        float64        `db:"lat"`
	Lng        float64        `db:"lng"`
	Lang       string         `db:"lang"`
	Skills     types.JSONRaw  `db:"skills"`
	Crew       int            `db:"crew"`
	PartsFirst bool           `db:"parts_first"`
	SLAFrom    types.DateTime `db:"sla_from"`
	ArrivedAt  types.DateTime `db:"arrived_at"`
	ResolveBy  types.DateTime `db:"resolve_by"`
	RoundClock bool           `db:"round_clock"`
	RejectedAt types.DateTime `db:"rejected_at"`
	RejectedBy string         `db:"rejected_by"` // name
	Rejection  string         `db:"rejection"`   // why
}

// Due is what of the job's promises runs out first: the arrival until somebody arrived, then the completion; zero for none.
func (u Unplanned) Due() time.Time {
	if u.ArrivedAt.IsZero() {
		return u.DueAt.Time()
	}
	return u.ResolveBy.Time()
}

// Needs are the skills that the job asks for.
func (u Unplanned) Needs() ([]Need, error) { return Work{Skills: u.Skills}.Needs() }

// unplannedMost bounds how many are read: the first to be due.
const unplannedMost = 2000

// Unplanned returns the jobs without a visit, the first to be due first; those that wait for parts or the customer are left out.
// A visit counts as rejected where its technician himself took it off the plan.
func (s *Service) Unplanned(ctx context.Context) ([]Unplanned, error) {
	var all []Unplanned
	err := s.app.ConcurrentDB().NewQuery(`SELECT j.id, j.rev, j.no, j.customer, c.name AS customer_name, c.lang,
		CASE WHEN j.contact_phone != '' THEN j.contact_phone
			ELSE COALESCE((SELECT e164 FROM phones WHERE customer = j.customer ORDER BY position, rowid LIMIT 1), '') END AS phone,
		s.address, s.district, s.pin, s.lat, s.lng, j.site, t.name AS type_name, j.priority, j.issue, j.status, j.payment, j.waiting, j.duration_min,
		j.promised_from, j.promised_to, j.due_at, j.created, COALESCE(p.planned_on, '') AS planned_on, j.contract, j.skills, j.crew, j.parts_first, j.sla_from, j.arrived_at,
		j.resolve_by, COALESCE(json_extract(NULLIF(j.sla_terms, ''), '$.round_clock'), 0) AS round_clock,
		COALESCE(r.at_server, '') AS rejected_at, COALESCE(r.by_name, '') AS rejected_by, COALESCE(r.reason, '') AS rejection
		FROM jobs j JOIN customers c ON c.id = j.customer JOIN sites s ON s.id = j.site JOIN job_types t ON t.id = j.type
		LEFT JOIN plan_dates p ON j.plan_date != '' AND p.id = j.plan_date
		LEFT JOIN stamps r ON r.rowid = (SELECT st.rowid FROM stamps st JOIN visits v ON v.id = st.visit JOIN technicians w ON w.id = v.technician
			WHERE st.job = j.id AND st.rowid = (SELECT MAX(rowid) FROM stamps WHERE job = j.id)
				AND st.` + "`to`" + ` = 'cancelled' AND st.by = w.user)
		WHERE j.status = 'unscheduled' AND j.waiting = '' ORDER BY j.due_at = '', j.due_at, j.id LIMIT {:most}`).
		Bind(dbx.Params{"most": unplannedMost}).WithContext(ctx).All(&all)
	return all, err
}

// PartsOf are the parts that each of the jobs is expected to take, in one query.
func (s *Service) PartsOf(ctx context.Context, jobs []string) (map[string][]Load, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	return s.partsOf(ctx, jobs)
}

// Left is how much of a promise that has run since from and ends at by is left now, of 1: 0.25 is a quarter, 0 and less is broken.
// It is measured as Colour does; roundClock counts nights and holidays too.
func (c Clocks) Left(priority int, payment Payment, roundClock bool, from, by time.Time) float64 {
	cal := c.of(priority, payment)
	if roundClock || cal.Between(from, by) == 0 {
		cal.Always = true
	}
	now := clock.Now()
	if !now.Before(by) || !by.After(from) {
		return min(0, by.Sub(now).Seconds())
	}
	return 1 - float64(cal.Between(from, now))/float64(cal.Between(from, by))
}
