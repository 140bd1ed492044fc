package jobs_test

import (
	"testing"

	"doorstep/app/jobs"
)

var allVisitStatuses = []jobs.VisitStatus{
	jobs.Planned, jobs.Dispatched, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused,
	jobs.Done, jobs.Partial, jobs.CannotComplete, jobs.VisitCancelled,
}

// The life of a visit: forward step by step, back where the office plans again, ended for good.
func TestTransitions_areExactlyThese(t *testing.T) {
	allowed := map[[2]jobs.VisitStatus]bool{}
	for from, nexts := range map[jobs.VisitStatus][]jobs.VisitStatus{
		jobs.Planned:    {jobs.Dispatched, jobs.VisitCancelled},
		jobs.Dispatched: {jobs.Accepted, jobs.Planned, jobs.VisitCancelled},
		jobs.Accepted:   {jobs.Travelling, jobs.Arrived, jobs.Planned, jobs.Dispatched, jobs.VisitCancelled},
		jobs.Travelling: {jobs.Arrived, jobs.Accepted, jobs.Planned, jobs.VisitCancelled, jobs.CannotComplete},
		jobs.Arrived:    {jobs.Working, jobs.Travelling, jobs.Planned, jobs.CannotComplete},
		jobs.Working:    {jobs.Paused, jobs.Done, jobs.Partial, jobs.CannotComplete, jobs.Arrived},
		jobs.Paused:     {jobs.Working, jobs.Partial, jobs.CannotComplete},
	} {
		for _, next := range nexts {
			allowed[[2]jobs.VisitStatus{from, next}] = true
		}
	}
	for _, from := range allVisitStatuses {
		for _, to := range allVisitStatuses {
			if got, want := from.May(to), allowed[[2]jobs.VisitStatus{from, to}]; got != want {
				t.Errorf("%s → %s is %v, want %v", from, to, got, want)
			}
		}
	}
}

func TestVisitStatus_isWaitingBegunOrEnded_andOnlyTheEndedHaveNoNext(t *testing.T) {
	for _, s := range allVisitStatuses {
		n := 0
		for _, is := range []bool{s.Waiting(), s.Begun(), s.Ended()} {
			if is {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is %d of waiting, begun, ended", s, n)
		}
		if s.Ended() != (len(s.Next()) == 0) {
			t.Errorf("%s is ended: %v, and has the next states %v", s, s.Ended(), s.Next())
		}
	}
}

// Dynamics 365 Field Service's table of visits to job: all fifteen rows, in every order, and with every
// visit status that its words stand for.
func TestStatusOf_followsDynamicsTable(t *testing.T) {
	scheduled := []jobs.VisitStatus{jobs.Planned, jobs.Dispatched, jobs.Accepted}
	inProgress := []jobs.VisitStatus{jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Paused}
	completed, partial, cancelled := []jobs.VisitStatus{jobs.Done}, []jobs.VisitStatus{jobs.Partial}, []jobs.VisitStatus{jobs.VisitCancelled}
	rows := []struct {
		name   string
		visits [][]jobs.VisitStatus
		want   jobs.Status
	}{
		{"none", nil, jobs.Unscheduled},
		{"scheduled", [][]jobs.VisitStatus{scheduled}, jobs.Scheduled},
		{"in progress", [][]jobs.VisitStatus{inProgress}, jobs.InProgress},
		{"completed", [][]jobs.VisitStatus{completed}, jobs.Completed},
		{"partial", [][]jobs.VisitStatus{partial}, jobs.Unscheduled},
		{"cancelled", [][]jobs.VisitStatus{cancelled}, jobs.Unscheduled},
		{"scheduled and scheduled", [][]jobs.VisitStatus{scheduled, scheduled}, jobs.Scheduled},
		{"scheduled and in progress", [][]jobs.VisitStatus{scheduled, inProgress}, jobs.InProgress},
		{"scheduled and completed", [][]jobs.VisitStatus{scheduled, completed}, jobs.InProgress},
		{"scheduled and partial", [][]jobs.VisitStatus{scheduled, partial}, jobs.Scheduled},
		{"completed and completed", [][]jobs.VisitStatus{completed, completed}, jobs.Completed},
		{"partial and partial", [][]jobs.VisitStatus{partial, partial}, jobs.Unscheduled},
		{"in progress and partial", [][]jobs.VisitStatus{inProgress, partial}, jobs.InProgress},
		{"completed and partial", [][]jobs.VisitStatus{completed, partial}, jobs.Completed},
		{"cancelled and partial", [][]jobs.VisitStatus{cancelled, partial}, jobs.Unscheduled},
	}
	if len(rows) != 15 {
		t.Fatalf("the table has %d rows, not 15", len(rows))
	}
	for _, row := range rows {
		for _, visits := range combinations(row.visits) {
			for _, order := range orders(visits) {
				if got := jobs.StatusOf(order); got != row.want {
					t.Errorf("%s: %v makes the job %s, want %s", row.name, order, got, row.want)
				}
			}
		}
	}
}

func TestStatusOf_takesEndWithoutSuccessAsToBePlannedAgain(t *testing.T) {
	if got := jobs.StatusOf([]jobs.VisitStatus{jobs.CannotComplete}); got != jobs.Unscheduled {
		t.Errorf("got %s", got)
	}
}

func combinations(choices [][]jobs.VisitStatus) [][]jobs.VisitStatus {
	all := [][]jobs.VisitStatus{nil}
	for _, choice := range choices {
		var longer [][]jobs.VisitStatus
		for _, head := range all {
			for _, s := range choice {
				longer = append(longer, append(append([]jobs.VisitStatus{}, head...), s))
			}
		}
		all = longer
	}
	return all
}

func orders(visits []jobs.VisitStatus) [][]jobs.VisitStatus {
	if len(visits) < 2 {
		return [][]jobs.VisitStatus{visits}
	}
	var all [][]jobs.VisitStatus
	for i := range visits {
		rest := append(append([]jobs.VisitStatus{}, visits[:i]...), visits[i+1:]...)
		for _, tail := range orders(rest) {
			all = append(all, append([]jobs.VisitStatus{visits[i]}, tail...))
		}
	}
	return all
}
