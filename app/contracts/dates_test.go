package contracts

import (
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
)

// Whatever was there and whatever is wanted: nothing that was touched or is past goes, nothing new is past or there already, a second
// time changes nothing, and there are never more visits to come than the rule wants besides those that stay.
func TestSettle_keepsWhatWasTouchedAndAddsNothingTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	start := clock.Date("2026-01-01")
	for range 3000 {
		today := start.AddDays(r.IntN(200))
		every, offset := 1+r.IntN(40), r.IntN(40)
		var wanted []clock.Date
		for on := start.AddDays(offset); on < "2026-12-31"; on = on.AddDays(every) {
			wanted = append(wanted, on)
		}
		seen := map[clock.Date]bool{}
		var have []PlanDate
		stay := 0
		for range r.IntN(15) {
			d := PlanDate{DueOn: start.AddDays(r.IntN(365)), State: []DateState{Pending, Pending, Generated, Skipped, Cancelled}[r.IntN(5)], Moved: r.IntN(5) == 0}
			if seen[d.DueOn] {
				continue
			}
			seen[d.DueOn], d.ID = true, string(d.DueOn)
			have = append(have, d)
			if d.Touched() || d.DueOn < today {
				stay++
			}
		}
		add, drop := settle(have, wanted, today)
		for _, d := range drop {
			if d.Touched() || d.DueOn < today || slices.Contains(wanted, d.DueOn) {
				t.Fatalf("dropped %+v on %s", d, today)
			}
		}
		after := slices.DeleteFunc(slices.Clone(have), func(d PlanDate) bool { return among(drop, d.ID) })
		for _, on := range add {
			if on < today || seen[on] || !slices.Contains(wanted, on) {
				t.Fatalf("added %s on %s to %v", on, today, have)
			}
			after = append(after, PlanDate{ID: string(on), DueOn: on, State: Pending})
		}
		if again, gone := settle(after, wanted, today); len(again)+len(gone) != 0 {
			t.Fatalf("a second time it adds %v and drops %v", again, gone)
		}
		if len(after) > len(wanted)+stay {
			t.Fatalf("%d dates where %d are wanted and %d stay", len(after), len(wanted), stay)
		}
		if stay == 0 && today <= wanted[0] && len(after) != len(wanted) {
			t.Fatalf("%d dates, want all %d", len(after), len(wanted))
		}
	}
}

func TestSettle_aJobStandsForTheVisitNextToIt(t *testing.T) {
	monthly := []clock.Date{"2027-01-20", "2027-02-20", "2027-03-20", "2027-04-20"}
	have := []PlanDate{
		{ID: "a", DueOn: "2027-01-05", State: Generated},
		{ID: "b", DueOn: "2027-02-05", State: Generated},
		{ID: "c", DueOn: "2027-03-05", State: Generated},
		{ID: "d", DueOn: "2027-04-05", State: Pending},
	}
	add, drop := settle(have, monthly, "2027-01-10")
	if !slices.Equal(add, []clock.Date{"2027-04-20"}) || len(drop) != 1 || drop[0].ID != "d" {
		t.Errorf("adds %v, drops %v", add, drop)
	}
}

func week(t *testing.T, open string) workcal.Week {
	t.Helper()
	spans, err := workcal.ParseSpans(open)
	if err != nil {
		t.Fatal(err)
	}
	var w workcal.Week
	for d := 1; d < 7; d++ {
		w[d] = spans
	}
	return w
}

func TestPlanned_staysWithinTheTermAndOnADayThatIsWorked(t *testing.T) {
	cal := workcal.Calendar{Week: week(t, "09:00-13:00, 14:00-19:00"), Holidays: map[clock.Date]string{"2026-11-21": "a", "2026-11-23": "b"}}
	for _, c := range []struct {
		holidays       string
		due, from, end clock.Date
		want           clock.Date
	}{
		{NextDay, "2026-11-22", "2026-11-01", "2026-12-31", "2026-11-24"},
		{PreviousDay, "2026-11-22", "2026-11-01", "2026-12-31", "2026-11-20"},
		{KeepDay, "2026-11-22", "2026-11-01", "2026-12-31", "2026-11-22"},
		{NextDay, "2026-11-22", "2026-11-01", "2026-11-23", "2026-11-20"},     // the term ends first
		{PreviousDay, "2026-11-22", "2026-11-21", "2026-12-31", "2026-11-24"}, // it begins too late
		{NextDay, "2026-11-22", "2026-11-21", "2026-11-23", "2026-11-22"},     // nowhere to go
		{NextDay, "2026-11-25", "2026-11-01", "2026-12-31", "2026-11-25"},
	} {
		if got := (Plan{Holidays: c.holidays}).planned(cal, c.due, c.from, c.end); got != c.want {
			t.Errorf("%s of %s in %s–%s: %s, want %s", c.holidays, c.due, c.from, c.end, got, c.want)
		}
	}
	if got := (Plan{Holidays: NextDay}).planned(workcal.Calendar{}, "2026-11-22", "2026-01-01", "2027-12-31"); got != "2026-11-22" {
		t.Errorf("a company without hours moves it to %s", got)
	}
}

func TestWindow_isThePlansHoursOrTheWorkingDay(t *testing.T) {
	cal := workcal.Calendar{Week: week(t, "09:30-13:00, 14:00-19:00")}
	for _, c := range []struct {
		plan     Plan
		on       clock.Date
		from, to string
	}{
		{Plan{FromMin: 600, ToMin: 720}, "2026-11-22", "10:00", "12:00"},
		{Plan{}, "2026-11-23", "09:30", "19:00"},
		{Plan{}, "2026-11-22", "09:00", "18:00"}, // a Sunday
	} {
		from, to := c.plan.window(cal, c.on)
		if clock.HM(from) != c.from || clock.HM(to) != c.to || clock.DateOf(from) != c.on {
			t.Errorf("%s: %v–%v", c.on, from, to)
		}
	}
}
