package office

import (
	"context"
	"net/http"
	"strconv"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
	"doorstep/views/web"
)

// todayShown is how many jobs each list of the first screen holds.
const todayShown = 8

// today is the first screen: how much there is, and what wants a person now.
type today struct {
	Day        clock.Date
	Count      jobs.Count
	Urgent     []jobs.Row // P1, open
	Late       []jobs.Row
	Unassigned []jobs.Row
	Crew       []jobs.Workload
	Start      []step // what a new company still lacks; empty once nothing is missing
	Conflicts  int    // things that phones sent and that wait for the reader
	MayBook    bool
}

// home leads everybody to his own first screen.
func (o *office) home(req *web.Request) error {
	to := "/office/today"
	if req.By.Role == act.Technician {
		to = "/t/today"
	}
	return req.Redirect(http.StatusSeeOther, to)
}

// showToday is the first screen of the office.
func (o *office) showToday(req *web.Request) error {
	v, err := o.todayOf(req.Ctx())
	if err != nil {
		return err
	}
	v.MayBook = jobs.Book.Allows(req.By.Role)
	return req.Page("Today", "today", todayBody(v))
}

// todayNow is the inside of the first screen, which follows changes.
func (o *office) todayNow(req *web.Request) error {
	v, err := o.todayOf(req.Ctx())
	if err != nil {
		return err
	}
	v.MayBook = jobs.Book.Allows(req.By.Role)
	return req.Fragment(todayPart(v))
}

func (o *office) todayOf(ctx context.Context) (today, error) {
	v := today{Day: clock.Today()}
	var err error
	if v.Count, err = o.app.Jobs.Counts(ctx); err != nil {
		return v, err
	}
	for _, list := range []struct {
		into *[]jobs.Row
		f    jobs.Filter
	}{
		{&v.Urgent, jobs.Filter{Priority: 1, Statuses: openStatuses, Due: true, Most: todayShown}},
		{&v.Late, jobs.Filter{Late: true, Due: true, Most: todayShown}},
		{&v.Unassigned, jobs.Filter{Statuses: []jobs.Status{jobs.Unscheduled}, Due: true, Most: todayShown}},
	} {
		rows, err := o.app.Jobs.List(ctx, list.f)
		if err != nil {
			return v, err
		}
		*list.into = rows.Rows
	}
	if v.Crew, err = o.app.Jobs.Workloads(ctx, v.Day); err != nil {
		return v, err
	}
	if holds(ctx, sync.Settle) {
		if v.Conflicts, err = o.app.Sync.Open(ctx); err != nil {
			return v, err
		}
	}
	v.Start, err = o.steps(ctx, len(v.Crew) > 0)
	return v, err
}

// tile is one figure of the first screen; its link opens the list that it counts.
type tile struct {
	N           int
	Label, Href string
	Tone        string // set where the figure wants attention
}

func (v today) tiles() []tile {
	attention := func(n int, tone string) string {
		if n == 0 {
			return ""
		}
		return tone
	}
	c, day := v.Count, string(v.Day)
	return []tile{
		{c.Late, "late", "/office/jobs?late=1&order=due", attention(c.Late, "bad")},
		{c.AtRisk, "due within 2 h", "/office/jobs?at_risk=1&order=due", attention(c.AtRisk, "warn")},
		{c.ByStatus[jobs.Unscheduled], "unscheduled", "/office/jobs?status=unscheduled&order=due", ""},
		{c.ByStatus[jobs.Scheduled], "scheduled", "/office/jobs?status=scheduled&order=due", ""},
		{c.ByStatus[jobs.InProgress], "in progress", "/office/jobs?status=in_progress", ""},
		{c.VisitsToday, "jobs visited today", "/office/jobs?day=" + day, ""},
		{c.DoneToday, "of them done", "/office/jobs?day=" + day + "&status=completed&status=closed", ""},
	}
}

func figure(n int) string { return strconv.Itoa(n) }
