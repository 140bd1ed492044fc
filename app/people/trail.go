package people

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// Track keeps the positions that lie within a day of the technician that was open then, after he consented; the rest are
// dropped, not stored. Times are brought to the server's clock by the caller. A point twice is kept once.
// It returns how many were kept. Errors: Forbidden; Invalid position_bad, if any point lies outside the earth or is vaguer than 100 km.
func (s *Service) Track(ctx context.Context, device string, points []fence.Fix) (int, error) {
	if err := attending(ctx); err != nil {
		return 0, err
	}
	if len(points) == 0 {
		return 0, nil
	}
	first, last := points[0].At, points[0].At
	for _, p := range points {
		if !p.Sound() {
			return 0, fault.New(fault.Invalid, "position_bad")
		}
		if p.At.Before(first) {
			first = p.At
		}
		if p.At.After(last) {
			last = p.At
		}
	}
	who, kept := act.From(ctx).Technician, 0
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		consent, err := s.ConsentOf(ctx, who)
		if err != nil || !consent.Given {
			return err
		}
		days, err := s.days(ctx, who, clock.DateOf(first).AddDays(-1), clock.DateOf(last))
		if err != nil {
			return err
		}
		now := clock.Now()
		for _, p := range points {
			if !p.Usable() || p.At.Before(consent.At) || !within(days, p.At, now) {
				continue
			}
			n, err := keep(ctx, tx, who, device, p)
			if err != nil {
				return err
			}
			kept += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return kept, nil
}

// within reports whether the instant lies in one of the days.
func within(days []Attendance, t, now time.Time) bool {
	for _, d := range days {
		if d.covers(t, now) {
			return true
		}
	}
	return false
}

// OnDuty reports whether the instant lies in a day that the technician had begun and not ended: only then are positions taken.
// It belongs to whoever records what he did, who holds the permission.
func (s *Service) OnDuty(ctx context.Context, technician string, at time.Time) (bool, error) {
	days, err := s.days(ctx, technician, clock.DateOf(at).AddDays(-1), clock.DateOf(at))
	return within(days, at, clock.Now()), err
}

// keep stores one position and says how many that made: 0 where there is one of the same millisecond.
func keep(ctx context.Context, tx core.App, technician, device string, p fence.Fix) (int, error) {
	done, err := tx.DB().NewQuery(`INSERT OR IGNORE INTO positions (technician, at, lat, lng, accuracy_m, device)
		VALUES ({:technician}, {:at}, {:lat}, {:lng}, {:accuracy}, {:device})`).
		Bind(dbx.Params{
			"technician": technician, "at": p.At.UTC().Format(txn.Stamp), "lat": p.Lat, "lng": p.Lng, "accuracy": p.AccuracyM, "device": device,
		}).WithContext(ctx).Execute()
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// Trail is where the technician was between two instants, both included, in order of time. He may see his own; others need
// SeeTechnicians. Errors: Forbidden.
func (s *Service) Trail(ctx context.Context, technician string, from, to time.Time) ([]fence.Fix, error) {
	if err := seesTrail(ctx, technician); err != nil {
		return nil, err
	}
	found, err := s.positions(ctx, `SELECT technician, at, lat, lng, accuracy_m FROM positions
		WHERE technician = {:technician} AND at >= {:from} AND at <= {:to} ORDER BY at`,
		dbx.Params{"technician": technician, "from": from.UTC().Format(txn.Stamp), "to": to.UTC().Format(txn.Stamp)})
	fixes := make([]fence.Fix, len(found))
	for i, p := range found {
		fixes[i] = p.Fix
	}
	return fixes, err
}

// LastKnown is each technician's newest position within the last since, by technician. Errors: Forbidden without SeeTechnicians.
func (s *Service) LastKnown(ctx context.Context, since time.Duration) (map[string]fence.Fix, error) {
	if err := act.Require(ctx, SeeTechnicians); err != nil {
		return nil, err
	}
	found, err := s.positions(ctx, `SELECT p.technician, p.at, p.lat, p.lng, p.accuracy_m FROM technicians t
		JOIN positions p ON p.technician = t.id AND p.at = (SELECT MAX(at) FROM positions WHERE technician = t.id AND at >= {:since})`,
		dbx.Params{"since": clock.Now().Add(-since).Format(txn.Stamp)})
	last := make(map[string]fence.Fix, len(found))
	for _, p := range found {
		last[p.technician] = p.Fix
	}
	return last, err
}

// ForgetTrails deletes positions older than the company keeps them (settings Policies.TrailKept).
func (s *Service) ForgetTrails(ctx context.Context) (int, error) {
	c, err := s.settings.Company(ctx)
	if err != nil {
		return 0, err
	}
	before := clock.Now().AddDate(0, 0, -c.Policies.TrailKept())
	var n int64
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		// Attendance keeps the kind of place and the distance, not where it was.
		if _, err := tx.DB().NewQuery("UPDATE attendance SET start_lat = 0, start_lng = 0, end_lat = 0, end_lng = 0 WHERE (start_lat != 0 OR end_lat != 0) AND date < {:day}").
			Bind(dbx.Params{"day": string(clock.DateOf(before))}).WithContext(ctx).Execute(); err != nil {
			return err
		}
		done, err := tx.DB().NewQuery("DELETE FROM positions WHERE at < {:before}").
			Bind(dbx.Params{"before": before.Format(txn.Stamp)}).WithContext(ctx).Execute()
		if err != nil {
			return err
		}
		n, err = done.RowsAffected()
		return err
	})
	return int(n), err
}

type placed struct {
	technician string
	fence.Fix
}

func (s *Service) positions(ctx context.Context, sql string, params dbx.Params) ([]placed, error) {
	var rows []struct {
		Technician string  `db:"technician"`
		At         string  `db:"at"`
		Lat        float64 `db:"lat"`
		Lng        float64 `db:"lng"`
		AccuracyM  int     `db:"accuracy_m"`
	}
	if err := s.query(ctx, sql, params).All(&rows); err != nil {
		return nil, err
	}
	all := make([]placed, len(rows))
	for i, r := range rows {
		at, err := time.Parse(txn.Stamp, r.At)
		if err != nil {
			return nil, err
		}
		all[i] = placed{r.Technician, fence.Fix{Point: geo.Point{Lat: r.Lat, Lng: r.Lng}, AccuracyM: r.AccuracyM, At: at}}
	}
	return all, nil
}

// seesTrail holds a technician to his own whereabouts, and others to SeeTechnicians.
func seesTrail(ctx context.Context, technician string) error {
	if by := act.From(ctx); by.Technician != "" && by.Technician == technician {
		return nil
	}
	return act.Require(ctx, SeeTechnicians)
}
