package dispatch

import (
	"context"
	"slices"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// ruleCheck is what the visits of a day are held to, read once for all of them.
type ruleCheck struct {
	day    clock.Date
	now    time.Time
	needs  map[string][]jobs.Need            // by job
	wishes map[string][]customers.Preference // by customer
	skills map[string]string
}

func (s *Service) ruleCheck(ctx context.Context, day clock.Date, cards []jobs.Card) (ruleCheck, error) {
	check := ruleCheck{day: day, now: clock.Now(), skills: map[string]string{}}
	var of, whose []string
	for _, c := range cards {
		if c.Status.Waiting() {
			of, whose = append(of, c.Job), append(whose, c.Customer)
		}
	}
	var err error
	if check.needs, err = s.jobs.NeedsOf(ctx, of); err != nil {
		return check, err
	}
	if check.wishes, err = s.customers.PreferencesOf(ctx, whose); err != nil {
		return check, err
	}
	skills, err := s.people.Skills(ctx)
	for _, k := range skills {
		check.skills[k.ID] = k.Name
	}
	return check, err
}

// breaks lists the rules that a planned visit breaks where it now stands. That its hour has passed is no rule broken: it is late.
func (r ruleCheck) breaks(w Worker, c jobs.Card) []Violation {
	start := c.Start.Time()
	ask := Ask{
		Job: c.Job, Visit: c.ID, Day: r.day, Now: r.now, Minutes: int(c.End.Time().Sub(start) / time.Minute), Needs: r.needs[c.Job],
		Pin: c.Pin, At: geo.Point{Lat: c.Lat, Lng: c.Lng}, Place: c.Address, From: c.From.Time(), To: c.To.Time(), SkillNames: r.skills,
	}
	for _, p := range r.wishes[c.Customer] {
		ask.MustGo = ask.MustGo || p.Strength == customers.Must
		if p.Technician == w.Technician.ID {
			w.Strength, w.Why = p.Strength, p.Reason
		}
	}
	return slices.DeleteFunc(append(Unfit(w, ask), Untimely(w, ask, start)...), func(v Violation) bool { return v.Rule == RulePast })
}
