package office

import (
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

const planDay = clock.Date("2026-11-16")

func slotAt(technician, name string, from, to int) dispatch.Slot {
	return dispatch.Slot{Technician: technician, Name: name, Start: planDay.At(from), End: planDay.At(to)}
}

func TestMeasureOf_lessTravelIsGood_fewerVisitsAreNot(t *testing.T) {
	rows := measureRows(dispatch.Measure{Visits: 5, TravelMin: 100, LateMin: 5}, dispatch.Measure{Visits: 4, TravelMin: 65, LateMin: 5})
	for i, want := range map[int]measureRow{
		0: {before: "5", after: "4", change: "−1", tone: "bad", changeInDetail: "1 less"},
		2: {before: "1 h 40 min", after: "1 h 5 min", change: "−35 min", tone: "good", changeInDetail: "35 min less"},
		4: {before: "5 min", after: "5 min", change: "–", changeInDetail: "as before"},
	} {
		want.name, want.about = rows[i].name, rows[i].about
		if rows[i] != want {
			t.Errorf("%+v, want %+v", rows[i], want)
		}
	}
}

func TestGroupsOf_anEmergencyShowsFirstWhoGivesWay_andLastWhatLeavesThePlan(t *testing.T) {
	p := dispatch.Proposal{Kind: dispatch.Emergency, Moves: []dispatch.Move{
		{Key: "off", From: slotAt("r", "Ravi", 600, 660)},
		{Key: "late", To: slotAt("r", "Ravi", 800, 860)},
		{Key: "early", To: slotAt("r", "Ravi", 540, 600)},
		{Key: "gives", From: slotAt("r", "Ravi", 660, 700), To: slotAt("s", "Sunil", 700, 740), Displaced: true},
	}}
	groups := groupsOf(p)
	if len(groups) != 3 || !groups[0].gives || groups[1].name != "Ravi" || groups[2].id != "off" {
		t.Fatalf("%+v", groups)
	}
	if groups[1].moves[0].Key != "early" {
		t.Error("moves of one technician are not in order of time")
	}
	p.Kind = dispatch.DayPlan
	if groups := groupsOf(p); groups[0].gives {
		t.Error("nobody gives way in a plan of a day")
	}
}

func TestDayLines_drawTheDayAsItStandsAndAsItWouldBe(t *testing.T) {
	card := func(id, technician string, from, to int) jobs.Card {
		c := jobs.Card{ID: id, Technician: technician}
		c.Start, _ = types.ParseDateTime(planDay.At(from))
		c.End, _ = types.ParseDateTime(planDay.At(to))
		return c
	}
	p := dispatch.Proposal{Day: planDay, Moves: []dispatch.Move{
		{Visit: "a", From: slotAt("r", "Ravi", 540, 600), To: slotAt("s", "Sunil", 600, 660)},
		{Visit: "b", From: slotAt("s", "Sunil", 700, 760), To: slotAt("s", "Sunil", 720, 780)},
		{To: slotAt("r", "Ravi", 900, 960)},
	}}
	lines := dayLines(p, []jobs.Card{card("a", "r", 540, 600), card("b", "s", 700, 760), card("c", "r", 1000, 1060), card("d", "other", 1000, 1060)})
	if len(lines) != 2 || lines[0].name != "Ravi" {
		t.Fatalf("%+v", lines)
	}
	for i, want := range []struct{ before, after string }{
		{"leaves stays", "comes stays"}, {"shifts", "comes shifts"},
	} {
		if got := kindsOf(lines[i].before); got != want.before {
			t.Errorf("%s before: %s, want %s", lines[i].name, got, want.before)
		}
		if got := kindsOf(lines[i].after); got != want.after {
			t.Errorf("%s after: %s, want %s", lines[i].name, got, want.after)
		}
	}
	if hours := hoursOf(lines); hours != [2]int{540, 1080} {
		t.Errorf("the lines show %v", hours)
	}
	if got := barsWords(lines[0].after); got != "2, 15:00–17:40" {
		t.Errorf("in words: %s", got)
	}
}

func kindsOf(bars []lineBar) string {
	words := ""
	for i, b := range bars {
		if i > 0 {
			words += " "
		}
		words += b.kind
	}
	return words
}
