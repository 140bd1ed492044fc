package office

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/sla"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
)

var boardNoon = time.Date(2026, 11, 16, 12, 0, 0, 0, clock.IST)

func cardAt(fromMin, toMin int, change func(*dispatch.BoardCard)) dispatch.BoardCard {
	day := clock.Date("2026-11-16")
	c := dispatch.BoardCard{Card: jobs.Card{ID: "v" + strconv.Itoa(fromMin), Name: "Meera", Status: jobs.Planned, Priority: 3}}
	c.Start, _ = types.ParseDateTime(day.At(fromMin))
	c.End, _ = types.ParseDateTime(day.At(toMin))
	if change != nil {
		change(&c)
	}
	return c
}

func TestVisitData_saysWhatIsWrongWithIt(t *testing.T) {
	t.Cleanup(clock.Freeze(boardNoon))
	told, _ := types.ParseDateTime(boardNoon.Add(-40 * time.Minute))
	for name, c := range map[string]struct {
		card  dispatch.BoardCard
		flags string
		late  bool
		moves bool
		sla   string
		left  string
	}{
		"planned":        {card: cardAt(780, 840, nil), moves: true},
		"late":           {card: cardAt(660, 700, func(c *dispatch.BoardCard) { c.Priority = 1 }), flags: "Late", late: true, moves: true},
		"overrun":        {card: cardAt(600, 700, func(c *dispatch.BoardCard) { c.Status = jobs.Working }), flags: "Overrun", late: true},
		"no answer":      {card: cardAt(780, 840, func(c *dispatch.BoardCard) { c.Status, c.ToldAt = jobs.Dispatched, told }), flags: "No answer", moves: true},
		"red and locked": {card: cardAt(780, 840, func(c *dispatch.BoardCard) { c.Lock, c.Colour, c.LeftMin = "both", sla.Red, -90 }), moves: true, sla: "bad", left: "1 h 30 min over"},
		"helping":        {card: cardAt(780, 840, func(c *dispatch.BoardCard) { c.Helping = true })},
	} {
		d := newDayBoard(dispatch.Board{Day: "2026-11-16", Lanes: []dispatch.Lane{{
			Worker: dispatch.Worker{OnDuty: people.OnDuty{Technician: people.Technician{ID: "t1"}, Spans: workingDay}}, Cards: []dispatch.BoardCard{c.card},
		}}}, 30*time.Minute)
		got := d.data(nil).Visits[0]
		if strings.Join(got.Flags, " ") != c.flags || got.Late != c.late || got.Movable != c.moves || got.SLA != c.sla || got.Left != c.left || got.Lane != "t1" {
			t.Errorf("%s: %+v", name, got)
		}
		if locked := c.card.Lock != ""; locked != (got.Lock != "") {
			t.Errorf("%s: lock %q", name, got.Lock)
		}
		if len(d.data([]string{"another"}).Visits) != 0 {
			t.Errorf("%s: a visit that was not asked for is sent", name)
		}
	}
}

func TestVisitData_endsWithTheDay(t *testing.T) {
	d := newDayBoard(dispatch.Board{Day: "2026-11-16"}, 0)
	c := boardCard{BoardCard: cardAt(1380, 1500, nil)}
	if got := d.visit("t1", c); got.From != 1380 || got.To != 1440 {
		t.Errorf("from %d to %d", got.From, got.To)
	}
}

func TestLoadWords_followTheBands(t *testing.T) {
	for percent, want := range map[int]string{101: "overbooked", 100: "full", 86: "full", 85: "well used", 71: "well used", 70: "has room", 0: "has room"} {
		if got := loadWords(percent); got != want {
			t.Errorf("%d %%: %s, want %s", percent, got, want)
		}
	}
}

func TestLane_isShadedOutsideTheShift(t *testing.T) {
	l := dispatch.Lane{Worker: dispatch.Worker{OnDuty: people.OnDuty{Spans: []workcal.Span{{From: 540, To: 780}, {From: 840, To: 1080}}}}}
	got := dayBoard{}.lane(l).off()
	want := [][2]int{{0, 540}, {780, 840}, {1080, 1440}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBoardView_standsInItsAddress(t *testing.T) {
	v := boardView{day: "2026-11-16", set: true, View: dispatch.View{
		Face: "day", Technicians: []string{"a", "b"}, Areas: []string{"c"}, Skills: []string{"d"}, HideOff: true, Slot: 15, Sort: "load",
	}}
	q := v.values()
	for name, want := range map[string]string{"day": "2026-11-16", "view": "day", "technician": "a b", "area": "c", "skill": "d", "hide_off": "1", "slot": "15", "sort": "load", "set": "1"} {
		if got := strings.Join(q[name], " "); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := v.on("2026-11-22").monday(); got != "2026-11-16" {
		t.Errorf("the week of Sunday the 22nd begins %s", got)
	}
	if got := v.monday(); got != "2026-11-16" {
		t.Errorf("the week of Monday the 16th begins %s", got)
	}
}

func TestBulkItems_leaveOutWhatIsNone(t *testing.T) {
	got := bulkItems([]string{bulkItem("v", "one", 3), bulkItem("j", "two", 4), "x:three:1", "", "v:", "v:a:b:c"})
	want := []dispatch.BulkItem{{Visit: "one", Rev: 3}, {Job: "two", Rev: 4}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

// BenchmarkBoardRender draws 40 technicians with 10 visits each, as list and as what the grid is sent.
func BenchmarkBoardRender(b *testing.B) {
	b.Cleanup(clock.Freeze(boardNoon))
	board := dispatch.Board{Day: "2026-11-16", From: 480, To: 1200}
	for i := range 40 {
		l := dispatch.Lane{Worker: dispatch.Worker{OnDuty: people.OnDuty{
			Technician: people.Technician{ID: "t" + strconv.Itoa(i), Name: "Technician"}, Spans: []workcal.Span{{From: 540, To: 1080}},
		}}}
		for v := range 10 {
			l.Cards = append(l.Cards, cardAt(540+v*50, 585+v*50, func(c *dispatch.BoardCard) { c.Colour = sla.Yellow }))
		}
		board.Lanes = append(board.Lanes, l)
	}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		d := newDayBoard(board, 30*time.Minute)
		if err := boardLive(d).Render(context.Background(), &out); err != nil {
			b.Fatal(err)
		}
		if err := json.NewEncoder(&out).Encode(d.data(nil)); err != nil {
			b.Fatal(err)
		}
	}
}
