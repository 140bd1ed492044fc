package office

import (
	"context"
	"net/http"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// sheetView is a technician's day on paper.
type sheetView struct {
	Company    string
	Technician people.Technician
	Day        clock.Date
	Stops      []sheetStop
}

// sheetStop is one visit with what he is to know and to write down.
type sheetStop struct {
	jobs.Card
	Job      jobs.Job
	Machines []customers.Asset
	Lines    []jobs.Line
}

// daySheet is the day of a technician without a phone, to be printed and to be written on.
func (o *office) daySheet(req *web.Request) error {
	v := sheetView{Day: dayOf(req)}
	ctx := req.Ctx()
	var err error
	if v.Technician, err = o.app.People.Technician(ctx, req.ID()); err != nil {
		return err
	}
	v.Company = o.app.Settings.Name(ctx)
	cards, err := o.app.Jobs.Day(ctx, v.Day)
	if err != nil {
		return err
	}
	for _, c := range cards {
		if c.Technician != v.Technician.ID {
			continue
		}
		s, err := o.sheetStop(ctx, c)
		if err != nil {
			return err
		}
		v.Stops = append(v.Stops, s)
	}
	return req.PageIn(http.StatusOK, layout.Shell{Title: "Day sheet " + v.Technician.Name, Nav: "technicians", Styles: []string{"field.css"}}, sheetBody(v))
}

func (o *office) sheetStop(ctx context.Context, c jobs.Card) (sheetStop, error) {
	s := sheetStop{Card: c}
	var err error
	if s.Job, err = o.app.Jobs.Get(ctx, c.Job); err != nil {
		return s, err
	}
	for _, id := range s.Job.Assets {
		m, err := o.app.Customers.AssetByID(ctx, id)
		if err != nil {
			return s, err
		}
		s.Machines = append(s.Machines, m)
	}
	s.Lines, err = o.app.Jobs.Lines(ctx, c.Job)
	return s, err
}

// dayOf is the day in the address; today if it names none.
func dayOf(req *web.Request) clock.Date {
	day := ui.ReadForm(req.Lang(), req.Request.URL.Query()).Date("day")
	if day == "" {
		return clock.Today()
	}
	return day
}
