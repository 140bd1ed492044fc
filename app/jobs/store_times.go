package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// lateFor is how long after a step was made it may reach us and still count in the time of its month.
const lateFor = 30 * 24 * time.Hour

// SpellsBetween is what the time of visits went into, of the spells that began between the instants, the second excluded. By is the
// technician: who made the step that began the spell, or whose visit it is where the office entered it. A helper's time at a visit
// counts as work. Errors: Forbidden without See.
func (s *Service) SpellsBetween(ctx context.Context, from, to time.Time) ([]Spell, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	var rows []struct {
		Visit  string         `db:"visit"`
		To     VisitStatus    `db:"to"`
		Device types.DateTime `db:"at_device"`
		Server types.DateTime `db:"at_server"`
		Skew   int64          `db:"skew_ms"`
		Who    string         `db:"who"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT s.visit, s.`to`, s.at_device, s.at_server, s.skew_ms, COALESCE(t.id, v.technician) AS who" + `
		FROM stamps s JOIN visits v ON v.id = s.visit LEFT JOIN technicians t ON t.user = s.by
		WHERE s.visit IN (SELECT visit FROM stamps WHERE at_server >= {:from} AND at_server < {:until}) ORDER BY s.visit, s.at_server, s.rowid`).
		Bind(dbx.Params{"from": txn.Instant(from).String(), "until": txn.Instant(to.Add(lateFor)).String()}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	var all []Spell
	var of []Stamp
	now := clock.Now()
	for i, r := range rows {
		of = append(of, Stamp{Visit: r.Visit, To: r.To, AtDevice: r.Device.Time(), AtServer: r.Server.Time(), SkewMS: r.Skew, By: r.Who})
		if i+1 < len(rows) && rows[i+1].Visit == r.Visit {
			continue
		}
		for _, spell := range Spells(of, now) {
			if !spell.From.Before(from) && spell.From.Before(to) {
				all = append(all, spell)
			}
		}
		of = of[:0]
	}
	helped, err := s.helpedBetween(ctx, from, to)
	return append(all, helped...), err
}

// helpedBetween are the stretches of helpers that began between the instants, as spells of work.
func (s *Service) helpedBetween(ctx context.Context, from, to time.Time) ([]Spell, error) {
	rows, err := s.helperMarks(ctx, "m.visit IN (SELECT visit FROM helper_marks WHERE at_server >= {:from} AND at_server < {:until})",
		dbx.Params{"from": txn.Instant(from).String(), "until": txn.Instant(to.Add(lateFor)).String()})
	var all []Spell
	for _, h := range stretches(rows, clock.Now()) {
		if !h.From.Before(from) && h.From.Before(to) {
			all = append(all, Spell{Visit: h.Visit, By: h.Technician, State: Working, From: h.From, To: h.To, Open: h.Open})
		}
	}
	return all, err
}

// Arrivals are the places at which the technician checked in between two instants, both included, in order of time: where the
// site is or, where nobody knows that, where he was. Others than himself need See. Errors: Forbidden.
func (s *Service) Arrivals(ctx context.Context, technician string, from, to time.Time) ([]fence.Fix, error) {
	if by := act.From(ctx); by.Technician == "" || by.Technician != technician {
		if err := act.Require(ctx, See); err != nil {
			return nil, err
		}
	}
	var rows []struct {
		At      types.DateTime `db:"at_device"`
		Lat     float64        `db:"lat"`
		Lng     float64        `db:"lng"`
		SiteLat float64        `db:"site_lat"`
		SiteLng float64        `db:"site_lng"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT c.at_device, c.lat, c.lng, s.lat AS site_lat, s.lng AS site_lng
		FROM checkins c JOIN jobs j ON j.id = c.job JOIN sites s ON s.id = j.site
		WHERE c.technician = {:technician} AND c.at_device >= {:from} AND c.at_device <= {:to} AND c.what = 'in' ORDER BY c.at_device, c.rowid`).
		Bind(dbx.Params{"technician": technician, "from": txn.Instant(from).String(), "to": txn.Instant(to).String()}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	var all []fence.Fix
	for _, r := range rows {
		p := geo.Point{Lat: r.SiteLat, Lng: r.SiteLng}
		if p.Zero() {
			p = geo.Point{Lat: r.Lat, Lng: r.Lng}
		}
		if !p.Zero() {
			all = append(all, fence.Fix{Point: p, At: r.At.Time()})
		}
	}
	return all, nil
}
