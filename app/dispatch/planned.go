package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// AssignPlanned plans the visit of a job that a visit plan made: with the preferred technician if he can go on its day, whatever
// others score, otherwise with the best; within the promised window if there is one. day counts where nothing was promised for
// another. alert says who goes instead of the preferred one, and why. He is told. A job that has its visit already,
// or needs none any more, stays as it is: the zero Visit.
// Errors: Forbidden; NotFound; Conflict nobody_fits; those of jobs.SetPlan.
func (s *Service) AssignPlanned(ctx context.Context, job string, day clock.Date, preferred string) (visit jobs.Visit, alert string, err error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, "", err
	}
	ctx = act.Begin(ctx, "visits.assign_planned", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		visit, alert, err = s.In(tx).assignPlanned(ctx, job, day, preferred)
		return err
	})
	return visit, alert, err
}

func (s *Service) assignPlanned(ctx context.Context, job string, day clock.Date, preferred string) (jobs.Visit, string, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil || j.Status != jobs.Unscheduled {
		return jobs.Visit{}, "", err
	}
	ranking, err := s.rankOn(ctx, j, "", plannedDay(j, day))
	if err != nil {
		return jobs.Visit{}, "", err
	}
	if len(ranking.Candidates) == 0 {
		return jobs.Visit{}, "", fault.New(fault.Conflict, "nobody_fits", "day", ranking.Day.Short())
	}
	chosen, alert := choose(ranking, preferred)
	v, err := s.jobs.SetPlan(ctx, jobs.Plan{
		Job: job, Technician: chosen.Technician, Start: chosen.Start, Minutes: int(chosen.End.Sub(chosen.Start).Minutes()),
		Helpers: chosen.Helpers, TravelMin: chosen.TravelMin, Score: chosen.Score, Chosen: "best", Tell: true,
	})
	return v, alert, err
}

// plannedDay is the day meant, unless the customer was promised others: then the first of those that is not over.
func plannedDay(j jobs.Job, day clock.Date) clock.Date {
	if j.PromisedFrom.IsZero() {
		return max(day, clock.Today())
	}
	first, last := clock.DateOf(j.PromisedFrom), clock.DateOf(j.PromisedTo)
	if day < first || day > last {
		day = first
	}
	return max(day, min(clock.Today(), last))
}

// choose is the preferred technician where he is a candidate, otherwise the best with why the other does not go.
func choose(r Ranking, preferred string) (c Candidate, alert string) {
	if preferred == "" {
		return r.Candidates[0], ""
	}
	if at := slices.IndexFunc(r.Candidates, func(c Candidate) bool { return c.Technician == preferred }); at >= 0 {
		return r.Candidates[at], ""
	}
	c = r.Candidates[0]
	if at := slices.IndexFunc(r.Rejected, func(w Rejected) bool { return w.Technician == preferred }); at >= 0 {
		w := r.Rejected[at]
		return c, fmt.Sprintf("%s goes on %s instead of %s: %s.", c.Name, r.Day.Short(), w.Name, strings.Join(w.Why, "; "))
	}
	return c, fmt.Sprintf("%s goes on %s: the preferred technician works here no more.", c.Name, r.Day.Short())
}
