package office

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// hoursView is the page of hours and holidays: two forms, of which one may go back with what was typed.
type hoursView struct {
	company  settings.Company
	hours    *ui.Form
	late     []difference
	holidays []settings.Holiday
	holiday  *ui.Form
}

func (o *office) editHours(req *web.Request) error {
	return o.hoursWith(req, http.StatusOK, hoursView{})
}

// hoursWith fills in what v leaves out.
func (o *office) hoursWith(req *web.Request, status int, v hoursView) error {
	var err error
	if v.company.ID == "" {
		if v.company, err = o.app.Settings.Company(req.Ctx()); err != nil {
			return err
		}
	}
	if v.holidays, err = o.app.Settings.Holidays(req.Ctx()); err != nil {
		return err
	}
	if v.hours == nil {
		v.hours = setDays(ui.NewForm(req.Lang()), v.company.Week)
	}
	if v.holiday == nil {
		v.holiday = ui.NewForm(req.Lang())
	}
	return req.PageStatus(status, "Hours and holidays", "settings", hoursPage(v))
}

func (o *office) updateHours(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Settings.UpdateHours(req.Ctx(), settings.HoursInput{Rev: f.Int("rev"), Days: readDays(f)})
	if !web.Refill(err) {
		if err != nil {
			return err
		}
		return req.Go("/office/settings/hours", "Working hours saved.")
	}
	f.Fail(err)
	v := hoursView{hours: f}
	var again error
	if v.company, again = o.app.Settings.Company(req.Ctx()); again != nil {
		return again
	}
	stored := setDays(ui.NewForm(req.Lang()), v.company.Week)
	f.Labels = stored.Labels
	v.late = differences(err, f, stored)
	v.company.Rev = heldRev(err, f, v.company.Rev)
	return o.hoursWith(req, web.StatusOf(err), v)
}

func (o *office) addHoliday(req *web.Request) error {
	f := req.Form()
	h, err := o.app.Settings.AddHoliday(req.Ctx(), settings.HolidayInput{Date: f.Get("date"), Name: f.Get("name")})
	if web.Refill(err) {
		f.Fail(err)
		return o.hoursWith(req, web.StatusOf(err), hoursView{holiday: f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/settings/hours", h.Name+" is a holiday.")
}

func (o *office) removeHoliday(req *web.Request) error {
	if err := o.app.Settings.RemoveHoliday(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/settings/hours", "Holiday removed.")
}

// slaField is the name of a field in the table of service levels: "arrive_1_amc".
func slaField(what string, p settings.SLAPolicy) string {
	return what + "_" + strconv.Itoa(p.Priority) + "_" + p.Payment
}

// limits are the three times that a service level promises.
var limits = []string{"respond", "arrive", "resolve"}

func slaValues(lang string, all []settings.SLAPolicy) *ui.Form {
	f := ui.NewForm(lang)
	for _, p := range all {
		for i, minutes := range []int{p.Respond, p.Arrive, p.Resolve} {
			f.Set(slaField(limits[i], p), hoursText(minutes))
		}
		f.Set(slaField("clock", p), p.RoundClock)
	}
	return slaLabels(f, all)
}

func slaLabels(f *ui.Form, all []settings.SLAPolicy) *ui.Form {
	for _, p := range all {
		for _, what := range append([]string{"clock"}, limits...) {
			f.Labels[slaField(what, p)] = prio(p.Priority) + " " + statusWords(p.Payment) + ", " + what
		}
	}
	return f
}

// hoursText is minutes as the table shows them: "4:00"; empty for none.
func hoursText(minutes int) string {
	if minutes == 0 {
		return ""
	}
	rest := strconv.Itoa(minutes % 60)
	if len(rest) < 2 {
		rest = "0" + rest
	}
	return strconv.Itoa(minutes/60) + ":" + rest
}

// minutesText turns "4:00", "4.30" or "4" hours into minutes as text; empty stays empty. Fault duration_form.
func minutesText(field, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	hours, rest, _ := strings.Cut(strings.Replace(typed, ".", ":", 1), ":")
	h, err := strconv.Atoi(hours)
	m := 0
	if err == nil && rest != "" {
		m, err = strconv.Atoi(rest)
	}
	if err != nil || h < 0 || h > 10000 || m < 0 || m > 59 || len(rest) == 1 {
		return "", fault.Field(field, "duration_form")
	}
	return strconv.Itoa(h*60 + m), nil
}

func (o *office) editLevels(req *web.Request) error {
	all, err := o.app.Settings.SLAs(req.Ctx())
	if err != nil {
		return err
	}
	return levelsPage(req, http.StatusOK, levelsForm(slaValues(req.Lang(), all), all, nil))
}

func levelsPage(req *web.Request, status int, body templ.Component) error {
	return req.PageStatus(status, "Service levels", "settings", body)
}

func (o *office) updateLevels(req *web.Request) error {
	f := req.Form()
	all, err := o.app.Settings.SLAs(req.Ctx())
	if err != nil {
		return err
	}
	rows, err := slaRows(f, all)
	if err == nil {
		_, err = o.app.Settings.UpdateSLAs(req.Ctx(), rows)
	}
	if !web.Refill(err) {
		if err != nil {
			return err
		}
		return req.Go("/office/settings", "Service levels saved. Jobs booked before keep what they were promised.")
	}
	f.Fail(err)
	late := differences(err, f, slaValues(req.Lang(), all))
	for i := range all {
		all[i].Rev = heldRev(err, ui.NewForm(req.Lang()).Set("rev", f.Get(slaField("rev", all[i]))), all[i].Rev)
	}
	return levelsPage(req, web.StatusOf(err), levelsForm(slaLabels(f, all), all, late))
}

// slaRows takes the table apart, row by row as it is stored. Faults duration_form.
func slaRows(f *ui.Form, all []settings.SLAPolicy) ([]settings.SLAInput, error) {
	var check fault.Check
	rows := make([]settings.SLAInput, len(all))
	for i, p := range all {
		text := map[string]string{}
		for _, what := range limits {
			minutes, err := minutesText(slaField(what, p), f.Get(slaField(what, p)))
			check.Add(err)
			text[what] = minutes
		}
		rows[i] = settings.SLAInput{
			Rev: f.Int(slaField("rev", p)), Priority: p.Priority, Payment: p.Payment, RoundClock: f.Bool(slaField("clock", p)),
			Respond: text["respond"], Arrive: text["arrive"], Resolve: text["resolve"],
		}
	}
	return rows, check.Err()
}
