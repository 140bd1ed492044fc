package office

import (
	"reflect"
	"testing"

	"doorstep/app/catalog"
	"doorstep/views/ui"
)

func TestJobTypeForm_givesBackWhatItWasFilledWith(t *testing.T) {
	kind := catalog.JobType{
		Code: "AC-REP", Name: "AC repair", Trade: "AC", DurationMin: 60, Priority: 2, Payment: catalog.Chargeable,
		Skills:    []catalog.Need{{Skill: "skillac", Level: 3}},
		Checklist: []catalog.Check{{ID: "c1", Text: "Gas pressure", Kind: "reading", Required: true}, {ID: "c2", Text: "Filter", Kind: "tick"}},
		Parts:     []catalog.Part{{Item: "itemcap", QtyMilli: 1500}},
		Asks:      catalog.Asks{Before: true, SignOff: true},
		Issues:    []string{"Not cooling", "Water leaks"}, Active: true, Position: 4,
	}
	items := map[string]catalog.Item{"itemcap": {ID: "itemcap", Code: "CAP-45", Name: "Capacitor"}}
	f := fillJobType(ui.NewForm("en"), kind, items)
	in := jobTypeInput(f, []string{"skillro", "skillac"}, func(typed string) string {
		if itemCode(typed) != "CAP-45" {
			t.Errorf("the part is typed as %q", typed)
		}
		return "itemcap"
	})
	if want := []catalog.NeedInput{{Skill: "skillac", Level: "3"}}; !reflect.DeepEqual(in.Skills, want) {
		t.Errorf("skills %+v", in.Skills)
	}
	if want := []catalog.PartInput{{Item: "itemcap", Qty: "1.5"}}; !reflect.DeepEqual(in.Parts, want) {
		t.Errorf("parts %+v", in.Parts)
	}
	checks := []catalog.CheckInput{{ID: "c1", Text: "Gas pressure", Kind: "reading", Required: true}, {ID: "c2", Text: "Filter", Kind: "tick"}}
	if !reflect.DeepEqual(in.Checklist[:2], checks) || in.Checklist[2].Text != "" {
		t.Errorf("checklist %+v", in.Checklist[:3])
	}
	if in.Duration != "60" || in.Priority != "2" || in.Position != 4 || !in.Active || in.Asks != kind.Asks || !reflect.DeepEqual(in.Issues, kind.Issues) {
		t.Errorf("got %+v", in)
	}
}

func TestRows_leaveThreeEmptyOnesInSightAndTwelveInAll(t *testing.T) {
	for last, want := range map[int][2]int{-1: {3, 12}, 0: {4, 12}, 9: {13, 16}, 59: {60, 60}} {
		f := ui.NewForm("en")
		if last >= 0 {
			f.Set(rowName("check", last, "text"), "Filter")
		}
		if got := [2]int{rowsInSight(f, "check", "text"), rowsInAll(f, "check", "text")}; got != want {
			t.Errorf("last filled %d: %v, want %v", last, got, want)
		}
	}
}
