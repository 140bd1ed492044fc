package dispatch

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/route"
)

// measure sums up a plan. Lateness is that of this day: a visit is late from its due time, or from midnight before where that was an
// earlier day; what nobody goes to is late until midnight after, so that a plan with more visits does not look later.
func (d *Loaded) measure(plan route.Plan) Measure {
	p := d.Problem
	m := Measure{Unserved: len(plan.Unserved), Visits: len(p.Visits) - len(plan.Unserved)}
	price := p.Price(plan)
	m.TravelMin, m.OvertimeMin = int(price.Travel/p.Weights.Travel/60), int(price.Overtime/p.Weights.Overtime/60)
	seen := map[int]bool{}
	for _, stops := range plan.Routes {
		for _, stop := range stops {
			if due := d.due[stop.Visit]; !seen[stop.Visit] && due > 0 && stop.Start > due {
				m.LateMin += int(stop.Start-due+59) / 60
			}
			seen[stop.Visit] = true
		}
	}
	for _, visit := range plan.Unserved {
		if due := d.due[visit]; due > 0 && due < wholeDay {
			m.LateMin += int(wholeDay-due) / 60
		}
	}
	return m
}

// change is what a plan makes of one visit.
type change struct {
	visit         int
	stop          route.Stop
	team          []int
	before, after *route.Plan
}

// moves lists what the plan changes against the published one, by technician and start. A visit that is late and stays with whoever
// has it is no move, for it begins as soon as he comes; unless new arrivals are asked for and its promise breaks.
func (d *Loaded) moves(before, after route.Plan, in planAsk) []Move {
	var all []Move
	seen := map[int]bool{}
	for _, stops := range after.Routes {
		for _, stop := range stops {
			v := &d.Problem.Visits[stop.Visit]
			if seen[stop.Visit] || v.Frozen {
				continue
			}
			seen[stop.Visit] = true
			c := change{visit: stop.Visit, stop: stop, team: d.team(after, stop.Visit), before: &before, after: &after}
			same := v.Was != nil && sameTeam(v.Was.Technicians, c.team)
			stays := d.late[stop.Visit] && !(in.arrivals && d.breaks(c)) || v.Was != nil && v.Was.Start == stop.Start
			if same && stays || v.Was != nil && slices.Contains(before.Unserved, stop.Visit) && d.outside[stop.Visit] {
				continue
			}
			all = append(all, d.move(c, in))
		}
	}
	for _, visit := range after.Unserved {
		if v := &d.Problem.Visits[visit]; v.Was != nil && !slices.Contains(before.Unserved, visit) {
			all = append(all, d.off(visit, after))
		}
	}
	slices.SortStableFunc(all, func(a, b Move) int {
		return cmp.Or(cmp.Compare(a.To.Name, b.To.Name), a.To.Start.Compare(b.To.Start), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// breaks reports whether it starts outside what the customer was promised.
func (d *Loaded) breaks(c change) bool {
	w := d.Work[c.visit]
	return !w.To.IsZero() && (d.Time(c.stop.Start).After(w.To.Time()) || d.Time(c.stop.Start).Before(w.From.Time()))
}

// off is the move of a visit that is taken off the plan: the day has no room left for it.
func (d *Loaded) off(visit int, after route.Plan) Move {
	w := d.Work[visit]
	m := Move{
		Key: w.Visit, Job: w.Job, No: w.No, Visit: w.Visit, Rev: w.VisitRev, Priority: w.Priority, Customer: w.Name, Place: w.Address,
		From: d.from(w), Displaced: true, Why: "The day has no room left for it",
	}
	if other, ok := d.pusher(change{visit: visit, after: &after}, d.Problem.Visits[visit].Was.Technicians[0]); ok {
		m.Why = "Gives way to " + d.Work[other].No + "; the day has no room left for it"
	}
	if !w.To.IsZero() {
		m.Promised = promisedOf(w)
		m.BreaksPromise = true
		m.Message = i18n.T(w.Lang, "message.visit_off", "company", d.company.Name, "no", w.No, "day", d.Day, "call", d.callUs(w.Lang))
	}
	return m
}

func promisedOf(w jobs.Work) [2]string {
	return [2]string{w.From.Time().UTC().Format(time.RFC3339), w.To.Time().UTC().Format(time.RFC3339)}
}

func sameTeam(a, b []int) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func (d *Loaded) move(c change, in planAsk) Move {
	w := d.Work[c.visit]
	m := Move{
		Key: cmp.Or(w.Visit, w.Job), Job: w.Job, No: w.No, Visit: w.Visit, Rev: w.VisitRev, Priority: w.Priority, Customer: w.Name, Place: w.Address,
		From: d.from(w), To: d.to(c),
	}
	if w.Visit == "" {
		m.Rev = w.JobRev
	}
	if !w.To.IsZero() {
		m.Promised = promisedOf(w)
		m.BreaksPromise = d.breaks(c)
	}
	shift := m.To.Start.Sub(m.From.Start).Abs()
	m.Displaced = w.Visit != "" && (m.From.Technician != m.To.Technician || shift > 30*time.Minute)
	m.Why = d.why(c, m, in)
	if m.BreaksPromise {
		m.Message = d.message(w, m)
	}
	return m
}

// from is where the visit stands in the published plan; zero where it is new.
func (d *Loaded) from(w jobs.Work) Slot {
	if w.Visit == "" {
		return Slot{}
	}
	s := Slot{Technician: w.Technician, Helpers: w.Helpers, Start: w.Start.Time(), End: w.End.Time(), TravelMin: w.TravelMin}
	if at, ok := d.staff[w.Technician]; ok {
		s.Name = d.Workers[at].Technician.Name
	}
	return s
}

func (d *Loaded) to(c change) Slot {
	s := Slot{
		Technician: d.Workers[c.team[0]].Technician.ID, Name: d.Workers[c.team[0]].Technician.Name, Start: d.Time(c.stop.Start), End: d.Time(c.stop.End),
		TravelMin: int(d.stopOf(*c.after, c.team[0], c.visit).Travel+59) / 60,
	}
	for _, t := range c.team[1:] {
		s.Helpers = append(s.Helpers, d.Workers[t].Technician.ID)
	}
	return s
}

// stopOf is the stop of a visit in a technician's day; zero where there is none.
func (d *Loaded) stopOf(plan route.Plan, technician, visit int) route.Stop {
	stops := plan.Routes[technician]
	if at := slices.IndexFunc(stops, func(s route.Stop) bool { return s.Visit == visit }); at >= 0 {
		return stops[at]
	}
	return route.Stop{}
}

// why is what a move is good for, in words.
func (d *Loaded) why(c change, m Move, in planAsk) string {
	v := &d.Problem.Visits[c.visit]
	switch {
	case m.Visit == "":
		return d.whyNew(c, m)
	case v.Was == nil:
		return "Whoever had it works here no more"
	}
	lead := v.Was.Technicians[0]
	had := d.Workers[lead]
	if m.From.Technician != m.To.Technician {
		switch {
		case had.OnLeave:
			return fmt.Sprintf("Takes over from %s, who is on leave", had.Technician.Name)
		case len(had.Spans) == 0:
			return fmt.Sprintf("Takes over from %s, who does not work that day", had.Technician.Name)
		case (in.cause == CauseLate || in.cause == CauseOverrun) && had.Technician.ID == in.technician, d.late[c.visit]:
			return fmt.Sprintf("Takes over from %s, who is late", had.Technician.Name)
		}
	}
	if other, ok := d.pusher(c, lead); ok {
		return "Makes room for " + d.Work[other].No
	}
	if slices.Contains(c.before.Unserved, c.visit) || d.late[c.visit] {
		return "Could not be made as planned"
	}
	if was := d.stopOf(*c.before, lead, c.visit); was.Visit == c.visit {
		if later := was.Start - v.Was.Start; later > 0 && m.From.Technician == m.To.Technician {
			return fmt.Sprintf("%s runs late", had.Technician.Name)
		}
		if less := int(was.Travel-d.stopOf(*c.after, c.team[0], c.visit).Travel) / 60; less > 0 {
			return fmt.Sprintf("%d min less travel to it", less)
		}
	}
	if less := d.measure(*c.before).TravelMin - d.measure(*c.after).TravelMin; less > 0 {
		return fmt.Sprintf("Part of a round with %d min less travel", less)
	}
	return "Part of a better round"
}

// whyNew says what makes a job urgent that is new on the plan, and how far it is.
func (d *Loaded) whyNew(c change, m Move) string {
	w := d.Work[c.visit]
	text := "New on the plan"
	switch {
	case !w.To.IsZero():
		text = fmt.Sprintf("Promised %s–%s", d.clock(w.From.Time()), d.clock(w.To.Time()))
	case !w.DueAt.IsZero():
		text = "Due " + d.clock(w.DueAt.Time())
	}
	if m.To.TravelMin > 0 {
		text += fmt.Sprintf("; %d min of travel", m.To.TravelMin)
	}
	return text
}

// clock is an instant in words: the hour of this day, and the day too of another.
func (d *Loaded) clock(t time.Time) string {
	if clock.DateOf(t) == d.Day {
		return clock.HM(t)
	}
	return clock.Stamp(t)
}

// pusher is a visit that comes to stand where this one stood, if there is one.
func (d *Loaded) pusher(c change, lead int) (int, bool) {
	v := &d.Problem.Visits[c.visit]
	for _, stop := range c.after.Routes[lead] {
		o := &d.Problem.Visits[stop.Visit]
		came := o.Was == nil || !slices.Contains(o.Was.Technicians, lead) || o.Was.Start != stop.Start && !d.late[stop.Visit]
		if stop.Visit != c.visit && came && stop.Start-stop.Travel < v.Was.Start+v.Duration && v.Was.Start < stop.End {
			return stop.Visit, true
		}
	}
	return 0, false
}

// message is what the customer is told of a new time, in his language.
func (d *Loaded) message(w jobs.Work, m Move) string {
	from, to := windowOf(m.To.Start, d.company.Planning.WindowMin)
	return i18n.T(w.Lang, "message.visit_moved", "company", d.company.Name, "no", w.No, "day", clock.DateOf(from),
		"from", clock.HM(from), "to", clock.HM(to), "call", d.callUs(w.Lang))
}

// callUs says whom to call to change a time, after a space; nothing where the company has no number.
func (d *Loaded) callUs(lang string) string {
	if d.company.Phone == "" {
		return ""
	}
	return " " + i18n.T(lang, "message.call_to_change", "phone", phone.Format(d.company.Phone))
}

// windowOf is what a customer is promised for a visit that begins then: from the half hour before it, as long as windows are.
func windowOf(start time.Time, minutes int) (from, to time.Time) {
	from = start.In(clock.IST).Truncate(30 * time.Minute)
	return from, from.Add(time.Duration(minutes) * time.Minute)
}
