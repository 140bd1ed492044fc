package office

import (
	"context"
	"strconv"

	"doorstep/app/catalog"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// openingsView is what can be offered to the caller: the windows in which somebody can come. Known is whether enough was said to tell.
type openingsView struct {
	Known  bool
	Found  dispatch.Openings
	Typed  bool   // a whole window stands in the fields
	Warn   string // why nobody can come in it; empty where somebody can
	Chosen dispatch.Window
	Part   bool // an answer to the page, which takes the warning to its place
}

// openings answers with the windows for what stands in the form so far.
func (o *office) openings(req *web.Request) error {
	v, err := o.openingsOf(req.Ctx(), req.Form())
	if err != nil {
		return err
	}
	v.Part = true
	return req.Fragment(openingsPart(v))
}

// openingsOf finds the windows once the place and the job type are known. What cannot be read yet is not known yet.
func (o *office) openingsOf(ctx context.Context, f *ui.Form) (openingsView, error) {
	var v openingsView
	ask, known, err := o.slotAsk(ctx, f)
	if err != nil || !known {
		return v, err
	}
	v.Known = true
	if v.Found, err = o.app.Dispatch.Openings(ctx, ask); err != nil {
		return v, err
	}
	read := ui.ReadForm(f.Lang, f.Values) // its faults are the form's own business
	from, to, err := promiseOf(read)
	if err != nil || from.IsZero() || !to.After(from) {
		return v, nil
	}
	v.Typed = true
	v.Chosen, v.Warn, err = o.app.Dispatch.OpeningAt(ctx, ask, from, to)
	return v, err
}

// slotAsk reads from the form what is asked for; false while place or type are missing.
func (o *office) slotAsk(ctx context.Context, f *ui.Form) (dispatch.SlotAsk, bool, error) {
	ask := dispatch.SlotAsk{Customer: f.Get("customer")}
	if f.Get("type") == "" || !o.place(ctx, f, &ask) {
		return ask, false, nil
	}
	kind, err := o.app.Catalog.JobType(ctx, f.Get("type"))
	if fault.KindOf(err) == fault.NotFound {
		return ask, false, nil
	}
	if err != nil {
		return ask, false, err
	}
	ask.Minutes, ask.Needs, ask.Crew, ask.PartsFirst, ask.Priority = kind.DurationMin, kind.Skills, kind.Crew, kind.PartsFirst, kind.Priority
	for _, p := range kind.Parts {
		ask.Parts = append(ask.Parts, jobs.Load{Item: p.Item, Milli: p.QtyMilli})
	}
	for name, into := range map[string]*int{"duration_min": &ask.Minutes, "priority": &ask.Priority, "crew": &ask.Crew} {
		if n, err := strconv.Atoi(f.Get(name)); err == nil && n > 0 && n <= catalog.DurationMost {
			*into = n
		}
	}
	return ask, true, nil
}

// place fills in where the work is: the chosen site, or the PIN code of one about to be entered.
func (o *office) place(ctx context.Context, f *ui.Form, ask *dispatch.SlotAsk) bool {
	if id := f.Get("site"); id != "" && id != newSite {
		s, err := o.app.Customers.SiteByID(ctx, id)
		if err != nil {
			return false
		}
		ask.At, ask.Pin, ask.Place, ask.Customer = s.At, s.Pin, s.Address, s.Customer
		return true
	}
	pin, err := geo.CheckPin(f.Get("site_pin"))
	if err != nil {
		return false
	}
	ask.At, ask.Pin, ask.Place = pin.Point, pin.Code, f.Get("site_address")
	return true
}

// openingsShown is how many windows stand in the first row.
const openingsShown = 6

func (v openingsView) first() []dispatch.Window {
	return v.Found.Windows[:min(len(v.Found.Windows), openingsShown)]
}

func (v openingsView) more() []dispatch.Window { return v.Found.Windows[len(v.first()):] }

// openingDay is a day as it is said on the phone.
func openingDay(day clock.Date) string {
	switch day {
	case clock.Today():
		return "Today"
	case clock.Today().AddDays(1):
		return "Tomorrow"
	}
	return weekday(day)
}

// openingWords is "Today 15:00–17:00".
func openingWords(w dispatch.Window) string {
	return openingDay(clock.DateOf(w.From)) + " " + clock.HM(w.From) + "–" + clock.HM(w.To)
}

// canWords is "3 can come", or who where it is one.
func canWords(can []dispatch.Arriving) string {
	if len(can) == 1 {
		return can[0].Name + " can come"
	}
	return strconv.Itoa(len(can)) + " can come"
}

// canTitle names who can come and from when.
func canTitle(can []dispatch.Arriving) string {
	said := ""
	for i, c := range can[:min(len(can), 5)] {
		if i > 0 {
			said += ", "
		}
		said += c.Name + " from " + clock.HM(c.Start)
	}
	return said
}

// soonWords says of the chosen window who comes.
func (v openingsView) soonWords() string {
	return canWords(v.Chosen.Can) + " then, from " + clock.HM(v.Chosen.Can[0].Start) + "."
}

// shutWords is why a day has no window, beside its name.
func shutWords(s dispatch.Shut) string { return openingDay(s.Day) + ": " + s.Why + "." }
