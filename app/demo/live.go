package demo

import (
	"cmp"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// What happens to a job besides what happens to its visits.
const (
	hold    = "jobs.hold"
	resume  = "jobs.resume"
	callOff = "jobs.cancel"
	shut    = "jobs.close"
)

// step is one thing that happens: to a visit, which enters the state to, or to the job, which verb says.
type step struct {
	at     time.Time
	by     act.By
	verb   string
	to     jobs.VisitStatus
	on     jobs.Waiting
	reason string
	trip   *trip // resume happens when this visit is planned
}

// minutes is a time from a to b minutes, to the second.
func (p *planner) minutes(a, b int) time.Duration {
	return time.Duration(between(p.rng, a*60, b*60)) * time.Second
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// desk are those who book and plan, the dispatchers more than the owner.
func (p *planner) desk() []act.By {
	return []act.By{p.office[1], p.office[1], p.office[1], p.office[4], p.office[4], p.office[0]}
}

// live lets a route happen, visit by visit. What would happen after now is left out.
func (p *planner) live(r *route) {
	free := r.day.At(r.spans[0].From - 90)
	for _, t := range r.trips {
		told := p.send(t, r.day)
		switch n := p.rng.IntN(1000); {
		case n < 14 && !t.isLast && p.reject(t, told):
			continue
		case n >= 14 && n < 36 && !t.isLast && p.withdrawn(t, told):
			continue
		}
		if r.day >= p.today && p.unanswered(t, told) {
			continue
		}
		free = p.visit(t, told, free)
	}
	for _, t := range r.trips {
		t.steps = slices.DeleteFunc(t.steps, func(s step) bool { return s.at.After(p.now) })
	}
}

// send plans the visit and tells the technician, at once or when the day is near; it returns when he is told.
func (p *planner) send(t *trip, day clock.Date) time.Time {
	by := pick(p.rng, p.desk())
	from := later(t.work.Created, t.after)
	planned := p.opening(from.Add(p.minutes(3, 70)))
	if last := earlier(p.now, t.Start.Add(-40*time.Minute)); planned.After(last) {
		planned = earlier(from.Add(p.minutes(1, 4)), p.now)
	}
	t.Created = planned
	verb := "visits.assign"
	if t.Chosen == "best" {
		verb = "visits.assign_best"
	}
	if clock.DateOf(planned).AddDays(1) >= day && chance(p.rng, 75) {
		t.steps = append(t.steps, step{at: planned, by: by, verb: verb, to: jobs.Dispatched})
		return planned
	}
	t.steps = append(t.steps, step{at: planned, by: by, verb: verb, to: jobs.Planned})
	told := day.AddDays(-1).At(18*60 + 5).Add(p.minutes(0, 45))
	if !told.After(planned) {
		told = day.At(8*60 + 20).Add(p.minutes(0, 20))
	}
	if !told.After(planned) || told.After(t.Start.Add(-30*time.Minute)) {
		told = planned.Add(p.minutes(1, 5))
	}
	t.steps = append(t.steps, step{at: told, by: by, verb: "visits.dispatch", to: jobs.Dispatched})
	return told
}

// reject lets the technician say no, if that has happened by now; the job is planned again, for somebody else.
func (p *planner) reject(t *trip, told time.Time) bool {
	at := p.awake(told.Add(p.minutes(4, 30)))
	if at.After(p.now) || !at.Before(t.Start) {
		return false
	}
	reason := pick(p.rng, []string{"Bike broke down", "Do not have the tools for this one", "Fever, going home", "Too far after the job before"})
	t.end(at, t.tech.by, "visits.reject", jobs.VisitCancelled, reason)
	p.back = append(p.back, &comeback{work: t.work, from: clock.DateOf(t.Start).AddDays(1), after: at, not: t.tech})
	return true
}

// withdrawn lets the customer call the job off before the visit, if that has happened by now.
func (p *planner) withdrawn(t *trip, told time.Time) bool {
	at := p.opening(told.Add(p.minutes(15, 240)))
	if at.After(p.now) || at.After(t.Start.Add(-20*time.Minute)) {
		return false
	}
	reason := pick(p.rng, []string{"Customer called it off, works again", "Customer out of town", "Customer found somebody else", "Wrong address, booked twice"})
	by := pick(p.rng, p.desk())
	t.end(at, by, callOff, jobs.VisitCancelled, reason)
	t.work.steps = append(t.work.steps, step{at: at, by: by, verb: callOff, reason: reason})
	return true
}

func (t *trip) end(at time.Time, by act.By, verb string, to jobs.VisitStatus, reason string) {
	t.steps = append(t.steps, step{at: at, by: by, verb: verb, to: to, reason: reason})
}

// awake is t at a decent hour, or the next morning.
func (p *planner) awake(t time.Time) time.Time {
	day, m := clock.DateOf(t), clock.Minute(t)
	switch {
	case m < 8*60:
		return day.At(8 * 60).Add(p.minutes(0, 20))
	case m > 21*60:
		return day.AddDays(1).At(8 * 60).Add(p.minutes(0, 20))
	}
	return t
}

// unanswered leaves a few visits ahead without an answer, long after they were sent.
func (p *planner) unanswered(t *trip, told time.Time) bool {
	ahead := t.Start.After(p.now.Add(30*time.Minute)) && clock.DateOf(t.Start) <= p.today.AddDays(1)
	if p.silent >= 4 || !ahead || told.After(p.now.Add(-45*time.Minute)) || !chance(p.rng, 35) {
		return false
	}
	p.silent++
	return true
}

// visit lets the technician go there and work; it returns when he is free again.
func (p *planner) visit(t *trip, told, free time.Time) time.Time {
	me := t.tech.by
	leave := later(free, t.Start.Add(-time.Duration(t.TravelMin)*time.Minute-p.minutes(0, 10)))
	leave = later(leave, told.Add(2*time.Minute))
	if ago := p.now.Sub(t.Start); p.slow[t.tech] && ago > 0 && ago < 70*time.Minute {
		leave = later(leave, p.now.Add(p.minutes(2, 9)))
	}
	accept := p.awake(told.Add(p.minutes(2, 24)))
	if !accept.Before(leave.Add(-time.Minute)) {
		accept = told.Add(leave.Sub(told) / 2)
	}
	arrive := leave.Add(time.Duration(max(3, t.TravelMin)*between(p.rng, 90, 145)) * time.Minute / 100)
	begin := arrive.Add(p.minutes(2, 7))
	t.end(exact(accept), me, "visits.accept", jobs.Accepted, "")
	t.end(exact(leave), me, "visits.travel", jobs.Travelling, "")
	t.end(exact(arrive), me, "visits.arrive", jobs.Arrived, "")
	if at := exact(arrive.Add(p.minutes(10, 20))); chance(p.rng, 3) && !t.isLast && !at.After(p.now) {
		reason := pick(p.rng, []string{"Nobody at home, phone not answered", "No power in the building", "Guard did not let me in", "Machine is on a ledge, needs a second man"})
		t.end(at, me, "visits.cannot_complete", jobs.CannotComplete, reason)
		p.back = append(p.back, &comeback{work: t.work, from: clock.DateOf(at).AddDays(1), after: at})
		return at
	}
	return p.labour(t, exact(begin))
}

// labour is the work at the machine, perhaps with a break, perhaps to be gone on with another day.
func (p *planner) labour(t *trip, begin time.Time) time.Time {
	me := t.tech.by
	planned := t.Minutes()
	took := time.Duration(planned*between(p.rng, 70, 112)) * time.Minute / 100
	if begin.After(t.Start.Add(25 * time.Minute)) {
		took = time.Duration(planned*between(p.rng, 60, 78)) * time.Minute / 100
	}
	t.end(begin, me, "visits.work", jobs.Working, "")
	done := exact(begin.Add(took))
	if p.stuck[t.tech] && !begin.After(p.now) && done.Before(p.now.Add(15*time.Minute)) && t.End.After(p.now.Add(-75*time.Minute)) {
		done = exact(p.now.Add(p.minutes(20, 45)))
	} else if chance(p.rng, 5) {
		off := exact(begin.Add(took / 2))
		t.end(off, me, "visits.pause", jobs.Paused, "")
		on := exact(off.Add(p.minutes(10, 25)))
		t.end(on, me, "visits.work", jobs.Working, "")
		done = exact(done.Add(on.Sub(off)))
	}
	if trades[t.work.trade].repair && !t.isLast && chance(p.rng, 11) && !done.After(p.now) {
		p.partial(t, done)
		return done
	}
	t.end(done, me, "visits.complete", jobs.Done, "")
	return done
}

// partial ends the visit with something missing. Mostly that is a part, for which the job waits; a few still do.
func (p *planner) partial(t *trip, at time.Time) {
	reason := pick(p.rng, []string{"Circuit board to be ordered", "Compressor to be ordered", "Motor not in the van", "Has to be opened in the workshop"})
	t.end(at, t.tech.by, "visits.partial", jobs.Partial, reason)
	back := &comeback{work: t.work, from: clock.DateOf(at).AddDays(between(p.rng, 1, 4)), after: at}
	if held := at.Add(p.minutes(5, 40)); chance(p.rng, 65) && held.Before(p.now) {
		t.work.steps = append(t.work.steps, step{at: exact(held), by: p.office[1], verb: hold, on: jobs.WaitingParts})
		back.resume, back.after = true, held
	}
	if back.resume && p.waiting < 6 && at.After(p.now.Add(-8*24*time.Hour)) {
		p.waiting++
		return
	}
	p.back = append(p.back, back)
}

// sorted are the steps of the job and its visits in the order of their times, each with its visit if it is one's.
func (w *work) sorted() []step {
	var all []step
	for _, s := range w.steps {
		if s.verb == resume {
			s.at, s.by, s.trip = s.trip.Created, s.trip.steps[0].by, nil
		}
		all = append(all, s)
	}
	for _, t := range w.visits {
		for _, s := range t.steps {
			s.trip = t
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b step) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
	return all
}

// finish closes most jobs that were completed some days ago.
func (p *planner) finish(w *work) {
	if len(w.visits) == 0 {
		return
	}
	last := w.visits[len(w.visits)-1]
	if len(last.steps) == 0 || last.steps[len(last.steps)-1].to != jobs.Done || !chance(p.rng, 92) {
		return
	}
	at := p.opening(last.steps[len(last.steps)-1].at.Add(p.minutes(20*60, 75*60)))
	if at.Before(p.now.Add(-24 * time.Hour)) {
		w.steps = append(w.steps, step{at: at, by: p.office[2], verb: shut})
	}
}
