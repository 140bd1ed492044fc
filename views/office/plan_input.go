package office

import (
	"context"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/ui"
)

// planTyped is what was typed, with the parts found by their codes. A code that is no item's stays as it is, for the verb to refuse.
func (o *office) planTyped(ctx context.Context, f *ui.Form) (contracts.PlanInput, error) {
	skills, err := o.app.People.Skills(ctx)
	if err != nil {
		return contracts.PlanInput{}, err
	}
	in := planInput(f, skills)
	for i, p := range in.Parts {
		if in.Parts[i].Item, err = o.itemByCode(ctx, itemCode(p.Item)); err != nil {
			return in, err
		}
	}
	return in, f.Err()
}

// planInput is what the form says; its parts are still as they were typed.
func planInput(f *ui.Form, skills []people.Skill) contracts.PlanInput {
	in := contracts.PlanInput{
		ID: f.Get("plan"), Rev: f.Int("rev"), Contract: f.Get("contract"), Site: f.Get("site"), Assets: f.All("assets"), Name: f.Get("name"),
		RuleUnit: f.Get("rule_unit"), RuleEvery: f.Get("rule_every"), RuleWeekdays: f.All("rule_weekdays"), RuleNth: f.Get("rule_nth"),
		RuleWeekday: f.Get("rule_weekday"), RuleMonthDay: f.Get("rule_month_day"), RuleDates: f.Get("rule_dates"),
		RuleExcept: f.Get("rule_except"), RuleCount: f.Get("rule_count"),
		Type: f.Get("type"), Priority: f.Get("priority"), Issue: f.Get("issue"), DurationMin: f.Get("duration_min"),
		ContactName: f.Get("contact_name"), ContactPhone: f.Get("contact_phone"), Before: f.Bool("proof_before"), After: f.Bool("proof_after"),
		SignOff: f.Bool("proof_sign_off"), Checklist: f.Get("checklist"),
		Anchor: f.Get("anchor"), First: f.Get("first"), HorizonDays: f.Get("horizon_days"), AssignDays: f.Get("assign_days"),
		FlexBefore: f.Get("flex_before"), FlexAfter: f.Get("flex_after"), From: f.Get("from"), To: f.Get("to"),
		Technician: f.Get("technician"), Holidays: f.Get("holidays"), Assign: f.Bool("assign"), Tell: f.Bool("tell"),
	}
	for _, s := range skills {
		if level := f.Get("skill_" + s.ID); level != "" {
			in.Needs = append(in.Needs, catalog.NeedInput{Skill: s.ID, Level: level})
		}
	}
	for i := range rowsMost {
		if typed := f.Get(rowName("part", i, "item")); typed != "" {
			in.Parts = append(in.Parts, catalog.PartInput{Item: typed, Qty: f.Get(rowName("part", i, "qty"))})
		}
	}
	return in
}

// filledPlan is the form of what is stored.
func (o *office) filledPlan(ctx context.Context, lang string, p contracts.Plan) (*ui.Form, error) {
	in := p.Input()
	f := ui.NewForm(lang).Set("plan", in.ID).Set("contract", in.Contract).Set("assets", in.Assets).Set("rule_weekdays", in.RuleWeekdays).
		Set("proof_before", in.Before).Set("proof_after", in.After).Set("proof_sign_off", in.SignOff).Set("assign", in.Assign).Set("tell", in.Tell)
	for name, value := range map[string]string{
		"site": in.Site, "name": in.Name, "rule_unit": in.RuleUnit, "rule_every": in.RuleEvery, "rule_nth": in.RuleNth,
		"rule_weekday": in.RuleWeekday, "rule_month_day": in.RuleMonthDay, "rule_dates": in.RuleDates, "rule_except": in.RuleExcept,
		"rule_count": in.RuleCount, "type": in.Type, "priority": in.Priority, "issue": in.Issue, "duration_min": in.DurationMin,
		"contact_name": in.ContactName, "contact_phone": in.ContactPhone, "checklist": strings.TrimSpace(in.Checklist), "anchor": in.Anchor,
		"first": in.First, "horizon_days": in.HorizonDays, "assign_days": in.AssignDays, "flex_before": in.FlexBefore,
		"flex_after": in.FlexAfter, "from": in.From, "to": in.To, "technician": in.Technician, "holidays": in.Holidays,
	} {
		f.Set(name, value)
	}
	for _, n := range in.Needs {
		f.Set("skill_"+n.Skill, n.Level)
	}
	var ids []string
	for _, part := range in.Parts {
		ids = append(ids, part.Item)
	}
	items, err := o.app.Catalog.ItemsByID(ctx, ids, clock.Today())
	for i, part := range in.Parts {
		f.Set(rowName("part", i, "item"), itemLabel(items[part.Item])).Set(rowName("part", i, "qty"), part.Qty)
	}
	return f, err
}

// planLabels are the fields as they are called on the page, for the summary of faults and for differences.
var planLabels = map[string]string{
	"name": "Name", "site": "Site", "assets": "Machines", "rule_unit": "Visits come by", "rule_every": "Every", "rule_weekdays": "On",
	"rule_nth": "Day", "rule_weekday": "Weekday", "rule_month_day": "Day of the month", "rule_dates": "Days of your own",
	"rule_except": "Not on", "rule_count": "Ends after", "type": "Job type", "priority": "Priority", "issue": "What is to be done",
	"duration_min": "Minutes of work", "contact_name": "Contact", "contact_phone": "Phone of the contact", "checklist": "Checklist",
	"proof_before": "Photo before work", "proof_after": "Photo after work", "proof_sign_off": "The customer’s word", "parts": "Parts",
	"needs": "Skills", "anchor": "Counted", "first": "First visit", "horizon_days": "Booked ahead", "assign_days": "Assigned ahead",
	"flex_before": "Days earlier", "flex_after": "Days later", "from": "From", "to": "Until", "technician": "Technician",
	"holidays": "On a day off", "assign": "Assign a technician", "tell": "Tell the customer",
}

func labelPlan(f *ui.Form, skills []people.Skill) {
	for name, label := range planLabels {
		f.Labels[name] = label
	}
	for _, s := range skills {
		f.Labels["skill_"+s.ID] = "Skill " + s.Name
	}
	for i := range rowsMost {
		f.Labels[rowName("part", i, "item")], f.Labels[rowName("part", i, "qty")] = "Part", "Quantity of the part"
	}
}

// planNames puts names where ids stand in what was stored and typed.
func planNames(v planForm, all []difference) []difference {
	var pairs []string
	for _, s := range v.Sites {
		pairs = append(pairs, s.ID, s.Name())
	}
	for _, a := range v.Machines {
		pairs = append(pairs, a.ID, a.Name())
	}
	for _, t := range v.Types {
		pairs = append(pairs, t.ID, t.Name)
	}
	for _, t := range v.Crew {
		pairs = append(pairs, t.ID, t.Name)
	}
	names := strings.NewReplacer(pairs...)
	for i := range all {
		all[i].Stored, all[i].Typed = names.Replace(all[i].Stored), names.Replace(all[i].Typed)
	}
	return all
}
