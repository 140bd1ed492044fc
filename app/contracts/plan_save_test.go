package contracts_test

import (
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/app/settings"
)

func TestSavePlan_givesTheDatesThatTheTermsSay(t *testing.T) {
	for name, c := range map[string]struct {
		ends   string
		change func(*contracts.PlanInput)
		want   string
	}{
		"31 January, monthly, without drift": {
			"", func(in *contracts.PlanInput) { in.First = "2027-01-31" },
			"2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31 2027-06-30 2027-07-31 2027-08-31 2027-09-30 2027-10-31",
		},
		"29 February, yearly": {
			"2031-11-15", func(in *contracts.PlanInput) { in.RuleUnit, in.First = "years", "2028-02-29" },
			"2028-02-29 2029-02-28 2030-02-28 2031-02-28",
		},
		"the last Friday": {"", func(in *contracts.PlanInput) {
			in.RuleNth, in.RuleWeekday, in.RuleExcept = "-1", "fri", "25-12-2026\n29/01/2027"
		}, "2026-11-27 2027-02-26 2027-03-26 2027-04-30 2027-05-28 2027-06-25 2027-07-30 2027-08-27 2027-09-24 2027-10-29"},
		"own days":     {"", func(in *contracts.PlanInput) { in.RuleUnit, in.RuleDates = "own", "01-03-2027, 2026-12-01, 01-12-2028" }, "2026-12-01 2027-03-01"},
		"two weekdays": {"2026-11-30", func(in *contracts.PlanInput) { in.RuleUnit, in.RuleWeekdays = "weeks", []string{"tue", "fri"} }, "2026-11-20 2026-11-24 2026-11-27"},
		"the next day, not after the end": {"2026-12-06", func(in *contracts.PlanInput) {
			in.RuleUnit, in.RuleWeekdays, in.Holidays = "weeks", []string{"sun"}, contracts.NextDay
		}, "2026-11-22>2026-11-23 2026-11-29>2026-11-30 2026-12-06>2026-12-05"},
		"the day before": {"2026-12-06", func(in *contracts.PlanInput) {
			in.RuleUnit, in.RuleWeekdays, in.Holidays = "weeks", []string{"sun"}, contracts.PreviousDay
		}, "2026-11-22>2026-11-21 2026-11-29>2026-11-28 2026-12-06>2026-12-05"},
	} {
		t.Run(name, func(t *testing.T) {
			p := openPlanned(t)
			if c.ends != "" {
				_, err := p.Core.NonconcurrentDB().NewQuery("UPDATE contracts SET ends = '" + c.ends + "'").Execute()
				p.ok(err)
			}
			p.plan(c.change)
			if p.due() != "" {
				t.Errorf("a draft has dates: %s", p.due())
			}
			shown, err := p.Contracts.Preview(p.dispatcher, p.input(c.change))
			p.ok(err)
			var preview []string
			for _, d := range shown {
				says := string(d.DueOn)
				if d.PlannedOn != d.DueOn {
					says += ">" + string(d.PlannedOn)
				}
				preview = append(preview, says)
			}
			p.want(strings.Join(preview, " "), c.want)
			p.activate()
			p.want(p.due(), c.want)
		})
	}
}

func TestPreview_namesTheDayOffAndTheLeaveAndStoresNothing(t *testing.T) {
	p := openPlanned(t)
	ravi := apptest.Technician(t, p.App, "Ravi Pawar")
	_, err := p.Settings.AddHoliday(p.owner, settings.HolidayInput{Date: "2026-12-21", Name: "Founder's day"})
	p.ok(err)
	_, err = p.People.AddLeave(p.owner, people.LeaveInput{Technician: ravi, From: "2026-12-22", To: "2026-12-23", Reason: "Wedding"})
	p.ok(err)
	for holidays, want := range map[string]clock.Date{contracts.NextDay: "2026-12-22", contracts.PreviousDay: "2026-12-19", contracts.KeepDay: "2026-12-20"} {
		all, err := p.Contracts.Preview(p.dispatcher, p.input(func(in *contracts.PlanInput) { in.Technician, in.Holidays = ravi, holidays }))
		p.ok(err)
		if d := all[1]; d.DueOn != "2026-12-20" || d.PlannedOn != want || d.Holiday != "Sunday" || d.Leave != (want == "2026-12-22") {
			t.Errorf("%s: %+v", holidays, d)
		}
	}
	if plans, _ := p.Contracts.Plans(p.owner, p.contract.ID); len(plans) != 0 || p.due() != "" {
		t.Errorf("it stored %v %s", plans, p.due())
	}
}

func TestActivate_doesNotCatchUpWhatWasBeforeIt(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) { in.RuleUnit, in.FlexAfter, in.RuleCount = "days", "2", "6" })
	p.at("2026-11-24T09:00")
	p.activate()
	p.want(p.due(), "2026-11-20:skipped 2026-11-21:skipped 2026-11-22 2026-11-23 2026-11-24 2026-11-25")
	if got := p.generate(); got.Jobs != 4 {
		t.Errorf("made %+v", got)
	}
}

func TestSavePlan_changesOnlyTheUntouchedFuture(t *testing.T) {
	p := openPlanned(t)
	plan := p.plan(func(in *contracts.PlanInput) { in.HorizonDays = "100" })
	p.activate()
	p.generate() // November to February
	_, err := p.Contracts.MoveDate(p.dispatcher, p.on("2027-04-20").ID, 0, "22-04-2027")
	p.ok(err)
	_, err = p.Contracts.SkipDate(p.dispatcher, p.on("2027-06-20").ID, 0, "They are away")
	p.ok(err)
	kept := map[clock.Date]string{}
	for _, d := range p.dates() {
		if d.Touched() {
			kept[d.DueOn] = d.ID
		}
	}
	again := func(in *contracts.PlanInput) {
		*in = plan.Input()
		in.Rev, in.First = 0, "2026-12-05"
	}
	saved, err := p.Contracts.SavePlan(p.dispatcher, p.input(again))
	p.ok(err)
	// What is made, moved or left out stays and stands for the nearest of the twelve visits from 5 December on: none comes twice.
	p.want(p.due(), "2026-11-20:generated 2026-12-20:generated 2027-01-20:generated 2027-02-20:generated 2027-04-20>2027-04-22 2027-05-05 "+
		"2027-06-20:skipped 2027-07-05 2027-08-05 2027-09-05 2027-10-05 2027-11-05")
	for due, id := range kept {
		if p.on(due).ID != id {
			t.Errorf("the date due on %s is another row", due)
		}
	}
	before := p.due()
	_, err = p.Contracts.SavePlan(p.dispatcher, saved.Input())
	p.ok(err)
	p.want(p.due(), before)
}

func TestSavePlan_anotherRuleForHolidaysMovesUntouchedDatesInPlace(t *testing.T) {
	p := openPlanned(t)
	plan := p.plan(nil)
	p.activate()
	id := p.on("2026-12-20").ID
	in := plan.Input()
	in.Holidays = contracts.NextDay
	_, err := p.Contracts.SavePlan(p.dispatcher, in)
	p.ok(err)
	if d := p.on("2026-12-20"); d.ID != id || d.PlannedOn != "2026-12-21" || d.Alert != "" {
		t.Errorf("%+v", d)
	}
}

func TestEndPlan_cancelsWhatHasNoJob(t *testing.T) {
	p := openPlanned(t)
	plan := p.plan(func(in *contracts.PlanInput) { in.RuleCount = "3" })
	p.activate()
	p.generate()
	_, err := p.Contracts.EndPlan(p.dispatcher, plan.ID, plan.Rev)
	p.ok(err)
	p.want(p.due(), "2026-11-20:generated 2026-12-20:cancelled 2027-01-20:cancelled")
	_, err = p.Contracts.EndPlan(p.dispatcher, plan.ID, 0)
	p.refused("ending it twice", err, "plan_ended", "")
	_, err = p.Contracts.SavePlan(p.dispatcher, plan.Input())
	p.refused("changing it", err, "plan_ended", "")
}

func TestSavePlan_namesEverySlipBesideItsField(t *testing.T) {
	p := openPlanned(t)
	for field, c := range map[string]struct {
		code   string
		change func(*contracts.PlanInput)
	}{
		"site":           {"plan_site", func(in *contracts.PlanInput) { in.Site, in.Assets = p.shop, nil }},
		"assets":         {"plan_machine", func(in *contracts.PlanInput) { in.Assets = []string{p.second} }},
		"name":           {"required", func(in *contracts.PlanInput) { in.Name = " " }},
		"type":           {"not_found", func(in *contracts.PlanInput) { in.Type = "nothing" }},
		"rule_unit":      {"required", func(in *contracts.PlanInput) { in.RuleUnit = "" }},
		"rule_every":     {"number_range", func(in *contracts.PlanInput) { in.RuleEvery = "often" }},
		"rule_weekdays":  {"invalid", func(in *contracts.PlanInput) { in.RuleUnit, in.RuleWeekdays = "weeks", []string{"someday"} }},
		"rule_weekday":   {"invalid", func(in *contracts.PlanInput) { in.RuleNth = "2" }},
		"rule_nth":       {"number_range", func(in *contracts.PlanInput) { in.RuleNth, in.RuleWeekday = "5", "fri" }},
		"rule_month_day": {"number_range", func(in *contracts.PlanInput) { in.RuleMonthDay = "32" }},
		"rule_dates":     {"date_bad", func(in *contracts.PlanInput) { in.RuleDates = "1-1-2027, 31-02-2027" }},
		"rule_except":    {"date_bad", func(in *contracts.PlanInput) { in.RuleExcept = "Diwali" }},
		"rule_count":     {"number_range", func(in *contracts.PlanInput) { in.RuleCount = "-1" }},
		"priority":       {"number_range", func(in *contracts.PlanInput) { in.Priority = "4" }},
		"duration_min":   {"number_range", func(in *contracts.PlanInput) { in.DurationMin = "4" }},
		"contact_phone":  {"phone_form", func(in *contracts.PlanInput) { in.ContactPhone = "12" }},
		"contact_name":   {"too_long", func(in *contracts.PlanInput) { in.ContactName = strings.Repeat("x", 81) }},
		"issue":          {"too_long", func(in *contracts.PlanInput) { in.Issue = strings.Repeat("x", 1001) }},
		"parts":          {"item_unknown", func(in *contracts.PlanInput) { in.Parts = []catalog.PartInput{{Item: "x", Qty: "1"}} }},
		"needs":          {"skill_unknown", func(in *contracts.PlanInput) { in.Needs = []catalog.NeedInput{{Skill: "x"}} }},
		"anchor":         {"invalid", func(in *contracts.PlanInput) { in.Anchor = "mast" }},
		"first":          {"plan_first", func(in *contracts.PlanInput) { in.First = "2026-11-15" }},
		"horizon_days":   {"number_range", func(in *contracts.PlanInput) { in.HorizonDays = "366" }},
		"assign_days":    {"number_range", func(in *contracts.PlanInput) { in.AssignDays = "61" }},
		"flex_before":    {"number_range", func(in *contracts.PlanInput) { in.FlexBefore = "-1" }},
		"flex_after":     {"number_range", func(in *contracts.PlanInput) { in.FlexAfter = "61" }},
		"from":           {"hour_bad", func(in *contracts.PlanInput) { in.From = "ten" }},
		"to":             {"window_backwards", func(in *contracts.PlanInput) { in.To = "09:00" }},
		"technician":     {"not_found", func(in *contracts.PlanInput) { in.Technician = "nobody" }},
		"holidays":       {"invalid", func(in *contracts.PlanInput) { in.Holidays = "party" }},
	} {
		_, err := p.Contracts.SavePlan(p.dispatcher, p.input(c.change))
		p.refused(field, err, c.code, field)
		if n := len(fault.All(err)); n != 1 {
			t.Errorf("%s: %d faults: %v", field, n, err)
		}
		_, err = p.Contracts.Preview(p.dispatcher, p.input(c.change))
		p.refused("preview "+field, err, c.code, field)
	}
	_, err := p.Contracts.SavePlan(p.dispatcher, p.input(func(in *contracts.PlanInput) { in.To = "" }))
	p.refused("half a window", err, "window_half", "to")
	_, err = p.Contracts.SavePlan(p.dispatcher, p.input(func(in *contracts.PlanInput) { in.RuleUnit, in.RuleDates = "own", "2030-01-01" }))
	p.refused("no day at all", err, "plan_never", "first")
	for _, role := range []act.Role{act.Accountant, act.Storekeeper, act.Technician} {
		ctx := apptest.As(t, p.App, role)
		if _, err := p.Contracts.SavePlan(ctx, p.input(nil)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s saved a plan: %v", role, err)
		}
		if _, err := p.Contracts.Generate(ctx, ""); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s made visits: %v", role, err)
		}
	}
}

func TestPlan_comesBackFromItsForm(t *testing.T) {
	p := openPlanned(t)
	skills, err := p.People.Skills(p.owner)
	p.ok(err)
	kind, err := p.Catalog.JobType(p.owner, apptest.JobType(t, p.App, "AC-REP"))
	p.ok(err)
	one := p.plan(func(in *contracts.PlanInput) {
		in.RuleNth, in.RuleWeekday, in.RuleExcept, in.Checklist, in.Technician = "-1", "fri", "01-01-2027", "Filter\n  Gas  pressure \nFilter", apptest.Technician(t, p.App, "Ravi Pawar")
		in.Parts, in.Needs = []catalog.PartInput{{Item: kind.Parts[0].Item, Qty: "1.5"}}, []catalog.NeedInput{{Skill: skills[0].ID, Level: "2"}}
		in.Assign, in.Before, in.FlexAfter, in.ContactPhone, in.Priority = true, true, "3", "98220 12345", "1"
	})
	two, err := p.Contracts.SavePlan(p.dispatcher, one.Input())
	p.ok(err)
	one.Rev = two.Rev
	if a, b := one.Input(), two.Input(); strings.Join(a.Assets, ",")+a.Checklist != strings.Join(b.Assets, ",")+b.Checklist || len(one.Template.Checklist) != 2 ||
		one.Template.Checklist[1] != two.Template.Checklist[1] || one.Template.Parts[0] != two.Template.Parts[0] || one.Template.Needs[0] != two.Template.Needs[0] ||
		one.Rule.Except[0] != two.Rule.Except[0] || one.FromMin != two.FromMin || one.Template.ContactPhone != two.Template.ContactPhone {
		t.Errorf("%+v became %+v", one, two)
	}
	if _, err := p.Contracts.SavePlan(p.dispatcher, func() contracts.PlanInput { in := one.Input(); in.Rev = 1; return in }()); fault.KindOf(err) != fault.Stale {
		t.Errorf("an old form was taken: %v", err)
	}
}
