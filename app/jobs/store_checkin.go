package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

func (c CheckIn) write(ctx context.Context, r *core.Record, m Mark) {
	writeSeen(ctx, r, m)
	r.Load(map[string]any{
		"job": c.Job, "visit": c.Visit, "technician": c.Technician, "what": c.What, "outcome": string(c.Outcome), "first": string(c.First),
		"offline": c.Offline, "distance_m": c.DistanceM, "radius_m": c.RadiusM, "score": c.Score, "signals": c.Signals, "device": m.Device,
	})
	if m.Fix == nil {
		r.Set("accuracy_m", -1)
	}
}

const checkInQuery = `SELECT c.id, c.job, c.visit, c.technician, u.name AS tech_name, j.no, k.name AS customer, c.what, c.outcome, c.first, c.offline,
	c.distance_m, c.radius_m, c.accuracy_m, c.lat, c.lng, c.score, c.signals, c.at_device, c.at_server, c.source, c.by_name,
	c.verdict, c.verdict_note, c.verdict_by
	FROM checkins c JOIN jobs j ON j.id = c.job JOIN customers k ON k.id = j.customer
	JOIN technicians w ON w.id = c.technician JOIN users u ON u.id = w.user WHERE `

// checkInsWhere are the check-ins c that match; where also says in which order, and how many at most.
func (s *Service) checkInsWhere(ctx context.Context, where string, params dbx.Params) ([]CheckIn, error) {
	var rows []struct {
		ID          string         `db:"id"`
		Job         string         `db:"job"`
		Visit       string         `db:"visit"`
		Technician  string         `db:"technician"`
		TechName    string         `db:"tech_name"`
		No          string         `db:"no"`
		Customer    string         `db:"customer"`
		What        string         `db:"what"`
		Outcome     fence.Outcome  `db:"outcome"`
		First       fence.Outcome  `db:"first"`
		Offline     bool           `db:"offline"`
		DistanceM   int            `db:"distance_m"`
		RadiusM     int            `db:"radius_m"`
		AccuracyM   int            `db:"accuracy_m"`
		Lat         float64        `db:"lat"`
		Lng         float64        `db:"lng"`
		Score       int            `db:"score"`
		Signals     types.JSONRaw  `db:"signals"`
		AtDevice    types.DateTime `db:"at_device"`
		AtServer    types.DateTime `db:"at_server"`
		Source      string         `db:"source"`
		ByName      string         `db:"by_name"`
		Verdict     string         `db:"verdict"`
		VerdictNote string         `db:"verdict_note"`
		VerdictBy   string         `db:"verdict_by"`
	}
	if err := s.app.ConcurrentDB().NewQuery(checkInQuery + where).Bind(params).WithContext(ctx).All(&rows); err != nil {
		return nil, err
	}
	all := make([]CheckIn, len(rows))
	for i, r := range rows {
		all[i] = CheckIn{
			ID: r.ID, Job: r.Job, Visit: r.Visit, Technician: r.Technician, TechName: r.TechName, No: r.No, Customer: r.Customer,
			What: r.What, Outcome: r.Outcome, First: r.First, Offline: r.Offline, DistanceM: r.DistanceM, RadiusM: r.RadiusM,
			AccuracyM: r.AccuracyM, Lat: r.Lat, Lng: r.Lng, Score: r.Score, AtDevice: r.AtDevice.Time(), AtServer: r.AtServer.Time(),
			Source: r.Source, ByName: r.ByName, Verdict: r.Verdict, VerdictNote: r.VerdictNote, VerdictBy: r.VerdictBy,
		}
		if len(r.Signals) > 0 {
			if err := json.Unmarshal(r.Signals, &all[i].Signals); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func (s *Service) checkInsBetween(ctx context.Context, from, to clock.Date, review bool) ([]CheckIn, error) {
	where := "c.at_server >= {:from} AND c.at_server < {:to}"
	if review {
		where += " AND c.outcome = 'suspicious' AND c.verdict = ''"
	}
	return s.checkInsWhere(ctx, where+" ORDER BY c.at_server DESC, c.rowid DESC LIMIT 500", span(from, to.AddDays(1)))
}

// neighbours lie so near in metres that one position at both proves nothing.
const neighbours = 200

// checkedInElsewhere is each distinct position at which the technician checked in at each other site since, the newest first.
// Sites next door, and those of which nobody knows where they are, are left out.
func (s *Service) checkedInElsewhere(ctx context.Context, technician, site string, here geo.Point, since time.Time) ([]fence.Fix, error) {
	var rows []struct {
		Lat      float64 `db:"lat"`
		Lng      float64 `db:"lng"`
		Accuracy int     `db:"accuracy_m"`
		SiteLat  float64 `db:"site_lat"`
		SiteLng  float64 `db:"site_lng"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT c.lat, c.lng, c.accuracy_m, s.lat AS site_lat, s.lng AS site_lng
		FROM checkins c JOIN jobs j ON j.id = c.job JOIN sites s ON s.id = j.site
		WHERE c.technician = {:technician} AND c.at_device >= {:since} AND c.lat != 0 AND j.site != {:site} AND s.lat != 0
		GROUP BY j.site, ROUND(c.lat, 6), ROUND(c.lng, 6) ORDER BY MAX(c.at_device) DESC LIMIT 300`).
		Bind(dbx.Params{"technician": technician, "since": txn.Instant(since).String(), "site": site}).WithContext(ctx).All(&rows)
	if err != nil || here.Zero() {
		return nil, err
	}
	var all []fence.Fix
	for _, r := range rows {
		if geo.Metres(here, geo.Point{Lat: r.SiteLat, Lng: r.SiteLng}) > neighbours {
			all = append(all, fence.Fix{Point: geo.Point{Lat: r.Lat, Lng: r.Lng}, AccuracyM: r.Accuracy})
		}
	}
	return all, nil
}

// travelledAt is when the visit was last set out for, by the server's clock; the zero time if never.
func (s *Service) travelledAt(ctx context.Context, visit string) (time.Time, error) {
	var rows []struct {
		At   types.DateTime `db:"at_device"`
		Skew int64          `db:"skew_ms"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT at_device, skew_ms FROM stamps WHERE visit = {:visit} AND `to` = 'travelling' ORDER BY at_server DESC, rowid DESC LIMIT 1").
		Bind(dbx.Params{"visit": visit}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].At.Time().Add(time.Duration(rows[0].Skew) * time.Millisecond), nil
}

// usersOf is how many people used the device since.
func (s *Service) usersOf(ctx context.Context, device string, since time.Time) (int, error) {
	if device == "" {
		return 0, nil
	}
	var n int
	err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(DISTINCT user) FROM devices WHERE `key` = {:device} AND seen_at >= {:since}").
		Bind(dbx.Params{"device": device, "since": txn.Instant(since).String()}).WithContext(ctx).Row(&n)
	return n, err
}
