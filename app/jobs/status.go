package jobs

import (
	"slices"
	"time"

	"doorstep/app/kernel/clock"
)

// Status is where a job stands; it follows from its visits, but for closed and cancelled, which a person says.
type Status string

const (
	Unscheduled Status = "unscheduled"
	Scheduled   Status = "scheduled"
	InProgress  Status = "in_progress"
	Completed   Status = "completed"
	Closed      Status = "closed"
	Cancelled   Status = "cancelled"
)

// Statuses lists them in the order of a job's life.
var Statuses = []Status{Unscheduled, Scheduled, InProgress, Completed, Closed, Cancelled}

// Ended reports whether a person has ended the job.
func (s Status) Ended() bool { return s == Closed || s == Cancelled }

// VisitStatus is where a visit stands. Late, no-show and overrun are derived, not states.
type VisitStatus string

const (
	Planned        VisitStatus = "planned"    // on the board; the technician does not see it
	Dispatched     VisitStatus = "dispatched" // the technician has been told
	Accepted       VisitStatus = "accepted"
	Travelling     VisitStatus = "travelling"
	Arrived        VisitStatus = "arrived"
	Working        VisitStatus = "working"
	Paused         VisitStatus = "paused"
	Done           VisitStatus = "done"
	Partial        VisitStatus = "partial"         // something is missing; the job wants another visit
	CannotComplete VisitStatus = "cannot_complete" // ended after the start without success
	VisitCancelled VisitStatus = "cancelled"       // ended before the start, by the office or by rejection
)

// transitions is the whole life of a visit: from each state, the states it may enter. One step back takes a mis-tap back; back
// to planned is for another day, as long as no work was done.
var transitions = map[VisitStatus][]VisitStatus{
	Planned:    {Dispatched, VisitCancelled},
	Dispatched: {Accepted, Planned, VisitCancelled},
	Accepted:   {Travelling, Arrived, Planned, Dispatched, VisitCancelled},
	Travelling: {Arrived, Accepted, Planned, VisitCancelled, CannotComplete},
	Arrived:    {Working, Travelling, Planned, CannotComplete},
	Working:    {Paused, Done, Partial, CannotComplete, Arrived},
	Paused:     {Working, Partial, CannotComplete},
}

// May reports whether a visit may go from s to next.
func (s VisitStatus) May(next VisitStatus) bool { return slices.Contains(transitions[s], next) }

// Next lists the states that s may enter.
func (s VisitStatus) Next() []VisitStatus { return transitions[s] }

// Waiting reports whether the visit is planned but not begun: it can still be moved.
func (s VisitStatus) Waiting() bool { return s == Planned || s == Dispatched || s == Accepted }

// Begun reports whether the technician is on his way or at work.
func (s VisitStatus) Begun() bool {
	return s == Travelling || s == Arrived || s == Working || s == Paused
}

// there reports whether the technician is at the site, or was.
func (s VisitStatus) there() bool {
	return s == Arrived || s == Working || s == Paused || s == Done || s == Partial
}

// Ended reports whether the visit is over.
func (s VisitStatus) Ended() bool { return !s.Waiting() && !s.Begun() }

// StatusOf computes a job's status from the states of its visits, in any order (Dynamics 365 Field Service's
// table): work under way, or work done with more to come, is in progress; a plan is scheduled; done is
// completed; what is left, having only partial or cancelled visits or none, is unscheduled again.
func StatusOf(visits []VisitStatus) Status {
	var begun, waiting, done bool
	for _, v := range visits {
		begun = begun || v.Begun()
		waiting = waiting || v.Waiting()
		done = done || v == Done
	}
	switch {
	case begun || waiting && done:
		return InProgress
	case waiting:
		return Scheduled
	case done:
		return Completed
	}
	return Unscheduled
}

// Late reports whether the visit should have begun by now and has not.
func (v Visit) Late() bool { return v.Status.Waiting() && v.Start.Before(clock.Now()) }

// Overrun reports whether the visit should have ended by now and has not.
func (v Visit) Overrun() bool { return v.Status.Begun() && v.End.Before(clock.Now()) }

// Minutes is the planned length.
func (v Visit) Minutes() int { return int(v.End.Sub(v.Start) / time.Minute) }
