package contracts_test

import (
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func TestEnded_aMovedOrLateVisitDoesNotMoveAPlanThatFollowsItsTerms(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleCount = "4" })
	p.activate()
	moved, err := p.Contracts.MoveDate(p.dispatcher, p.on("2026-12-20").ID, 0, "24/12/2026")
	p.ok(err)
	if !moved.Moved || moved.DueOn != "2026-12-20" {
		t.Errorf("%+v", moved)
	}
	p.generate()
	p.at("2026-12-02T11:00")
	p.done(p.on("2026-11-20").Job)
	p.want(p.due(), "2026-11-20:generated 2026-12-20>2026-12-24 2027-01-20 2027-02-20")
	if d := p.on("2026-11-20"); d.DoneOn != "2026-12-02" {
		t.Errorf("%+v", d)
	}
}

func TestEnded_theNextVisitIsCountedFromTheLastOneDone(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) {
		in.Anchor, in.RuleEvery, in.HorizonDays, in.Holidays = contracts.ByLastVisit, "3", "100", contracts.NextDay
	})
	p.activate()
	p.want(p.due(), "2026-11-20")
	p.generate()
	p.at("2026-11-30T15:00")
	job := p.done(p.on("2026-11-20").Job)
	p.want(p.due(), "2026-11-20:generated 2027-02-28>2027-03-01") // a Sunday
	// The job is opened again: nothing is counted from it until it is done.
	v, err := p.Jobs.SetPlan(p.dispatcher, jobs.Plan{Job: job.ID, Technician: apptest.Technician(t, p.App, "Ravi Pawar"), Start: clock.Now(), Minutes: 30, Chosen: "person", Tell: true})
	p.ok(err)
	if d := p.on("2026-11-20"); d.DoneOn != "" {
		t.Errorf("still done on %s", d.DoneOn)
	}
	p.want(p.due(), "2026-11-20:generated")
	p.at("2026-12-01T18:29") // and is done on another day
	p.finish(v)
	p.want(p.due(), "2026-11-20:generated 2027-03-01")
}

func TestEnded_oneOpenDateAtMost(t *testing.T) {
	p := openPlanned(t)
	plan := p.plan(func(in *contracts.PlanInput) { in.Anchor, in.HorizonDays = contracts.ByLastVisit, "5" })
	p.activate()
	for _, step := range []struct{ at, want string }{
		{"2026-11-20T09:00", "2026-11-20:generated 2026-12-20"},
		{"2026-12-20T09:00", "2026-11-20:generated 2026-12-20:generated 2027-01-20"},
	} {
		p.at(step.at)
		p.generate()
		for _, d := range p.dates() {
			if d.State == contracts.Generated && d.DoneOn == "" {
				p.done(d.Job)
			}
		}
		p.want(p.due(), step.want)
	}
	_, err := p.Contracts.SkipDate(p.dispatcher, p.on("2027-01-20").ID, 0, "Not at home")
	p.ok(err)
	p.want(p.due(), "2026-11-20:generated 2026-12-20:generated 2027-01-20:skipped 2027-02-20")
	in := plan.Input()
	in.Rev, in.RuleEvery = 0, "2"
	_, err = p.Contracts.SavePlan(p.dispatcher, in)
	p.ok(err)
	if due := p.due(); strings.Count(due, " ") != 3 || !strings.HasSuffix(due, "2027-02-20") {
		t.Errorf("after the edit: %s", due)
	}
	_, err = p.Contracts.MoveDate(p.dispatcher, p.on("2027-01-20").ID, 0, "2027-01-25") // they are at home after all
	p.ok(err)
	p.want(p.due(), "2026-11-20:generated 2026-12-20:generated 2027-01-20>2027-01-25")
}

func TestEnded_aCancelledJobCancelsItsDate(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleCount, in.Assign = "2", true })
	p.plan(func(in *contracts.PlanInput) {
		in.Anchor, in.RuleEvery, in.First = contracts.ByLastVisit, "6", "2026-11-21"
	})
	p.activate()
	p.generate()
	for _, due := range []clock.Date{"2026-11-20", "2026-11-21"} {
		_, err := p.Jobs.Cancel(p.dispatcher, p.on(due).Job, 0, "Customer says no")
		p.ok(err)
		if d := p.on(due); d.State != contracts.Cancelled || d.Reason != "Customer says no" || d.Job == "" || d.Assigning == contracts.AssignWanted {
			t.Errorf("%+v", d)
		}
	}
	p.want(p.due(), "2026-11-20:cancelled 2026-11-21:cancelled 2026-12-20 2027-05-21")
	if made := p.generate(); made.Jobs != 0 {
		t.Errorf("made again: %+v", made)
	}
}

func TestMoveDate_andSkipDateRefuseWhatMakesNoSense(t *testing.T) {
	p := openPlanned(t)
	p.plan(nil)
	p.activate()
	p.generate()
	move := func(due clock.Date, to string) error {
		_, err := p.Contracts.MoveDate(p.dispatcher, p.on(due).ID, 0, to)
		return err
	}
	skip := func(due clock.Date, reason string) error {
		_, err := p.Contracts.SkipDate(p.dispatcher, p.on(due).ID, 0, reason)
		return err
	}
	p.refused("no day", move("2026-12-20", ""), "required", "to")
	p.refused("no day of the calendar", move("2026-12-20", "31-02-2027"), "date_bad", "to")
	p.refused("the past", move("2027-01-20", "2026-11-15"), "date_term", "to")
	p.refused("after the end", move("2027-01-20", "2027-11-16"), "date_term", "to")
	p.refused("a job", move("2026-11-20", "2026-12-01"), "plan_date_made", "")
	p.refused("no reason", skip("2027-01-20", " "), "required", "reason")
	p.refused("a job", skip("2026-11-20", "no"), "plan_date_made", "")
	p.ok(skip("2027-01-20", "no"))
	p.refused("twice", skip("2027-01-20", "no"), "plan_date_over", "")
	_, err := p.Contracts.MoveDate(p.dispatcher, p.on("2027-02-20").ID, 9, "2027-02-21")
	if fault.KindOf(err) != fault.Stale {
		t.Errorf("an old page moved it: %v", err)
	}
	_, err = p.Contracts.SkipDate(p.phone, p.on("2027-02-20").ID, 0, "no")
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a technician skipped it: %v", err)
	}
	p.at("2026-12-01T10:00")
	p.refused("yesterday", move("2027-02-20", "2026-11-30"), "date_over", "to")
}

func TestCounts_everyDateIsOneOfThem(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleCount, in.FlexAfter = "6", "5" })
	p.activate()
	p.generate()
	p.done(p.on("2026-11-20").Job)
	_, err := p.Contracts.SkipDate(p.dispatcher, p.on("2027-01-20").ID, 0, "Away")
	p.ok(err)
	extra, err := p.Jobs.Book(p.dispatcher, p.Booking)
	p.ok(err)
	_, err = p.Core.NonconcurrentDB().NewQuery("UPDATE jobs SET contract = '" + p.contract.ID + "', completed_at = '2026-11-20 10:00:00.000Z' WHERE id = '" + extra.ID + "'").Execute()
	p.ok(err)
	p.at("2027-02-25T10:00") // the one of 20 February may still come today
	got, err := p.Contracts.Counts(p.accountant, p.contract.ID)
	p.ok(err)
	if want := (contracts.Counts{Due: 3, Done: 1, Missed: 1, Skipped: 1, Upcoming: 3, Extra: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	p.at("2027-11-16T02:00")
	_, err = p.Contracts.ExpireDue(p.owner)
	p.ok(err)
	got, err = p.Contracts.Counts(p.accountant, p.contract.ID)
	p.ok(err)
	if want := (contracts.Counts{Due: 5, Done: 1, Missed: 4, Skipped: 1, Extra: 1}); got != want {
		t.Errorf("after the end %+v, want %+v", got, want)
	}
}

func TestToAssign_asksWhenItIsTimeAndNotForWhatAPersonHasPlanned(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) {
		in.RuleUnit, in.RuleCount, in.Assign, in.AssignDays = "days", "4", true, "5"
	})
	p.activate()
	p.generate()
	wanted := func() (due []string) {
		all, err := p.Contracts.ToAssign(p.owner, 10)
		p.ok(err)
		for _, w := range all {
			due = append(due, string(w.Date.DueOn))
			if w.Job != w.Date.Job || w.Plan.ID != w.Date.Plan {
				t.Errorf("%+v", w)
			}
		}
		return due
	}
	p.want(strings.Join(wanted(), " "), "2026-11-20 2026-11-21")
	p.at("2026-11-17T10:00")
	p.want(strings.Join(wanted(), " "), "2026-11-20 2026-11-21 2026-11-22")
	p.ok(p.Contracts.SetAssigned(p.owner, p.on("2026-11-20").ID, "Nobody with the skill is free."))
	p.ok(p.Contracts.SetAssigned(p.owner, p.on("2026-11-21").ID, ""))
	_, err := p.Jobs.SetPlan(p.dispatcher, jobs.Plan{Job: p.on("2026-11-22").Job, Technician: apptest.Technician(t, p.App, "Ravi Pawar"), Start: clock.Now(), Minutes: 60, Chosen: "person"})
	p.ok(err)
	p.want(strings.Join(wanted(), " "), "")
	for due, want := range map[clock.Date]string{"2026-11-20": contracts.AssignFailed, "2026-11-21": contracts.AssignDone, "2026-11-22": contracts.AssignDone, "2026-11-23": contracts.AssignWanted} {
		if d := p.on(due); d.Assigning != want || (d.Alert != "") != (want == contracts.AssignFailed) {
			t.Errorf("%s: %+v", due, d)
		}
	}
}
