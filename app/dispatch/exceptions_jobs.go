package dispatch

import (
	"fmt"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// promise is what of a job runs out first, and by when the plan keeps it; the zero expect is never.
type promise struct {
	word             string
	from, by, expect time.Time
}

// scarce is the share of a promise under which it is at risk.
const scarce = 0.25

// levels looks for promises of which less than a quarter is left and that the plan does not keep.
func (w *watch) levels() {
	last := map[string]time.Time{} // when the work of the job is to be done
	for _, v := range w.visits {
		last[v.Job] = latest(last[v.Job], v.End.Time())
	}
	inOrder := slices.Clone(w.visits)
	slices.SortStableFunc(inOrder, func(a, b jobs.Standing) int { return a.Start.Time().Compare(b.Start.Time()) })
	seen := map[string]bool{} // a job's first visit is its arrival
	for _, v := range inOrder {
		if seen[v.Job] || v.Waiting != "" {
			continue
		}
		seen[v.Job] = true
		p := promise{"Arrival", v.SLAFrom.Time(), v.DueAt.Time(), latest(v.Start.Time(), w.now)}
		if !v.ArrivedAt.IsZero() {
			p = promise{"Completion", v.SLAFrom.Time(), v.ResolveBy.Time(), latest(last[v.Job], w.now)}
		}
		if cost, text := w.risk(p, v.Priority, v.Payment, v.RoundClock); cost > 0 {
			w.add(v, FoundSLA, cost, text)
		}
	}
}

// risk is what a promise costs as it stands, in minutes, and in words; 0 where it is kept or has time.
func (w *watch) risk(p promise, priority int, payment jobs.Payment, roundClock bool) (int, string) {
	if p.by.IsZero() {
		return 0, ""
	}
	if !p.by.After(w.now) {
		return brokenMin + since(p.by, w.now, longestMin), fmt.Sprintf("%s was promised by %s, %s ago", p.word, clock.Stamp(p.by), spell(w.now.Sub(p.by)))
	}
	left := w.clocks.Left(priority, payment, roundClock, p.from, p.by)
	if left >= scarce || !p.expect.IsZero() && !p.expect.After(p.by) {
		return 0, ""
	}
	text := fmt.Sprintf("%s is promised by %s: %s left", p.word, clock.Stamp(p.by), spell(p.by.Sub(w.now)))
	if !p.expect.IsZero() {
		text += ", planned for " + clock.Stamp(p.expect)
	}
	return atRiskMin, text
}

// withoutVisit looks at the jobs that have no visit: rejected, due, at risk.
func (w *watch) withoutVisit() {
	for _, u := range w.unplanned {
		due := u.Due()
		if !u.RejectedAt.IsZero() {
			at := u.RejectedAt.Time()
			w.addJob(u, FoundRejected, rejectedMin+since(at, w.now, longestMin), fmt.Sprintf("%s said no %s%s", u.RejectedBy, clock.Stamp(at), because(u.Rejection)))
		}
		switch {
		case !due.IsZero() && due.Before(w.now):
			w.addJob(u, FoundUnserved, unservedMin, "No visit is planned")
		case !due.IsZero() && clock.DateOf(due) == w.today:
			w.addJob(u, FoundUnserved, unservedMin, "Due "+clock.Stamp(due)+", and no visit is planned")
		case u.PlannedOn != "" && u.PlannedOn <= w.today && !u.From.Time().After(w.now):
			w.addJob(u, FoundUnserved, unservedMin, "Its visit plan says "+u.PlannedOn.Short()+", and no visit is planned")
		}
		p := promise{"Arrival", u.SLAFrom.Time(), due, time.Time{}}
		if !u.ArrivedAt.IsZero() {
			p.word = "Completion"
		}
		if cost, text := w.risk(p, u.Priority, u.Payment, u.RoundClock); cost > 0 {
			w.addJob(u, FoundSLA, cost, text)
		}
	}
}

// addJob notes something wrong with a job that has no visit.
func (w *watch) addJob(u jobs.Unplanned, k Kind, minutes int, text string) {
	key := "job:" + u.ID
	e := w.found[key]
	if e == nil {
		e = &Exception{
			Key: key, Job: u.ID, No: u.No, Priority: u.Priority, Type: u.Type, Customer: u.Name, Phone: u.Phone, Lang: u.Lang,
			Place: u.Address, Pin: u.Pin, Start: u.From.Time(), End: u.To.Time(), Day: w.dayFor(u),
		}
		w.found[key] = e
	}
	e.Findings = append(e.Findings, Finding{k, text, weigh(minutes, u.Priority, u.Contract != "")})
}

// dayFor is the day on which somebody is looked for: tomorrow where the promise lies ahead of today, otherwise today.
func (w *watch) dayFor(u jobs.Unplanned) clock.Date {
	if tomorrow := w.today.AddDays(1); !u.From.IsZero() && clock.DateOf(u.From.Time()) >= tomorrow {
		return tomorrow
	}
	return w.today
}
