package owner

import (
	"strconv"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/reports"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// showScreen is the owner's first screen.
func (o *owner) showScreen(req *web.Request) error {
	f, err := o.app.Reports.Owner(req.Ctx(), clock.Now())
	if err != nil {
		return err
	}
	return req.PageIn(200, layout.Shell{Title: "Money", Nav: "owner", Styles: []string{"owner.css"}}, screenBody(f))
}

// screenNow is the inside of the first screen, which follows changes.
func (o *owner) screenNow(req *web.Request) error {
	f, err := o.app.Reports.Owner(req.Ctx(), clock.Now())
	if err != nil {
		return err
	}
	return req.Fragment(screenPart(f))
}

// tile is one figure at the top; Below says more about it.
type tile struct {
	Figure, Label, Below, Href, Tone string
}

func tiles(f reports.Figures) []tile {
	return []tile{
		{whole(f.Pending.Paise), "pending", whole(f.Overdue.Paise) + " overdue", rowsOf(reports.Pending), tone(f.Overdue.N, "warn")},
		{whole(f.Claimed.Paise), "claimed, not verified", red(f.Red), rowsOf(reports.Claimed), tone(f.Red.N, "bad")},
		{whole(f.CashTotal.Paise), "cash in hands", held(f), rowsOf(reports.CashInHand), ""},
		{whole(f.NotInvoiced.Paise), "done, not invoiced", plural(f.NotInvoiced.N, "job or draft", "jobs and drafts"), rowsOf(reports.NotInvoiced), ""},
		{whole(f.Collected()), "collected today", whole(f.CollectedVerified.Paise) + " verified", rowsOf(reports.Collected), ""},
		{strconv.Itoa(f.Jobs.N), "jobs today", doneToday(f), rowsOf(reports.JobsToday), ""},
	}
}

func tone(n int, tone string) string {
	if n == 0 {
		return ""
	}
	return tone
}

func whole(p money.Paise) string {
	if p < 0 {
		return "−₹" + (-p).Whole()
	}
	return "₹" + p.Whole()
}

func red(s reports.Sum) string {
	if s.N == 0 {
		return "none is older than 2 days"
	}
	return strconv.Itoa(s.N) + " older than 2 days"
}

func held(f reports.Figures) string {
	n := len(f.Cash)
	for _, g := range f.Cash {
		if g.Key == "" {
			return plural(n-1, "technician", "technicians") + " and the till"
		}
	}
	return plural(n, "technician", "technicians")
}

func doneToday(f reports.Figures) string {
	n := 0
	for _, g := range f.JobStates {
		if g.Key == "completed" || g.Key == "closed" {
			n += g.N
		}
	}
	return strconv.Itoa(n) + " done"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// table is a figure in parts. Head names its first column, Of what is counted in the second.
type table struct {
	Caption, Head, Of string
	Rows              []part
	Sum               reports.Sum
	Href              string
	Counts            bool // it has no rupees
}

// part is one row of a table with the address of its rows; Share is its part of the largest, in percent.
type part struct {
	Label, Href, Tone string
	reports.Sum
	Share int
}

// parts makes the rows of a table. Groups are named by label where they have no name.
func parts(groups []reports.Group, label func(reports.Group) string, href func(reports.Group) string) []part {
	all := make([]part, len(groups))
	for i, g := range groups {
		all[i] = part{Label: label(g), Href: href(g), Sum: g.Sum}
	}
	return scaled(all)
}

func scaled(all []part) []part {
	var most int64
	for _, p := range all {
		most = max(most, int64(p.Paise), int64(p.N)*boolean(p.Paise == 0))
	}
	for i, p := range all {
		if most > 0 {
			all[i].Share = int(max(int64(p.Paise), int64(p.N)*boolean(p.Paise == 0), 0) * 100 / most)
		}
	}
	return all
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func named(otherwise string) func(reports.Group) string {
	return func(g reports.Group) string {
		if g.Name == "" {
			return otherwise
		}
		return g.Name
	}
}

// by leads to the rows of one group of a figure.
func by(measure, dim string) func(reports.Group) string {
	return func(g reports.Group) string { return rowsOf(measure, dim, g.Key) }
}
