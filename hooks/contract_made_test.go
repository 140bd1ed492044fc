package hooks_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/notify"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// amc is a contract in force over Meera's AC from the frozen day, with a monthly plan from Friday, 20 November, ten to twelve.
func amc(t *testing.T, a *app.App, change func(*contracts.PlanInput)) contracts.Contract {
	t.Helper()
	owner, b := apptest.As(t, a, act.Owner), apptest.Booking(t, a)
	c, err := a.Contracts.Create(owner, contracts.ContractInput{
		Customer: b.Customer, Sites: []string{b.Site}, Assets: []contracts.AssetLine{{Asset: b.Assets[0]}}, Type: string(contracts.Comprehensive),
		Starts: "2026-11-16", Ends: "2027-11-15", Value: "12000", Cycle: string(contracts.NoBills),
	})
	if err != nil {
		t.Fatal(err)
	}
	in := contracts.PlanInput{
		Contract: c.ID, Site: b.Site, Assets: b.Assets, Name: "AC service", RuleUnit: "months", RuleEvery: "1", Type: apptest.JobType(t, a, "RO-SVC"),
		Anchor: contracts.ByTerms, First: "2026-11-20", From: "10:00", To: "12:00", Holidays: contracts.KeepDay, HorizonDays: "10", AssignDays: "7",
		Assign: true, Tell: true,
	}
	if change != nil {
		change(&in)
	}
	if _, err := a.Contracts.SavePlan(owner, in); err != nil {
		t.Fatal(err)
	}
	if c, err = a.Contracts.Activate(owner, c.ID, 0, true); err != nil {
		t.Fatal(err)
	}
	return c
}

// runs runs the appliance's own schedule by its name.
func runs(t *testing.T, a *app.App, name string) settings.Run {
	t.Helper()
	r, err := a.Clock.RunNow(apptest.As(t, a, act.Owner), name)
	if err != nil || r.Failures > 0 {
		t.Fatalf("%s: %v %s", name, err, r.Error)
	}
	return r
}

func made(t *testing.T, a *app.App, c contracts.Contract) contracts.PlanDate {
	t.Helper()
	all, err := a.Contracts.Dates(apptest.As(t, a, act.Owner), c.ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("%v %v", all, err)
	}
	for _, d := range all {
		if d.DueOn == "2026-11-20" {
			return d
		}
	}
	t.Fatalf("no date on the 20th: %+v", all)
	return contracts.PlanDate{}
}

func editCustomer(t *testing.T, a *app.App, change func(*customers.CustomerInput)) {
	t.Helper()
	owner := apptest.As(t, a, act.Owner)
	c, err := a.Customers.Get(owner, apptest.Booking(t, a).Customer)
	if err != nil {
		t.Fatal(err)
	}
	in := customers.CustomerInput{Kind: c.Kind, Name: c.Name, Lang: c.Lang, Confirm: true, Rev: c.Rev}
	for _, p := range c.Phones {
		in.Phones = append(in.Phones, customers.PhoneInput{Number: p.E164, Label: p.Label})
	}
	change(&in)
	if _, err := a.Customers.Update(owner, c.ID, in); err != nil {
		t.Fatal(err)
	}
}

func TestContractMade_tellsTheCustomerOnceInHisLanguage(t *testing.T) {
	a := apptest.NewApp(t)
	editCustomer(t, a, func(in *customers.CustomerInput) { in.Lang = "hi" })
	c := amc(t, a, nil)
	if r := runs(t, a, "make visits of plans"); r.Did != "1 job" {
		t.Errorf("did %q", r.Did)
	}
	d := made(t, a, c)
	all := messages(t, a)
	if len(all) != 1 {
		t.Fatalf("%d messages", len(all))
	}
	m := all[0]
	for field, want := range map[string]string{
		"channel": "customer", "state": notify.Waiting, "kind": "visit_planned", "key": "visit_planned:" + d.ID, "lang": "hi", "job": d.Job,
		"contract": c.ID, "customer": c.Customer, "to": "+919822012345",
	} {
		if got := m.GetString(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got, want := m.GetString("text"), "Fixwell Services: आपकी AC service 20 Nov 2026 को 10:00 से 12:00 के बीच तय है। काम J-00001।"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	runs(t, a, "make visits of plans")
	if n := len(messages(t, a)); n != 1 {
		t.Errorf("%d messages after a second run", n)
	}
}

func TestContractMade_tellsNobodyWhoAskedNotToBeContactedNorWithoutThePlansWish(t *testing.T) {
	a := apptest.NewApp(t)
	amc(t, a, func(in *contracts.PlanInput) { in.Tell = false })
	runs(t, a, "make visits of plans")
	editCustomer(t, a, func(in *customers.CustomerInput) { in.DNC = true })
	amc(t, a, nil)
	if r := runs(t, a, "make visits of plans"); r.Did != "1 job" {
		t.Errorf("did %q", r.Did)
	}
	if n := len(messages(t, a)); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestContractMade_remindsOfTheEndOnceForEachStage(t *testing.T) {
	a := apptest.NewApp(t)
	c := amc(t, a, nil)
	freeze(t, "2027-08-01")
	runs(t, a, "remind of renewals")
	if n := len(messages(t, a)); n != 0 {
		t.Errorf("%d messages months before", n)
	}
	for i, day := range []string{"2027-09-20", "2027-09-21", "2027-10-20", "2027-10-21", "2027-11-10", "2027-11-11"} {
		freeze(t, day)
		runs(t, a, "remind of renewals")
		if n, want := len(messages(t, a)), i/2+1; n != want {
			t.Errorf("by %s: %d messages, want %d", day, n, want)
		}
	}
	keys := map[string]bool{}
	for _, m := range messages(t, a) {
		keys[m.GetString("key")] = true
		if want := "Fixwell Services: your contract " + c.No + " ends on 15 Nov 2027."; m.GetString("text") != want {
			t.Errorf("text %q", m.GetString("text"))
		}
	}
	for _, stage := range []string{"60", "30", "7"} {
		if !keys["renewal:"+c.ID+":"+stage] {
			t.Errorf("no message for %s days: %v", stage, keys)
		}
	}
}

func freeze(t *testing.T, day string) {
	t.Helper()
	t.Cleanup(clock.Freeze(clock.Date(day).At(600)))
}

func visitOf(t *testing.T, a *app.App, job string) jobs.Visit {
	t.Helper()
	all, err := a.Jobs.Visits(context.Background(), job)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d visits, %v", len(all), err)
	}
	v, err := a.Jobs.Visit(context.Background(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestContractAssign_sendsThePreferredTechnicianWithinThePromise(t *testing.T) {
	a := apptest.NewApp(t)
	for _, name := range []string{"Sunil More", "Ravi Pawar"} {
		c := amc(t, a, func(in *contracts.PlanInput) { in.Technician = apptest.Technician(t, a, name) })
		runs(t, a, "make visits of plans")
		if r := runs(t, a, "assign planned visits"); r.Did != "1 assigned" {
			t.Errorf("did %q", r.Did)
		}
		d := made(t, a, c)
		v := visitOf(t, a, d.Job)
		if v.Technician != apptest.Technician(t, a, name) || clock.DateOf(v.Start) != "2026-11-20" || clock.HM(v.Start) < "10:00" || clock.HM(v.Start) > "12:00" {
			t.Errorf("%s: %+v", name, v)
		}
		if d.Assigning != contracts.AssignDone || d.Alert != "" {
			t.Errorf("%+v", d)
		}
	}
	if r := runs(t, a, "assign planned visits"); r.Did != "" {
		t.Errorf("a second run did %q", r.Did)
	}
}

func TestContractAssign_saysWhoGoesInsteadOfWhoIsOnLeave(t *testing.T) {
	a := apptest.NewApp(t)
	sunil := apptest.Technician(t, a, "Sunil More")
	if _, err := a.People.AddLeave(apptest.As(t, a, act.Owner), people.LeaveInput{Technician: sunil, From: "2026-11-19", To: "2026-11-21", Reason: "Wedding"}); err != nil {
		t.Fatal(err)
	}
	c := amc(t, a, func(in *contracts.PlanInput) { in.Technician = sunil })
	runs(t, a, "make visits of plans")
	if r := runs(t, a, "assign planned visits"); r.Did != "1 assigned, 1 to another than preferred" {
		t.Errorf("did %q", r.Did)
	}
	d := made(t, a, c)
	if v := visitOf(t, a, d.Job); v.Technician != apptest.Technician(t, a, "Ravi Pawar") {
		t.Errorf("goes %s", v.Technician)
	}
	if d.Assigning != contracts.AssignDone || !strings.Contains(d.Alert, "Ravi Pawar goes on 20 Nov 2026 instead of Sunil More: On leave") {
		t.Errorf("%s, alert %q", d.Assigning, d.Alert)
	}
}

func TestContractAssign_leavesToAPersonWhatNobodyCanTake_andGoesOnWithTheOthers(t *testing.T) {
	a := apptest.NewApp(t)
	sunday := amc(t, a, func(in *contracts.PlanInput) { in.First, in.Name = "2026-11-22", "Sunday service" })
	friday := amc(t, a, nil)
	runs(t, a, "make visits of plans")
	if r := runs(t, a, "assign planned visits"); r.Did != "1 assigned, 1 nobody can take" {
		t.Errorf("did %q", r.Did)
	}
	if d := made(t, a, friday); d.Assigning != contracts.AssignDone {
		t.Errorf("%+v", d)
	}
	all, err := a.Contracts.Dates(apptest.As(t, a, act.Owner), sunday.ID)
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	failed := 0
	for _, d := range all {
		if d.Assigning == contracts.AssignFailed && strings.HasPrefix(d.Alert, "Nobody can take this job on 22 Nov 2026.") {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%+v", all[0])
	}
	desk := apptest.As(t, a, act.Dispatcher)
	alone, err := a.Contracts.Unfound(desk, 10)
	if err != nil || len(alone) != 1 || alone[0].PlanName != "Sunday service" || !strings.HasPrefix(alone[0].Alert, "Nobody can take") {
		t.Fatalf("%+v, %v", alone, err)
	}
	if _, err := a.Jobs.Cancel(desk, alone[0].Job, 0, "The shop is closed"); err != nil {
		t.Fatal(err)
	}
	if alone, err = a.Contracts.Unfound(desk, 10); err != nil || len(alone) != 0 {
		t.Errorf("somebody has seen to it: %+v, %v", alone, err)
	}
}

func TestContractAssign_waitsUntilTheDayIsNear(t *testing.T) {
	a := apptest.NewApp(t)
	amc(t, a, func(in *contracts.PlanInput) { in.AssignDays = "2" })
	runs(t, a, "make visits of plans")
	if r := runs(t, a, "assign planned visits"); r.Did != "" {
		t.Errorf("four days before: %q", r.Did)
	}
	t.Cleanup(clock.Freeze(apptest.Now.Add(48 * time.Hour)))
	if r := runs(t, a, "assign planned visits"); r.Did != "1 assigned" {
		t.Errorf("two days before: %q", r.Did)
	}
}
