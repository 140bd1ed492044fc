package jobs_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// standing is a visit so many days after the moment of the tests.
func standing(status jobs.VisitStatus, day int, part bool) jobs.Stance {
	at, _ := types.ParseDateTime(apptest.Now.AddDate(0, 0, day))
	return jobs.Stance{Status: status, Day: part, Start: at}
}

func TestStatusOfDays_isCompletedWhenTheLastDayIsDone(t *testing.T) {
	day := func(s jobs.VisitStatus, n int) jobs.Stance { return standing(s, n, true) }
	for _, c := range []struct {
		name   string
		visits []jobs.Stance
		want   jobs.Status
	}{
		{"nothing planned", nil, jobs.Unscheduled},
		{"all planned", []jobs.Stance{day(jobs.Planned, 1), day(jobs.Dispatched, 2)}, jobs.Scheduled},
		{"one of three done", []jobs.Stance{day(jobs.Done, 1), day(jobs.Accepted, 2), day(jobs.Planned, 3)}, jobs.InProgress},
		{"all done", []jobs.Stance{day(jobs.Done, 1), day(jobs.Done, 2)}, jobs.Completed},
		{"the last rejected", []jobs.Stance{day(jobs.Done, 1), day(jobs.VisitCancelled, 2)}, jobs.Unscheduled},
		{"the last left work", []jobs.Stance{day(jobs.Done, 1), day(jobs.Partial, 2)}, jobs.Unscheduled},
		{"the first left work, the last is done", []jobs.Stance{day(jobs.Partial, 1), day(jobs.Done, 2)}, jobs.Completed},
		{"the rejected one planned anew", []jobs.Stance{day(jobs.Done, 1), day(jobs.VisitCancelled, 3), day(jobs.Done, 2)}, jobs.Completed},
		{"left work, then a visit of its own", []jobs.Stance{day(jobs.Done, 1), day(jobs.Partial, 2), standing(jobs.Done, 5, false)}, jobs.Completed},
		{"done before the day that left work", []jobs.Stance{standing(jobs.Done, 0, false), day(jobs.Partial, 2)}, jobs.Unscheduled},
		{"no days at all: the table of visits", []jobs.Stance{standing(jobs.Done, 1, false), standing(jobs.Partial, 2, false)}, jobs.Completed},
	} {
		if got := jobs.StatusOfDays(c.visits); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// threeDays plans a job with Ravi on three days, the first of them today.
func threeDays(t testing.TB, a *app.App) (jobs.Job, []jobs.Visit) {
	t.Helper()
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.DurationMin = 900 })
	in := jobs.Days{Job: j.ID, Rev: j.Rev}
	for n := range 3 {
		in.Plans = append(in.Plans, jobs.Plan{
			Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(12, 0).AddDate(0, 0, n), Minutes: 300, Chosen: "person", Tell: true,
		})
	}
	visits, err := a.Jobs.SetDays(apptest.As(t, a, act.Dispatcher), in)
	if err != nil || len(visits) != 3 {
		t.Fatalf("%+v %v", visits, err)
	}
	return get(t, a, j.ID), visits
}

// work brings a visit to its end at the desk.
func work(t testing.TB, a *app.App, visit string, end jobs.VisitStatus) {
	t.Helper()
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Arrived, jobs.Working, end} {
		if _, err := a.Jobs.Advance(apptest.As(t, a, act.Dispatcher), jobs.Progress{Visit: visit, To: to, Reason: "More to do"}); err != nil {
			t.Fatal(to, err)
		}
	}
}

func TestSetDays_goOnUntilTheLastIsDone(t *testing.T) {
	a := apptest.NewApp(t)
	j, visits := threeDays(t, a)
	if j.Status != jobs.Scheduled {
		t.Errorf("planned: %s", j.Status)
	}
	for i, v := range visits {
		if i < 2 { // nothing is missing on a day that goes on, not even who pays
			if lacks, err := a.Jobs.Missing(apptest.As(t, a, act.Dispatcher), v.ID); err != nil || len(lacks) != 0 {
				t.Errorf("day %d lacks %v, %v", i+1, lacks, err)
			}
		} else {
			apptest.Pays(t, a, v.ID)
		}
		work(t, a, v.ID, jobs.Done)
		want := jobs.InProgress
		if i == 2 {
			want = jobs.Completed
		}
		if got := get(t, a, j.ID); got.Status != want || got.CompletedAt.IsZero() == (i == 2) {
			t.Errorf("after day %d: %s, completed %s", i+1, got.Status, got.CompletedAt)
		}
	}
	cards, err := a.Jobs.Visits(t.Context(), j.ID)
	if n, of := jobs.DayOf(cards, visits[1].ID); err != nil || n != 2 || of != 3 {
		t.Errorf("day %d of %d, %v", n, of, err)
	}
}

func TestSetDays_takeThePlaceOfThoseThatHaveNotBegun(t *testing.T) {
	a := apptest.NewApp(t)
	j, old := threeDays(t, a)
	work(t, a, old[0].ID, jobs.Done)
	desk := apptest.As(t, a, act.Dispatcher)
	now := get(t, a, j.ID)
	_, err := a.Jobs.SetDays(desk, jobs.Days{Job: j.ID, Rev: now.Rev + 7})
	refuses(t, err, fault.Stale, "stale")
	fresh, err := a.Jobs.SetDays(desk, jobs.Days{Job: j.ID, Rev: now.Rev, Plans: []jobs.Plan{
		{Technician: old[0].Technician, Start: apptest.At(12, 0).AddDate(0, 0, 1), Minutes: 600},
	}})
	if err != nil || len(fresh) != 1 {
		t.Fatalf("%+v %v", fresh, err)
	}
	for i, want := range []jobs.VisitStatus{jobs.Done, jobs.VisitCancelled, jobs.VisitCancelled} {
		if v, err := a.Jobs.Visit(desk, old[i].ID); err != nil || v.Status != want {
			t.Errorf("day %d is %s, want %s (%v)", i+1, v.Status, want, err)
		}
	}
	if got := get(t, a, j.ID).Status; got != jobs.InProgress {
		t.Errorf("the job is %s", got)
	}
}

func TestEndDays_completesAJobThatWasFinishedEarly(t *testing.T) {
	a := apptest.NewApp(t)
	j, visits := threeDays(t, a)
	desk := apptest.As(t, a, act.Dispatcher)
	_, err := a.Jobs.EndDays(desk, j.ID, 0, "Quick")
	refuses(t, err, fault.Conflict, "days_none")
	work(t, a, visits[0].ID, jobs.Done)
	_, err = a.Jobs.EndDays(desk, j.ID, 0, " ")
	refuses(t, err, fault.Invalid, "required")
	after, err := a.Jobs.EndDays(desk, j.ID, 0, "Finished on the first day")
	if err != nil || after.Status != jobs.Completed || after.CompletedAt.Sub(apptest.Now) > time.Hour {
		t.Errorf("%+v %v", after, err)
	}
	_, err = a.Jobs.EndDays(apptest.As(t, a, act.Accountant), j.ID, 0, "Quick")
	refuses(t, err, fault.Forbidden, "not_allowed")
}

func TestAnswer_aRejectedLastDayLeavesTheJobUnscheduled(t *testing.T) {
	a := apptest.NewApp(t)
	j, visits := threeDays(t, a)
	work(t, a, visits[0].ID, jobs.Done)
	for _, v := range visits[1:] {
		if _, err := a.Jobs.Answer(apptest.AsTechnician(t, a, "Ravi Pawar"), jobs.Response{Visit: v.ID, Reason: "Away"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := get(t, a, j.ID).Status; got != jobs.Unscheduled {
		t.Errorf("the job is %s, with one day of three done", got)
	}
}
