package contracts

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// MoveDate puts a date that has no job yet on another day; a skipped one is meant again. When it was due stays, and so do all other
// dates. Errors: Forbidden; NotFound; Stale; Invalid to required, date_bad, date_term {from, to}, date_over; Conflict plan_date_made
// {day}, plan_date_over {day}, contract_over {no}, plan_ended.
func (s *Service) MoveDate(ctx context.Context, id string, rev int, to string) (PlanDate, error) {
	var check fault.Check
	on := clock.Date("")
	if strings.TrimSpace(to) == "" {
		check.Need(false, "to")
	} else {
		var err error
		on, err = clock.ParseDate(strings.TrimSpace(to))
		check.That(err == nil, fault.Field("to", "date_bad"))
	}
	return s.amend(ctx, "contracts.move_date", id, rev, "", func(ctx context.Context, tx core.App, d *PlanDate, c Contract, p Plan) error {
		if err := check.Err(); err != nil {
			return err
		}
		switch {
		case on < c.Starts || on > c.Ends:
			return fault.Field("to", "date_term", "from", c.Starts, "to", c.Ends)
		case on < clock.Today():
			return fault.Field("to", "date_over")
		}
		with, err := s.In(tx).calendar(ctx, c, p)
		if err != nil {
			return err
		}
		if d.State == Skipped && p.Anchor == ByLastVisit {
			if err := dropOpen(ctx, tx, p, d.ID); err != nil {
				return err
			}
		}
		d.State, d.Reason, d.PlannedOn, d.Moved = Pending, "", on, true
		d.Alert = p.alert(*d, with.cal, with.away)
		return nil
	})
}

// SkipDate leaves out a date that has no job yet, for a reason. A plan that follows the last visit goes on from the day that was left
// out. Errors: as MoveDate; Invalid reason required, too_long.
func (s *Service) SkipDate(ctx context.Context, id string, rev int, reason string) (PlanDate, error) {
	var check fault.Check
	reason = strings.TrimSpace(reason)
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return s.amend(ctx, "contracts.skip_date", id, rev, reason, func(_ context.Context, _ core.App, d *PlanDate, _ Contract, _ Plan) error {
		if err := check.Err(); err != nil {
			return err
		}
		if d.State != Pending {
			return fault.New(fault.Conflict, "plan_date_over", "day", d.DueOn)
		}
		d.State, d.Reason, d.Alert = Skipped, reason, ""
		return nil
	})
}

// amend loads a date that has no job, lets apply change it or refuse, saves it, and goes on with a plan that follows the last visit.
func (s *Service) amend(ctx context.Context, verb, id string, rev int, reason string,
	apply func(ctx context.Context, tx core.App, d *PlanDate, c Contract, p Plan) error,
) (PlanDate, error) {
	if err := act.Require(ctx, Write); err != nil {
		return PlanDate{}, err
	}
	ctx = act.Begin(ctx, verb, reason)
	var after PlanDate
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, d, err := findDate(tx, id)
		if err != nil {
			return err
		}
		_, c, err := findContract(tx, d.Contract)
		if err != nil {
			return err
		}
		_, p, err := findPlan(tx, d.Plan)
		if err != nil {
			return err
		}
		switch {
		case d.State == Generated:
			return fault.New(fault.Conflict, "plan_date_made", "day", d.DueOn)
		case d.State == Cancelled:
			return fault.New(fault.Conflict, "plan_date_over", "day", d.DueOn)
		case c.State == Expired || c.State == Closed:
			return fault.New(fault.Conflict, "contract_over", "no", c.No)
		case p.Ended:
			return fault.New(fault.Conflict, "plan_ended")
		}
		if err := apply(ctx, tx, &d, c, p); err != nil {
			return err
		}
		if after, err = saveDate(ctx, tx, r, d, rev); err != nil || after.State != Skipped {
			return err
		}
		return s.In(tx).goOn(ctx, tx, c, p, after.DueOn)
	})
	return after, err
}

// goOn gives a plan that follows the last visit its next date, counted from the day, where none is open. None lies in the past.
func (s *Service) goOn(ctx context.Context, tx core.App, c Contract, p Plan, from clock.Date) error {
	if p.Anchor != ByLastVisit || p.Ended || c.State != Active && c.State != Suspended {
		return nil
	}
	records, err := dateRecords(ctx, tx, dbx.HashExp{"plan": p.ID})
	if err != nil {
		return err
	}
	have := make([]PlanDate, len(records))
	for i, r := range records {
		if have[i] = readDate(r); have[i].open() {
			return nil
		}
	}
	due := p.Rule.Next(from)
	for due != "" && due.AddDays(p.FlexAfter) < clock.Today() && due <= c.Ends {
		due = p.Rule.Next(due)
	}
	with, err := s.calendar(ctx, c, p)
	if err != nil {
		return err
	}
	return p.next(ctx, tx, c, with, have, due)
}

// dropOpen takes back the date of the plan that nobody has touched and that is open besides the one named.
func dropOpen(ctx context.Context, tx core.App, p Plan, but string) error {
	records, err := dateRecords(ctx, tx, dbx.HashExp{"plan": p.ID, "state": string(Pending)})
	if err != nil {
		return err
	}
	for _, r := range records {
		if d := readDate(r); d.ID == but || d.Touched() {
			continue
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// Dates are all dates of the contract with their plans and jobs, by the day on which they are meant. Errors: Forbidden.
func (s *Service) Dates(ctx context.Context, contract string) ([]PlanDate, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return s.datesOf(ctx, contract)
}

// MissedOn are the dates of the contract without a job whose day is over: what is asked about when it is resumed. Errors: Forbidden.
func (s *Service) MissedOn(ctx context.Context, contract string) ([]PlanDate, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	records, err := dateRecords(ctx, s.app, missed(contract)...)
	out := make([]PlanDate, len(records))
	for i, r := range records {
		out[i] = readDate(r)
	}
	return out, err
}

func missed(contract string) []dbx.Expression {
	return []dbx.Expression{
		dbx.HashExp{"contract": contract, "state": string(Pending)}, dbx.NewExp("planned_on < {:today}", dbx.Params{"today": string(clock.Today())}),
	}
}

// skipMissed leaves out what was missed while the contract was suspended; plans that follow the last visit go on.
func (s *Service) skipMissed(ctx context.Context, tx core.App, c Contract) error {
	s = s.In(tx)
	records, err := dateRecords(ctx, tx, missed(c.ID)...)
	if err != nil {
		return err
	}
	if err := endPending(ctx, tx, Skipped, "The contract was suspended.", missed(c.ID)...); err != nil {
		return err
	}
	for _, r := range records {
		_, p, err := findPlan(tx, r.GetString("plan"))
		if err != nil {
			return err
		}
		if err := s.goOn(ctx, tx, c, p, day(r, "due_on")); err != nil {
			return err
		}
	}
	return nil
}

// Counts says how the contract's visits stand: Due are those due until today and not left out, Done those completed, Missed those that
// are later than was agreed and not done, Skipped those left out by a person or with a cancelled job, Upcoming those still to come in
// time. Extra are completed jobs of the contract besides its plans.
type Counts struct {
	Due      int `db:"due"`
	Done     int `db:"done"`
	Missed   int `db:"missed"`
	Skipped  int `db:"skipped"`
	Upcoming int `db:"upcoming"`
	Extra    int `db:"extra"`
}

// Counts counts the contract's visits. Errors: Forbidden.
func (s *Service) Counts(ctx context.Context, contract string) (Counts, error) {
	if err := act.Require(ctx, See); err != nil {
		return Counts{}, err
	}
	return countsOf(ctx, s.app, contract, clock.Today())
}
