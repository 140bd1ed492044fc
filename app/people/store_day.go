package people

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/txn"
)

func readDay(r *core.Record) Attendance {
	a := Attendance{
		ID: r.Id, Technician: r.GetString("technician"), Date: clock.Date(r.GetString("date")), Source: r.GetString("source"),
		Start: txn.At(r, "start_at"), StartDevice: txn.At(r, "start_device"),
		StartPlace: Place(r.GetString("start_place")), StartDistanceM: r.GetInt("start_distance_m"),
		End: txn.At(r, "end_at"), EndDevice: txn.At(r, "end_device"),
		EndPlace: Place(r.GetString("end_place")), EndDistanceM: r.GetInt("end_distance_m"),
		DistanceM: r.GetInt("distance_m"), DistanceBy: Way(r.GetString("distance_by")),
	}
	_ = r.UnmarshalJSONField("breaks", &a.Breaks) // only ever written by write
	return a
}

func (a Attendance) write(r *core.Record) {
	r.Set("technician", a.Technician)
	r.Set("date", string(a.Date))
	r.Set("source", a.Source)
	r.Set("start_at", txn.Instant(a.Start))
	r.Set("start_device", txn.Instant(a.StartDevice))
	r.Set("start_place", string(a.StartPlace))
	r.Set("start_distance_m", a.StartDistanceM)
	r.Set("end_at", txn.Instant(a.End))
	r.Set("end_device", txn.Instant(a.EndDevice))
	r.Set("end_place", string(a.EndPlace))
	r.Set("end_distance_m", a.EndDistanceM)
	r.Set("breaks", a.Breaks)
	r.Set("distance_m", a.DistanceM)
	r.Set("distance_by", string(a.DistanceBy))
}

func (a Attendance) save(ctx context.Context, tx core.App, r *core.Record) (Attendance, error) {
	a.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Attendance{}, err
	}
	return readDay(r), nil
}

// writeFix keeps the position of the start or end; nil leaves none.
func writeFix(r *core.Record, which string, f *fence.Fix) {
	if f == nil {
		f = &fence.Fix{AccuracyM: -1}
	}
	r.Set(which+"_lat", f.Lat)
	r.Set(which+"_lng", f.Lng)
	r.Set(which+"_accuracy_m", f.AccuracyM)
}

// findDay is the technician's attendance of the date with its record; nil if there is none.
func findDay(ctx context.Context, tx core.App, technician string, on clock.Date) (*core.Record, Attendance, error) {
	return dayWhere(ctx, tx, dbx.HashExp{"technician": technician, "date": string(on)})
}

// lastDay is the technician's newest attendance that began by the instant, on its day or the one before; nil if there is none.
func lastDay(ctx context.Context, tx core.App, technician string, by time.Time) (*core.Record, Attendance, error) {
	return dayWhere(ctx, tx, dbx.And(
		dbx.HashExp{"technician": technician},
		dbx.NewExp("date >= {:from} AND start_at <= {:by}", dbx.Params{
			"from": string(clock.DateOf(by).AddDays(-1)), "by": txn.Instant(by).String(),
		}),
	))
}

func dayWhere(ctx context.Context, tx core.App, where dbx.Expression) (*core.Record, Attendance, error) {
	r := &core.Record{}
	err := tx.RecordQuery("attendance").AndWhere(where).OrderBy("date DESC").Limit(1).WithContext(ctx).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, Attendance{}, nil
	}
	if err != nil {
		return nil, Attendance{}, err
	}
	return r, readDay(r), nil
}

type dayRow struct {
	ID             string         `db:"id"`
	Technician     string         `db:"technician"`
	Name           string         `db:"name"`
	Date           string         `db:"date"`
	Start          types.DateTime `db:"start_at"`
	StartDevice    types.DateTime `db:"start_device"`
	StartPlace     string         `db:"start_place"`
	StartDistanceM int            `db:"start_distance_m"`
	End            types.DateTime `db:"end_at"`
	EndDevice      types.DateTime `db:"end_device"`
	EndPlace       string         `db:"end_place"`
	EndDistanceM   int            `db:"end_distance_m"`
	Breaks         types.JSONRaw  `db:"breaks"`
	DistanceM      int            `db:"distance_m"`
	DistanceBy     string         `db:"distance_by"`
	Source         string         `db:"source"`
}

// days are the attendances of one technician, or of all if none is named, between the days, by date and name.
func (s *Service) days(ctx context.Context, technician string, from, to clock.Date) ([]Attendance, error) {
	var rows []dayRow
	err := s.query(ctx, `SELECT a.id, a.technician, u.name, a.date, a.start_at, a.start_device, a.start_place, a.start_distance_m,
		a.end_at, a.end_device, a.end_place, a.end_distance_m, a.breaks, a.distance_m, a.distance_by, a.source
		FROM attendance a JOIN technicians t ON t.id = a.technician JOIN users u ON u.id = t.user
		WHERE a.date >= {:from} AND a.date <= {:to} AND ({:technician} = '' OR a.technician = {:technician})
		ORDER BY a.date, u.name COLLATE NOCASE, a.id`,
		dbx.Params{"from": string(from), "to": string(to), "technician": technician}).All(&rows)
	if err != nil {
		return nil, err
	}
	all := make([]Attendance, len(rows))
	for i, r := range rows {
		all[i] = Attendance{
			ID: r.ID, Technician: r.Technician, Name: r.Name, Date: clock.Date(r.Date), Source: r.Source,
			Start: r.Start.Time(), StartDevice: r.StartDevice.Time(), StartPlace: Place(r.StartPlace), StartDistanceM: r.StartDistanceM,
			End: r.End.Time(), EndDevice: r.EndDevice.Time(), EndPlace: Place(r.EndPlace), EndDistanceM: r.EndDistanceM,
			DistanceM: r.DistanceM, DistanceBy: Way(r.DistanceBy),
		}
		if err := decode(r.Breaks, &all[i].Breaks); err != nil {
			return nil, err
		}
	}
	return all, nil
}
