package contracts_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

func TestGenerate_makesWhatLiesWithinTheHorizonOnceHoweverOftenItRuns(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.HorizonDays = "40" })
	if got := p.generate(); got != (contracts.Tally{}) {
		t.Fatalf("a draft made %+v", got)
	}
	p.activate()
	if got := p.generate(); got != (contracts.Tally{Jobs: 2}) {
		t.Fatalf("made %+v, want 20 November and 20 December", got)
	}
	for range 3 {
		if got := p.generate(); got != (contracts.Tally{}) {
			t.Fatalf("again made %+v", got)
		}
	}
	d := p.on("2026-11-20")
	j, err := p.Jobs.Get(p.owner, d.Job)
	p.ok(err)
	from, to := clock.Date("2026-11-20").At(600), clock.Date("2026-11-20").At(720)
	if j.PlanDate != d.ID || j.Contract != p.contract.ID || j.Payment != jobs.AMC || j.Source != "amc" || !j.PromisedFrom.Equal(from) || !j.PromisedTo.Equal(to) ||
		j.Issue != "Monthly service" || d.JobNo != j.No || d.PlanName != "Monthly service" || d.MadeAt.IsZero() {
		t.Errorf("job %+v of date %+v", j, d)
	}
	if p.on("2027-01-20").State != contracts.Pending {
		t.Errorf("made too much: %s", p.due())
	}
}

func TestGenerate_twoRunsAtOnceMakeEachDateOnce(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays = "days", "60" })
	p.activate()
	type outcome struct {
		made contracts.Tally
		err  error
	}
	done := make(chan outcome)
	for range 3 {
		go func() {
			made, err := p.Contracts.Generate(p.owner, "")
			done <- outcome{made, err}
		}()
	}
	sum := 0
	for range 3 {
		o := <-done
		p.ok(o.err)
		sum += o.made.Jobs
	}
	var n int
	p.ok(p.Core.DB().NewQuery("SELECT COUNT(*) FROM jobs WHERE plan_date != ''").Row(&n))
	if sum != 57 || n != 57 {
		t.Errorf("%d were counted and %d jobs are there, want 57", sum, n)
	}
}

func TestGenerate_countsDaysInIndia(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.HorizonDays = "0" })
	p.activate()
	at := func(utc string) contracts.Tally {
		now, err := time.Parse(time.RFC3339, utc)
		p.ok(err)
		defer clock.Freeze(now)()
		return p.generate()
	}
	if got := at("2026-11-19T18:29:59Z"); got.Jobs != 0 {
		t.Errorf("one second before midnight in India it made %+v", got)
	}
	if got := at("2026-11-19T18:31:00Z"); got != (contracts.Tally{Jobs: 1}) {
		t.Errorf("at 00:01 of the 20th it made %+v", got)
	}
	if d := p.on("2026-11-20"); d.PlannedOn != "2026-11-20" || d.CaughtUp {
		t.Errorf("%+v", d)
	}
}

// A subscriber that fails in the middle stands for a power cut: nothing is half done, and the next run makes the rest.
func TestGenerate_goesOnWhereItBroke(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays = "days", "200" })
	p.activate()
	boom, n := errors.New("boom"), 0
	p.Contracts.Events.Made.BindFunc(func(e *contracts.Made) error {
		if n++; n == 120 {
			return boom
		}
		return e.Next()
	})
	made, err := p.Contracts.Generate(p.owner, "")
	if err != nil || made.Jobs != 197 {
		t.Fatalf("made %+v (%v): the batch that failed is tried again one by one", made, err)
	}

	q := openPlanned(t)
	q.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays = "days", "200" })
	q.activate()
	ctx, cancel := context.WithCancel(q.owner)
	n = 0
	q.Contracts.Events.Made.BindFunc(func(e *contracts.Made) error {
		if n++; n == 120 {
			cancel()
		}
		return e.Next()
	})
	first, err := q.Contracts.Generate(ctx, "")
	if !errors.Is(err, context.Canceled) || first.Jobs != 100 {
		t.Fatalf("made %+v (%v), want two whole batches", first, err)
	}
	if rest := q.generate(); rest.Jobs != 97 {
		t.Errorf("then %+v", rest)
	}
	var twice int
	q.ok(q.Core.DB().NewQuery("SELECT COUNT(*) - COUNT(DISTINCT plan_date) FROM jobs WHERE plan_date != ''").Row(&twice))
	if twice != 0 {
		t.Errorf("%d dates have two jobs", twice)
	}
}

func TestGenerate_oneBadDateDoesNotHoldUpTheOthers(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays = "days", "20" })
	p.activate()
	bad := p.on("2026-11-25").ID
	fails := true
	p.Contracts.Events.Made.BindFunc(func(e *contracts.Made) error {
		if fails && e.Date.ID == bad {
			return errors.New("no")
		}
		return e.Next()
	})
	for run := range 2 {
		made, err := p.Contracts.Generate(p.owner, "")
		want := contracts.Tally{Jobs: 16 * (1 - run), Failed: 1}
		if err == nil || made != want {
			t.Fatalf("run %d made %+v (%v), want %+v", run, made, err, want)
		}
	}
	if d := p.on("2026-11-25"); d.State != contracts.Pending || !strings.HasPrefix(d.Alert, "It could not be made into a job") || d.Rev != 2 {
		t.Errorf("%+v", d)
	}
	fails = false
	if made := p.generate(); made.Jobs != 1 || p.on("2026-11-25").Alert != "" {
		t.Errorf("then %+v, %+v", made, p.on("2026-11-25"))
	}
}

func TestGenerate_catchesUpExactlyWhatWasMissedWhileTheApplianceStoodStill(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays, in.First = "days", "0", "2026-11-16" })
	p.activate()
	p.at("2026-11-16T06:00")
	p.generate()
	p.at("2026-11-20T09:20") // Friday; 17, 18 and 19 were missed
	if got := p.generate(); got != (contracts.Tally{Jobs: 4, CaughtUp: 3}) {
		t.Fatalf("made %+v", got)
	}
	p.want(strings.Join(strings.Fields(p.due())[:6], " "), "2026-11-16:generated 2026-11-17>2026-11-20:generated! 2026-11-18>2026-11-20:generated! 2026-11-19>2026-11-20:generated! 2026-11-20:generated 2026-11-21")
	if got := p.generate(); got.Jobs != 0 {
		t.Errorf("again %+v", got)
	}
	if d := p.on("2026-11-17"); !strings.Contains(d.Alert, "later than agreed") {
		t.Errorf("nobody is told that it is late: %q", d.Alert)
	}
}

func TestGenerate_promisesNothingInThePast(t *testing.T) {
	for when, want := range map[string][3]string{
		"2026-11-20T09:20": {"2026-11-20", "10:00", "12:00"},
		"2026-11-20T10:50": {"2026-11-20", "11:00", "12:00"}, // what is left of today's window
		"2026-11-20T12:00": {"2026-11-21", "10:00", "12:00"},
		"2026-11-21T20:00": {"2026-11-23", "10:00", "12:00"}, // Sunday is not worked
		"2026-11-22T09:00": {"2026-11-23", "10:00", "12:00"},
	} {
		p := openPlanned(t)
		p.plan(func(in *contracts.PlanInput) { in.HorizonDays = "0" })
		p.activate()
		p.at(when)
		made := p.generate()
		d := p.on("2026-11-20")
		j, err := p.Jobs.Get(p.owner, d.Job)
		p.ok(err)
		got := [3]string{string(d.PlannedOn), clock.HM(j.PromisedFrom), clock.HM(j.PromisedTo)}
		if got != want || d.CaughtUp != (want[0] != "2026-11-20") || made.CaughtUp == 1 != d.CaughtUp || clock.DateOf(j.PromisedFrom) != d.PlannedOn {
			t.Errorf("at %s: %v, caught up %v, want %v", when, got, d.CaughtUp, want)
		}
	}
}

func TestGenerate_neverMakesAVisitAfterTheContractEnds(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.First, in.HorizonDays, in.RuleCount = "2027-11-13", "0", "1" })
	p.activate()
	p.at("2027-11-15T19:00") // the last day, and its hours are over
	if got := p.generate(); got.Jobs != 0 || p.on("2027-11-13").Alert == "" {
		t.Errorf("made %+v, %+v", got, p.on("2027-11-13"))
	}
	p.at("2027-11-16T10:00")
	if got := p.generate(); got.Jobs != 0 {
		t.Errorf("after the end it made %+v", got)
	}
}

func TestGenerate_aClockMovedBackDoublesAndDeletesNothing(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.HorizonDays = "days", "10" })
	p.activate()
	p.at("2026-11-25T06:00")
	p.generate()
	before := p.due()
	for _, when := range []string{"2026-11-16T06:00", "2025-01-01T06:00", "2026-11-25T06:00"} {
		p.at(when)
		if got := p.generate(); got.Jobs != 0 {
			t.Errorf("at %s it made %+v", when, got)
		}
		p.want(p.due(), before)
	}
}

func TestGenerate_nothingWhileSuspendedAndOnResumeWhatWasSaid(t *testing.T) {
	for missed, want := range map[string]string{
		contracts.SkipMissed: "2026-11-20:skipped 2026-11-27:skipped 2026-12-04",
		contracts.MakeMissed: "2026-11-20>2026-12-01:generated! 2026-11-27>2026-12-01:generated! 2026-12-04",
	} {
		p := openPlanned(t)
		p.plan(func(in *contracts.PlanInput) {
			in.RuleUnit, in.RuleEvery, in.RuleCount, in.HorizonDays = "weeks", "1", "3", "0"
		})
		p.activate()
		_, err := p.Contracts.Suspend(p.owner, p.contract.ID, 0, "Not paid")
		p.ok(err)
		p.at("2026-12-01T09:00")
		if got := p.generate(); got.Jobs != 0 {
			t.Errorf("while suspended it made %+v", got)
		}
		if late, err := p.Contracts.MissedOn(p.owner, p.contract.ID); err != nil || len(late) != 2 {
			t.Errorf("asked about %v (%v)", late, err)
		}
		_, err = p.Contracts.Resume(p.owner, p.contract.ID, 0, missed)
		p.ok(err)
		p.generate()
		p.want(p.due(), want)
	}
}

func TestGenerate_leavesOutMachinesThatAreGone(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.HorizonDays = "0" })
	p.plan(func(in *contracts.PlanInput) { in.HorizonDays, in.Assets, in.Name = "0", nil, "All machines" })
	p.activate()
	p.at("2026-11-20T06:00")
	p.generate()
	for _, d := range p.dates()[:2] {
		if j, err := p.Jobs.Get(p.owner, d.Job); err != nil || len(j.Assets) != 1 || j.Assets[0] != p.Booking.Assets[0] {
			t.Errorf("%s is for %v (%v)", d.PlanName, j.Assets, err)
		}
	}
	_, err := p.Core.NonconcurrentDB().NewQuery("UPDATE contract_assets SET `to` = '2026-12-01'").Execute()
	p.ok(err)
	p.at("2026-12-20T06:00")
	p.generate()
	for _, d := range p.dates() {
		if d.DueOn == "2026-12-20" && d.PlanName == "Monthly service" && (d.State != contracts.Skipped || d.Reason == "") {
			t.Errorf("a visit to no machine: %+v", d)
		}
	}
}

func TestGenerate_saysWhereSomebodyHasToLook(t *testing.T) {
	p := openPlanned(t)
	ravi := apptest.Technician(t, p.App, "Ravi Pawar")
	p.plan(func(in *contracts.PlanInput) { in.Technician = ravi })
	p.activate()
	_, err := p.People.AddLeave(p.owner, people.LeaveInput{Technician: ravi, From: "2026-11-19", To: "2026-11-21", Reason: "Wedding"})
	p.ok(err)
	p.generate()
	d := p.on("2026-11-20")
	p.want(d.Alert, "Ravi Pawar is on leave on 20 Nov 2026.")
	if d.PlannedOn != "2026-11-20" || d.State != contracts.Generated {
		t.Errorf("leave moved the date: %+v", d)
	}
}
