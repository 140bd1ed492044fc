package people

import (
	"context"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// ShiftInput is a shift as typed, its days by time.Weekday: "09:00-13:00, 14:00-18:00"; empty means off.
type ShiftInput struct {
	ID   string
	Rev  int
	Name string
	Days [7]string
}

// CreateShift adds a shift. Faults required, too_long, taken beside name; hours_form beside sun … sat; hours_none beside hours.
func (s *Service) CreateShift(ctx context.Context, in ShiftInput) (Shift, error) {
	in.ID, in.Rev = "", 0
	return s.saveShift(ctx, "people.create_shift", in)
}

// UpdateShift changes a shift for all who work it. Faults as of CreateShift; Stale; NotFound.
func (s *Service) UpdateShift(ctx context.Context, in ShiftInput) (Shift, error) {
	if in.ID == "" {
		return Shift{}, notFound()
	}
	return s.saveShift(ctx, "people.update_shift", in)
}

func (s *Service) saveShift(ctx context.Context, verb string, in ShiftInput) (Shift, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return Shift{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var check fault.Check
	shift := Shift{Name: readName(&check, in.Name)}
	var err error
	shift.Week, err = settings.ParseWeek(in.Days)
	check.Add(err)
	if err := check.Err(); err != nil {
		return Shift{}, err
	}
	shift.ID, shift.Rev, err = put(ctx, s.app, "shifts", in.ID, in.Rev, shift.write)
	return shift, err
}
