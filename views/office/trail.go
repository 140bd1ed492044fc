package office

import (
	"encoding/json"
	"net/http"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// trailView is where a technician was on a day.
type trailView struct {
	Technician people.Technician
	Day        clock.Date
	Fixes      []fence.Fix
	Consent    people.Consent
	Attendance people.Attendance
	KeptDays   int
	Tiles      tiles
}

// dayTrail is the trail of a technician's day. It exists only between the start and the end of his day, and if he consented.
func (o *office) dayTrail(req *web.Request) error {
	v := trailView{Day: dayOf(req)}
	ctx := req.Ctx()
	var err error
	if v.Technician, err = o.app.People.Technician(ctx, req.ID()); err != nil {
		return err
	}
	if v.Fixes, err = o.app.People.Trail(ctx, v.Technician.ID, v.Day.Start(), v.Day.AddDays(1).Start()); err != nil {
		return err
	}
	if v.Consent, err = o.app.People.ConsentOf(ctx, v.Technician.ID); err != nil {
		return err
	}
	if v.Attendance, err = o.app.People.Day(ctx, v.Technician.ID, v.Day); err != nil {
		return err
	}
	company, err := o.app.Settings.Company(ctx)
	if err != nil {
		return err
	}
	v.KeptDays = company.Policies.TrailKept()
	v.Tiles = tiles{company.TileURL, company.TileCredit}
	return req.PageIn(http.StatusOK, layout.Shell{
		Title: "Trail of " + v.Technician.Name, Nav: "technicians", Styles: []string{"map.css", "field.css"}, Scripts: []string{"leaflet.js", "trail.js"},
	}, trailBody(v))
}

// points is the trail for the map: latitude, longitude, accuracy, hour.
func (v trailView) points() (string, error) {
	all := make([][4]any, len(v.Fixes))
	for i, f := range v.Fixes {
		all[i] = [4]any{f.Lat, f.Lng, f.AccuracyM, clock.HM(f.At)}
	}
	text, err := json.Marshal(all)
	return string(text), err
}
