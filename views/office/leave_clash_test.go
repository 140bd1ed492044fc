package office

import (
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
)

func TestClashesOf_countsTheVisitsOfWhoIsAwayOnTheDaysOfTheLeave(t *testing.T) {
	stop := func(technician string, day clock.Date, minute int) jobs.Stop {
		start, _ := types.ParseDateTime(day.At(minute))
		return jobs.Stop{Technician: technician, Start: start}
	}
	away := []people.Leave{
		{ID: "ravi", Technician: "t1", From: "2026-11-23", To: "2026-11-24"},
		{ID: "sunil", Technician: "t2", From: "2026-11-24", To: "2026-11-24"},
	}
	got := clashesOf(away, []jobs.Stop{
		stop("t1", "2026-11-22", 23*60), stop("t1", "2026-11-24", 0), stop("t1", "2026-11-24", 23*60), stop("t1", "2026-11-25", 0),
		stop("t2", "2026-11-23", 600), stop("t3", "2026-11-24", 600),
	})
	if len(got) != 1 || got["ravi"] != (clash{2, "2026-11-24"}) {
		t.Errorf("got %v, want two visits of Ravi, the first on the 24th", got)
	}
}

func TestLane_cardsSayWhyTheirTechnicianIsNotThere(t *testing.T) {
	t.Cleanup(clock.Freeze(boardNoon))
	open := cardAt(780, 840, nil)
	done := cardAt(600, 660, nil)
	done.Status = jobs.Done
	for name, c := range map[string]struct {
		duty    people.OnDuty
		holiday string
		want    string
	}{
		"on leave": {people.OnDuty{OnLeave: true}, "", "On leave"},
		"holiday":  {people.OnDuty{}, "Diwali", "Holiday"},
		"day off":  {people.OnDuty{}, "", "Day off"},
		"on duty":  {people.OnDuty{Spans: workingDay}, "", ""},
	} {
		d := newDayBoard(dispatch.Board{Day: "2026-11-16", Holiday: c.holiday}, 0)
		l := d.lane(dispatch.Lane{Worker: dispatch.Worker{OnDuty: c.duty}, Cards: []dispatch.BoardCard{done, open}})
		got := ""
		if len(l.cards[1].flags) > 0 {
			got = l.cards[1].flags[0]
		}
		if got != c.want || l.cards[1].bad != (c.want != "") || l.cards[0].bad {
			t.Errorf("%s: flags %v and %v, want %q on the open one", name, l.cards[0].flags, l.cards[1].flags, c.want)
		}
	}
}

var workingDay = []workcal.Span{{From: 540, To: 1080}}
