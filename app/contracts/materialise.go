package contracts

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
	"doorstep/app/txn"
)

// calendar is what a date is held against: when the company works, and who is on leave.
type calendar struct {
	cal  workcal.Calendar
	away absences
}

// materialise brings the plan's dates after its rule, within the transaction. Of a plan that follows its terms each date of the term
// has a row; of one that follows the last visit only the next has. The first time, dates of the past that can no longer be kept are
// skipped: what was before the contract was put in force is not caught up.
func (s *Service) materialise(ctx context.Context, tx core.App, c Contract, p Plan) error {
	if p.Ended {
		return nil
	}
	s = s.In(tx)
	records, err := dateRecords(ctx, tx, dbx.HashExp{"plan": p.ID})
	if err != nil {
		return err
	}
	have := make([]PlanDate, len(records))
	for i, r := range records {
		have[i] = readDate(r)
	}
	wanted, err := p.wanted(c)
	if err != nil {
		return err
	}
	with, err := s.calendar(ctx, c, p)
	if err != nil {
		return err
	}
	if p.Anchor == ByLastVisit {
		return follow(ctx, tx, c, p, with, records, have, wanted)
	}
	add, drop := settle(have, wanted, clock.Today())
	if len(have) == 0 {
		add = wanted
	}
	if err := removeDates(ctx, tx, records, drop); err != nil {
		return err
	}
	if err := replan(ctx, tx, c, p, with, records, drop); err != nil {
		return err
	}
	for _, on := range add {
		d := p.fresh(c, with, on)
		if on.AddDays(p.FlexAfter) < clock.Today() && d.PlannedOn < clock.Today() {
			d.State, d.Reason, d.Alert = Skipped, "Before the contract was put in force.", ""
		}
		if _, err := create(ctx, tx, "plan_dates", d.write); err != nil {
			return err
		}
	}
	return nil
}

// calendar reads what the plan's dates are held against, once for all of them.
func (s *Service) calendar(ctx context.Context, c Contract, p Plan) (calendar, error) {
	cal, err := s.settings.Calendar(ctx)
	if err != nil || p.Technician == "" {
		return calendar{cal: cal}, err
	}
	away, err := s.away(ctx, c.Starts, c.Ends)
	return calendar{cal: cal, away: away}, err
}

// fresh is a date of the plan that is due on the day and has no job yet.
func (p Plan) fresh(c Contract, with calendar, due clock.Date) PlanDate {
	d := PlanDate{Plan: p.ID, Contract: p.Contract, DueOn: due, PlannedOn: p.planned(with.cal, due, c.Starts, c.Ends), State: Pending}
	d.Alert = p.alert(d, with.cal, with.away)
	return d
}

// removeDates takes back dates that nobody has touched and that the rule no longer gives.
func removeDates(ctx context.Context, tx core.App, records []*core.Record, drop []PlanDate) error {
	for _, r := range records {
		if !among(drop, r.Id) {
			continue
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// replan moves dates that are still to come, and that nobody has touched, to the day on which the plan now means them.
func replan(ctx context.Context, tx core.App, c Contract, p Plan, with calendar, records []*core.Record, drop []PlanDate) error {
	for _, r := range records {
		d := readDate(r)
		if d.Touched() || d.DueOn < clock.Today() || among(drop, d.ID) {
			continue
		}
		want := p.fresh(c, with, d.DueOn)
		if want.PlannedOn == d.PlannedOn && want.Alert == d.Alert {
			continue
		}
		d.PlannedOn, d.Alert = want.PlannedOn, want.Alert
		if _, err := saveDate(ctx, tx, r, d, 0); err != nil {
			return err
		}
	}
	return nil
}

func among(dates []PlanDate, id string) bool {
	return slices.ContainsFunc(dates, func(d PlanDate) bool { return d.ID == id })
}

// open reports whether a visit is still to come of the date.
func (d PlanDate) open() bool { return d.DoneOn == "" && (d.State == Pending || d.State == Generated) }

// follow keeps the one open date of a plan that follows the last visit: counted from the last one done, otherwise from the first day.
func follow(ctx context.Context, tx core.App, c Contract, p Plan, with calendar, records []*core.Record, have []PlanDate, wanted []clock.Date) error {
	today := clock.Today()
	var done clock.Date
	var stale []PlanDate
	for _, d := range have {
		done = max(done, d.DoneOn)
		switch {
		case !d.open():
		case d.Touched() || d.DueOn < today: // it stays, and there is one open date only
			return nil
		default:
			stale = append(stale, d)
		}
	}
	var due clock.Date
	if done != "" {
		due = p.Rule.Next(done)
	} else if i := slices.IndexFunc(wanted, func(on clock.Date) bool { return on.AddDays(p.FlexAfter) >= today }); i >= 0 {
		due = wanted[i]
	}
	if len(stale) == 1 && stale[0].DueOn == due {
		return replan(ctx, tx, c, p, with, records, nil)
	}
	if err := removeDates(ctx, tx, records, stale); err != nil {
		return err
	}
	have = slices.DeleteFunc(have, func(d PlanDate) bool { return among(stale, d.ID) })
	return p.next(ctx, tx, c, with, have, due)
}

// next stores the plan's next date on the day, or on the first after it by the rule that is no date yet; none after the term, nor
// where the rule's count of visits is reached.
func (p Plan) next(ctx context.Context, tx core.App, c Contract, with calendar, have []PlanDate, due clock.Date) error {
	for slices.ContainsFunc(have, func(d PlanDate) bool { return d.DueOn == due }) {
		due = p.Rule.Next(due)
	}
	if due == "" || due > c.Ends || p.counted(have) {
		return nil
	}
	_, err := create(ctx, tx, "plan_dates", p.fresh(c, with, due).write)
	return err
}

func notBefore(on clock.Date) dbx.Expression {
	return dbx.NewExp("planned_on >= {:on}", dbx.Params{"on": string(on)})
}

// counted reports whether the rule ends after as many visits as the dates bring.
func (p Plan) counted(have []PlanDate) bool {
	n := 0
	for _, d := range have {
		if d.open() || d.DoneOn != "" {
			n++
		}
	}
	return p.Rule.Count > 0 && n >= p.Rule.Count
}

// endPending takes dates without a job that match to the state, for the reason.
func endPending(ctx context.Context, tx core.App, to DateState, reason string, where ...dbx.Expression) error {
	records, err := dateRecords(ctx, tx, append(where, dbx.HashExp{"state": string(Pending)})...)
	if err != nil {
		return err
	}
	for _, r := range records {
		d := readDate(r)
		d.State, d.Reason, d.Alert = to, reason, ""
		if _, err := saveDate(ctx, tx, r, d, 0); err != nil {
			return err
		}
	}
	return nil
}
