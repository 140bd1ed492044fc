package office

import (
	"time"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// weekdays is the week as people read it.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// readDays takes the hours of a week from a form, by time.Weekday.
func readDays(f *ui.Form) [7]string {
	var days [7]string
	for _, d := range weekdays {
		days[d] = f.Get(workcal.DayKey(d))
	}
	return days
}

func setDays(f *ui.Form, week workcal.Week) *ui.Form {
	for _, d := range weekdays {
		f.Set(workcal.DayKey(d), workcal.FormatSpans(week[d]))
	}
	return labelDays(f)
}

func labelDays(f *ui.Form) *ui.Form {
	for _, d := range weekdays {
		f.Labels[workcal.DayKey(d)] = d.String()
	}
	f.Labels["hours"] = "Hours"
	return f
}

// stretch is a run of days with the same hours.
type stretch struct{ Days, Hours string }

// stretches writes a week briefly: "Mon–Sat 09:30-18:30", "Sun closed".
func stretches(week workcal.Week) []stretch {
	var all []stretch
	for i := 0; i < len(weekdays); {
		hours := workcal.FormatSpans(week[weekdays[i]])
		last := i
		for last+1 < len(weekdays) && workcal.FormatSpans(week[weekdays[last+1]]) == hours {
			last++
		}
		days := weekdays[i].String()[:3]
		if last > i {
			days += "–" + weekdays[last].String()[:3]
		}
		if hours == "" {
			hours = "closed"
		}
		all = append(all, stretch{days, hours})
		i = last + 1
	}
	return all
}

func (o *office) listShifts(req *web.Request) error {
	shifts, err := o.app.People.Shifts(req.Ctx())
	if err != nil {
		return err
	}
	technicians, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return err
	}
	who := map[string]int{}
	for _, t := range technicians {
		if t.Active {
			who[t.ShiftID]++
		}
	}
	return req.Page("Shifts", "technicians", shiftList(shifts, who))
}

func (o *office) newShift(req *web.Request) error {
	week, err := settings.ParseWeek(settings.DefaultHours())
	if err != nil {
		return err
	}
	return req.Page("New shift", "technicians", shiftForm(setDays(ui.NewForm(req.Lang()), week), people.Shift{}, nil))
}

func shiftInput(f *ui.Form, id string) people.ShiftInput {
	labelDays(f)
	return people.ShiftInput{ID: id, Rev: f.Int("rev"), Name: f.Get("name"), Days: readDays(f)}
}

func shiftValues(lang string, s people.Shift) *ui.Form {
	return setDays(ui.NewForm(lang).Set("name", s.Name), s.Week)
}

func (o *office) createShift(req *web.Request) error {
	f := req.Form()
	_, err := o.app.People.CreateShift(req.Ctx(), shiftInput(f, ""))
	if web.Refill(err) {
		f.Fail(err)
		return req.PageStatus(web.StatusOf(err), "New shift", "technicians", shiftForm(f, people.Shift{}, nil))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/shifts", "Shift added. Choose it on the technicians' pages.")
}

// shift finds one among all: there are few.
func (o *office) shift(req *web.Request) (people.Shift, error) {
	all, err := o.app.People.Shifts(req.Ctx())
	if err != nil {
		return people.Shift{}, err
	}
	for _, s := range all {
		if s.ID == req.ID() {
			return s, nil
		}
	}
	return people.Shift{}, fault.New(fault.NotFound, "not_found")
}

func (o *office) editShift(req *web.Request) error {
	s, err := o.shift(req)
	if err != nil {
		return err
	}
	return req.Page(s.Name, "technicians", shiftForm(shiftValues(req.Lang(), s), s, nil))
}

func (o *office) updateShift(req *web.Request) error {
	f := req.Form()
	_, err := o.app.People.UpdateShift(req.Ctx(), shiftInput(f, req.ID()))
	if web.Refill(err) {
		f.Fail(err)
		fresh, again := o.shift(req)
		if again != nil {
			return again
		}
		late := differences(err, f, shiftValues(req.Lang(), fresh))
		fresh.Rev = heldRev(err, f, fresh.Rev)
		return req.PageStatus(web.StatusOf(err), fresh.Name, "technicians", shiftForm(f, fresh, late))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/shifts", "Saved for everybody who works this shift.")
}
