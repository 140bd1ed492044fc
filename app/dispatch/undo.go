package dispatch

import (
	"context"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// undone is how many of the last drops can be taken back. They are for the slip of a moment ago: a restart forgets them.
const undone = 500

// undos remembers what each of the last drops changed, by the visit.
type undos struct {
	mu    sync.Mutex
	by    map[string]dropped
	order []string
}

// dropped is a visit before a drop, the zero Visit where the drop made it, and its revision after.
type dropped struct {
	before jobs.Visit
	rev    int
}

func (u *undos) keep(before, after jobs.Visit) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.by == nil {
		u.by = map[string]dropped{}
	}
	if _, again := u.by[after.ID]; !again {
		u.order = append(u.order, after.ID)
	}
	u.by[after.ID] = dropped{before, after.Rev}
	if len(u.order) > undone {
		delete(u.by, u.order[0])
		u.order = u.order[1:]
	}
}

func (u *undos) of(visit string) (dropped, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	d, ok := u.by[visit]
	return d, ok
}

// Undo takes a drop back: technician, hours and status are as before, in the name of whoever undoes it; a visit that the drop made
// is taken off the plan. Whoever was told and is no longer sent is told that too.
// Errors: Forbidden; NotFound; Conflict undo_gone for a drop too long ago; Stale if the visit was changed since; those of jobs.SetPlan.
func (s *Service) Undo(ctx context.Context, visit string, rev int) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	d, ok := s.undo.of(visit)
	if !ok {
		return jobs.Visit{}, fault.New(fault.Conflict, "undo_gone")
	}
	if rev != d.rev {
		return jobs.Visit{}, fault.New(fault.Stale, "stale")
	}
	ctx = act.Begin(ctx, "visits.undo", "")
	var v jobs.Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		if d.before.ID == "" {
			v, err = s.In(tx).jobs.CancelVisit(ctx, visit, rev, "Undone")
		} else {
			v, err = s.In(tx).restore(ctx, d.before, rev)
		}
		return err
	})
	return v, err
}

// restore plans a visit as it was.
func (s *Service) restore(ctx context.Context, was jobs.Visit, rev int) (jobs.Visit, error) {
	plan := planOf(was)
	plan.Rev, plan.Tell = rev, was.Status != jobs.Planned
	if plan.Chosen == "" {
		plan.Chosen = "person"
	}
	v, err := s.jobs.SetPlan(ctx, plan)
	if err == nil && was.Status == jobs.Accepted && v.Status == jobs.Dispatched {
		v, err = s.jobs.Advance(ctx, jobs.Progress{Visit: v.ID, Rev: v.Rev, To: jobs.Accepted})
	}
	return v, err
}

// planOf is the plan by which the visit stands as it does.
func planOf(v jobs.Visit) jobs.Plan {
	return jobs.Plan{
		Job: v.Job, Visit: v.ID, Rev: v.Rev, Technician: v.Technician, Helpers: v.Helpers, Start: v.Start, Minutes: v.Minutes(), Day: v.Day,
		TravelMin: v.TravelMin, Score: v.Score, Chosen: v.Chosen, Lock: v.Lock, Overrides: v.Overrides, OverrideReason: v.OverrideReason,
	}
}
