package people

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
)

// Rosters is Roster for each of the days, both included, in order, in as many queries as for one.
// NotFound "not_set_up" before set-up.
func (s *Service) Rosters(ctx context.Context, from, to clock.Date) ([][]OnDuty, error) {
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	leaves, err := s.awayBetween(ctx, from, to)
	if err != nil {
		return nil, err
	}
	rows, err := s.technicianRows(ctx, "WHERE t.active ORDER BY u.name COLLATE NOCASE, t.id", nil)
	if err != nil {
		return nil, err
	}
	all, weeks := make([]Technician, len(rows)), make([]workcal.Week, len(rows))
	shifts := map[string]workcal.Week{"": cal.Week}
	for i, row := range rows {
		if all[i], err = row.technician(); err != nil {
			return nil, err
		}
		week, seen := shifts[row.Shift]
		if !seen {
			week = cal.Week // a shift that is gone
			if err := decode(types.JSONRaw(row.ShiftWeek), &week); err != nil {
				return nil, err
			}
			shifts[row.Shift] = week
		}
		weeks[i] = week
	}
	var days [][]OnDuty
	for day := from; day <= to; day = day.AddDays(1) {
		roster := make([]OnDuty, len(all))
		for i, t := range all {
			d := OnDuty{Technician: t, Holiday: cal.Holidays[day]}
			for _, l := range leaves[t.ID] {
				if l.From <= day && day <= l.To {
					d.OnLeave, d.LeaveReason = true, l.Reason
				}
			}
			if !d.OnLeave {
				d.Spans = workcal.Calendar{Week: weeks[i], Holidays: cal.Holidays}.Spans(day)
			}
			roster[i] = d
		}
		days = append(days, roster)
	}
	return days, nil
}

// awayBetween returns each technician's leaves that touch the days.
func (s *Service) awayBetween(ctx context.Context, from, to clock.Date) (map[string][]Leave, error) {
	var rows []struct {
		Technician string     `db:"technician"`
		From       clock.Date `db:"from"`
		To         clock.Date `db:"to"`
		Reason     string     `db:"reason"`
	}
	err := s.query(ctx, "SELECT technician, `from`, `to`, reason FROM leaves WHERE `from` <= {:to} AND `to` >= {:from}",
		dbx.Params{"from": string(from), "to": string(to)}).All(&rows)
	all := make(map[string][]Leave, len(rows))
	for _, r := range rows {
		all[r.Technician] = append(all[r.Technician], Leave{Technician: r.Technician, From: r.From, To: r.To, Reason: r.Reason})
	}
	return all, err
}

// Came returns the attendance of the day by technician; those who have not begun are left out.
// It asks for no permission: what it is used for does.
func (s *Service) Came(ctx context.Context, day clock.Date) (map[string]Attendance, error) {
	days, err := s.days(ctx, "", day, day)
	came := make(map[string]Attendance, len(days))
	for _, a := range days {
		came[a.Technician] = a
	}
	return came, err
}
