package sla_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
	"doorstep/app/kernel/workcal"
)

func weekdays(t testing.TB) workcal.Calendar {
	t.Helper()
	var c workcal.Calendar
	raw := `{"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"],"fri":["09:00-17:00"]}`
	if err := json.Unmarshal([]byte(raw), &c.Week); err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := clock.ParseLocal(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The example of Dynamics 365: three hours, Monday to Friday 9 to 17, created on Friday at 16:00.
func TestDue_passesTheWeekend(t *testing.T) {
	got := sla.Due(weekdays(t), at(t, "2026-11-20 16:00"), 3*time.Hour, nil)
	if want := at(t, "2026-11-23 11:00"); !got.Equal(want) {
		t.Errorf("due %v, want %v", got.In(clock.IST), want.In(clock.IST))
	}
}

func TestDue_movesWithPauses(t *testing.T) {
	from := "2026-11-23 10:00"
	for _, c := range []struct {
		why    string
		pauses [][2]string
		want   string
	}{
		{"none", nil, "2026-11-23 14:00"},
		{"one hour", [][2]string{{"2026-11-23 11:00", "2026-11-23 12:00"}}, "2026-11-23 15:00"},
		{"at night costs nothing", [][2]string{{"2026-11-23 13:00", "2026-11-23 13:30"}, {"2026-11-23 18:00", "2026-11-24 08:00"}}, "2026-11-23 14:30"},
		{"over the night", [][2]string{{"2026-11-23 13:00", "2026-11-24 10:00"}}, "2026-11-24 11:00"},
		{"after it was due", [][2]string{{"2026-11-23 15:00", "2026-11-23 16:00"}}, "2026-11-23 14:00"},
		{"the second falls in time gained by the first", [][2]string{{"2026-11-23 14:30", "2026-11-23 15:00"}, {"2026-11-23 11:00", "2026-11-23 12:00"}}, "2026-11-23 15:30"},
		{"overlapping count once", [][2]string{{"2026-11-23 11:00", "2026-11-23 12:00"}, {"2026-11-23 11:30", "2026-11-23 12:30"}}, "2026-11-23 15:30"},
		{"began before the start", [][2]string{{"2026-11-23 09:00", "2026-11-23 10:30"}}, "2026-11-23 14:30"},
		{"still lasting", [][2]string{{"2026-11-23 11:00", ""}}, "2026-11-23 14:00"},
		{"ended before it began", [][2]string{{"2026-11-23 12:00", "2026-11-23 11:00"}}, "2026-11-23 14:00"},
	} {
		if got := sla.Due(weekdays(t), at(t, from), 4*time.Hour, pauses(t, c.pauses)); !got.Equal(at(t, c.want)) {
			t.Errorf("%s: due %v, want %s", c.why, got.In(clock.IST), c.want)
		}
	}
}

func pauses(t *testing.T, raw [][2]string) (out []sla.Pause) {
	for _, r := range raw {
		p := sla.Pause{From: at(t, r[0])}
		if r[1] != "" {
			p.To = at(t, r[1])
		}
		out = append(out, p)
	}
	return out
}

func TestDue_isNothingWithoutPromiseOrHours(t *testing.T) {
	from := at(t, "2026-11-23 10:00")
	if got := sla.Due(weekdays(t), from, 0, nil); !got.IsZero() {
		t.Errorf("no target: %v", got)
	}
	if got := sla.Due(workcal.Calendar{}, from, time.Hour, pauses(t, [][2]string{{"2026-11-23 11:00", "2026-11-23 12:00"}})); !got.IsZero() {
		t.Errorf("no hours: %v", got)
	}
}

func TestDue_afterAChangeOfPriorityKeepsWhatIsUsed(t *testing.T) {
	cal, from, now := weekdays(t), at(t, "2026-11-23 10:00"), at(t, "2026-11-23 13:00")
	waited := pauses(t, [][2]string{{"2026-11-23 11:00", "2026-11-23 11:30"}})
	slow, fast := 16*time.Hour, 3*time.Hour
	used := sla.Used(cal, from, now, waited)
	if used != 150*time.Minute || sla.ColourOf(used, slow, false) != sla.Green || sla.ColourOf(used, fast, false) != sla.Orange {
		t.Errorf("used %v: %s of the old target, %s of the new", used, sla.ColourOf(used, slow, false), sla.ColourOf(used, fast, false))
	}
	due := sla.Due(cal, from, fast, waited)
	if left := cal.Between(now, due); left != fast-used {
		t.Errorf("%v left, want %v", left, fast-used)
	}
}

func TestUsed_standsWhilePaused(t *testing.T) {
	cal, from := weekdays(t), at(t, "2026-11-23 10:00")
	open := pauses(t, [][2]string{{"2026-11-23 12:00", ""}})
	for now, want := range map[string]time.Duration{"2026-11-23 11:00": time.Hour, "2026-11-23 13:00": 2 * time.Hour, "2026-11-25 13:00": 2 * time.Hour, "2026-11-23 09:00": 0} {
		if got := sla.Used(cal, from, at(t, now), open); got != want {
			t.Errorf("at %s used %v, want %v", now, got, want)
		}
	}
	if !sla.Paused(open, at(t, "2026-11-23 13:00")) || sla.Paused(open, at(t, "2026-11-23 11:00")) || sla.Paused(nil, from) {
		t.Error("Paused is wrong")
	}
}

// At the due time exactly the target is used, whatever the pauses before it.
func TestUsed_isTheTargetWhenDue(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	cal := weekdays(t)
	for range 500 {
		from := at(t, "2026-11-22 00:00").Add(time.Duration(r.IntN(10000)) * time.Minute)
		var ps []sla.Pause
		for range r.IntN(5) {
			p := sla.Pause{From: from.Add(time.Duration(r.IntN(10000)-1000) * time.Minute)}
			p.To = p.From.Add(time.Duration(r.IntN(3000)) * time.Minute)
			ps = append(ps, p)
		}
		target := time.Duration(1+r.IntN(6000)) * time.Minute
		due := sla.Due(cal, from, target, ps)
		if got := sla.Used(cal, from, due, ps); got != target {
			t.Fatalf("from %v, target %v, pauses %v: due %v with %v used", from, target, ps, due, got)
		}
	}
}

func TestColourOf_keepsTheBands(t *testing.T) {
	const target = 100 * time.Minute
	for used, want := range map[time.Duration]sla.Colour{
		0: sla.Green, 49 * time.Minute: sla.Green, 50 * time.Minute: sla.Yellow, 74 * time.Minute: sla.Yellow, 75 * time.Minute: sla.Orange,
		target: sla.Orange, target + 1: sla.Red, 1 << 62: sla.Red,
	} {
		if got := sla.ColourOf(used, target, false); got != want {
			t.Errorf("after %v: %s, want %s", used, got, want)
		}
		if got := sla.ColourOf(used, target, true); got != sla.Grey {
			t.Errorf("paused after %v: %s", used, got)
		}
	}
	if got := sla.ColourOf(time.Hour, 0, false); got != sla.Grey {
		t.Errorf("nothing promised: %s", got)
	}
}

func TestMoved_isWhatDueSaysWithOneMorePause(t *testing.T) {
	cal, from := weekdays(t), at(t, "2026-11-23 10:00")
	all := pauses(t, [][2]string{
		{"2026-11-23 11:00", "2026-11-23 12:30"},
		{"2026-11-23 16:00", "2026-11-24 11:00"},
		{"2026-11-27 16:00", "2026-11-30 09:30"},
	})
	for _, target := range []time.Duration{0, 30 * time.Minute, 3 * time.Hour, 8 * time.Hour, 40 * time.Hour} {
		due := sla.Due(cal, from, target, nil)
		for n, p := range all {
			due = sla.Moved(cal, due, p)
			if want := sla.Due(cal, from, target, all[:n+1]); !due.Equal(want) {
				t.Errorf("%v after %d pauses: due %v, want %v", target, n+1, due, want)
			}
		}
	}
}
