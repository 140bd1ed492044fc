package office

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// waitingList is the jobs that nobody is planned for, the most urgent first, as far as the filters let them through.
type waitingList struct {
	view       boardView
	rows       []jobs.Row
	cut        bool // there are more than could be sorted
	prev, next string
	src        string // where the list is fetched again
	back       string // where the reader returns after assigning
	form       *ui.Form
	types      []ui.Option
}

// waitingOrders are the ways to sort the list. By when they are due it is read page by page.
var waitingOrders = ui.Options("", "Due", "priority", "Priority", "area", "Area", "customer", "Customer", "duration", "Duration")

// sortMost is how many jobs are sorted at once.
const sortMost = 300

// boardWaiting is the list again after a change.
func (o *office) boardWaiting(req *web.Request) error {
	view, err := o.boardView(req)
	if err != nil {
		return err
	}
	w, err := o.waitingList(req, view)
	if err != nil {
		return err
	}
	return req.Fragment(waitingRows(w))
}

func (o *office) waitingList(req *web.Request, view boardView) (waitingList, error) {
	f := req.Form()
	w := waitingList{view: view, form: f}
	at, err := page.Parse(f.Get("at"))
	if err != nil {
		return w, err
	}
	filter := jobs.Filter{
		Statuses: []jobs.Status{jobs.Unscheduled}, Due: true, At: at,
		Query: f.Get("q"), Type: f.Get("type"), Priority: priorityOf(f.Get("priority")),
	}
	by := waitingBy[f.Get("order")]
	if by != nil {
		filter.At, filter.Most = page.Cursor{}, sortMost
	}
	found, err := o.app.Jobs.List(req.Ctx(), filter)
	if err != nil {
		return w, err
	}
	filters := view.values()
	for _, name := range []string{"q", "type", "priority", "order"} {
		if f.Has(name) {
			filters.Set(name, f.Get(name))
		}
	}
	w.rows = found.Rows
	w.back = "/office/board?" + filters.Encode()
	if by != nil {
		slices.SortStableFunc(w.rows, by)
		w.cut = found.Next != ""
	} else {
		w.prev, w.next = keyedHref("/office/board", filters, found.Prev), keyedHref("/office/board", filters, found.Next)
		if f.Has("at") {
			filters.Set("at", f.Get("at"))
		}
	}
	w.src = "/office/board/waiting?" + filters.Encode()
	types, err := o.app.Catalog.JobTypes(req.Ctx(), true)
	w.types = kindOptions(types)
	return w, err
}

// waitingBy compares two jobs by what the list is sorted by; the list comes by when they are due.
var waitingBy = map[string]func(a, b jobs.Row) int{
	"priority": func(a, b jobs.Row) int { return cmp.Compare(a.Priority, b.Priority) },
	"area":     func(a, b jobs.Row) int { return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Pin, b.Pin)) },
	"customer": func(a, b jobs.Row) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) },
	"duration": func(a, b jobs.Row) int { return cmp.Compare(b.DurationMin, a.DurationMin) },
}

// priorityOf reads a filter; anything but 1, 2 or 3 does not narrow.
func priorityOf(s string) int {
	if len(s) == 1 && s[0] >= '1' && s[0] <= '3' {
		return int(s[0] - '0')
	}
	return 0
}

func (w waitingList) assign(job string) string {
	return "/office/jobs/" + job + "/candidates?" + query("day", string(max(w.view.day, clock.Today())), "next", w.back)
}

// filtered reports whether the list is narrowed.
func (w waitingList) filtered() bool {
	return w.form.Has("q") || w.form.Has("type") || w.form.Has("priority")
}
