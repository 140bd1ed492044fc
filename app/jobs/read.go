package jobs

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Card is a visit with what a person needs to see of its job, customer and site.
type Card struct {
	ID         string         `db:"id"`
	Rev        int            `db:"rev"`
	Job        string         `db:"job"`
	JobRev     int            `db:"job_rev"`
	No         string         `db:"no"`
	Technician string         `db:"technician"`
	TechName   string         `db:"technician_name"`
	Helpers    Helpers        `db:"helpers"`    // technicians who go along
	With       string         `db:"with_names"` // their names
	PartDay    bool           `db:"part_day"`   // one day of work that takes several
	Start      types.DateTime `db:"start"`
	End        types.DateTime `db:"end"`
	Status     VisitStatus    `db:"status"`
	Lock       string         `db:"lock"`
	TravelMin  int            `db:"travel_min"`
	Reason     string         `db:"reason"`
	Override   string         `db:"override_reason"`
	Priority   int            `db:"priority"`
	Issue      string         `db:"issue"`
	Type       string         `db:"type_name"`
	Payment    Payment        `db:"payment"`
	From       types.DateTime `db:"promised_from"`
	To         types.DateTime `db:"promised_to"`
	SLAFrom    types.DateTime `db:"sla_from"`
	DueAt      types.DateTime `db:"due_at"`
	Waiting    Waiting        `db:"waiting"`
	Customer   string         `db:"customer"`
	Name       string         `db:"customer_name"`
	Phone      string         `db:"phone"`
	Site       string         `db:"site"`
	Address    string         `db:"address"`
	Unit       string         `db:"unit"`
	Landmark   string         `db:"landmark"`
	Access     string         `db:"access"`
	Pin        string         `db:"pin"`
	District   string         `db:"district"`
	Lat        float64        `db:"lat"`
	Lng        float64        `db:"lng"`
	ToldAt     types.DateTime `db:"told_at"` // when the technician was sent there, while his answer is awaited
}

// Late reports whether the visit should have begun by now and has not.
func (c Card) Late() bool { return Visit{Status: c.Status, Start: c.Start.Time()}.Late() }

// Overrun reports whether the visit should have ended by now and has not.
func (c Card) Overrun() bool { return Visit{Status: c.Status, End: c.End.Time()}.Overrun() }

// Unanswered reports whether the technician was sent there longer than within ago and has said neither yes nor no.
func (c Card) Unanswered(within time.Duration) bool {
	return c.Status == Dispatched && !c.ToldAt.IsZero() && clock.Now().Sub(c.ToldAt.Time()) > within
}

const cardQuery = "SELECT v.id, v.rev, v.job, j.rev AS job_rev, j.no, v.technician, u.name AS technician_name, v.start, v.`end`, v.status, v.lock," + `
	v.helpers, v.part_day, CASE WHEN v.helpers IN ('', '[]') THEN '' ELSE COALESCE((SELECT group_concat(hu.name, ', ') FROM ` + helpersOf + `
		JOIN technicians hw ON hw.id = h.value JOIN users hu ON hu.id = hw.user), '') END AS with_names,
	v.travel_min, v.reason, v.override_reason, j.priority, j.issue, t.name AS type_name, j.payment, j.promised_from, j.promised_to,
	j.sla_from, j.due_at, j.waiting, j.customer, c.name AS customer_name,
	CASE WHEN j.contact_phone != '' THEN j.contact_phone WHEN s.contact_phone != '' THEN s.contact_phone
		ELSE COALESCE((SELECT e164 FROM phones WHERE customer = j.customer ORDER BY position, rowid LIMIT 1), '') END AS phone,
	j.site, s.address, s.unit, s.landmark, s.access, s.pin, s.district, s.lat, s.lng,
	CASE v.status WHEN 'dispatched' THEN COALESCE((SELECT MAX(at_server) FROM stamps WHERE visit = v.id), '') ELSE '' END AS told_at
	FROM visits v JOIN jobs j ON j.id = v.job JOIN job_types t ON t.id = j.type JOIN customers c ON c.id = j.customer
	JOIN sites s ON s.id = j.site JOIN technicians w ON w.id = v.technician JOIN users u ON u.id = w.user`

// Day returns the visits that start on the day, by technician and start; cancelled ones are left out.
func (s *Service) Day(ctx context.Context, day clock.Date) ([]Card, error) {
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + " WHERE v.start >= {:from} AND v.start < {:to} AND v.status != 'cancelled' ORDER BY v.technician, v.start, v.id").
		Bind(span(day, day.AddDays(1))).WithContext(ctx).All(&cards)
	return cards, err
}

// Stop is as much of a visit as planning others around it takes.
type Stop struct {
	ID         string         `db:"id"`
	No         string         `db:"no"`
	Technician string         `db:"technician"`
	Lead       string         `db:"lead"` // whom he helps there; empty where he leads
	Start      types.DateTime `db:"start"`
	End        types.DateTime `db:"end"`
	Address    string         `db:"address"`
	Lat        float64        `db:"lat"`
	Lng        float64        `db:"lng"`
}

// Stops returns what takes the time of one technician, or of all if none is named, by technician and start: visits that lie
// in the stretch or reach into it and were neither cancelled nor ended without success. A visit takes the time of its helpers too.
func (s *Service) Stops(ctx context.Context, from, to time.Time, technician string) ([]Stop, error) {
	longest := catalog.DurationMost * time.Minute // bounds the search in the index of starts
	params := dbx.Params{"earliest": txn.Instant(from.Add(-longest)).String(), "from": txn.Instant(from).String(), "to": txn.Instant(to).String()}
	where := "v.start >= {:earliest} AND v.start < {:to} AND v.`end` > {:from} AND v.status NOT IN ('cancelled', 'cannot_complete')"
	if technician != "" {
		params["technician"] = technician
	}
	var stops []Stop
	err := s.app.ConcurrentDB().NewQuery(stopColumns + taken(where, technician) +
		" JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site ORDER BY v.technician, v.start, v.id").
		Bind(params).WithContext(ctx).All(&stops)
	return stops, err
}

// Mine returns a technician's visits of the day that he has been told of, in order, and older ones still open before them.
func (s *Service) Mine(ctx context.Context, technician string, day clock.Date) ([]Card, error) {
	params := span(day, day.AddDays(1))
	params["technician"] = technician
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + ` WHERE v.technician = {:technician} AND v.start < {:to}
		AND (v.status IN ('dispatched', 'accepted', 'travelling', 'arrived', 'working', 'paused')
			OR v.start >= {:from} AND v.status IN ('done', 'partial', 'cannot_complete')) ORDER BY v.start, v.id LIMIT 60`).
		Bind(params).WithContext(ctx).All(&cards)
	return cards, err
}

// Card returns one visit with its job; NotFound also for another technician's or one he was not told of.
func (s *Service) Card(ctx context.Context, id string) (Card, error) {
	var c Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + " WHERE v.id = {:id}").Bind(dbx.Params{"id": id}).WithContext(ctx).One(&c)
	if err != nil {
		return c, missing(err)
	}
	return c, mine(ctx, Visit{Technician: c.Technician, Status: c.Status})
}

// Visits returns a job's visits, the newest plan first, cancelled ones too.
func (s *Service) Visits(ctx context.Context, job string) ([]Card, error) {
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + " WHERE v.job = {:job} ORDER BY v.start DESC, v.id").
		Bind(dbx.Params{"job": job}).WithContext(ctx).All(&cards)
	return cards, err
}

// LastAt returns the newest limit visits that ended at the site, for whoever goes there next.
func (s *Service) LastAt(ctx context.Context, site string, limit int) ([]Card, error) {
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + ` WHERE j.site = {:site} AND v.status IN ('done', 'partial', 'cannot_complete')
		ORDER BY v.start DESC, v.id LIMIT {:n}`).Bind(dbx.Params{"site": site, "n": limit}).WithContext(ctx).All(&cards)
	return cards, err
}

// Stamps returns the changes of a job's visits, the oldest first.
func (s *Service) Stamps(ctx context.Context, job string) ([]Stamp, error) {
	var rows []struct {
		Visit  string         `db:"visit"`
		From   VisitStatus    `db:"from"`
		To     VisitStatus    `db:"to"`
		Device types.DateTime `db:"at_device"`
		Server types.DateTime `db:"at_server"`
		Skew   int64          `db:"skew_ms"`
		Phone  string         `db:"device"`
		Source string         `db:"source"`
		Name   string         `db:"by_name"`
		Reason string         `db:"reason"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT visit, `from`, `to`, at_device, at_server, skew_ms, device, source, by_name, reason FROM stamps WHERE job = {:job} ORDER BY at_server, rowid").
		Bind(dbx.Params{"job": job}).WithContext(ctx).All(&rows)
	all := make([]Stamp, len(rows))
	for i, r := range rows {
		all[i] = Stamp{
			Visit: r.Visit, Job: job, From: r.From, To: r.To, AtDevice: r.Device.Time(), AtServer: r.Server.Time(), SkewMS: r.Skew, Device: r.Phone,
			Source: r.Source, ByName: r.Name, Reason: r.Reason,
		}
	}
	return all, err
}

func span(from, to clock.Date) dbx.Params {
	return dbx.Params{"from": txn.Instant(from.Start()).String(), "to": txn.Instant(to.Start()).String()}
}

func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "not_found")
	}
	return err
}
