package dispatch

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// mapVisit is a stop with who makes it.
type mapVisit struct {
	MapStop
	technician, name string
	helpers          []string
}

// mapRow is what both a visit and a waiting job have on a map.
type mapRow struct {
	Job         string         `db:"job"`
	No          string         `db:"no"`
	Priority    int            `db:"priority"`
	Name        string         `db:"name"`
	Type        string         `db:"type_name"`
	Address     string         `db:"address"`
	Pin         string         `db:"pin"`
	Lat         float64        `db:"lat"`
	Lng         float64        `db:"lng"`
	From        types.DateTime `db:"promised_from"`
	To          types.DateTime `db:"promised_to"`
	DueAt       types.DateTime `db:"due_at"`
	DurationMin int            `db:"duration_min"`
	Waiting     jobs.Waiting   `db:"waiting"`
}

const (
	mapColumns = `j.id AS job, j.no, j.priority, c.name, t.name AS type_name, s.address, s.pin, s.lat, s.lng, j.promised_from, j.promised_to,
	j.due_at, j.duration_min, j.waiting`
	mapTables = " JOIN job_types t ON t.id = j.type JOIN customers c ON c.id = j.customer JOIN sites s ON s.id = j.site"
)

func (r mapRow) pin() MapPin {
	p := MapPin{
		Job: r.Job, No: r.No, Priority: r.Priority, Name: r.Name, Type: r.Type, Address: r.Address, Pin: r.Pin, At: geo.Point{Lat: r.Lat, Lng: r.Lng},
		From: r.From.Time(), To: r.To.Time(), DueAt: r.DueAt.Time(), DurationMin: r.DurationMin, WaitsFor: r.Waiting,
	}
	if p.At.Zero() {
		if code, ok := geo.FindPin(r.Pin); ok && code.Located {
			p.At, p.Rough = code.Point, true
		}
	}
	return p
}

// mapVisits are the visits that lie in the day or reach into it, by start; cancelled ones are left out.
func (s *Service) mapVisits(ctx context.Context, day clock.Date) ([]mapVisit, error) {
	longest := catalog.DurationMost * time.Minute // bounds the search in the index of starts
	var rows []struct {
		mapRow
		ID         string                  `db:"id"`
		Rev        int                     `db:"rev"`
		Technician string                  `db:"technician"`
		TechName   string                  `db:"technician_name"`
		Helpers    types.JSONArray[string] `db:"helpers"`
		Start      types.DateTime          `db:"start"`
		End        types.DateTime          `db:"end"`
		Status     jobs.VisitStatus        `db:"status"`
		Lock       string                  `db:"lock"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT v.id, v.rev, v.technician, u.name AS technician_name, v.helpers, v.start, v.`end`, v.status, v.lock, " + mapColumns +
		" FROM visits v JOIN jobs j ON j.id = v.job" + mapTables + " JOIN technicians w ON w.id = v.technician JOIN users u ON u.id = w.user" +
		" WHERE v.start >= {:earliest} AND v.start < {:to} AND v.`end` > {:from} AND v.status != 'cancelled' ORDER BY v.start, v.id").
		Bind(dbx.Params{
			"earliest": txn.Instant(day.Start().Add(-longest)).String(), "from": txn.Instant(day.Start()).String(), "to": txn.Instant(day.AddDays(1).Start()).String(),
		}).WithContext(ctx).All(&rows)
	visits := make([]mapVisit, len(rows))
	for i, r := range rows {
		v := jobs.Visit{Status: r.Status, Start: r.Start.Time(), End: r.End.Time()}
		visits[i] = mapVisit{
			MapStop: MapStop{
				MapPin: r.pin(), Visit: r.ID, Rev: r.Rev, Start: v.Start, End: v.End, Status: r.Status, Lock: r.Lock, Late: v.Late() || v.Overrun(),
			},
			technician: r.Technician, name: r.TechName, helpers: slices.DeleteFunc([]string(r.Helpers), func(h string) bool { return h == r.Technician }),
		}
	}
	return visits, err
}

// mapWaiting are the jobs that nobody is planned for, the most urgent first, at most MapMost, and how many there are.
func (s *Service) mapWaiting(ctx context.Context) ([]MapPin, int, error) {
	var total int
	err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM jobs WHERE status = 'unscheduled'").WithContext(ctx).Row(&total)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	var rows []mapRow
	err = s.app.ConcurrentDB().NewQuery("SELECT " + mapColumns + " FROM jobs j" + mapTables +
		" WHERE j.id IN (SELECT id FROM jobs WHERE status = 'unscheduled' ORDER BY priority, due_at, id LIMIT {:most}) ORDER BY j.priority, j.due_at, j.id").
		Bind(dbx.Params{"most": MapMost}).WithContext(ctx).All(&rows)
	pins, now := make([]MapPin, len(rows)), clock.Now()
	for i, r := range rows {
		pins[i] = r.pin()
		pins[i].Overdue = r.Waiting == "" && !r.DueAt.IsZero() && r.DueAt.Time().Before(now)
	}
	return pins, total, err
}
