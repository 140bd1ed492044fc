package office

import (
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// dayBoard is the page of the board: the day in the face that is asked for, and who waits beside it.
type dayBoard struct {
	dispatch.Board
	view    boardView
	lanes   []lane        // of the list
	week    dispatch.Week // of the week
	accept  time.Duration // within which a technician should answer
	waiting waitingList
	choices viewChoices
}

// board shows the board: a day as a grid that fills itself, a week as a table, or the day in words.
func (o *office) board(req *web.Request) error {
	view, err := o.boardView(req)
	if err != nil {
		return err
	}
	d, err := o.facesOf(req, view)
	if err != nil {
		return err
	}
	if d.waiting, err = o.waitingList(req, view); err != nil {
		return err
	}
	if d.choices, err = o.viewChoices(req); err != nil {
		return err
	}
	shell := layout.Shell{Title: "Board " + view.day.Short(), Nav: "board", Styles: []string{"board.css"}, Wide: true}
	shell.Scripts = []string{"board.js", "board_drag.js", "board_bulk.js"}
	if view.Face == "day" {
		shell.Scripts = append([]string{"calendar.js"}, shell.Scripts...)
	}
	return req.PageIn(200, shell, boardPage(d))
}

// boardLanes is the part of the board that follows changes: the list or the week.
func (o *office) boardLanes(req *web.Request) error {
	view, err := o.boardView(req)
	if err != nil {
		return err
	}
	if view.Face == "day" {
		view.Face = "list"
	}
	d, err := o.facesOf(req, view)
	if err != nil {
		return err
	}
	return req.Fragment(boardLive(d))
}

// facesOf reads what the face shows. The grid of a day fetches its own.
func (o *office) facesOf(req *web.Request, view boardView) (dayBoard, error) {
	d := dayBoard{view: view, Board: dispatch.Board{Day: view.day}}
	if view.Face == "week" {
		w, err := o.app.Dispatch.Week(req.Ctx(), view.monday())
		d.week = w.Narrow(view.View)
		return d, err
	}
	cal, err := o.app.Settings.Calendar(req.Ctx())
	if err != nil {
		return d, err
	}
	d.Holiday = cal.Holidays[view.day]
	if view.Face == "day" {
		return d, nil
	}
	return o.dayBoard(req, view)
}

// dayBoard reads the day with all its visits.
func (o *office) dayBoard(req *web.Request, view boardView) (dayBoard, error) {
	b, err := o.app.Dispatch.Board(req.Ctx(), view.day)
	if err != nil {
		return dayBoard{}, err
	}
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return dayBoard{}, err
	}
	d := newDayBoard(b.Narrow(view.View), time.Duration(c.Policies.AcceptMin)*time.Minute)
	d.view = view
	return d, nil
}

func newDayBoard(b dispatch.Board, accept time.Duration) dayBoard {
	d := dayBoard{Board: b, accept: accept, view: boardView{day: b.Day, View: dispatch.View{Face: "list"}}}
	for _, l := range b.Lanes {
		d.lanes = append(d.lanes, d.lane(l))
	}
	return d
}

// today reports whether the line of the present hour is drawn.
func (d dayBoard) today() bool { return d.view.day == clock.Today() }

// heading is the day or the week in words.
func (d dayBoard) heading() string {
	if d.view.Face != "week" {
		return d.view.day.Start().Format("Monday, 2 January 2006")
	}
	first, last := d.view.monday().Start(), d.view.monday().AddDays(6).Start()
	if first.Month() == last.Month() {
		return strconv.Itoa(first.Day()) + "–" + last.Format("2 January 2006")
	}
	return first.Format("2 January") + " – " + last.Format("2 January 2006")
}
