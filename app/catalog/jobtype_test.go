package catalog_test

import (
	"reflect"
	"testing"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestJobType_holdsWhatItFillsAJobWith(t *testing.T) {
	freeze(t)
	s, app, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	cooling := skill(t, app, "Cooling")
	in := catalog.JobTypeInput{
		Code: "ac-service", Name: "AC service", Trade: "AC", Duration: "60", Payment: catalog.Chargeable, Active: true,
		Skills:    []catalog.NeedInput{{Skill: cooling, Level: "3"}, {}},
		Checklist: []catalog.CheckInput{{Text: "Filter cleaned"}, {Text: "Gas pressure", Kind: "reading", Required: true}, {Text: " "}},
		Parts:     []catalog.PartInput{{Item: item.ID, Qty: "0.5"}, {}},
		Issues:    []string{"Not cooling", " Water  leaks ", "", "Not cooling"},
	}
	made, err := s.CreateJobType(ctx, in)
	must(t, err)
	got, err := s.JobType(ctx, made.ID)
	must(t, err)
	if !reflect.DeepEqual(got, made) {
		t.Errorf("stored %+v\nmade   %+v", got, made)
	}
	if got.Code != "AC-SERVICE" || got.DurationMin != 60 || got.Priority != 2 || got.Skills[0] != (catalog.Need{Skill: cooling, Level: 3}) ||
		len(got.Checklist) != 2 || got.Checklist[0].Kind != "tick" || got.Checklist[0].ID == "" || !got.Checklist[1].Required ||
		got.Parts[0] != (catalog.Part{Item: item.ID, QtyMilli: 500}) || !reflect.DeepEqual(got.Issues, []string{"Not cooling", "Water leaks"}) {
		t.Errorf("got %+v", got)
	}
	in.Rev, in.Active = got.Rev, false
	in.Checklist = []catalog.CheckInput{{ID: got.Checklist[1].ID, Text: "Gas pressure (psi)", Kind: "reading"}}
	changed, err := s.UpdateJobType(ctx, got.ID, in)
	if err != nil || changed.Checklist[0].ID != got.Checklist[1].ID {
		t.Errorf("got %+v, %v", changed, err)
	}
	if _, err = s.UpdateJobType(ctx, got.ID, in); fault.KindOf(err) != fault.Stale {
		t.Errorf("got %v, want stale", err)
	}
	all, err := s.JobTypes(ctx, false)
	if err != nil || len(all) != 1 {
		t.Errorf("all %+v, %v", all, err)
	}
	active, err := s.JobTypes(ctx, true)
	if err != nil || len(active) != 0 {
		t.Errorf("active %+v, %v", active, err)
	}
}

func TestJobType_needsADurationAndThingsThatExist(t *testing.T) {
	s, app, ctx := setUp(t)
	cooling := skill(t, app, "Cooling")
	good := catalog.JobTypeInput{Code: "A", Name: "A", Duration: "60"}
	for _, c := range []struct {
		field, code string
		spoil       func(*catalog.JobTypeInput)
	}{
		{"duration_min", "duration_required", func(in *catalog.JobTypeInput) { in.Duration = " " }},
		{"duration_min", "number_range", func(in *catalog.JobTypeInput) { in.Duration = "4" }},
		{"duration_min", "number_range", func(in *catalog.JobTypeInput) { in.Duration = "2881" }},
		{"duration_min", "number_range", func(in *catalog.JobTypeInput) { in.Duration = "one hour" }},
		{"code", "required", func(in *catalog.JobTypeInput) { in.Code = "" }},
		{"priority", "number_range", func(in *catalog.JobTypeInput) { in.Priority = "4" }},
		{"payment", "invalid", func(in *catalog.JobTypeInput) { in.Payment = "barter" }},
		{"checklist", "invalid", func(in *catalog.JobTypeInput) { in.Checklist = []catalog.CheckInput{{Text: "x", Kind: "song"}} }},
		{"skills", "number_range", func(in *catalog.JobTypeInput) { in.Skills = []catalog.NeedInput{{Skill: cooling, Level: "6"}} }},
		{"skills", "skill_twice", func(in *catalog.JobTypeInput) { in.Skills = []catalog.NeedInput{{Skill: cooling}, {Skill: cooling}} }},
		{"skills", "skill_unknown", func(in *catalog.JobTypeInput) { in.Skills = []catalog.NeedInput{{Skill: "forged"}} }},
		{"parts", "item_unknown", func(in *catalog.JobTypeInput) { in.Parts = []catalog.PartInput{{Item: "forged"}} }},
		{"parts", "qty_form", func(in *catalog.JobTypeInput) { in.Parts = []catalog.PartInput{{Item: "x", Qty: "some"}} }},
	} {
		in := good
		c.spoil(&in)
		_, err := s.CreateJobType(ctx, in)
		wantFault(t, err, c.field, c.code)
	}
	_, err := s.CreateJobType(ctx, good)
	must(t, err)
	_, err = s.CreateJobType(ctx, catalog.JobTypeInput{Code: "a", Name: "B", Duration: "30"})
	wantFault(t, err, "code", "taken")
	_, err = s.CreateJobType(as(act.Storekeeper), good)
	wantFault(t, err, "", "not_allowed")
	if _, err = s.JobType(ctx, "none"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want not found", err)
	}
}

func TestJobType_keepsWhatItAsksFor_andPassOrFail(t *testing.T) {
	s, _, ctx := setUp(t)
	in := catalog.JobTypeInput{
		Code: "AC-REP", Name: "AC repair", Duration: "60", Asks: catalog.Asks{Before: true, SignOff: true},
		Checklist: []catalog.CheckInput{{Text: "Fan runs", Kind: "pass_fail", Required: true}},
	}
	made, err := s.CreateJobType(ctx, in)
	must(t, err)
	if got, err := s.JobType(ctx, made.ID); err != nil || got.Asks != in.Asks || got.Checklist[0].Kind != "pass_fail" {
		t.Errorf("got %+v, %v", got, err)
	}
	in.Rev, in.Asks = made.Rev, catalog.Asks{}
	if made, err = s.UpdateJobType(ctx, made.ID, in); err != nil || made.Asks != (catalog.Asks{}) {
		t.Errorf("taken away it asks for %+v, %v", made.Asks, err)
	}
}
