package people

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
)

// OnDuty is an active technician on one day, and when he works on it.
type OnDuty struct {
	Technician
	Spans       []workcal.Span // none on leave, on holidays and on days off
	OnLeave     bool
	LeaveReason string
	Holiday     string // its name where the day is one
}

// Roster lists the active technicians by name with their hours of the day: the shift's, or the company's for those without one.
// NotFound "not_set_up" before set-up.
func (s *Service) Roster(ctx context.Context, day clock.Date) ([]OnDuty, error) {
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	leaves, err := s.away(ctx, day)
	if err != nil {
		return nil, err
	}
	rows, err := s.technicianRows(ctx, "WHERE t.active ORDER BY u.name COLLATE NOCASE, t.id", nil)
	if err != nil {
		return nil, err
	}
	shifts := map[string]workcal.Week{"": cal.Week}
	roster := make([]OnDuty, len(rows))
	for i, row := range rows {
		t, err := row.technician()
		if err != nil {
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
		d := OnDuty{Technician: t, Holiday: cal.Holidays[day]}
		d.LeaveReason, d.OnLeave = leaves[t.ID]
		if !d.OnLeave {
			d.Spans = workcal.Calendar{Week: week, Holidays: cal.Holidays}.Spans(day)
		}
		roster[i] = d
	}
	return roster, nil
}

// away returns who is on leave on the day, and why.
func (s *Service) away(ctx context.Context, day clock.Date) (map[string]string, error) {
	var rows []struct {
		Technician string `db:"technician"`
		Reason     string `db:"reason"`
	}
	err := s.query(ctx, "SELECT technician, reason FROM leaves WHERE `from` <= {:day} AND `to` >= {:day}", dbx.Params{"day": string(day)}).All(&rows)
	reasons := make(map[string]string, len(rows))
	for _, r := range rows {
		reasons[r.Technician] = r.Reason
	}
	return reasons, err
}
