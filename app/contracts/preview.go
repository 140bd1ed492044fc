package contracts

import (
	"context"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/recur"
)

// PreviewDate is a date that a plan would have. Holiday names the day off, a holiday or a day of the week, because of which PlannedOn
// is another day than DueOn, or on which it falls where the plan keeps the day. Leave says that the preferred technician is on leave.
// Past is a date that will be skipped because its day is over. Expected is a date of a plan that follows the last visit: it holds if
// each visit before it is done on its day.
type PreviewDate struct {
	DueOn, PlannedOn      clock.Date
	Holiday               string
	Leave, Past, Expected bool
}

// Preview is every date that the plan as typed would have, before anything is stored. Errors: as SavePlan.
func (s *Service) Preview(ctx context.Context, in PlanInput) ([]PreviewDate, error) {
	if err := act.Require(ctx, Write); err != nil {
		return nil, err
	}
	_, p, c, err := s.typed(ctx, in)
	if err != nil {
		return nil, err
	}
	with, err := s.calendar(ctx, c, p)
	if err != nil {
		return nil, err
	}
	days, err := p.wanted(c)
	if err != nil {
		return nil, err
	}
	if p.Anchor != ByLastVisit {
		all := make([]PreviewDate, len(days))
		for i, on := range days {
			all[i] = p.preview(c, with, on)
		}
		return all, nil
	}
	most := recur.Most
	if p.Rule.Count > 0 {
		most = p.Rule.Count
	}
	var all []PreviewDate
	for on := days[0]; on != "" && on <= c.Ends && len(all) < most; {
		one := p.preview(c, with, on)
		one.Expected = len(all) > 0
		all = append(all, one)
		next := p.Rule.Next(one.PlannedOn)
		if next <= on { // the same day again, or none any more
			next = p.Rule.Next(on)
		}
		on = next
	}
	return all, nil
}

func (p Plan) preview(c Contract, with calendar, due clock.Date) PreviewDate {
	d := p.fresh(c, with, due)
	_, leave := with.away.of(p.Technician, d.PlannedOn)
	return PreviewDate{
		DueOn: due, PlannedOn: d.PlannedOn, Holiday: dayOff(with.cal, due), Leave: leave,
		Past: due.AddDays(p.FlexAfter) < clock.Today() && d.PlannedOn < clock.Today(),
	}
}
