package dispatch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
)

const slotDay = clock.Date("2026-11-17")

// randomDay is up to eight technicians with skills, leave, shifts, areas and visits that keep to the rules, and a random ask.
func randomDay(r *rand.Rand) *opening {
	place := func() geo.Point {
		return geo.Point{Lat: 18.45 + r.Float64()*0.15, Lng: 73.75 + r.Float64()*0.2}
	}
	o := &opening{from: slotDay, window: []int{60, 120, 180}[r.IntN(3)], days: make([]crew, 1)}
	hours := []workcal.Span{{From: 540, To: 1080}}
	if r.IntN(2) == 0 {
		hours = []workcal.Span{{From: 540, To: 780}, {From: 840, To: 1080}}
	}
	o.calendar.Week[slotDay.Weekday()] = hours
	for i := range 1 + r.IntN(8) {
		id := fmt.Sprintf("t%d", i)
		w := Worker{OnDuty: people.OnDuty{Technician: people.Technician{ID: id, Name: id, Home: place()}, Spans: hours}, Pins: map[string]bool{}}
		w.Technician.Skills = []people.SkillLevel{{Skill: "ac", Level: r.IntN(4)}}
		switch r.IntN(8) {
		case 0:
			w.OnLeave, w.Spans = true, nil
		case 1:
			w.Areas = []string{"East"}
		case 2:
			w.Strength = "restricted"
		}
		for at := 540 + r.IntN(120); at < 1000; at += 20 + r.IntN(200) {
			length := 20 + r.IntN(90)
			w.Stops = append(w.Stops, Stop{
				Visit: fmt.Sprintf("%s-%d", id, at), Start: slotDay.At(at), End: slotDay.At(at + length), At: place(), Place: "somewhere",
			})
			at += length
		}
		o.days[0].workers = append(o.days[0].workers, w)
	}
	o.ask = Ask{
		Now: slotDay.At(r.IntN(1100)), Minutes: 15 * (1 + r.IntN(10)), Needs: []jobs.Need{{Skill: "ac", Level: r.IntN(3)}}, Pin: "411038", At: place(),
		SkillNames: map[string]string{"ac": "AC"},
	}
	if r.IntN(4) == 0 {
		o.ask.Crew = 2
	}
	return o
}

// TestOpenings_offerWhatSomebodyCanKeep_andHideNothing holds on random days: whoever is offered can begin then without breaking a rule,
// and whoever Rank would send in a window is offered in it.
func TestOpenings_offerWhatSomebodyCanKeep_andHideNothing(t *testing.T) {
	offered, crews := 0, 0
	for seed := range uint64(4000) {
		o := randomDay(rand.New(rand.NewPCG(seed, 6)))
		windows, why := o.day(0)
		if (len(windows) == 0) != (why != "") {
			t.Fatalf("seed %d: %d windows, and why: %q", seed, len(windows), why)
		}
		workers := o.days[0].workers
		seen := map[time.Time]bool{}
		for _, w := range windows {
			seen[w.From] = true
			ask := o.on(slotDay)
			ask.From, ask.To = w.From, w.To
			for _, c := range w.Can {
				offered++
				at := placeOf(workers, c.Technician)
				if broken := append(Unfit(workers[at], ask), Untimely(workers[at], ask, c.Start)...); len(broken) > 0 {
					t.Fatalf("seed %d: %s at %s breaks %v", seed, c.Name, clock.HM(c.Start), broken)
				}
				if ask.Crew > 1 {
					crews++
					if mates := mates(workers, ask, c); mates < ask.Crew-1 {
						t.Fatalf("seed %d: %s at %s goes with %d", seed, c.Name, clock.HM(c.Start), mates)
					}
				}
			}
		}
		if o.ask.Crew > 1 {
			continue // of a crew Rank also offers those with whom nobody can go
		}
		for _, span := range Windows(o.calendar.Spans(slotDay), o.window) {
			ask := o.on(slotDay)
			ask.From, ask.To = slotDay.At(span.From), slotDay.At(span.To)
			if !ask.To.After(ask.Now) {
				continue
			}
			ranked := Rank(workers, ask, settings.DefaultWeights()).Candidates
			i := slices.IndexFunc(windows, func(w Window) bool { return w.From.Equal(ask.From) })
			if len(ranked) > 0 != (i >= 0) || i >= 0 && len(ranked) != len(windows[i].Can) {
				t.Fatalf("seed %d: Rank has %d for %s, offered are %+v", seed, len(ranked), clock.HM(ask.From), windows)
			}
		}
	}
	if offered < 5_000 || crews < 300 {
		t.Errorf("only %d offered, %d with a crew: the days prove nothing", offered, crews)
	}
}

func mates(workers []Worker, ask Ask, lead Arriving) int {
	n := 0
	for _, w := range workers {
		if w.Technician.ID != lead.Technician && len(Helper(w, ask, lead.Start)) == 0 {
			n++
		}
	}
	return n
}

func TestWindows_coverTheHours(t *testing.T) {
	for _, c := range []struct {
		hours   string
		minutes int
		want    string
	}{
		{"09:00-18:00", 120, "09:00-11:00, 11:00-13:00, 13:00-15:00, 15:00-17:00, 17:00-18:00"},
		{"09:00-13:00, 14:00-18:00", 120, "09:00-11:00, 11:00-13:00, 14:00-16:00, 16:00-18:00"},
		{"09:00-13:15", 120, "09:00-11:00, 11:00-13:15"},
		{"09:00-09:20", 60, "09:00-09:20"},
		{"", 120, ""},
	} {
		spans, err := workcal.ParseSpans(c.hours)
		if err != nil {
			t.Fatal(err)
		}
		if got := workcal.FormatSpans(Windows(spans, c.minutes)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.hours, got, c.want)
		}
	}
}

// TestHoursOf_sumsUpAsByHand compares with a reckoning minute by minute.
func TestHoursOf_sumsUpAsByHand(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 7))
		o := randomDay(r)
		now := o.ask.Now
		for _, w := range o.days[0].workers {
			urgent := map[string]bool{}
			for _, s := range w.Stops {
				urgent[s.Visit] = r.IntN(5) == 0
			}
			got := hoursOf(w, slotDay, now, urgent)
			var want Hours
			onDuty := func(at int) bool {
				return slices.ContainsFunc(w.Spans, func(s workcal.Span) bool { return s.From <= at && at < s.To })
			}
			planned := 0
			here := w.Technician.Home
			for _, s := range w.Stops {
				way := int(w.Ways.Minutes(here, s.At, s.Start).Minutes())
				here = s.At
				want.Visits, want.Travel = want.Visits+1, want.Travel+way
				if urgent[s.Visit] {
					want.Urgent += way
				}
				ahead := 0
				if s.Start.After(now) {
					ahead = way
				}
				for at := s.Start; at.Before(s.End); at = at.Add(time.Minute) {
					want.Work++
					if urgent[s.Visit] {
						want.Urgent++
					}
					if !at.Before(now) {
						ahead++
					}
				}
				planned += ahead
				if urgent[s.Visit] {
					want.UrgentAhead += ahead
				}
			}
			for at := range 24 * 60 {
				if onDuty(at) {
					want.Technicians = 1
					want.Duty++
					if !slotDay.At(at).Before(now) {
						want.Ahead++
					}
				}
			}
			want.Room = max(0, want.Ahead-planned)
			if want.Work+want.Travel > want.Duty {
				want.Over = 1
			}
			if got != want {
				t.Fatalf("seed %d, %s: got %+v, want %+v", seed, w.Technician.ID, got, want)
			}
			if percent := Utilisation(w); want.Duty > 0 && percent != got.Percent() {
				t.Errorf("the board says %d %%, capacity %d %%", percent, got.Percent())
			}
		}
	}
}

func TestHours_keepWhatIsForEmergencies(t *testing.T) {
	h := Hours{Duty: 1000, Ahead: 1000, Room: 400}
	if got := h.Reserve(15); got != 150 {
		t.Errorf("%d are kept", got)
	}
	if got := h.Free(15); got != 250 {
		t.Errorf("%d are free", got)
	}
	h.UrgentAhead = 100 // an emergency is planned: it took its part
	if got := h.Reserve(15); got != 50 {
		t.Errorf("%d are still kept", got)
	}
	h.UrgentAhead, h.Room = 400, 0
	if h.Reserve(15) != 0 || h.Free(15) != 0 {
		t.Errorf("%d kept, %d free", h.Reserve(15), h.Free(15))
	}
	for want, h := range map[string]Hours{
		BandOver: {Duty: 100, Work: 101}, BandFull: {Duty: 100, Work: 86}, BandGood: {Duty: 100, Work: 71}, BandLow: {Duty: 100, Work: 70}, BandOff: {},
	} {
		if got := h.Band(); got != want {
			t.Errorf("%+v is %s, want %s", h, got, want)
		}
	}
	if (Hours{Work: 10}).Band() != BandOver {
		t.Error("work on a day off is not overbooked")
	}
	if overbooked(Hours{Duty: 100, Work: 90, Urgent: 10}, 15) || !overbooked(Hours{Duty: 100, Work: 90}, 15) {
		t.Error("emergencies count against what is kept for them")
	}
}
