package dispatch

import (
	"context"
	"errors"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// BulkKind is what is done with many visits and jobs at once.
type BulkKind string

const (
	BulkBest   BulkKind = "best"   // the best technician for each, on the day that is named
	BulkDay    BulkKind = "day"    // the same hour and technician on the day that is named; a job without a visit takes its best
	BulkLock   BulkKind = "lock"   // kept fixed, hour and technician
	BulkUnlock BulkKind = "unlock" // no longer kept fixed
	BulkTell   BulkKind = "tell"   // technicians are told
)

// BulkItem is a visit, or a job that has none, with its revision as it was shown; 0 does not ask.
type BulkItem struct {
	Visit, Job string
	Rev        int
}

// Bulk is one thing done with each of many. Each succeeds or fails by itself.
type Bulk struct {
	What  BulkKind
	Items []BulkItem
	Day   clock.Date // for best and day; empty: today, or for best the day that suits each
}

// BulkMost is how many are taken at once.
const BulkMost = 200

// Outcome is what came of one of them: the visit as it now stands, or why nothing changed.
type Outcome struct {
	BulkItem
	No, Name string
	After    jobs.Visit
	Err      error
}

// Bulk does one thing with each. Outcomes come in the order of the items; what one of them refuses, a broken rule or a newer
// revision, is its own and keeps none of the others. Errors of the whole: Forbidden; Invalid what, items, day; what is no fault.
func (s *Service) Bulk(ctx context.Context, in Bulk) ([]Outcome, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return nil, err
	}
	one, err := s.bulkVerb(in)
	if err != nil {
		return nil, err
	}
	if len(in.Items) == 0 || len(in.Items) > BulkMost {
		return nil, fault.Field("item", "bulk_items", "most", BulkMost)
	}
	all := make([]Outcome, len(in.Items))
	for i, item := range in.Items {
		o := Outcome{BulkItem: item}
		var row jobs.Row
		if item, row, err = s.bulkItem(ctx, item); err == nil {
			o.No, o.Name, o.Job = row.No, row.Name, item.Job
			o.After, err = one(act.Begin(ctx, "visits.bulk", ""), item)
		}
		var known *fault.Error
		if err != nil && !errors.As(err, &known) && len(fault.All(err)) == 0 {
			return nil, err
		}
		o.Err = err
		all[i] = o
	}
	return all, nil
}

// bulkItem completes a visit by its job.
func (s *Service) bulkItem(ctx context.Context, item BulkItem) (BulkItem, jobs.Row, error) {
	if item.Visit != "" {
		v, err := s.jobs.Visit(ctx, item.Visit)
		if err != nil {
			return item, jobs.Row{}, err
		}
		item.Job = v.Job
	}
	row, err := s.jobs.Row(ctx, item.Job)
	return item, row, err
}

func (s *Service) bulkVerb(in Bulk) (func(context.Context, BulkItem) (jobs.Visit, error), error) {
	switch in.What {
	case BulkBest:
		return func(ctx context.Context, i BulkItem) (jobs.Visit, error) { return s.bulkBest(ctx, i, in.Day) }, nil
	case BulkDay:
		if in.Day == "" {
			return nil, fault.Field("day", "required")
		}
		return func(ctx context.Context, i BulkItem) (jobs.Visit, error) { return s.bulkDay(ctx, i, in.Day) }, nil
	case BulkLock:
		return func(ctx context.Context, i BulkItem) (jobs.Visit, error) { return s.bulkLock(ctx, i, "both") }, nil
	case BulkUnlock:
		return func(ctx context.Context, i BulkItem) (jobs.Visit, error) { return s.bulkLock(ctx, i, "") }, nil
	case BulkTell:
		return s.bulkTell, nil
	}
	return nil, fault.Field("what", "invalid")
}

// bulkBest plans the job, or moves the visit, to the first of the ranking.
func (s *Service) bulkBest(ctx context.Context, i BulkItem, day clock.Date) (jobs.Visit, error) {
	if i.Visit == "" {
		return s.AssignBest(ctx, i.Job, i.Rev, day, false)
	}
	r, err := s.RankFor(ctx, i.Job, i.Visit, day)
	if err != nil {
		return jobs.Visit{}, err
	}
	if len(r.Candidates) == 0 {
		return jobs.Visit{}, fault.New(fault.Conflict, "nobody_fits", "day", r.Day.Short())
	}
	return s.Drop(ctx, Drop{Visit: i.Visit, Rev: i.Rev, Technician: r.Candidates[0].Technician, Start: r.Candidates[0].Start})
}

// bulkDay moves the visit to the same hour of the day.
func (s *Service) bulkDay(ctx context.Context, i BulkItem, day clock.Date) (jobs.Visit, error) {
	if i.Visit == "" {
		return s.AssignBest(ctx, i.Job, i.Rev, day, false)
	}
	v, err := s.jobs.Visit(ctx, i.Visit)
	if err != nil {
		return v, err
	}
	return s.Drop(ctx, Drop{Visit: v.ID, Rev: i.Rev, Technician: v.Technician, Start: day.At(clock.Minute(v.Start))})
}

func (s *Service) bulkLock(ctx context.Context, i BulkItem, lock string) (jobs.Visit, error) {
	if i.Visit == "" {
		return jobs.Visit{}, fault.New(fault.Conflict, "not_planned")
	}
	return s.Lock(ctx, i.Visit, i.Rev, lock)
}

func (s *Service) bulkTell(ctx context.Context, i BulkItem) (jobs.Visit, error) {
	if i.Visit == "" {
		return jobs.Visit{}, fault.New(fault.Conflict, "not_planned")
	}
	return s.Tell(ctx, i.Visit, i.Rev)
}

// Lock keeps a visit's hour, technician or both from being moved by plans and drops: "time", "technician", "both"; empty lets it go.
// Errors: Forbidden; NotFound; Invalid lock; Stale; Conflict visit_begun, visit_ended.
func (s *Service) Lock(ctx context.Context, visit string, rev int, lock string) (jobs.Visit, error) {
	if err := act.Require(ctx, Assigning); err != nil {
		return jobs.Visit{}, err
	}
	switch lock {
	case "", "time", "technician", "both":
	default:
		return jobs.Visit{}, fault.Field("lock", "invalid")
	}
	v, err := s.jobs.Visit(ctx, visit)
	if err != nil {
		return v, err
	}
	plan := planOf(v)
	plan.Rev, plan.Lock = rev, lock
	return s.jobs.SetPlan(act.Begin(ctx, "visits.lock", ""), plan)
}
