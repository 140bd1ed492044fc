package jobs

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/catalog"
	"doorstep/app/txn"
)

// Taken is what a visit takes of somebody's time: as little as sums over many days want of it.
type Taken struct {
	Visit, Technician string
	Urgent            bool // of a P1 job
	Start, End        time.Time
	Lat, Lng          float64
}

// Times returns what takes the time of all technicians, as Stops does, in no order. It is made for weeks of full days: a visit costs a
// microsecond or two, where a row of Stops costs ten.
func (s *Service) Times(ctx context.Context, from, to time.Time) ([]Taken, error) {
	longest := catalog.DurationMost * time.Minute
	rows, err := s.app.ConcurrentDB().NewQuery("SELECT v.id || v.technician || v.start || v.`end` || (j.priority = 1) || CASE v.helpers WHEN '[]' THEN '' ELSE v.helpers END," + `
		s.lat, s.lng FROM visits v JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site
		WHERE v.start >= {:earliest} AND v.start < {:to} AND v.` + "`end`" + ` > {:from} AND v.status NOT IN ('cancelled', 'cannot_complete')`).
		Bind(dbx.Params{"earliest": txn.Instant(from.Add(-longest)).String(), "from": txn.Instant(from).String(), "to": txn.Instant(to).String()}).
		WithContext(ctx).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Taken
	var raw sql.RawBytes
	for rows.Next() {
		var t Taken
		if err := rows.Scan(&raw, &t.Lat, &t.Lng); err != nil {
			return nil, err
		}
		helpers, err := t.read(string(raw))
		if err != nil {
			return nil, err
		}
		all = append(all, t)
		for _, h := range helpers {
			t.Technician = h
			all = append(all, t)
		}
	}
	return all, rows.Err()
}

const (
	idLong    = 15
	stampLong = len("2026-11-16 04:30:00.000Z")
)

// read takes apart what Times joins: two ids, two instants, whether it is urgent, each of a fixed length; then who helps.
func (t *Taken) read(s string) (Helpers, error) {
	if len(s) < 2*idLong+2*stampLong+1 {
		return nil, errors.New("jobs: a visit without times")
	}
	t.Visit, s = s[:idLong], s[idLong:]
	t.Technician, s = s[:idLong], s[idLong:]
	t.Start, s = instant(s[:stampLong]), s[stampLong:]
	t.End, s = instant(s[:stampLong]), s[stampLong:]
	t.Urgent = s[0] == '1'
	var helpers Helpers
	return helpers, helpers.Scan(s[1:])
}

// instant reads a stored instant.
func instant(s string) time.Time {
	n := func(from, to int) int {
		v := 0
		for _, c := range s[from:to] {
			v = 10*v + int(c-'0')
		}
		return v
	}
	return time.Date(n(0, 4), time.Month(n(5, 7)), n(8, 10), n(11, 13), n(14, 16), n(17, 19), n(20, 23)*1e6, time.UTC)
}
