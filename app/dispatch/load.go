package dispatch

import (
	"context"

	"github.com/pocketbase/dbx"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
)

// load reads the day: every active technician with shift, leave, skills, areas and stops. For a job it adds what its
// customer wants and who was at its site. The number of queries does not grow with the number of technicians.
func (s *Service) load(ctx context.Context, day clock.Date, job *jobs.Job) ([]Worker, []jobs.Card, error) {
	roster, err := s.people.Roster(ctx, day)
	if err != nil {
		return nil, nil, err
	}
	cards, err := s.jobs.Day(ctx, day)
	if err != nil {
		return nil, nil, err
	}
	areas, err := s.people.Areas(ctx)
	if err != nil {
		return nil, nil, err
	}
	workers := make([]Worker, len(roster))
	place := make(map[string]int, len(roster))
	for i, duty := range roster {
		w := Worker{OnDuty: duty, Pins: map[string]bool{}}
		for _, a := range areas {
			for _, id := range duty.Technician.Areas {
				if id == a.ID {
					w.Areas = append(w.Areas, a.Name)
					for _, pin := range a.Pins {
						w.Pins[pin] = true
					}
				}
			}
		}
		workers[i] = w
		place[duty.Technician.ID] = i
	}
	for _, c := range cards {
		if i, ok := place[c.Technician]; ok && (c.Status.Waiting() || c.Status.Begun() || c.Status == jobs.Done || c.Status == jobs.Partial) {
			workers[i].Stops = append(workers[i].Stops, Stop{
				Visit: c.ID, No: c.No, Start: c.Start.Time(), End: c.End.Time(), At: geo.Point{Lat: c.Lat, Lng: c.Lng}, Place: c.Address,
			})
		}
	}
	if job == nil {
		return workers, cards, nil
	}
	return workers, cards, s.relate(ctx, workers, place, *job)
}

// relate adds what binds the job's customer and site to each worker.
func (s *Service) relate(ctx context.Context, workers []Worker, place map[string]int, job jobs.Job) error {
	prefs, err := s.customers.Preferences(ctx, job.Customer)
	if err != nil {
		return err
	}
	for _, p := range prefs {
		if i, ok := place[p.Technician]; ok {
			workers[i].Strength, workers[i].Why = string(p.Strength), p.Reason
		}
	}
	var been []struct {
		Technician string `db:"technician"`
		N          int    `db:"n"`
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT v.technician, COUNT(*) AS n FROM jobs j JOIN visits v ON v.job = j.id
		WHERE j.site = {:site} AND v.status IN ('done', 'partial') GROUP BY v.technician`).
		Bind(dbx.Params{"site": job.Site}).WithContext(ctx).All(&been)
	for _, b := range been {
		if i, ok := place[b.Technician]; ok {
			workers[i].Visits = b.N
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
		From: job.PromisedFrom, To: job.PromisedTo, SLAFrom: job.SLAFrom, ArriveBy: job.ArriveBy, SkillNames: map[string]string{},
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

// RankFor ranks all active technicians for the job on the day; an empty day is BestDay. visit names the visit that is
// to be moved, if any.
func (s *Service) RankFor(ctx context.Context, job, visit string, day clock.Date) (Ranking, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return Ranking{}, err
	}
	if day == "" {
		day = BestDay(j)
	}
	workers, _, err := s.load(ctx, day, &j)
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
