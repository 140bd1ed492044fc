package contracts

import (
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/kernel/statement"
)

// billedAs finds the service as which the contract is billed: the named one, otherwise the only one that is called AMC or a contract.
func (l *looker) billedAs(g *importGroup, f *found) {
	if g.cycle == NoBills {
		return
	}
	if g.item != "" {
		for _, i := range l.services {
			if strings.EqualFold(i.Code, g.item) || strings.EqualFold(i.Name, g.item) {
				f.item = i.ID
				return
			}
		}
		g.wrong(g.row, colItem, "import_item", "text", g.item)
		return
	}
	var fit []catalog.Item
	for _, i := range l.services {
		if called(i.Code+" "+i.Name, "amc", "contract", "cmc", "maintenance") {
			fit = append(fit, i)
		}
	}
	if len(fit) != 1 {
		g.wrong(g.row, colItem, "import_items", "n", len(fit))
		return
	}
	f.item = fit[0].ID
}

// visitedAs finds the job types of the planned visits: the named one, otherwise the only one whose jobs are under contracts, or
// that is called maintenance. One of another trade is never guessed.
func (l *looker) visitedAs(g *importGroup, f *found) {
	for n, s := range g.sites {
		if !s.planned() {
			continue
		}
		var fit []catalog.JobType
		for _, choose := range []func(catalog.JobType) bool{
			func(t catalog.JobType) bool { return t.Payment == "amc" },
			func(t catalog.JobType) bool {
				return called(t.Code+" "+t.Name, "amc", "maintenance", "preventive", "pm")
			},
		} {
			if s.jobType != "" {
				choose = func(t catalog.JobType) bool {
					return strings.EqualFold(t.Code, s.jobType) || strings.EqualFold(t.Name, s.jobType)
				}
			}
			if fit = slices.DeleteFunc(slices.Clone(l.types), func(t catalog.JobType) bool { return !choose(t) }); len(fit) > 0 {
				break
			}
		}
		switch {
		case len(fit) == 0 && s.jobType != "":
			g.wrong(s.row, colJobType, "import_job_type", "text", s.jobType)
		case len(fit) != 1:
			g.wrong(s.row, colJobType, "import_job_types")
		default:
			f.jobTypes[n] = fit[0].ID
		}
	}
}

// called reports whether one of the words stands in the name.
func called(name string, words ...string) bool {
	for _, field := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" -_/().,", r) }) {
		if slices.Contains(words, statement.HeadingKey(field)) {
			return true
		}
	}
	return false
}
