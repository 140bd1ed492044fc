package dispatch_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
)

const (
	day = clock.Date("2026-11-16")
	ac  = "skillac00000001"
)

var (
	kothrud  = geo.Point{Lat: 18.5074, Lng: 73.8077}
	hadapsar = geo.Point{Lat: 18.5089, Lng: 73.9260} // 12 km to the east
	noon     = at(12, 0)
)

func at(h, m int) time.Time { return day.At(h*60 + m) }

// worker is Ravi: AC level 3, at home in Kothrud, 09:00–18:00, nothing planned.
func worker(change ...func(*dispatch.Worker)) dispatch.Worker {
	w := dispatch.Worker{OnDuty: people.OnDuty{
		Technician: people.Technician{ID: "ravi", Name: "Ravi", Home: kothrud, Skills: []people.SkillLevel{{Skill: ac, Level: 3}}, Active: true},
		Spans:      []workcal.Span{{From: 540, To: 1080}},
	}}
	for _, c := range change {
		c(&w)
	}
	return w
}

// named gives the worker another name; his id follows.
func named(name string) func(*dispatch.Worker) {
	return func(w *dispatch.Worker) { w.Technician.ID, w.Technician.Name = strings.ToLower(name), name }
}

func stop(no string, fromH, fromM, toH, toM int, where geo.Point) dispatch.Stop {
	return dispatch.Stop{Visit: "visit" + no, No: no, Start: at(fromH, fromM), End: at(toH, toM), At: where, Place: "site of " + no}
}

// ask is an hour's AC work of level 2 in Kothrud, asked at 10:00, wanted by 18:00.
func ask(change ...func(*dispatch.Ask)) dispatch.Ask {
	a := dispatch.Ask{
		Job: "job", Day: day, Now: at(10, 0), Minutes: 60, Needs: []jobs.Need{{Skill: ac, Level: 2}}, Pin: "411038", At: kothrud,
		SLAFrom: at(10, 0), DueBy: at(18, 0), SkillNames: map[string]string{ac: "AC"},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func rank(a dispatch.Ask, workers ...dispatch.Worker) dispatch.Ranking {
	return dispatch.Rank(workers, a, settings.DefaultWeights())
}

func TestRank_rejectsWithTheReason(t *testing.T) {
	for _, c := range []struct {
		name, want string
		w          func(*dispatch.Worker)
		a          func(*dispatch.Ask)
	}{
		{"leave", "On leave: wedding", func(w *dispatch.Worker) { w.OnLeave, w.LeaveReason, w.Spans = true, "wedding", nil }, nil},
		{"no shift", "No shift on Monday 16 November", func(w *dispatch.Worker) { w.Spans = nil }, nil},
		{"lower skill", "Needs AC level 2, has level 1", func(w *dispatch.Worker) { w.Technician.Skills[0].Level = 1 }, nil},
		{"no skill", "Needs AC level 2, has none", func(w *dispatch.Worker) { w.Technician.Skills = nil }, nil},
		{"area", "PIN 411038 is outside Hadapsar", func(w *dispatch.Worker) {
			w.Areas, w.Pins = []string{"Hadapsar"}, map[string]bool{"411028": true}
		}, nil},
		{"area without PIN codes", "PIN 411038 is outside Empty", func(w *dispatch.Worker) { w.Areas = []string{"Empty"} }, nil},
		{"restricted", "Not wanted by this customer: broke a tile", func(w *dispatch.Worker) { w.Strength, w.Why = "restricted", "broke a tile" }, nil},
		{"another must go", "The customer insists on another technician", nil, func(a *dispatch.Ask) { a.MustGo = true }},
		{"full day", "No free 60 minutes in the shift 09:00-18:00", func(w *dispatch.Worker) {
			w.Stops = []dispatch.Stop{stop("J1", 9, 0, 17, 30, kothrud)}
		}, nil},
		{"window taken", "No free 60 minutes that begin 11:00–12:00, travel included", func(w *dispatch.Worker) {
			w.Stops = []dispatch.Stop{stop("J1", 10, 0, 13, 0, kothrud)}
		}, func(a *dispatch.Ask) { a.From, a.To = at(11, 0), at(12, 0) }},
		{"promised for another day", "The customer was promised 17 Nov, 11:00–12:00", nil, func(a *dispatch.Ask) {
			a.From, a.To = at(35, 0), at(36, 0)
		}},
		{"shift is over", "The shift 09:00-18:00 is over", nil, func(a *dispatch.Ask) { a.Now = at(19, 0) }},
		{"longer than the shift", "No free 600 minutes in the shift 09:00-18:00", nil, func(a *dispatch.Ask) { a.Minutes = 600 }},
	} {
		w, a := worker(), ask()
		if c.w != nil {
			c.w(&w)
		}
		if c.a != nil {
			c.a(&a)
		}
		r := rank(a, w)
		if len(r.Candidates) != 0 || len(r.Rejected) != 1 || !slices.Contains(r.Rejected[0].Why, c.want) {
			t.Errorf("%s: got %+v, want %q", c.name, r, c.want)
		}
	}
}

func TestRank_saysEveryReasonAtOnce(t *testing.T) {
	w := worker(func(w *dispatch.Worker) { w.OnLeave, w.Technician.Skills, w.Strength = true, nil, "restricted" })
	if got := rank(ask(), w).Rejected[0].Why; len(got) != 3 {
		t.Errorf("got %q", got)
	}
}

func TestRank_startsAsSoonAsHeCanBeThere(t *testing.T) {
	way := time.Duration(geo.Roads{}.Minutes(hadapsar, kothrud, 12*60)) * time.Minute
	for _, c := range []struct {
		name string
		want time.Time
		w    func(*dispatch.Worker)
		a    func(*dispatch.Ask)
	}{
		{"now, on the next five minutes", at(10, 5), nil, func(a *dispatch.Ask) { a.Now = at(10, 2) }},
		{"when the shift opens tomorrow", day.AddDays(1).At(540), nil, func(a *dispatch.Ask) { a.Day = day.AddDays(1) }},
		{"when the window opens", at(14, 0), nil, func(a *dispatch.Ask) { a.From, a.To = at(14, 0), at(16, 0) }},
		{"after the visit at the same place", at(12, 0), func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 10, 0, 12, 0, kothrud)} }, nil},
		{
			"after the visit far away, and the way", noon.Add(way).Add(4*time.Minute + 59*time.Second).Truncate(5 * time.Minute),
			func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 10, 0, 12, 0, hadapsar)} }, nil,
		},
		{"in the gap that is long enough", at(15, 0), func(w *dispatch.Worker) {
			w.Stops = []dispatch.Stop{stop("J1", 10, 0, 12, 0, kothrud), stop("J2", 12, 30, 15, 0, kothrud)}
		}, nil},
		{"after the lunch of a split shift", at(14, 0), func(w *dispatch.Worker) {
			w.Spans = []workcal.Span{{From: 540, To: 630}, {From: 840, To: 1080}}
		}, nil},
		{
			"where the moved visit itself stands", at(10, 0), func(w *dispatch.Worker) { w.Stops = []dispatch.Stop{stop("J1", 10, 0, 18, 0, kothrud)} },
			func(a *dispatch.Ask) { a.Visit = "visitJ1" },
		},
	} {
		w, a := worker(), ask()
		if c.w != nil {
			c.w(&w)
		}
		if c.a != nil {
			c.a(&a)
		}
		r := rank(a, w)
		if len(r.Candidates) != 1 || !r.Candidates[0].Start.Equal(c.want) {
			t.Errorf("%s: got %+v, want %v", c.name, r, c.want)
		}
	}
}

func TestRank_countsTheWayFromTheMomentOfAsking(t *testing.T) {
	r := rank(ask(func(a *dispatch.Ask) { a.Now, a.At = noon, hadapsar }), worker())
	c := r.Candidates[0]
	if way := time.Duration(c.TravelMin) * time.Minute; c.TravelMin < 20 || c.Start.Before(noon.Add(way)) {
		t.Errorf("asked at 12:00 with %d min to go, he starts at %s", c.TravelMin, clock.HM(c.Start))
	}
}

func TestRank_comesFromTheLastStopAlsoAfterLunch(t *testing.T) {
	w := worker(func(w *dispatch.Worker) {
		w.Spans = []workcal.Span{{From: 540, To: 780}, {From: 840, To: 1080}}
		w.Stops = []dispatch.Stop{stop("J1", 9, 0, 13, 0, hadapsar)}
	})
	c := rank(ask(), w).Candidates
	if len(c) != 1 || c[0].From != "site of J1" || c[0].TravelMin < 20 {
		t.Errorf("got %+v", c)
	}
}

// The planned way onward counts: a gap that fits the work but not the way to the next stop is no gap.
func TestRank_leavesTimeForTheWayOnward(t *testing.T) {
	w := worker(func(w *dispatch.Worker) {
		w.Stops = []dispatch.Stop{stop("J1", 9, 0, 11, 0, kothrud), stop("J2", 12, 10, 17, 30, hadapsar)}
	})
	if r := rank(ask(), w); len(r.Candidates) != 0 {
		t.Errorf("got %+v", r.Candidates)
	}
}

func TestRank_neverBreaksARule(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for i := range 3000 {
		w, a := worker(), ask()
		clockAt := 9 * 60
		for n := 0; clockAt < 17*60 && n < 8; n++ {
			clockAt += random.IntN(120)
			length := 15 + random.IntN(90)
			where := geo.Point{Lat: 18.45 + random.Float64()/10, Lng: 73.75 + random.Float64()/5}
			w.Stops = append(w.Stops, dispatch.Stop{Visit: "v", No: "J", Start: day.At(clockAt), End: day.At(clockAt + length), At: where})
			clockAt += length
		}
		a.Minutes, a.Now = 15+random.IntN(120), at(6+random.IntN(8), random.IntN(60))
		if random.IntN(2) == 0 {
			a.From = at(9+random.IntN(6), 0)
			a.To = a.From.Add(2 * time.Hour)
		}
		for _, c := range rank(a, w).Candidates {
			if broken := dispatch.Untimely(w, a, c.Start); len(broken) > 0 {
				t.Fatalf("case %d offers %v, which breaks %+v\nstops %+v\nask %+v", i, c.Start, broken, w.Stops, a)
			}
			if c.Score < 0 || c.Score > 100 {
				t.Fatalf("case %d scores %d", i, c.Score)
			}
		}
	}
}

func order(r dispatch.Ranking) string {
	var names []string
	for _, c := range r.Candidates {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

func TestRank_prefersByEachFactor(t *testing.T) {
	busy := func(w *dispatch.Worker) {
		named("Busy")(w)
		w.Stops = []dispatch.Stop{stop("J1", 14, 0, 17, 30, kothrud)}
	}
	for _, c := range []struct {
		factor string
		better dispatch.Worker
		worse  dispatch.Worker
		a      func(*dispatch.Ask)
	}{
		{"travel", worker(named("Near")), worker(named("Far"), func(w *dispatch.Worker) { w.Technician.Home = hadapsar }), nil},
		{"time", worker(named("Early")), worker(named("Evening"), func(w *dispatch.Worker) { w.Spans = []workcal.Span{{From: 960, To: 1080}} }), nil},
		{
			"skill", worker(named("Exact"), func(w *dispatch.Worker) { w.Technician.Skills = []people.SkillLevel{{Skill: ac, Level: 2}} }),
			worker(named("Expert"), func(w *dispatch.Worker) { w.Technician.Skills = []people.SkillLevel{{Skill: ac, Level: 5}} }), nil,
		},
		{"load", worker(named("Free")), worker(busy), nil},
		{"preferred", worker(named("Liked"), func(w *dispatch.Worker) { w.Strength = "preferred" }), worker(named("Another")), func(a *dispatch.Ask) { a.HasPreferred = true }},
		{"history", worker(named("Known"), func(w *dispatch.Worker) { w.Visits = 3 }), worker(named("Anew")), nil},
	} {
		a := ask()
		if c.a != nil {
			c.a(&a)
		}
		r := rank(a, c.worse, c.better)
		if len(r.Candidates) != 2 || r.Candidates[0].Name != c.better.Technician.Name {
			t.Errorf("%s: the order is %s", c.factor, order(r))
			continue
		}
		reason := func(i int) int {
			for _, x := range r.Candidates[i].Reasons {
				if x.Factor == c.factor {
					return x.Points
				}
			}
			return -1
		}
		if reason(0) <= reason(1) || reason(1) < 0 {
			t.Errorf("%s: %d points against %d", c.factor, reason(0), reason(1))
		}
	}
}

func TestRank_scoresAPerfectCandidateFull_andSaysOfHowMuch(t *testing.T) {
	exact := worker(func(w *dispatch.Worker) { w.Technician.Skills[0].Level = 2 })
	c := rank(ask(), exact).Candidates[0]
	if c.Score != 100 {
		t.Errorf("score %d, reasons %+v", c.Score, c.Reasons)
	}
	for _, r := range c.Reasons {
		if r.Points != r.Of || r.Text == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestRank_leavesOutFactorsThatTellNobodyApart(t *testing.T) {
	factors := func(r dispatch.Ranking) string {
		var all []string
		for _, x := range r.Candidates[0].Reasons {
			all = append(all, x.Factor)
		}
		return strings.Join(all, " ")
	}
	if got := factors(rank(ask(), worker())); got != "travel time skill load" {
		t.Errorf("got %s", got)
	}
	if got := factors(rank(ask(func(a *dispatch.Ask) { a.Needs, a.At = nil, geo.Point{} }), worker())); got != "time load" {
		t.Errorf("without needs and position: %s", got)
	}
}

func TestRank_doesNotRewardAnUnknownHome(t *testing.T) {
	near := worker(named("Near"))
	lost := worker(named("Adrift"), func(w *dispatch.Worker) { w.Technician.Home = geo.Point{} })
	if got := order(rank(ask(), lost, near)); got != "Near Adrift" {
		t.Errorf("the order is %s", got)
	}
}

func TestRank_sendsOnlyThoseWhoMustGo(t *testing.T) {
	a := ask(func(a *dispatch.Ask) { a.MustGo, a.HasPreferred = true, true })
	must := func(w *dispatch.Worker) { w.Strength = "must" }
	if got := order(rank(a, worker(named("Other")), worker(named("One"), must), worker(named("Two"), must))); got != "One Two" {
		t.Errorf("the order is %s", got)
	}
}

func TestRank_followsTheWeights(t *testing.T) {
	far := worker(named("Far"), func(w *dispatch.Worker) { w.Technician.Home, w.Technician.Skills[0].Level = hadapsar, 2 })
	expert := worker(named("Near"), func(w *dispatch.Worker) { w.Technician.Skills[0].Level = 5 })
	workers := []dispatch.Worker{far, expert}
	if got := order(dispatch.Rank(workers, ask(), settings.Weights{Travel: 1})); got != "Near Far" {
		t.Errorf("by travel: %s", got)
	}
	if got := order(dispatch.Rank(workers, ask(), settings.Weights{Skill: 1})); got != "Far Near" {
		t.Errorf("by skill: %s", got)
	}
}

func TestRank_isTheSameWhateverTheOrderOfTheWorkers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var workers []dispatch.Worker
	for i := range 30 {
		name := string(rune('A'+i%26)) + string(rune('a'+i/26))
		workers = append(workers, worker(named(name), func(w *dispatch.Worker) {
			w.Technician.Skills[0].Level = 1 + i%4
			w.Technician.Skills = slices.Clone(w.Technician.Skills)
			w.Visits = i % 3
		}))
	}
	want := rank(ask(), workers...)
	for range 20 {
		random.Shuffle(len(workers), func(i, j int) { workers[i], workers[j] = workers[j], workers[i] })
		if got := rank(ask(), workers...); !reflect.DeepEqual(got, want) {
			t.Fatal("another order of workers made another ranking")
		}
	}
}

func TestUntimely_namesTheRule(t *testing.T) {
	stops := []dispatch.Stop{stop("J1", 11, 0, 12, 0, kothrud), stop("J2", 15, 0, 16, 0, hadapsar)}
	for _, c := range []struct {
		name  string
		start time.Time
		a     func(*dispatch.Ask)
		want  string
	}{
		{"fits", at(12, 30), nil, ""},
		{"just after", at(12, 0), nil, ""},
		{"just before", at(10, 0), nil, ""},
		{"overlaps the one before", at(11, 30), nil, "overlap"},
		{"overlaps the one after", at(14, 30), nil, "overlap"},
		{"holds another", at(10, 30), func(a *dispatch.Ask) { a.Minutes = 120 }, "overlap"},
		{"too little time to go on", at(13, 50), nil, "travel"},
		{"too little time from the last", at(16, 10), nil, "travel"},
		{"before the shift", at(8, 0), func(a *dispatch.Ask) { a.Now = at(7, 0) }, "shift"},
		{"over the end of the shift", at(17, 30), nil, "shift"},
		{"before the window", at(12, 30), func(a *dispatch.Ask) { a.From, a.To = at(13, 0), at(14, 0) }, "window"},
		{"arrives as the window closes", at(13, 0), func(a *dispatch.Ask) { a.From, a.To = at(12, 0), at(13, 0) }, ""},
		{"after the window", at(13, 5), func(a *dispatch.Ask) { a.From, a.To, a.Minutes = at(12, 0), at(13, 0), 30 }, "window"},
		{"in the past", at(9, 30), nil, "past"},
		{"a few minutes ago", at(9, 57), nil, ""},
		{"its own place does not count", at(11, 0), func(a *dispatch.Ask) { a.Visit = "visitJ1" }, ""},
	} {
		a := ask()
		if c.a != nil {
			c.a(&a)
		}
		var rules []string
		for _, v := range dispatch.Untimely(worker(func(w *dispatch.Worker) { w.Stops = stops }), a, c.start) {
			rules = append(rules, v.Rule)
		}
		if got := strings.Join(rules, " "); got != c.want {
			t.Errorf("%s: broke %q, want %q", c.name, got, c.want)
		}
	}
}
