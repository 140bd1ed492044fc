package office

import (
	"net/url"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// waitingList is the jobs that nobody is planned for, the most urgent first, as far as the filters let them through.
type waitingList struct {
	day        clock.Date
	rows       []jobs.Row
	prev, next string
	src        string // where the list is fetched again
	back       string // where the reader returns after assigning
	form       *ui.Form
	types      []ui.Option
}

// boardWaiting is the list again after a change.
func (o *office) boardWaiting(req *web.Request) error {
	day, err := clock.ParseDate(req.Query("day"))
	if err != nil {
		day = clock.Today()
	}
	w, err := o.waitingList(req, day)
	if err != nil {
		return err
	}
	return req.Fragment(waitingRows(w))
}

func (o *office) waitingList(req *web.Request, day clock.Date) (waitingList, error) {
	f := req.Form()
	w := waitingList{day: day, form: f}
	at, err := page.Parse(f.Get("at"))
	if err != nil {
		return w, err
	}
	found, err := o.app.Jobs.List(req.Ctx(), jobs.Filter{
		Statuses: []jobs.Status{jobs.Unscheduled}, Due: true, At: at,
		Query: f.Get("q"), Type: f.Get("type"), Priority: priorityOf(f.Get("priority")),
	})
	if err != nil {
		return w, err
	}
	filters := url.Values{"day": {string(day)}}
	for _, name := range []string{"view", "q", "type", "priority"} {
		if f.Has(name) {
			filters.Set(name, f.Get(name))
		}
	}
	w.rows = found.Rows
	w.prev, w.next = keyedHref("/office/board", filters, found.Prev), keyedHref("/office/board", filters, found.Next)
	w.back = "/office/board?" + filters.Encode()
	if f.Has("at") {
		filters.Set("at", f.Get("at"))
	}
	w.src = "/office/board/waiting?" + filters.Encode()
	types, err := o.app.Catalog.JobTypes(req.Ctx(), true)
	w.types = kindOptions(types)
	return w, err
}

// priorityOf reads a filter; anything but 1, 2 or 3 does not narrow.
func priorityOf(s string) int {
	if len(s) == 1 && s[0] >= '1' && s[0] <= '3' {
		return int(s[0] - '0')
	}
	return 0
}

func (w waitingList) assign(job string) string {
	return "/office/jobs/" + job + "/candidates?" + query("day", string(max(w.day, clock.Today())), "next", w.back)
}

// filtered reports whether the list is narrowed.
func (w waitingList) filtered() bool {
	return w.form.Has("q") || w.form.Has("type") || w.form.Has("priority")
}
