package dispatch

import (
	"context"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// watch is what exceptions are looked for in, and those found so far by key.
type watch struct {
	now       time.Time
	today     clock.Date
	until     time.Time // the end of tomorrow: to there all visits are read
	company   settings.Company
	clocks    jobs.Clocks
	days      []crew // from today
	visits    []jobs.Standing
	unplanned []jobs.Unplanned
	parts     map[string][]jobs.Load // by job, of visits that have not begun
	came      map[string]people.Attendance
	found     map[string]*Exception
}

func (s *Service) watch(ctx context.Context) (*watch, error) {
	w := &watch{now: clock.Now(), today: clock.Today(), found: map[string]*Exception{}}
	w.until = w.today.AddDays(2).Start()
	var err error
	if w.company, err = s.settings.Company(ctx); err != nil {
		return nil, err
	}
	if w.clocks, err = s.jobs.Clocks(ctx); err != nil {
		return nil, err
	}
	if w.days, err = s.crews(ctx, w.today, w.today.AddDays(absentDays-1)); err != nil {
		return nil, err
	}
	if w.visits, err = s.jobs.Standings(ctx, w.until, w.off()); err != nil {
		return nil, err
	}
	if w.unplanned, err = s.jobs.Unplanned(ctx); err != nil {
		return nil, err
	}
	var soon []string
	for _, v := range w.visits {
		if v.Status.Waiting() && w.soon(v) {
			soon = append(soon, v.Job)
		}
	}
	if w.parts, err = s.jobs.PartsOf(ctx, soon); err != nil {
		return nil, err
	}
	w.came, err = s.people.Came(ctx, w.today)
	return w, err
}

// soon reports whether the visit starts by the end of tomorrow.
func (w *watch) soon(v jobs.Standing) bool { return v.Start.Time().Before(w.until) }

// off lists who is not there on which of the days.
func (w *watch) off() []jobs.Off {
	var all []jobs.Off
	for n, c := range w.days {
		for _, t := range c.workers {
			if len(t.Spans) == 0 {
				all = append(all, jobs.Off{Technician: t.Technician.ID, Day: w.today.AddDays(n)})
			}
		}
	}
	return all
}

// worker is the technician on the day of the instant; false beyond the days that were read, and for one who left.
func (w *watch) worker(technician string, at time.Time) (Worker, bool) {
	n := int(clock.DateOf(at).Start().Sub(w.today.Start()).Hours() / 24)
	if at.Before(w.today.Start()) || n >= len(w.days) {
		return Worker{}, false
	}
	i, ok := w.days[n].place[technician]
	if !ok {
		return Worker{}, false
	}
	return w.days[n].workers[i], true
}

// ways is how long ways take.
func (w *watch) ways() *Ways {
	if all := w.days[0].workers; len(all) > 0 {
		return all[0].Ways
	}
	return nil
}

// absent reports whether the visit's technician is not there on its day, and nobody set that aside.
func (w *watch) absent(v jobs.Standing) (Worker, bool) {
	t, ok := w.worker(v.Technician, v.Start.Time())
	return t, ok && v.Status.Waiting() && len(t.Spans) == 0 && !v.Overrode(RuleLeave, RuleShift)
}

// of is the exception of a visit, begun with what is known of it.
func (w *watch) of(v jobs.Standing) *Exception {
	key := "visit:" + v.ID
	if e := w.found[key]; e != nil {
		return e
	}
	e := &Exception{
		Key: key, Job: v.Job, No: v.No, Visit: v.ID, VisitRev: v.Rev, Status: v.Status, Priority: v.Priority, Type: v.Type, Customer: v.Name,
		Phone: v.Phone, Lang: v.Lang, Place: v.Address, Pin: v.Pin, Technician: v.Technician, Name: v.TechName, Mobile: v.Mobile,
		Start: v.Start.Time(), End: v.End.Time(), Wish: v.Wish.Time(), Day: clock.DateOf(v.Start.Time()),
	}
	w.found[key] = e
	return e
}

// add notes something wrong with a visit; minutes are weighed by its job.
func (w *watch) add(v jobs.Standing, k Kind, minutes int, text string) {
	e := w.of(v)
	e.Findings = append(e.Findings, Finding{k, text, weigh(minutes, v.Priority, v.Contract != "")})
}
