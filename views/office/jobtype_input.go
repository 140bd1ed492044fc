package office

import (
	"strconv"
	"strings"

	"doorstep/app/catalog"
	"doorstep/views/ui"
)

const (
	rowsEmpty = 3  // empty rows in sight below those that are filled
	rowsAhead = 12 // rows that can be had at once, behind "More rows"
	rowsMost  = 60 // rows that are read
)

// rowName is the name of a field of a row: "check_2_text".
func rowName(list string, i int, field string) string {
	return list + "_" + strconv.Itoa(i) + "_" + field
}

// rowsFilled is the number of the row after the last one whose field holds something.
func rowsFilled(f *ui.Form, list, field string) int {
	filled := 0
	for i := range rowsMost {
		if f.Has(rowName(list, i, field)) {
			filled = i + 1
		}
	}
	return filled
}

// rowsInSight and rowsInAll are how many rows of a list are shown at once, and with those behind "More rows".
func rowsInSight(f *ui.Form, list, field string) int {
	return min(rowsFilled(f, list, field)+rowsEmpty, rowsMost)
}

func rowsInAll(f *ui.Form, list, field string) int {
	return min(max(rowsInSight(f, list, field)+rowsEmpty, rowsAhead), rowsMost)
}

// jobTypeInput is what the form says. skills are all skills there are; partID gives the id of a part from what was typed.
func jobTypeInput(f *ui.Form, skills []string, partID func(typed string) string) catalog.JobTypeInput {
	in := catalog.JobTypeInput{
		Rev: f.Int("rev"), Code: f.Get("code"), Name: f.Get("name"), Trade: f.Get("trade"), Duration: f.Get("duration_min"), Crew: f.Get("crew"), PartsFirst: f.Bool("parts_first"),
		Priority: f.Get("priority"), Payment: f.Get("payment"), Issues: strings.Split(f.Get("issues"), "\n"),
		Active: f.Bool("active"), Position: f.Int("position"),
		Asks: catalog.Asks{Before: f.Bool("proof_before"), After: f.Bool("proof_after"), SignOff: f.Bool("proof_sign_off")},
	}
	for _, id := range skills {
		if level := f.Get("skill_" + id); level != "" {
			in.Skills = append(in.Skills, catalog.NeedInput{Skill: id, Level: level})
		}
	}
	for i := range rowsMost {
		in.Checklist = append(in.Checklist, catalog.CheckInput{
			ID: f.Get(rowName("check", i, "id")), Text: f.Get(rowName("check", i, "text")),
			Kind: f.Get(rowName("check", i, "kind")), Required: f.Bool(rowName("check", i, "required")),
		})
		if typed := f.Get(rowName("part", i, "item")); typed != "" {
			in.Parts = append(in.Parts, catalog.PartInput{Item: partID(typed), Qty: f.Get(rowName("part", i, "qty"))})
		}
	}
	return in
}

// fillJobType puts a job type in a form; items are those of its parts, by id.
func fillJobType(f *ui.Form, t catalog.JobType, items map[string]catalog.Item) *ui.Form {
	f.Set("code", t.Code).Set("name", t.Name).Set("trade", t.Trade).Set("duration_min", t.DurationMin).
		Set("crew", t.Crew).Set("parts_first", t.PartsFirst).
		Set("priority", t.Priority).Set("payment", t.Payment).Set("issues", strings.Join(t.Issues, "\n")).
		Set("active", t.Active).Set("position", t.Position).
		Set("proof_before", t.Asks.Before).Set("proof_after", t.Asks.After).Set("proof_sign_off", t.Asks.SignOff)
	for _, n := range t.Skills {
		f.Set("skill_"+n.Skill, n.Level)
	}
	for i, c := range t.Checklist {
		f.Set(rowName("check", i, "id"), c.ID).Set(rowName("check", i, "text"), c.Text).
			Set(rowName("check", i, "kind"), c.Kind).Set(rowName("check", i, "required"), c.Required)
	}
	for i, p := range t.Parts {
		f.Set(rowName("part", i, "item"), itemLabel(items[p.Item])).Set(rowName("part", i, "qty"), catalog.QtyText(p.QtyMilli))
	}
	return f
}

// itemLabel is an item as it is offered and typed: "CAP-45 · Capacitor 45 µF". itemCode takes the code from it.
func itemLabel(i catalog.Item) string { return i.Code + " · " + i.Name }

func itemCode(typed string) string {
	code, _, _ := strings.Cut(typed, " · ")
	return strings.TrimSpace(code)
}
