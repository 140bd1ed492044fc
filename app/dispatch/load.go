package dispatch

import (
	"context"
	"slices"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
)

// crew is every active technician on a day, and at which place each stands.
type crew struct {
	workers []Worker
	place   map[string]int
}

// crew reads who is there on the day, with shift, leave, skills and areas. The number of queries does not grow with theirs.
func (s *Service) crew(ctx context.Context, day clock.Date) (crew, error) {
	roster, err := s.people.Roster(ctx, day)
	if err != nil {
		return crew{}, err
	}
	areas, err := s.people.Areas(ctx)
	if err != nil {
		return crew{}, err
	}
	carried, err := s.stock.Carried(ctx)
	if err != nil {
		return crew{}, err
	}
	ways, err := s.Ways(ctx)
	if err != nil {
		return crew{}, err
	}
	c := crew{workers: make([]Worker, len(roster)), place: make(map[string]int, len(roster))}
	for i, duty := range roster {
		w := Worker{OnDuty: duty, Ways: ways, Pins: map[string]bool{}, Carries: carried[duty.Technician.ID]}
		for _, a := range areas {
			if !slices.Contains(duty.Technician.Areas, a.ID) {
				continue
			}
			w.Areas = append(w.Areas, a.Name)
			for _, pin := range a.Pins {
				w.Pins[pin] = true
			}
		}
		c.workers[i] = w
		c.place[duty.Technician.ID] = i
	}
	return c, nil
}

// add puts stops, which come by start, on the day of whoever makes them; one of the day before that is not over yet begins
// when the day does.
func (c crew) add(day clock.Date, stops []jobs.Stop) {
	for _, v := range stops {
		if i, ok := c.place[v.Technician]; ok {
			c.workers[i].Stops = append(c.workers[i].Stops, Stop{
				Visit: v.ID, No: v.No, Lead: v.Lead, Start: latest(v.Start.Time(), day.Start()), End: v.End.Time(), At: geo.Point{Lat: v.Lat, Lng: v.Lng}, Place: v.Address,
			})
		}
	}
}

// load is the crew for a job: with the stops of the day and on until the instant if that is later, of one technician or of all
// if none is named, with what the job's customer wants and who was at its site.
func (s *Service) load(ctx context.Context, day clock.Date, until time.Time, job jobs.Job, technician string) ([]Worker, error) {
	c, err := s.crew(ctx, day)
	if err != nil {
		return nil, err
	}
	stops, err := s.jobs.Stops(ctx, day.Start(), latest(day.AddDays(1).Start(), until), technician)
	if err != nil {
		return nil, err
	}
	c.add(day, stops)
	return c.workers, s.relate(ctx, c.workers, c.place, job)
}

// relate adds what binds the job's customer and site to each worker.
func (s *Service) relate(ctx context.Context, workers []Worker, place map[string]int, job jobs.Job) error {
	prefs, err := s.customers.Preferences(ctx, job.Customer)
	if err != nil {
		return err
	}
	for _, p := range prefs {
		if i, ok := place[p.Technician]; ok {
			workers[i].Strength, workers[i].Why = p.Strength, p.Reason
		}
	}
	been, err := s.jobs.BeenAt(ctx, job.Site)
	for technician, n := range been {
		if i, ok := place[technician]; ok {
			workers[i].Visits = n
		}
	}
	return err
}

// ask turns a job into what dispatch must find, on the day.
func (s *Service) ask(ctx context.Context, job jobs.Job, day clock.Date, workers []Worker) (Ask, error) {
	site, err := s.customers.SiteByID(ctx, job.Site)
	if err != nil {
		return Ask{}, err
	}
	skills, err := s.people.Skills(ctx)
	if err != nil {
		return Ask{}, err
	}
	a := Ask{
		Job: job.ID, Day: day, Now: clock.Now(), Minutes: job.DurationMin, Needs: job.Needs, Pin: site.Pin, At: site.At, Place: site.Address,
		From: job.PromisedFrom, To: job.PromisedTo, SLAFrom: job.SLAFrom, DueBy: job.DueAt(), SkillNames: map[string]string{},
		PartsFirst: job.PartsFirst, Crew: job.Crew,
	}
	if a.Parts, err = s.jobs.Loads(ctx, []string{job.ID}); err != nil {
		return Ask{}, err
	}
	if err := s.findDays(ctx, workers, site.At); err != nil {
		return Ask{}, err
	}
	for _, k := range skills {
		a.SkillNames[k.ID] = k.Name
	}
	for _, w := range workers {
		switch w.Strength {
		case customers.Must:
			a.MustGo, a.HasPreferred = true, true
		case customers.Preferred:
			a.HasPreferred = true
		}
	}
	return a, nil
}

// BestDay is the day on which to look for a technician first: that of the promised window, otherwise today.
func BestDay(j jobs.Job) clock.Date {
	if j.PromisedFrom.After(clock.Now()) {
		return clock.DateOf(j.PromisedFrom)
	}
	return clock.Today()
}

// lookAhead is how many days are searched for somebody who can go, where no day is asked for and none was promised.
const lookAhead = 7

// RankFor ranks all active technicians for the job on the day. An empty day is BestDay or, if nothing was promised and
// nobody fits then, the first of the following days on which somebody does. visit names the visit to be moved, if any.
func (s *Service) RankFor(ctx context.Context, job, visit string, day clock.Date) (Ranking, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return Ranking{}, err
	}
	if day != "" {
		return s.rankOn(ctx, j, visit, day)
	}
	first, err := s.rankOn(ctx, j, visit, BestDay(j))
	if err != nil || len(first.Candidates) > 0 || !j.PromisedFrom.IsZero() {
		return first, err
	}
	for n := 1; n < lookAhead; n++ {
		r, err := s.rankOn(ctx, j, visit, first.Day.AddDays(n))
		if err != nil || len(r.Candidates) > 0 {
			return r, err
		}
	}
	return first, nil
}

func (s *Service) rankOn(ctx context.Context, j jobs.Job, visit string, day clock.Date) (Ranking, error) {
	workers, err := s.load(ctx, day, time.Time{}, j, "")
	if err != nil {
		return Ranking{}, err
	}
	ask, err := s.ask(ctx, j, day, workers)
	if err != nil {
		return Ranking{}, err
	}
	ask.Visit = visit
	c, err := s.settings.Company(ctx)
	if err != nil {
		return Ranking{}, err
	}
	return Rank(workers, ask, c.Weights), nil
}

func spansText(w Worker) string { return workcal.FormatSpans(w.Spans) }
