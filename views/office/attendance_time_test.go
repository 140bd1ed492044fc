package office

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

func TestMusterDays_giveTheTimeOfVisitsToTheDayWithinWhichItBegan(t *testing.T) {
	at := func(day clock.Date, minute int) time.Time { return day.At(minute) }
	const monday, tuesday, friday = clock.Date("2026-11-16"), clock.Date("2026-11-17"), clock.Date("2026-11-20")
	spell := func(by string, state jobs.VisitStatus, from time.Time, minutes int) jobs.Spell {
		return jobs.Spell{By: by, State: state, From: from, To: from.Add(time.Duration(minutes) * time.Minute)}
	}
	days := musterDays(
		[]people.Technician{{ID: "r", Name: "Ravi"}, {ID: "a", Name: "Anil"}},
		[]people.Attendance{
			{Technician: "r", Name: "Ravi", Date: monday, Start: at(monday, 16*60), End: at(tuesday, 90), DistanceM: 23_449, DistanceBy: people.BySites},
			{Technician: "r", Name: "Ravi", Date: tuesday, Start: at(tuesday, 9*60)},
		},
		[]jobs.Spell{
			spell("r", jobs.Travelling, at(monday, 17*60), 30), spell("r", jobs.Working, at(tuesday, 30), 45), // after midnight
			spell("r", jobs.Working, at(tuesday, 10*60), 60), spell("r", jobs.Paused, at(tuesday, 11*60), 15), spell("r", jobs.Arrived, at(tuesday, 8*60), 5),
			spell("a", jobs.Working, at(friday, 600), 20),
		},
	)
	if len(days) != 3 || days[0].Date != monday || days[1].Date != tuesday || days[2].Name != "Anil" || !days[2].Start.IsZero() {
		t.Fatalf("%+v", days)
	}
	for i, want := range []jobs.Took{
		{Travel: 30 * time.Minute, Work: 45 * time.Minute},
		{Wait: 5 * time.Minute, Work: time.Hour, Break: 15 * time.Minute},
		{Work: 20 * time.Minute},
	} {
		if days[i].Took != want {
			t.Errorf("%s: %+v, want %+v", days[i].Date, days[i].Took, want)
		}
	}
	file, err := musterCSV(days)
	if err != nil || !strings.Contains(string(file), ",0:30,,0:45,,23.4,by sites\n") || !strings.Contains(string(file), "Anil,2026-11-20,,,,,,,,,,0:20,,,\n") {
		t.Errorf("%s, %v", file, err)
	}
	rows := musterRows([]people.Technician{{ID: "r", Name: "Ravi", Active: true}}, days)
	if n, minutes := rows[1].present(); n != 2 || minutes != 9*60+30 {
		t.Errorf("%d days, %d minutes", n, minutes)
	}
	if n, _ := rows[0].present(); n != 0 {
		t.Errorf("Anil came on %d days", n)
	}
}

func TestKmWords_roundToATenth(t *testing.T) {
	for metres, want := range map[int]string{0: "0.0", 49: "0.0", 50: "0.1", 23_449: "23.4", 23_450: "23.5", 999_960: "1000.0"} {
		if got := kmWords(metres); got != want {
			t.Errorf("%d m: %s, want %s", metres, got, want)
		}
	}
}
