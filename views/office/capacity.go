package office

import (
	"strconv"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// capacityShown is how many days the page shows at once.
const capacityShown = 14

// capacityView is how full fourteen days are, and by what they are taken apart.
type capacityView struct {
	dispatch.Capacity
	From clock.Date
	By   string // technician, area or skill
}

// capacity shows how full the days are.
func (o *office) capacity(req *web.Request) error {
	v, err := o.capacityOf(req)
	if err != nil {
		return err
	}
	return req.PageIn(200, layout.Shell{Title: "Capacity", Nav: "capacity", Styles: []string{"watch.css"}, Wide: true}, capacityBody(v))
}

// capacityNow is the part that follows changes.
func (o *office) capacityNow(req *web.Request) error {
	v, err := o.capacityOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(capacityPart(v))
}

func (o *office) capacityOf(req *web.Request) (capacityView, error) {
	v := capacityView{By: req.Query("by")}
	if v.By != "area" && v.By != "skill" {
		v.By = "technician"
	}
	var err error
	if v.From, err = clock.ParseDate(req.Query("from")); err != nil {
		v.From = clock.Today()
	}
	v.Capacity, err = o.app.Dispatch.Capacity(req.Ctx(), v.From, capacityShown)
	return v, err
}

func (v capacityView) href(part string, from clock.Date, by string) string {
	return "/office/capacity" + part + "?" + query("from", string(from), "by", by)
}

func (v capacityView) tabs() []ui.Tab {
	return []ui.Tab{
		{Label: "By technician", Href: v.href("", v.From, "technician"), Count: -1, Current: v.By == "technician"},
		{Label: "By area", Href: v.href("", v.From, "area"), Count: -1, Current: v.By == "area"},
		{Label: "By skill", Href: v.href("", v.From, "skill"), Count: -1, Current: v.By == "skill"},
	}
}

// rows are the technicians, areas or skills.
func (v capacityView) rows() []dispatch.CapacityRow {
	switch v.By {
	case "area":
		return v.Areas
	case "skill":
		return v.Skills
	}
	return v.Technicians
}

// hoursWord is minutes as hours: "7½ h" would need a font; "7.5" does not.
func hoursWord(minutes int) string {
	if minutes%60 == 0 {
		return strconv.Itoa(minutes / 60)
	}
	return strconv.FormatFloat(float64(minutes)/60, 'f', 1, 64)
}

func percentWord(h dispatch.Hours) string {
	if h.Duty == 0 {
		return "–"
	}
	return strconv.Itoa(h.Percent()) + " %"
}

var bandWords = map[string]string{
	dispatch.BandOver: "overbooked", dispatch.BandFull: "full", dispatch.BandGood: "good", dispatch.BandLow: "room", dispatch.BandOff: "off",
}

func bandTone(band string) string {
	switch band {
	case dispatch.BandOver:
		return "bad"
	case dispatch.BandFull:
		return "warn"
	case dispatch.BandGood:
		return "good"
	}
	return "faint"
}

// dayMark is what is to be said of a day beside its figures.
func dayMark(d dispatch.CapacityDay) string {
	switch {
	case d.Holiday != "":
		return d.Holiday
	case d.OnLeave > 0:
		return strconv.Itoa(d.OnLeave) + " on leave"
	}
	return ""
}

// cellTitle says a cell of the matrix in words.
func (v capacityView) cellTitle(row dispatch.CapacityRow, n int) string {
	h := row.Cells[n]
	said := row.Name + ", " + v.Days[n].Day.Short() + ": "
	if n < len(row.Leave) && row.Leave[n] != "" {
		return said + row.Leave[n]
	}
	if h.Duty == 0 && h.Work == 0 {
		return said + "off"
	}
	return said + percentWord(h) + " " + bandWords[h.Band()] + ", " + hoursWord(h.Work) + " h work and " + hoursWord(h.Travel) + " h travel of " + hoursWord(h.Duty) + " h"
}

// cellWord stands where nobody works.
func (v capacityView) cellWord(row dispatch.CapacityRow, n int) string {
	switch {
	case n < len(row.Leave) && row.Leave[n] != "":
		return "leave"
	case v.Days[n].Holiday != "":
		return "holiday"
	}
	return "off"
}

func weekday(d clock.Date) string { return d.Start().In(clock.IST).Format("Mon 2 Jan") }

var bandRange = map[string]string{
	dispatch.BandOver: "over 100 %", dispatch.BandFull: "over 85 %", dispatch.BandGood: "over 70 %", dispatch.BandLow: "70 % and less",
}

var capacityHeads = map[string]string{"technician": "Technician", "area": "Area", "skill": "Skill"}
