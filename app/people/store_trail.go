package people

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

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

// forget deletes positions before the moment, also those of attendance before its day.
func forget(ctx context.Context, tx core.App, before time.Time) error {
	if _, err := tx.DB().NewQuery("UPDATE attendance SET start_lat = 0, start_lng = 0, end_lat = 0, end_lng = 0 WHERE (start_lat != 0 OR end_lat != 0) AND date < {:day}").
		Bind(dbx.Params{"day": string(clock.DateOf(before))}).WithContext(ctx).Execute(); err != nil {
		return err
	}
	_, err := tx.DB().NewQuery("DELETE FROM positions WHERE at < {:before}").
		Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
	return err
}

type placed struct {
	technician string
	fence.Fix
}

func (s *Service) positionsOf(ctx context.Context, technician string, from, to time.Time) ([]placed, error) {
	return s.positions(ctx, `SELECT technician, at, lat, lng, accuracy_m FROM positions
		WHERE technician = {:technician} AND at >= {:from} AND at <= {:to} ORDER BY at`,
		dbx.Params{"technician": technician, "from": from.UTC().Format(txn.Stamp), "to": to.UTC().Format(txn.Stamp)})
}

// newestPositions are each technician's last since the moment.
func (s *Service) newestPositions(ctx context.Context, since time.Time) ([]placed, error) {
	return s.positions(ctx, `SELECT p.technician, p.at, p.lat, p.lng, p.accuracy_m FROM technicians t
		JOIN positions p ON p.technician = t.id AND p.at = (SELECT MAX(at) FROM positions WHERE technician = t.id AND at >= {:since})`,
		dbx.Params{"since": since.Format(txn.Stamp)})
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
