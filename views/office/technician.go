package office

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// crew is all that the pages of technicians name: skills, areas and shifts by id, and who is on duty today.
type crew struct {
	skills []people.Skill
	areas  []people.Area
	shifts []people.Shift
	today  map[string]people.OnDuty // by technician
	last   map[string]fence.Fix     // where each was seen last within twelve hours; only on their list
}

func (o *office) crew(req *web.Request) (crew, error) {
	var c crew
	var err error
	if c.skills, err = o.app.People.Skills(req.Ctx()); err != nil {
		return c, err
	}
	if c.areas, err = o.app.People.Areas(req.Ctx()); err != nil {
		return c, err
	}
	if c.shifts, err = o.app.People.Shifts(req.Ctx()); err != nil {
		return c, err
	}
	roster, err := o.app.People.Roster(req.Ctx(), clock.Today())
	c.today = make(map[string]people.OnDuty, len(roster))
	for _, d := range roster {
		c.today[d.ID] = d
	}
	return c, err
}

// skillWords is a technician's skills with their levels: "AC and refrigeration 3, CCTV 1".
func (c crew) skillWords(t people.Technician) string {
	var words []string
	for _, s := range c.skills {
		if n := t.Level(s.ID); n > 0 {
			words = append(words, s.Name+" "+string(rune('0'+n)))
		}
	}
	return strings.Join(words, ", ")
}

// areaWords is where he goes.
func (c crew) areaWords(t people.Technician) string {
	if len(t.Areas) == 0 {
		return "everywhere"
	}
	var words []string
	for _, a := range c.areas {
		if slices.Contains(t.Areas, a.ID) {
			words = append(words, a.Name)
		}
	}
	return strings.Join(words, ", ")
}

// dayWords is what a technician does today, with the tone of its badge.
func (c crew) dayWords(t people.Technician) (tone, words string) {
	d, ok := c.today[t.ID]
	switch {
	case !t.Active:
		return "faint", "Inactive"
	case !ok:
		return "faint", "Not planned"
	case d.OnLeave:
		return "warn", strings.TrimSuffix("Leave: "+d.LeaveReason, ": ")
	case d.Holiday != "":
		return "faint", d.Holiday
	case len(d.Spans) == 0:
		return "faint", "Day off"
	}
	return "good", workcal.FormatSpans(d.Spans)
}

// gaps are what keeps work from a technician, in words.
func gaps(t people.Technician) []string {
	if !t.Active {
		return nil
	}
	var found []string
	if t.ShiftID == "" {
		found = append(found, "No shift is set. Until one is, the planner uses the company's working hours, which may not be his.")
	}
	if len(t.Skills) == 0 {
		found = append(found, "No skills are set. He does not exist to the planner for any job that needs one.")
	}
	if !t.HasHome() {
		found = append(found, "No home position is set. The way to the first job of the day cannot be reckoned.")
	}
	return found
}

func (o *office) listTechnicians(req *web.Request) error {
	all, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return err
	}
	c, err := o.crew(req)
	if err != nil {
		return err
	}
	if c.last, err = o.app.People.LastKnown(req.Ctx(), 12*time.Hour); err != nil {
		return err
	}
	return req.Page("Technicians", "technicians", technicianList(all, c))
}

func (o *office) technicianPage(req *web.Request) error {
	return o.technicianPageWith(req, http.StatusOK, ui.NewForm(req.Lang()))
}

// technicianPageWith shows the technician with what was typed into the form of his leave.
func (o *office) technicianPageWith(req *web.Request, status int, leave *ui.Form) error {
	t, err := o.app.People.Technician(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	c, err := o.crew(req)
	if err != nil {
		return err
	}
	away, err := o.app.People.LeavesOf(req.Ctx(), t.ID)
	if err != nil {
		return err
	}
	of, err := o.clashes(req, away)
	if err != nil {
		return err
	}
	return req.PageStatus(status, t.Name, "technicians", technicianPage(t, c, away, of, leave))
}

func (o *office) editTechnician(req *web.Request) error {
	t, err := o.app.People.Technician(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return o.technicianFormWith(req, http.StatusOK, technicianValues(req.Lang(), t), t, nil)
}

func (o *office) technicianFormWith(req *web.Request, status int, f *ui.Form, t people.Technician, late []difference) error {
	c, err := o.crew(req)
	if err != nil {
		return err
	}
	company, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	f.Labels["pin"], f.Labels["lat"] = "Home PIN code", "Position"
	for _, s := range c.skills {
		f.Labels["skill_"+s.ID] = s.Name
	}
	return req.PageIn(status, layout.Shell{
		Title: t.Name, Nav: "technicians", Styles: []string{"map.css"}, Scripts: []string{"leaflet.js", "map.js"},
	}, technicianForm(f, t, c, tiles{company.TileURL, company.TileCredit}, late))
}

func technicianValues(lang string, t people.Technician) *ui.Form {
	f := ui.NewForm(lang).Set("pin", t.HomePin).Set("was_pin", t.HomePin).Set("shift", t.ShiftID).Set("areas", t.Areas)
	if t.HasHome() {
		f.Set("lat", degrees(t.Home.Lat)).Set("lng", degrees(t.Home.Lng))
		f.Set("was_lat", degrees(t.Home.Lat)).Set("was_lng", degrees(t.Home.Lng))
	}
	for _, s := range t.Skills {
		f.Set("skill_"+s.Skill, s.Level)
	}
	if t.CostPaise > 0 {
		f.Set("cost", t.CostPaise)
	}
	return f
}

// pinnedAt is the position of a form with a map; empty where the PIN code was changed and the pin of the map was left
// behind: then the place of the new PIN code counts.
func pinnedAt(f *ui.Form) (lat, lng string) {
	lat, lng = f.Get("lat"), f.Get("lng")
	if f.Get("pin") != f.Get("was_pin") && lat == f.Get("was_lat") && lng == f.Get("was_lng") {
		return "", ""
	}
	return lat, lng
}

func technicianInput(f *ui.Form, id string) people.TechnicianInput {
	in := people.TechnicianInput{
		ID: id, Rev: f.Int("rev"), HomePin: f.Get("pin"), Shift: f.Get("shift"), Areas: f.All("areas"),
		Cost: f.Get("cost"), Confirmed: f.Bool("confirm"),
	}
	in.HomeLat, in.HomeLng = pinnedAt(f)
	for name := range f.Values {
		if skill, ok := strings.CutPrefix(name, "skill_"); ok {
			in.Skills = append(in.Skills, people.SkillInput{Skill: skill, Level: f.Get(name)})
		}
	}
	slices.SortFunc(in.Skills, func(a, b people.SkillInput) int { return strings.Compare(a.Skill, b.Skill) })
	return in
}

func (o *office) updateTechnician(req *web.Request) error {
	f := req.Form()
	t, err := o.app.People.UpdateTechnician(req.Ctx(), technicianInput(f, req.ID()))
	if web.Refill(err) {
		f.Fail(asTyped(err))
		fresh, again := o.app.People.Technician(req.Ctx(), req.ID())
		if again != nil {
			return again
		}
		late := differences(err, f, without(technicianValues(req.Lang(), fresh), "was_pin", "was_lat", "was_lng"))
		fresh.Rev = heldRev(err, f, fresh.Rev)
		return o.technicianFormWith(req, web.StatusOf(err), f, fresh, late)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/technicians/"+t.ID, "Saved.")
}

// asTyped moves the faults of a technician's home beside the fields in which they were typed.
func asTyped(err error) error {
	fields := map[string]string{"home_pin": "pin", "home_lat": "lat"}
	found := fault.All(err)
	for i, e := range found {
		if to, ok := fields[e.Field]; ok {
			moved := *e
			moved.Field = to
			found[i] = &moved
		}
	}
	return found
}

// without is the form without the fields that nobody sees.
func without(f *ui.Form, hidden ...string) *ui.Form {
	for _, name := range hidden {
		delete(f.Values, name)
	}
	return f
}
