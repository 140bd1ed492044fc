package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// couldMost is for how many jobs without a visit it is said who could go: those that cost most.
const couldMost = 50

// whoCould says of jobs without a visit who could go on their day, of those that cost most.
func (s *Service) whoCould(ctx context.Context, w *watch, all []Exception) error {
	of := map[string]jobs.Unplanned{}
	for _, u := range w.unplanned {
		of[u.ID] = u
	}
	asked, callers := []string{}, []string{}
	for _, e := range all {
		if u, ok := of[e.Job]; ok && e.Visit == "" && len(asked) < couldMost {
			asked, callers = append(asked, e.Job), append(callers, u.Customer)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	stops, err := s.jobs.Stops(ctx, w.today.Start(), w.until, "")
	if err != nil {
		return err
	}
	fill(w.days[:2], w.today, stops)
	prefs, err := s.customers.PreferencesOf(ctx, callers)
	if err != nil {
		return err
	}
	parts, err := s.jobs.PartsOf(ctx, asked)
	if err != nil {
		return err
	}
	skills, err := s.skillNames(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		u, ok := of[all[i].Job]
		if !ok || all[i].Visit != "" || !slices.Contains(asked, u.ID) {
			continue
		}
		ask, err := w.ask(u, all[i].Day)
		if err != nil {
			return err
		}
		ask.SkillNames, ask.Parts = skills, parts[u.ID]
		workers := w.days[int(ask.Day.Start().Sub(w.today.Start()).Hours())/24].workers
		all[i].Could = could(liked(workers, &ask, prefs[u.Customer]), ask)
	}
	return nil
}

// ask is what the job demands on the day; a promise that nobody can keep any more does not count.
func (w *watch) ask(u jobs.Unplanned, day clock.Date) (Ask, error) {
	needs, err := u.Needs()
	ask := Ask{
		Job: u.ID, Day: day, Now: w.now, Minutes: u.DurationMin, Needs: needs, Pin: u.Pin, At: geo.Point{Lat: u.Lat, Lng: u.Lng},
		From: u.From.Time(), To: u.To.Time(), PartsFirst: u.PartsFirst, Crew: u.Crew,
	}
	if ask.To.Before(w.now) {
		ask.From, ask.To = time.Time{}, time.Time{}
	}
	return ask, err
}

// skillNames are what skills are called, by id.
func (s *Service) skillNames(ctx context.Context) (map[string]string, error) {
	skills, err := s.people.Skills(ctx)
	names := make(map[string]string, len(skills))
	for _, k := range skills {
		names[k.ID] = k.Name
	}
	return names, err
}

// liked is the workers with what the customer wants of them; the ask learns whether he insists.
func liked(workers []Worker, ask *Ask, prefs []customers.Preference) []Worker {
	all := slices.Clone(workers)
	for _, p := range prefs {
		for i := range all {
			if all[i].Technician.ID != p.Technician {
				continue
			}
			all[i].Strength, all[i].Why = p.Strength, p.Reason
			ask.MustGo = ask.MustGo || p.Strength == customers.Must
			ask.HasPreferred = ask.HasPreferred || p.Strength == customers.Must || p.Strength == customers.Preferred
		}
	}
	return all
}

// could is who can go on the day of the ask, in words.
func could(workers []Worker, ask Ask) string {
	when := "today"
	if ask.Day != clock.DateOf(ask.Now) {
		when = "on " + ask.Day.Short()
	}
	all := canGo(workers, ask)
	switch len(all) {
	case 0:
		return "Nobody can go " + when + ": " + whyNobody(workers, ask)
	case 1:
		return fmt.Sprintf("%s can go %s, at %s", all[0].Name, when, clock.HM(all[0].Start))
	}
	return fmt.Sprintf("%d can go %s, the first is %s at %s", len(all), when, all[0].Name, clock.HM(all[0].Start))
}

// crewed reports whether enough others are free to go along with the lead at the instant.
func crewed(workers []Worker, lead Worker, ask Ask, start time.Time) bool {
	wanted := ask.Crew - 1
	for _, w := range workers {
		if wanted <= 0 {
			return true
		}
		if w.Technician.ID != lead.Technician.ID && len(Helper(w, ask, start)) == 0 {
			wanted--
		}
	}
	return wanted <= 0
}

// whyNobody counts what keeps the workers from going, what keeps most of them first.
func whyNobody(workers []Worker, ask Ask) string {
	counts := map[string]int{}
	for _, w := range workers {
		text := "with no room in the day"
		if why := Unfit(w, ask); len(why) > 0 {
			text = ruleWords(why[0], ask)
		} else if ask.Crew > 1 {
			text = fmt.Sprintf("with no room together with %d more", ask.Crew-1)
		}
		counts[text]++
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	for i, text := range all {
		all[i] = fmt.Sprintf("%d %s", counts[text], text)
	}
	if len(all) == 0 {
		return "there is no technician"
	}
	return strings.Join(all, ", ")
}

// ruleWords says a rule of those whom it keeps from going, behind their number.
func ruleWords(v Violation, ask Ask) string {
	switch v.Rule {
	case RuleLeave, RuleShift:
		return "on leave or off"
	case RuleSkill:
		return "without " + needsWords(ask)
	case RuleArea:
		return "not going to PIN " + ask.Pin
	case RuleRestricted:
		return "not wanted by this customer"
	case RuleMust:
		return "not those on whom the customer insists"
	case RuleParts:
		return "without the parts on the van"
	}
	return "held back: " + v.Text
}

func needsWords(ask Ask) string {
	all := make([]string, len(ask.Needs))
	for i, n := range ask.Needs {
		all[i] = fmt.Sprintf("%s level %d", ask.SkillNames[n.Skill], n.Level)
	}
	return strings.Join(all, " and ")
}
