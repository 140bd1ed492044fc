package dispatch

import (
	"context"
	"slices"
	"time"

	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// Fit is what a visit at an hour with a technician would mean, before anybody decides.
type Fit struct {
	Technician, Name    string
	Start, End          time.Time
	BeforeMin, AfterMin int    // travel to the visit and on to the next
	From, Next          string // places; Next is empty where nothing follows
	Known               bool   // whether the way there is known
	Score               int    // 0 to 100
	Broken              []Judged
}

// Judged is a broken rule with what the settings say of it: forbid, warn or allow.
type Judged struct {
	Violation
	Mode string
}

// Mode is the strictest of what it breaks: forbid, warn, or allow.
func (f Fit) Mode() string {
	strictest := settings.Allow
	for _, b := range f.Broken {
		if b.Mode == settings.Forbid {
			return b.Mode
		}
		if b.Mode == settings.Warn {
			strictest = b.Mode
		}
	}
	return strictest
}

// FitAt weighs a start at the instant as Rank weighs one that it found. It is pure. history says whether anybody was ever at the
// site; a weight that cannot tell technicians apart is 0.
func FitAt(w Worker, ask Ask, start time.Time, weights settings.Weights, history bool) Fit {
	end := start.Add(time.Duration(ask.Minutes) * time.Minute)
	before, after := neighbours(w, ask, start)
	here := Stop{At: w.Technician.Home, Place: "home", End: start}
	if before != nil {
		here = *before
	}
	travel := w.Ways.Minutes(here.At, ask.At, start)
	f := Fit{
		Technician: w.Technician.ID, Name: w.Technician.Name, Start: start, End: end, BeforeMin: int(travel.Minutes()),
		From: here.Place, Known: !here.At.Zero() && !ask.At.Zero(),
	}
	extra := travel
	if after != nil {
		onward := w.Ways.Minutes(ask.At, after.At, end)
		f.AfterMin, f.Next = int(onward.Minutes()), after.Place
		extra += onward - w.Ways.Minutes(here.At, after.At, here.End)
	}
	at := slot{start: start, travel: travel, extra: max(extra, 0), from: here.Place, known: f.Known}
	f.Score = score(w, ask, at, weights, history).Score
	return f
}

// FitOf is what moving the visit, or planning the job, to the technician and the instant would mean. A zero Start takes his best on
// the day. Errors: NotFound; Invalid technician technician_gone, start required; Conflict no_room where nothing of his day is free.
func (s *Service) FitOf(ctx context.Context, in Drop) (Fit, error) {
	in, j, err := s.droppedJob(ctx, in)
	if err != nil {
		return Fit{}, err
	}
	when := in.Start
	if when.IsZero() {
		when = in.Day.Start()
	}
	workers, ask, err := s.around(ctx, j, when, in.Technician)
	if err != nil {
		return Fit{}, err
	}
	ask.Visit = in.Visit
	at := placeOf(workers, in.Technician)
	if at < 0 {
		return Fit{}, fault.Field("technician", "technician_gone")
	}
	c, err := s.settings.Company(ctx)
	if err != nil {
		return Fit{}, err
	}
	w := workers[at]
	if in.Start.IsZero() {
		r := Rank(workers[at:at+1], ask, c.Weights)
		if len(r.Candidates) == 0 {
			return Fit{}, fault.New(fault.Conflict, "no_room", "name", w.Technician.Name, "why", r.Rejected[0].Why[0])
		}
		in.Start = r.Candidates[0].Start
	}
	weights := c.Weights
	if !carriesSomething(workers, ask) {
		weights.Parts = 0
	}
	f := FitAt(w, ask, in.Start, weights, slices.ContainsFunc(workers, func(w Worker) bool { return w.Visits > 0 }))
	for _, v := range append(Unfit(w, ask), Untimely(w, ask, in.Start)...) {
		f.Broken = append(f.Broken, Judged{v, mode(c.Policies, v.Rule)})
	}
	return f, nil
}
