package dispatch

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/settings"
)

// Rank sorts the workers into candidates and rejected for what is asked. It is pure: the same input gives the same
// ranking, ties falling to the earlier start, the shorter way, the name.
//
// Each factor gives a share of its weight; the score is what was given of all that could be, out of 100. A factor that
// cannot tell these workers apart (nobody preferred, nobody ever at the site, no skill needed) is left out of both.
func Rank(workers []Worker, ask Ask, weights settings.Weights) Ranking {
	r := Ranking{Day: ask.Day}
	history := slices.ContainsFunc(workers, func(w Worker) bool { return w.Visits > 0 })
	if !carriesSomething(workers, ask) {
		weights.Parts = 0
	}
	for _, w := range workers {
		why := Unfit(w, ask)
		slots := []slot{}
		if len(why) == 0 {
			if slots = slotsOf(w, ask); len(slots) == 0 {
				why = append(why, Violation{RuleOverlap, noSlot(w, ask)})
			}
		}
		if len(why) > 0 {
			r.Rejected = append(r.Rejected, Rejected{w.Technician.ID, w.Technician.Name, texts(why)})
			continue
		}
		var best Candidate
		for i, s := range slots {
			if c := score(w, ask, s, weights, history); i == 0 || c.Score > best.Score {
				best = c
			}
		}
		withMates(workers, ask, &best)
		r.Candidates = append(r.Candidates, best)
	}
	slices.SortFunc(r.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), a.Start.Compare(b.Start), cmp.Compare(a.TravelMin, b.TravelMin),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Technician, b.Technician))
	})
	slices.SortFunc(r.Rejected, func(a, b Rejected) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Technician, b.Technician))
	})
	return r
}

// slot is a possible start in a gap of the day, and what going there adds to the way.
type slot struct {
	start  time.Time
	travel time.Duration // from the stop before
	extra  time.Duration // longer than without this visit
	from   string
	known  bool // whether the position he comes from is known
}

// slotsOf finds the earliest possible start in every gap of the technician's shift.
func slotsOf(w Worker, ask Ask) []slot {
	var slots []slot
	length := time.Duration(ask.Minutes) * time.Minute
	for _, span := range w.Spans {
		opens, closes := ask.Day.At(span.From), ask.Day.At(span.To)
		here := arrival(w, ask, opens)
		for i := 0; i <= len(w.Stops); i++ {
			next := Stop{Start: closes}
			if i < len(w.Stops) {
				next = w.Stops[i]
				if next.Visit == ask.Visit && ask.Visit != "" {
					continue
				}
			}
			if s, ok := fit(w.Ways, here, next, ask, opens, closes, length); ok {
				slots = append(slots, s)
			}
			if i < len(w.Stops) && !next.End.Before(here.End) {
				here = next
			}
		}
	}
	return slots
}

// arrival is where he is when a span of the shift opens: at the last stop that ended before, otherwise at home.
func arrival(w Worker, ask Ask, opens time.Time) Stop {
	here := Stop{End: opens, At: w.Technician.Home, Place: "home"}
	for _, s := range w.Stops {
		if !s.End.After(opens) && (s.Visit != ask.Visit || ask.Visit == "") {
			here.At, here.Place = s.At, s.Place
		}
	}
	return here
}

// fit is the earliest start between two stops, if the visit fits there.
func fit(ways *Ways, here, next Stop, ask Ask, opens, closes time.Time, length time.Duration) (slot, bool) {
	leaves := latest(here.End, ask.Now)
	travel := ways.Minutes(here.At, ask.At, leaves)
	start := latest(leaves.Add(travel), opens, ask.From)
	start = start.Add(4*time.Minute + 59*time.Second + 999*time.Millisecond).Truncate(5 * time.Minute)
	end := start.Add(length)
	onward := ways.Minutes(ask.At, next.At, end)
	switch {
	case end.After(closes) || end.Add(onward).After(next.Start):
		return slot{}, false
	case !ask.To.IsZero() && start.After(ask.To):
		return slot{}, false
	}
	extra := travel + onward - ways.Minutes(here.At, next.At, here.End)
	return slot{start: start, travel: travel, extra: max(extra, 0), from: here.Place, known: !here.At.Zero()}, true
}

func latest(times ...time.Time) time.Time {
	return slices.MaxFunc(times, time.Time.Compare)
}

// score weighs one slot of one worker.
func score(w Worker, ask Ask, s slot, weights settings.Weights, history bool) Candidate {
	c := Candidate{
		Technician: w.Technician.ID, Name: w.Technician.Name, Start: s.start,
		End: s.start.Add(time.Duration(ask.Minutes) * time.Minute), TravelMin: int(s.travel.Minutes()), From: s.from,
	}
	var got, of float64
	factor := func(name string, weight int, share float64, format string, args ...any) {
		if weight == 0 {
			return
		}
		share = min(max(share, 0), 1)
		got, of = got+share*float64(weight), of+float64(weight)
		c.Reasons = append(c.Reasons, Reason{name, int(math.Round(share * float64(weight))), weight, fmt.Sprintf(format, args...)})
	}
	switch {
	case ask.At.Zero(): // the way tells nobody apart
	case s.known:
		factor("travel", weights.Travel, 1-s.extra.Minutes()/60, "%d min from %s", c.TravelMin, s.from)
	default:
		factor("travel", weights.Travel, 0.5, "The way from %s is not known", s.from)
	}
	share, text := slack(ask, s.start)
	factor("time", weights.SLA, share, "%s", text)
	if len(ask.Needs) > 0 {
		share, text = skillFit(w, ask)
		factor("skill", weights.Skill, share, "%s", text)
	}
	if weights.Parts > 0 {
		share, text = partsFit(w, ask)
		factor("parts", weights.Parts, share, "%s", text)
	}
	share, text = load(w)
	factor("load", weights.Load, share, "%s", text)
	if ask.HasPreferred {
		share, text = preferred(w)
		factor("preferred", weights.Preferred, share, "%s", text)
	}
	if history {
		factor("history", weights.History, float64(w.Visits)/3, "%s at this site before", times(w.Visits))
	}
	if of > 0 {
		c.Score = int(math.Round(100 * got / of))
	}
	return c
}

// slack is how much of the time until the demanded arrival is left at the start; without a demand, how early in the day.
func slack(ask Ask, start time.Time) (float64, string) {
	if !ask.DueBy.IsZero() && ask.DueBy.After(ask.SLAFrom) {
		left := ask.DueBy.Sub(start)
		share := left.Seconds() / ask.DueBy.Sub(ask.SLAFrom).Seconds()
		if left < 0 {
			return 0, fmt.Sprintf("Can start %s, but it is due %s", clock.Stamp(start), clock.Stamp(ask.DueBy))
		}
		return share, fmt.Sprintf("Can start %s; due %s", clock.HM(start), clock.Stamp(ask.DueBy))
	}
	return 1 - float64(clock.Minute(start))/1440, "Can start " + clock.HM(start)
}

// skillFit is best for exactly the level needed: the more skilled are wanted elsewhere.
func skillFit(w Worker, ask Ask) (float64, string) {
	over := 0
	text := ""
	for i, n := range ask.Needs {
		over += level(w, n.Skill) - n.Level
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s level %d for %d", ask.SkillNames[n.Skill], level(w, n.Skill), n.Level)
	}
	return 1 - 0.2*float64(over)/float64(len(ask.Needs)), text
}

func load(w Worker) (float64, string) {
	percent := Utilisation(w)
	return 1 - float64(percent)/100, fmt.Sprintf("%d %% of the shift is taken", percent)
}

// Utilisation is planned work and travel in percent of the shift; 0 without a shift.
func Utilisation(w Worker) int {
	shift := 0
	for _, s := range w.Spans {
		shift += s.To - s.From
	}
	if shift == 0 {
		return 0
	}
	busy := 0
	at := w.Technician.Home
	for _, s := range w.Stops {
		busy += int((s.End.Sub(s.Start) + w.Ways.Minutes(at, s.At, s.Start)).Minutes())
		at = s.At
	}
	return 100 * busy / shift
}

func preferred(w Worker) (float64, string) {
	switch w.Strength {
	case customers.Must:
		return 1, "The customer insists on him"
	case customers.Preferred:
		return 1, "Preferred by the customer"
	}
	return 0, "Another is preferred"
}

func noSlot(w Worker, ask Ask) string {
	switch last := w.Spans[len(w.Spans)-1]; {
	case !ask.Now.Before(ask.Day.At(last.To)):
		return fmt.Sprintf("The shift %s is over", spansText(w))
	case !ask.From.IsZero() && (ask.Day < clock.DateOf(ask.From) || ask.Day > clock.DateOf(ask.To)):
		return fmt.Sprintf("The customer was promised %s–%s", clock.Stamp(ask.From), clock.HM(ask.To))
	case ask.From.IsZero():
		return fmt.Sprintf("No free %d minutes in the shift %s", ask.Minutes, spansText(w))
	}
	return fmt.Sprintf("No free %d minutes that begin %s–%s, travel included", ask.Minutes, clock.HM(ask.From), clock.HM(ask.To))
}

func times(n int) string {
	switch n {
	case 0:
		return "Never"
	case 1:
		return "Once"
	}
	return fmt.Sprintf("%d times", n)
}

func texts(found []Violation) []string {
	all := make([]string, len(found))
	for i, v := range found {
		all[i] = v.Text
	}
	return all
}
