package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// Kind is what is wrong.
type Kind string

// The kinds of exceptions.
const (
	FoundSLA        Kind = "sla"
	FoundLate       Kind = "late"
	FoundNotStarted Kind = "not_started"
	FoundAbsent     Kind = "absent"
	FoundUnserved   Kind = "unserved"
	FoundRejected   Kind = "rejected"
	FoundUnanswered Kind = "unanswered"
	FoundOverlap    Kind = "overlap"
	FoundParts      Kind = "parts"
	FoundWish       Kind = "wish"
	FoundNotCome    Kind = "not_come"
	FoundNoCheckIn  Kind = "no_check_in"
)

// Finding is one thing that is wrong, in words, and what it costs; see Costs.
type Finding struct {
	Kind Kind
	Text string
	Cost int
}

// Exception is a visit, a job without one, or a technician's day with everything that is wrong with it. Fields that do not apply are
// empty: a technician's day has no job, a job without a visit no technician.
type Exception struct {
	Key                   string // "visit:ID", "job:ID", "off:TECHNICIAN:DAY" or "day:TECHNICIAN"
	Job, No, Visit        string
	VisitRev              int
	Status                jobs.VisitStatus
	Priority              int
	Type, Customer, Phone string
	Lang                  string // the customer's
	Place, Pin            string
	Technician, Name      string
	Mobile                string // the technician's
	Start, End            time.Time
	Wish                  time.Time // when the customer would rather have it
	Day                   clock.Date
	Visits                []string // ids, of a technician's day
	Could                 string   // who could go, for what costs most of the jobs without a visit
	Findings              []Finding
	Cost                  int
}

// Has reports whether the kind is among what is wrong.
func (e Exception) Has(k Kind) bool {
	return slices.ContainsFunc(e.Findings, func(f Finding) bool { return f.Kind == k })
}

// absentDays is how many days from today are searched for visits of technicians who are not there.
const absentDays = 8

// Exceptions computes from the records what wants a person now, what costs most first. Nothing of it is stored: a row is there as long
// as its cause. The number of queries does not grow with the visits.
// Errors: Forbidden; NotFound not_set_up.
func (s *Service) Exceptions(ctx context.Context) ([]Exception, error) {
	w, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	all := w.sorted()
	return all, s.whoCould(ctx, w, all)
}

// CountExceptions is how many Exceptions there are, without who could go. Errors: as Exceptions.
func (s *Service) CountExceptions(ctx context.Context) (int, error) {
	w, err := s.look(ctx)
	if err != nil {
		return 0, err
	}
	return len(w.found), nil
}

// look finds everything that wants a person now.
func (s *Service) look(ctx context.Context) (*watch, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return nil, err
	}
	w, err := s.watch(ctx)
	if err != nil {
		return nil, err
	}
	w.absences()
	w.visitsOneByOne()
	w.levels()
	w.overlaps()
	w.lacks()
	w.mornings()
	w.withoutVisit()
	return w, nil
}

// sorted is what was found, what costs most first.
func (w *watch) sorted() []Exception {
	all := make([]Exception, 0, len(w.found))
	for _, e := range w.found {
		slices.SortStableFunc(e.Findings, func(a, b Finding) int { return cmp.Compare(b.Cost, a.Cost) })
		for _, f := range e.Findings {
			e.Cost += f.Cost
		}
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(b.Cost, a.Cost), cmp.Compare(a.Priority, b.Priority), a.Start.Compare(b.Start), cmp.Compare(a.No, b.No),
			cmp.Compare(a.Key, b.Key))
	})
	return all
}
