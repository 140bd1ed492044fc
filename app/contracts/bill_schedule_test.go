package contracts

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/recur"
)

const today = clock.Date("2026-03-20")

func yearly(cycle Cycle, value money.Paise) Contract {
	return Contract{ID: "c", Starts: "2026-04-01", Ends: "2027-03-31", Value: value, Cycle: cycle, Timing: Before}
}

func TestSpans_goByMonthsFromTheFirstDayWithoutDrift(t *testing.T) {
	for _, c := range []struct {
		name         string
		starts, ends clock.Date
		months       int
		want         []clock.Date // the first days, then the last
	}{
		{"31 January", "2026-01-31", "2026-05-30", 1, []clock.Date{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-30"}},
		{"leap year", "2028-01-30", "2028-04-29", 1, []clock.Date{"2028-01-30", "2028-02-29", "2028-03-30", "2028-04-29"}},
		{"quarters", "2026-04-01", "2027-03-31", 3, []clock.Date{"2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01", "2027-03-31"}},
		{"29 February yearly", "2028-02-29", "2030-02-27", 12, []clock.Date{"2028-02-29", "2029-02-28", "2030-02-27"}},
		{"shorter than a period", "2026-04-01", "2026-04-10", 3, []clock.Date{"2026-04-01", "2026-04-10"}},
		{"a last day alone", "2026-04-01", "2026-05-01", 1, []clock.Date{"2026-04-01", "2026-05-01", "2026-05-01"}},
	} {
		var got []clock.Date
		all := spans(c.starts, c.ends, c.months)
		for _, s := range all {
			got = append(got, s.From)
		}
		if got = append(got, all[len(all)-1].To); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSchedule_billsEachCycleOnItsDays(t *testing.T) {
	type row struct {
		key, from, to, due, draft string
		amount                    money.Paise
	}
	quarter := yearly(Quarterly, 1_000_000)
	quarter.AheadDays = 15
	after := yearly(HalfYearly, 999_999)
	after.Timing = After
	short := yearly(Quarterly, 1_000_000)
	short.Ends = "2026-11-15" // 46 of the 92 days of the third quarter
	up := yearly(Upfront, 500_000)
	up.Timing = After // in advance is in advance
	for name, c := range map[string]struct {
		in   Contract
		want []row
	}{
		"quarterly before, drafted ahead, not before today": {quarter, []row{
			{"2026-04-01", "2026-04-01", "2026-06-30", "2026-04-01", "2026-03-20", 250_000},
			{"2026-07-01", "2026-07-01", "2026-09-30", "2026-07-01", "2026-06-16", 250_000},
			{"2026-10-01", "2026-10-01", "2026-12-31", "2026-10-01", "2026-09-16", 250_000},
			{"2027-01-01", "2027-01-01", "2027-03-31", "2027-01-01", "2026-12-17", 250_000},
		}},
		"half-yearly after, the odd paisa first": {after, []row{
			{"2026-04-01", "2026-04-01", "2026-09-30", "2026-09-30", "2026-09-30", 500_000},
			{"2026-10-01", "2026-10-01", "2027-03-31", "2027-03-31", "2027-03-31", 499_999},
		}},
		"a shorter last period by its days": {short, []row{
			{"2026-04-01", "2026-04-01", "2026-06-30", "2026-04-01", "2026-04-01", 400_000},
			{"2026-07-01", "2026-07-01", "2026-09-30", "2026-07-01", "2026-07-01", 400_000},
			{"2026-10-01", "2026-10-01", "2026-11-15", "2026-10-01", "2026-10-01", 200_000},
		}},
		"upfront":            {up, []row{{"upfront", "2026-04-01", "2027-03-31", "2026-04-01", "2026-04-01", 500_000}}},
		"yearly":             {yearly(Yearly, 7), []row{{"2026-04-01", "2026-04-01", "2027-03-31", "2026-04-01", "2026-04-01", 7}}},
		"none":               {yearly(NoBills, 500_000), nil},
		"by visit":           {yearly(PerVisit, 500_000), nil},
		"worth nothing":      {yearly(Monthly, 0), nil},
		"less than a period": {yearly(HalfYearly, 1), []row{{"2026-04-01", "2026-04-01", "2027-03-31", "2026-04-01", "2026-04-01", 1}}},
	} {
		got := c.in.schedule(today)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d bills, want %d", name, len(got), len(c.want))
			continue
		}
		for i, b := range got {
			if is := (row{b.Key, string(b.From), string(b.To), string(b.DueOn), string(b.DraftOn), b.Amount}); is != c.want[i] || b.State != BillOpen {
				t.Errorf("%s, bill %d: %+v, want %+v", name, i, is, c.want[i])
			}
		}
	}
}

func TestSchedule_comesToTheValueWithoutGapOrOverlap(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 154))
	cycles := []Cycle{Upfront, Monthly, Quarterly, HalfYearly, Yearly}
	day := clock.Date("2024-01-01").Start()
	for range 100_000 {
		c := Contract{
			Starts: clock.DateOf(day.AddDate(0, 0, rng.IntN(1500))), Cycle: cycles[rng.IntN(len(cycles))],
			Timing: []string{Before, After}[rng.IntN(2)], AheadDays: rng.IntN(30), Value: money.Paise(1 + rng.Int64N(1<<(1+rng.IntN(40)))),
		}
		c.Ends = c.Starts.AddDays(rng.IntN(1100))
		bills := c.schedule(today)
		var sum money.Paise
		next := c.Starts
		keys := map[string]bool{}
		for _, b := range bills {
			if b.Amount <= 0 || b.From != next || b.To < b.From || b.DraftOn < today || b.DraftOn > max(b.DueOn, today) || keys[b.Key] {
				t.Fatalf("%+v of %+v, expected from %s", b, c, next)
			}
			sum, next, keys[b.Key] = sum+b.Amount, b.To.AddDays(1), true
		}
		if sum != c.Value || next != c.Ends.AddDays(1) {
			t.Fatalf("%+v: %d bills come to %d up to %s", c, len(bills), sum, next)
		}
	}
}

func TestSpread_isExactAndNeverBelowNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 155))
	for range 100_000 {
		amounts := make([]money.Paise, rng.IntN(13))
		var sum money.Paise
		for i := range amounts {
			amounts[i] = money.Paise(rng.Int64N(1 << (1 + rng.IntN(40))))
			sum += amounts[i]
		}
		delta := money.Paise(rng.Int64N(1<<41) - 1<<40)
		after, rest := spread(amounts, delta)
		var now money.Paise
		for i, a := range after {
			if a < 0 || delta > 0 && a < amounts[i] || delta < 0 && a > amounts[i] {
				t.Fatalf("%v by %d: %v", amounts, delta, after)
			}
			now += a
		}
		if now+rest != sum+delta || rest > 0 && len(amounts) > 0 || rest < 0 && now != 0 {
			t.Fatalf("%v by %d: %v and %d", amounts, delta, after, rest)
		}
	}
}

func TestVisitShare_comesToTheValueByTheLastVisit(t *testing.T) {
	for _, c := range []struct {
		value money.Paise
		n     int
		want  []money.Paise
	}{
		{1000, 3, []money.Paise{333, 333, 334}}, {1200, 4, []money.Paise{300, 300, 300, 300}}, {2, 3, []money.Paise{0, 1, 1}}, {0, 2, []money.Paise{0, 0}},
	} {
		left, got := c.value, []money.Paise(nil)
		for n := c.n; n > 0; n-- {
			share := visitShare(left, n)
			left, got = left-share, append(got, share)
		}
		if !slices.Equal(got, c.want) || left != 0 {
			t.Errorf("%d by %d: %v and %d left, want %v", c.value, c.n, got, left, c.want)
		}
	}
}

func TestEarned_growsByTheDaysThatAreOver(t *testing.T) {
	for _, c := range []struct {
		on   clock.Date
		want money.Paise
	}{
		{"2026-03-31", 0}, {"2026-04-01", 33}, {"2026-04-02", 67}, {"2026-04-15", 500}, {"2026-04-30", 1000}, {"2027-01-01", 1000},
	} {
		if got := earned(1000, "2026-04-01", "2026-04-30", c.on); got != c.want {
			t.Errorf("on %s: %d, want %d", c.on, got, c.want)
		}
	}
	if got := earned(1000, "", "", "2026-04-30"); got != 1000 {
		t.Errorf("without a period %d is earned, want all", got)
	}
}

func TestNextTerm_hasTheSameLengthFromTheDayAfter(t *testing.T) {
	for _, c := range [][4]clock.Date{
		{"2026-04-01", "2027-03-31", "2027-04-01", "2028-03-31"}, // 366 days: a year is a year
		{"2027-03-01", "2028-02-29", "2028-03-01", "2029-02-28"},
		{"2026-01-31", "2026-02-27", "2026-02-28", "2026-03-30"},
		{"2026-04-01", "2026-04-20", "2026-04-21", "2026-05-10"},
		{"2026-04-15", "2026-10-14", "2026-10-15", "2027-04-14"},
	} {
		if starts, ends := (Contract{Starts: c[0], Ends: c[1]}).NextTerm(); starts != c[2] || ends != c[3] {
			t.Errorf("after %s to %s: %s to %s, want %s to %s", c[0], c[1], starts, ends, c[2], c[3])
		}
	}
}

func TestQuote_isByMachineAndExact(t *testing.T) {
	c := yearly(Yearly, 1_500_000)
	if got := c.Quote(750); len(got) != 1 || got[0] != (Renewed{Amount: 1_612_500}) {
		t.Errorf("without machines: %v", got)
	}
	c.Assets = []Machine{
		{Asset: "a", From: c.Starts, Share: 333_333}, {Asset: "b", From: "2026-10-01", Share: 666_667}, {Asset: "gone", From: c.Starts, To: "2026-12-31", Share: 900_000},
	}
	if got, want := c.Quote(750), []Renewed{{"a", 358_333}, {"b", 716_667}}; !slices.Equal(got, want) {
		t.Errorf("by machine: %v, want %v", got, want)
	}
	if got, want := c.Quote(-1000), []Renewed{{"a", 300_000}, {"b", 600_000}}; !slices.Equal(got, want) {
		t.Errorf("for less: %v, want %v", got, want)
	}
	c.Assets[0].Share = 0
	if got := c.Quote(0); len(got) != 1 || got[0].Amount != c.Value {
		t.Errorf("where one has no share: %v", got)
	}
}

func TestCarried_movesThePlanByTheTermWithoutDrift(t *testing.T) {
	year := Contract{Starts: "2028-01-01", Ends: "2028-12-31"}
	leap := year.carried(Plan{ID: "p", Rev: 3, First: "2028-02-29", Rule: recur.Rule{Unit: recur.Years, Every: 1, Except: []clock.Date{"2028-08-15"}}})
	if leap.ID != "" || leap.Rev != 0 || leap.First != "2029-02-28" || leap.Rule.MonthDay != 29 || leap.Rule.Except[0] != "2029-08-15" {
		t.Errorf("yearly on 29 February: %+v", leap)
	}
	weekly := year.carried(Plan{First: "2028-01-03", Rule: recur.Rule{Unit: recur.Weeks, Every: 2}}) // a Monday
	if weekly.First != "2029-01-03" || !slices.Equal(weekly.Rule.Weekdays, []time.Weekday{time.Monday}) {
		t.Errorf("every other Monday: %+v", weekly)
	}
	own := []clock.Date{"2028-03-31", "2028-09-30"}
	dates := year.carried(Plan{First: "2028-03-31", Rule: recur.Rule{Unit: recur.Own, Dates: own}})
	if !slices.Equal(dates.Rule.Dates, []clock.Date{"2029-03-31", "2029-09-30"}) || own[0] != "2028-03-31" {
		t.Errorf("own dates: %v, and the old plan's %v", dates.Rule.Dates, own)
	}
	days := Contract{Starts: "2026-04-01", Ends: "2026-04-20"}
	if got := days.carried(Plan{First: "2026-04-03"}).First; got != "2026-04-23" {
		t.Errorf("in a term of 20 days: %s", got)
	}
}
