package office

import (
	"slices"
	"strconv"
	"strings"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// pickBest is the value of the button that takes the first of the ranking.
const pickBest = "best"

// assignment is what the page of candidates shows: the ranking for a job on a day, and the form to choose for oneself.
type assignment struct {
	f           *ui.Form
	job         jobs.Row
	visit       jobs.Visit // the one that is moved; zero for a new one
	ranking     dispatch.Ranking
	planned     []jobs.Card // what is planned for the job already
	technicians []people.Technician
	next        string
	mates       []dispatch.Mate // who may go along at the start in the form
	crew        int             // how many go together
	near        []nearby        // what else is to be done at the site
	part        bool            // a fragment of another page
	focus       bool            // to the first candidate: somebody came to assign
}

// candidates ranks the technicians for a job on a day.
func (o *office) candidates(req *web.Request) error {
	f := req.Form()
	f.Set("tell", true)
	return o.showCandidates(req, 200, f)
}

// showCandidates renders the ranking as it now is with what stands in the form.
func (o *office) showCandidates(req *web.Request, status int, f *ui.Form) error {
	a, err := o.assignment(req, f)
	if err != nil {
		return err
	}
	if a.part {
		return req.FragmentStatus(status, assignPart(a))
	}
	return req.PageStatus(status, "Assign "+a.job.No, "board", assignPage(a))
}

func (o *office) assignment(req *web.Request, f *ui.Form) (assignment, error) {
	a := assignment{f: f, next: req.NextPath("/office/jobs/" + req.ID()), part: req.IsHX(), focus: req.IsHX() && req.Query("quiet") == ""}
	day, _ := clock.ParseDate(f.Get("day")) // a day that is none is the best day
	var err error
	if a.job, err = o.app.Jobs.Row(req.Ctx(), req.ID()); err != nil {
		return a, err
	}
	if id := f.Get("visit"); id != "" {
		if a.visit, err = o.app.Jobs.Visit(req.Ctx(), id); err != nil {
			return a, err
		}
	}
	if a.ranking, err = o.app.Dispatch.RankFor(req.Ctx(), req.ID(), a.visit.ID, day); err != nil {
		return a, err
	}
	if a.planned, err = o.app.Jobs.Visits(req.Ctx(), req.ID()); err != nil {
		return a, err
	}
	a.planned = slices.DeleteFunc(a.planned, func(c jobs.Card) bool { return c.Status.Ended() })
	if a.technicians, err = o.technicians(req); err != nil {
		return a, err
	}
	a.fill()
	job, err := o.app.Jobs.Get(req.Ctx(), req.ID())
	if err != nil {
		return a, err
	}
	a.crew = job.Crew
	if a.near, err = o.nearby(req, job, a.next); err != nil {
		return a, err
	}
	a.mates, err = o.mates(req, f, req.ID(), a.visit.ID)
	return a, err
}

// technicians are those who can be sent: the active ones.
func (o *office) technicians(req *web.Request) ([]people.Technician, error) {
	all, err := o.app.People.Technicians(req.Ctx())
	return slices.DeleteFunc(all, func(t people.Technician) bool { return !t.Active }), err
}

// fill puts what the ranking would take into the empty form to choose for oneself.
func (a assignment) fill() {
	a.f.Labels = assignLabels
	if a.f.Has("start") || a.f.Failed() {
		return
	}
	start := a.ranking.Day.At(10 * 60)
	if len(a.ranking.Candidates) > 0 {
		start = a.ranking.Candidates[0].Start
	}
	for _, c := range a.ranking.Candidates {
		if c.Technician == a.f.Get("technician") {
			start = c.Start // somebody came with a technician in mind
		}
	}
	a.f.Set("start", start)
	a.f.Set("minutes", a.job.DurationMin)
}

var assignLabels = map[string]string{
	"technician": "Technician", "start": "Start", "minutes": "Minutes", "reason": "Reason", "lock": "Keep fixed", "helpers": "Helpers",
}

// refused reports whether the form comes back with something to say: then it stands first, open.
func (a assignment) refused() bool { return a.f.Failed() || a.f.Warned() }

// action is where the choice is sent.
func (a assignment) action() string {
	if a.visit.ID != "" {
		return "/office/visits/" + a.visit.ID + "/plan"
	}
	return "/office/jobs/" + a.job.ID + "/visits"
}

// rev is the revision the choice is made on: of the visit that is moved, or of the job. A refused form keeps the one it came with.
func (a assignment) rev() int {
	if a.f.Has("rev") {
		return a.f.Int("rev")
	}
	if a.visit.ID != "" {
		return a.visit.Rev
	}
	return a.job.Rev
}

// on is the address of the same page on another day.
func (a assignment) on(day clock.Date) string {
	return "/office/jobs/" + a.job.ID + "/candidates?" + query("day", string(day), "visit", a.visit.ID, "next", a.next)
}

// assignVisit plans a visit: the candidate that was pressed, or what was chosen by hand.
func (o *office) assignVisit(req *web.Request) error {
	f := req.Form()
	if f.Get("pick") == pickBest {
		return o.assignBest(req)
	}
	take(f)
	in := choice(f)
	in.Job = req.ID()
	err := f.Err()
	var v jobs.Visit
	if err == nil {
		v, err = o.app.Dispatch.Assign(req.Ctx(), in)
	}
	return o.assigned(req, f, v, err)
}

// assignBest takes the first of the ranking on the day.
func (o *office) assignBest(req *web.Request) error {
	f := req.Form()
	v, err := o.app.Dispatch.AssignBest(req.Ctx(), req.ID(), f.Int("rev"), f.Date("day"), f.Bool("tell"))
	return o.assigned(req, f, v, err)
}

func (o *office) assigned(req *web.Request, f *ui.Form, v jobs.Visit, err error) error {
	if web.Refill(err) {
		f.Fail(err)
		if stale(err) {
			f.Values.Del("rev") // the page shows what stands now; sent again, it is decided on that
		}
		return o.showCandidates(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go(req.NextPath("/office/jobs/"+v.Job), planWords(v))
}

// take puts a pressed candidate "technician@start@minutes@helpers" into the fields of the form.
func take(f *ui.Form) {
	parts := strings.Split(f.Get("pick"), "@")
	if len(parts) == 4 {
		f.Set("technician", parts[0]).Set("start", parts[1]).Set("minutes", parts[2])
		f.Set("helpers", strings.FieldsFunc(parts[3], func(r rune) bool { return r == ',' })).Set("crew_shown", "1")
	}
}

func picked(c dispatch.Candidate) string {
	return c.Technician + "@" + clock.Local(c.Start) + "@" + strconv.Itoa(int(c.End.Sub(c.Start).Minutes())) + "@" + strings.Join(c.Helpers, ",")
}

// choice reads the fields of a plan from the form.
func choice(f *ui.Form) dispatch.Assignment {
	return dispatch.Assignment{
		Rev: f.Int("rev"), Technician: f.Get("technician"), Helpers: helpersOf(f), Start: f.Time("start"), Minutes: f.Int("minutes"),
		Lock: f.Get("lock"), Tell: f.Bool("tell"), Reason: f.Get("reason"), Insist: f.Bool("confirm"),
	}
}

func planWords(v jobs.Visit) string {
	if v.Status == jobs.Planned {
		return "Planned for " + clock.Stamp(v.Start) + "."
	}
	return "The technician has been told of " + clock.Stamp(v.Start) + "."
}

// technicianChoices offers the technicians behind an empty choice.
func technicianChoices(all []people.Technician) []ui.Option {
	options := ui.Options("", "Choose")
	for _, t := range all {
		options = append(options, ui.Option{Value: t.ID, Label: t.Name})
	}
	return options
}

// scoreTone is the tone of a score out of 100.
func scoreTone(score int) string {
	switch {
	case score >= 70:
		return "good"
	case score >= 40:
		return "warn"
	}
	return "bad"
}

var factorNames = map[string]string{
	"travel": "Way", "time": "Time", "skill": "Skill", "parts": "Parts", "load": "Load", "preferred": "Preference", "history": "Knows the site",
}

// stale reports whether the form came too late: what is shown has changed since it was opened.
func stale(err error) bool { return fault.KindOf(err) == fault.Stale }
