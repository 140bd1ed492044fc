package office

import (
	"slices"
	"strconv"
	"strings"

	"doorstep/app/contracts"
	"doorstep/views/ui"
)

// coverValues is the form of the rule that is being changed or of a new one: what was typed, else what is stored.
func (v contractView) coverValues() *ui.Form {
	f := v.form("cover")
	if v.Refused["cover"] != nil || v.Cover.ID == "" {
		return f
	}
	c := v.Cover
	f.Set("name", c.Name).Set("kind", string(c.Kind)).Set("applies", c.Applies).Set("most", c.MostText()).Set("priority", c.Priority).
		Set("excluded", c.Excluded).Set("assets", c.Assets).Set("types", c.Types).Set("minutes", "")
	if c.Minutes > 0 {
		f.Set("minutes", c.Minutes)
	}
	for n, id := range c.Items {
		item := v.Items[id]
		f.Set(itemField(n), itemText(item.Code, item.Name))
	}
	return f
}

func (v contractView) coverPath() string {
	if v.Cover.ID == "" {
		return "/covers"
	}
	return "/covers/" + v.Cover.ID
}

// coverItemFields is how many fields for items the form shows: those in which something stands, and empty ones behind them.
func coverItemFields(f *ui.Form) int {
	last := 0
	for n := 0; f.Values.Has(itemField(n)); n++ {
		if f.Has(itemField(n)) {
			last = n + 1
		}
	}
	return last + coverItems
}

// coverBears is what a rule bears: "Labour", "Named items: R-32 gas", "First 60 min of work".
func coverBears(c contracts.Cover) string {
	if c.Kind == contracts.CoverFirstHour {
		return "First " + strconv.Itoa(c.Minutes) + " min of work"
	}
	return coverKindWords(c.Kind)
}

// narrowed is what a rule is only for: items, machines, job types by name.
func (v contractView) narrowed(c contracts.Cover) []string {
	var all []string
	for _, id := range c.Items {
		all = append(all, v.Items[id].Name)
	}
	for _, id := range c.Assets {
		all = append(all, v.machineName(id))
	}
	for _, id := range c.Types {
		all = append(all, v.typeName(id))
	}
	return filled(all...)
}

func coverKindOptions() []ui.Option {
	all := make([]ui.Option, len(contracts.CoverKinds))
	for i, k := range contracts.CoverKinds {
		all[i] = ui.Option{Value: string(k), Label: coverKindWords(k)}
	}
	return all
}

// machineOptions are the machines that a rule may be for: those still under the contract, and those that it names already.
func (v contractView) machineOptions() []ui.Option {
	var all []ui.Option
	for _, m := range v.Machines {
		if m.To == "" || slices.Contains(v.Cover.Assets, m.Asset) {
			all = append(all, ui.Option{Value: m.Asset, Label: strings.Join(filled(m.Of.Name(), m.Of.Serial, m.Of.Location), " · ")})
		}
	}
	return all
}

func (v contractView) typeOptions() []ui.Option {
	var all []ui.Option
	for _, t := range v.Types {
		if t.Active || slices.Contains(v.Cover.Types, t.ID) {
			all = append(all, ui.Option{Value: t.ID, Label: t.Name})
		}
	}
	return all
}
