package office

import (
	"fmt"
	"net/http"
	"strconv"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// daysView is the page on which a job is spread over several days.
type daysView struct {
	f           *ui.Form
	job         jobs.Job
	row         jobs.Row
	technicians []people.Technician
	mates       []dispatch.Mate
	rows        int // in sight
	sum         int // minutes of the rows within shifts
	left        int // minutes that want to be planned
}

func (v daysView) action() string { return "/office/jobs/" + v.job.ID + "/days" }

// rev is that of the job; a refused form keeps the one it came with.
func (v daysView) rev() int {
	if v.f.Has("rev") {
		return v.f.Int("rev")
	}
	return v.job.Rev
}

func (v daysView) sumTone() string {
	if v.sum == v.left {
		return "good"
	}
	return "warn"
}

// planDays proposes days for the technician and the first day that are chosen; nothing is stored.
func (o *office) planDays(req *web.Request) error {
	f := req.Form()
	if technician := f.Get("technician"); technician != "" {
		first, err := clock.ParseDate(f.Get("first"))
		if err != nil {
			first = clock.Today()
		}
		days, err := o.app.Dispatch.ProposeDays(req.Ctx(), req.ID(), technician, first)
		if err != nil && !web.Refill(err) {
			return err
		}
		if err != nil {
			f.Fail(err)
		}
		f.Set("first", first).Set("tell", true)
		for i, d := range days {
			f.Set(dayField("start", i), d.Start).Set(dayField("minutes", i), d.Minutes)
		}
	}
	return o.daysPage(req, http.StatusOK, f)
}

func dayField(name string, i int) string { return name + "_" + strconv.Itoa(i) }

func (o *office) daysPage(req *web.Request, status int, f *ui.Form) error {
	v := daysView{f: f}
	var err error
	if v.job, err = o.app.Jobs.Get(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.row, err = o.app.Jobs.Row(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.left, err = o.app.Dispatch.LeftToPlan(req.Ctx(), v.job); err != nil {
		return err
	}
	if v.technicians, err = o.technicians(req); err != nil {
		return err
	}
	f.Labels = map[string]string{"technician": "Technician", "first": "First day", "helpers": "Helpers", "days": "Days", "reason": "Reason"}
	if !f.Has("first") {
		f.Set("first", clock.Today())
	}
	for i := range dispatch.DaysMost {
		f.Labels[dayField("start", i)], f.Labels[dayField("minutes", i)] = fmt.Sprintf("Day %d", i+1), fmt.Sprintf("Minutes of day %d", i+1)
		if f.Has(dayField("start", i)) || f.Has(dayField("minutes", i)) {
			v.rows = i + 1
		}
	}
	if v.rows > 0 {
		if err := o.daysFill(req, &v); err != nil {
			return err
		}
	}
	return req.PageStatus(status, "Days of "+v.job.No, "jobs", daysBody(v))
}

// daysFill adds what the rows come to and who may go along on the first of them.
func (o *office) daysFill(req *web.Request, v *daysView) error {
	for i := range v.rows {
		start, err := clock.ParseLocal(v.f.Get(dayField("start", i)))
		minutes, bad := strconv.Atoi(v.f.Get(dayField("minutes", i)))
		if err != nil || bad != nil {
			continue
		}
		spans, err := o.spansOf(req, v.f.Get("technician"), clock.DateOf(start))
		if err != nil {
			return err
		}
		v.sum += dispatch.WorkIn(spans, start, minutes)
		if v.mates == nil {
			if v.mates, err = o.app.Dispatch.Mates(req.Ctx(), v.job.ID, "", v.f.Get("technician"), start, minutes); err != nil {
				return err
			}
		}
	}
	v.rows = min(v.rows+1, dispatch.DaysMost)
	return nil
}

func (o *office) spansOf(req *web.Request, technician string, day clock.Date) ([]workcal.Span, error) {
	roster, err := o.app.People.Roster(req.Ctx(), day)
	for _, d := range roster {
		if d.Technician.ID == technician {
			return d.Spans, err
		}
	}
	return nil, err
}

// saveDays plans the days in one transaction.
func (o *office) saveDays(req *web.Request) error {
	f := req.Form()
	in := dispatch.SeveralDays{
		Job: req.ID(), Rev: f.Int("rev"), Technician: f.Get("technician"), Helpers: f.All("helpers"), Tell: f.Bool("tell"),
		Reason: f.Get("reason"), Insist: f.Bool("confirm"),
	}
	for i := range dispatch.DaysMost {
		if f.Has(dayField("start", i)) || f.Has(dayField("minutes", i)) {
			in.Days = append(in.Days, dispatch.WorkDay{Start: f.Time(dayField("start", i)), Minutes: f.Int(dayField("minutes", i))})
		}
	}
	err := f.Err()
	var planned []jobs.Visit
	if err == nil {
		planned, err = o.app.Dispatch.PlanDays(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		if fault.KindOf(err) == fault.Stale {
			f.Values.Del("rev")
		}
		return o.daysPage(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/jobs/"+req.ID(), "Planned over "+countWords(len(planned), "day", "days")+".")
}

// endDays says that the work was finished before the days left.
func (o *office) endDays(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Jobs.EndDays(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if web.Refill(err) {
		f.Fail(err)
		return o.jobPage(req, web.StatusOf(err), req.ID(), map[string]*ui.Form{"days": f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/jobs/"+req.ID(), "The days left are off the plan.")
}
