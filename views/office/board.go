package office

import (
	"fmt"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// dayBoard is a day as the board draws it: technicians down, hours across, and who waits beside it.
type dayBoard struct {
	dispatch.Board
	hours    string // class of the hours that show
	lanes    []lane
	accept   time.Duration // within which a technician should answer
	listOnly bool
	waiting  waitingList
}

// board shows the day's board, or its twin in words with view=list.
func (o *office) board(req *web.Request) error {
	b, err := o.dayBoard(req)
	if err != nil {
		return err
	}
	if b.waiting, err = o.waitingList(req, b.Day); err != nil {
		return err
	}
	shell := layout.Shell{Title: "Day board " + b.Day.Short(), Nav: "board", Styles: []string{"board.css"}, Wide: true}
	return req.PageIn(200, shell, boardPage(b))
}

// boardLanes is the part of the board that follows changes.
func (o *office) boardLanes(req *web.Request) error {
	b, err := o.dayBoard(req)
	if err != nil {
		return err
	}
	return req.Fragment(boardLive(b))
}

func (o *office) dayBoard(req *web.Request) (dayBoard, error) {
	day, err := clock.ParseDate(req.Query("day"))
	if err != nil {
		day = clock.Today()
	}
	b, err := o.app.Dispatch.Board(req.Ctx(), day)
	if err != nil {
		return dayBoard{}, err
	}
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return dayBoard{}, err
	}
	return newDayBoard(b, time.Duration(c.Policies.AcceptMin)*time.Minute, req.Query("view") == "list"), nil
}

func newDayBoard(b dispatch.Board, accept time.Duration, listOnly bool) dayBoard {
	d := dayBoard{Board: b, hours: hoursClass(b.From, b.To), accept: accept, listOnly: listOnly}
	for _, l := range b.Lanes {
		d.lanes = append(d.lanes, d.lane(l))
	}
	return d
}

// hourRanges are the ranges of hours the sheet of the board can draw, the narrowest first.
var hourRanges = []struct{ from, to int }{{9, 18}, {8, 18}, {9, 19}, {8, 20}, {9, 21}, {7, 21}}

// hoursClass is the narrowest of the board's ranges of hours that holds the minutes from … to.
func hoursClass(from, to int) string {
	for _, r := range hourRanges {
		if from >= r.from*60 && to <= r.to*60 {
			return fmt.Sprintf("h%d-%d", r.from, r.to)
		}
	}
	return "h0-24"
}

// link is the address of the board on a day, in the face that is shown.
func (d dayBoard) link(day clock.Date) string { return d.face(day, d.listOnly) }

func (d dayBoard) face(day clock.Date, list bool) string {
	view := ""
	if list {
		view = "list"
	}
	return "/office/board?" + query("day", string(day), "view", view)
}

func (d dayBoard) src() string {
	view := ""
	if d.listOnly {
		view = "list"
	}
	return "/office/board/lanes?" + query("day", string(d.Day), "view", view)
}

// visits is how many stand on the board.
func (d dayBoard) visits() int {
	n := 0
	for _, l := range d.Lanes {
		n += len(l.Cards)
	}
	return n
}

// today reports whether the line of the present hour is drawn.
func (d dayBoard) today() bool { return d.Day == clock.Today() }
