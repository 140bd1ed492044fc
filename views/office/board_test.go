package office

import (
	"bytes"
	"context"
	"strconv"
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

func TestPlace_coversEveryQuarterTouched_andStaysOnTheDay(t *testing.T) {
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{0, 1440, "s0 w96"}, {540, 600, "s36 w4"}, {545, 601, "s36 w5"}, {600, 600, "s40 w1"}, {1430, 1500, "s95 w1"}, {-20, 10, "s0 w1"},
	} {
		if got := place(c.from, c.to); got != c.want {
			t.Errorf("%d–%d is at %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestRowsOf_keepsOverlappingCardsApart(t *testing.T) {
	cards := []dispatch.BoardCard{
		cardAt(540, 660, nil), cardAt(600, 700, nil), cardAt(610, 640, nil), cardAt(620, 650, nil), cardAt(660, 700, nil), cardAt(800, 830, nil),
	}
	want := []int{0, 1, 2, 2, 0, 0}
	for i, got := range rowsOf(cards) {
		if got != want[i] {
			t.Errorf("card %d is in row %d, want %d", i, got, want[i])
		}
	}
}

func TestBoardCard_wearsWhatIsWrongWithIt(t *testing.T) {
	t.Cleanup(clock.Freeze(boardNoon))
	told, _ := types.ParseDateTime(boardNoon.Add(-40 * time.Minute))
	d := dayBoard{Board: dispatch.Board{Day: "2026-11-16"}, accept: 30 * time.Minute}
	for name, c := range map[string]struct {
		card  dispatch.BoardCard
		class string
		flags int
	}{
		"planned":        {cardAt(780, 840, nil), "s52 w4 t0 planned", 0},
		"late":           {cardAt(660, 700, func(c *dispatch.BoardCard) { c.Priority = 1 }), "s44 w3 t5 planned late", 1},
		"overrun":        {cardAt(600, 700, func(c *dispatch.BoardCard) { c.Status = jobs.Working }), "s40 w7 t0 working late", 1},
		"no answer":      {cardAt(780, 840, func(c *dispatch.BoardCard) { c.Status, c.ToldAt = jobs.Dispatched, told }), "s52 w4 t0 dispatched", 1},
		"red and locked": {cardAt(780, 840, func(c *dispatch.BoardCard) { c.Lock, c.Colour, c.LeftMin = "both", sla.Red, -90 }), "s52 w4 t0 planned sla-bad locked", 0},
	} {
		got := d.card(c.card, 0)
		if got.class != c.class || len(got.flags) != c.flags {
			t.Errorf("%s: class %q, flags %v", name, got.class, got.flags)
		}
		if name == "red and locked" && got.leftWords() != "1 h 30 min over" {
			t.Errorf("left: %q", got.leftWords())
		}
	}
}

func TestLoadWords_followTheBands(t *testing.T) {
	for percent, want := range map[int]string{101: "overbooked", 100: "full", 86: "full", 85: "well used", 71: "well used", 70: "has room", 0: "has room"} {
		if got := loadWords(percent); got != want {
			t.Errorf("%d %%: %s, want %s", percent, got, want)
		}
	}
}

func TestHoursClass_showsNoMoreHoursThanNeeded(t *testing.T) {
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{600, 1020, "h9-18"},
		{540, 1080, "h9-18"},
		{480, 1080, "h8-18"},
		{540, 1140, "h9-19"},
		{480, 1140, "h8-20"},
		{480, 1200, "h8-20"},
		{540, 1260, "h9-21"},
		{420, 1200, "h7-21"},
		{480, 1260, "h7-21"},
		{360, 1200, "h0-24"},
		{480, 1440, "h0-24"},
	} {
		if got := hoursClass(c.from, c.to); got != c.want {
			t.Errorf("%d–%d: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestLane_isShadedOutsideTheShift(t *testing.T) {
	l := dispatch.Lane{Worker: dispatch.Worker{OnDuty: people.OnDuty{Spans: []workcal.Span{{From: 540, To: 780}, {From: 840, To: 1080}}}}}
	got := dayBoard{}.lane(l).off
	want := []string{"s0 w36", "s52 w4", "s72 w24"}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
}

// BenchmarkBoardRender draws 40 technicians with 10 visits each, as grid and as list.
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
		if err := boardLive(newDayBoard(board, 30*time.Minute, false)).Render(context.Background(), &out); err != nil {
			b.Fatal(err)
		}
	}
}
