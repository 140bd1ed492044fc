package contracts

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/paper"
)

var numberWords = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// inWords is a small number in words, a larger one in figures.
func inWords(n int64) string {
	if n >= 0 && n < int64(len(numberWords)) {
		return numberWords[n]
	}
	return strconv.FormatInt(n, 10)
}

func times(n int64, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return inWords(n) + " " + many
}

// jobsOf is what jobs a rule applies to.
var jobsOf = map[string][2]string{
	AnyJob: {"visit", "visits"}, Planned: {"planned visit", "planned visits"}, Unplanned: {"breakdown call", "breakdown calls"},
}

// covered says in words what the contract bears, and what it does not.
func (p printed) covered() paper.Section {
	s := paper.Section{Title: "What it covers", Text: "The customer pays nothing for the following. What is not covered is charged."}
	var not []string
	for _, c := range p.covers {
		if c.Excluded {
			not = append(not, p.coverText(c))
			continue
		}
		s.Points = append(s.Points, p.coverText(c)+".")
	}
	for _, text := range not {
		s.Points = append(s.Points, "Not covered: "+within(text)+".")
	}
	if len(p.covers) == 0 {
		s.Text = "Nothing is covered; all work is charged."
	}
	return s
}

// coverText is one rule: "Four free planned visits", "Parts: Capacitor 35 µF, up to two".
func (p printed) coverText(c Cover) string {
	kinds := jobsOf[c.Applies]
	if kinds[0] == "" {
		kinds = jobsOf[AnyJob]
	}
	items := strings.Join(p.named(c.Items), ", ")
	var text string
	switch c.Kind {
	case CoverVisits:
		text = "Free " + kinds[1]
		if c.Most > 0 && !c.Excluded {
			text = times(c.Most, "free "+kinds[0], "free "+kinds[1])
		}
	case CoverLabour:
		text = "Labour and visiting charges of all " + kinds[1]
		if c.Most > 0 && !c.Excluded {
			text = "Labour and visiting charges of " + times(c.Most, kinds[0], kinds[1])
		}
	case CoverFirstHour:
		text = fmt.Sprintf("The first %d minutes of work of each %s", c.Minutes, kinds[0])
		if c.Most > 0 && !c.Excluded {
			text = fmt.Sprintf("The first %d minutes of work of %s", c.Minutes, times(c.Most, kinds[0], kinds[1]))
		}
	default:
		text = "Parts"
		switch {
		case items != "" && c.Kind == CoverItems:
			text = items
		case items != "":
			text = "Parts: " + items
		}
		if c.Applies != AnyJob && c.Applies != "" {
			text += ", on " + kinds[1]
		}
		if c.Most > 0 && !c.Excluded {
			text += ", up to " + c.times() + " in all"
		}
	}
	if items != "" && (c.Kind == CoverLabour || c.Kind == CoverVisits || c.Kind == CoverFirstHour) {
		text += " (" + items + ")"
	}
	if len(c.Types) > 0 {
		text += ", for " + strings.Join(p.named(c.Types), ", ")
	}
	if len(c.Assets) > 0 {
		text += ", for " + strings.Join(p.named(c.Assets), ", ")
	}
	if r := []rune(text); len(r) > 0 {
		text = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	if c.named(text) {
		return text
	}
	return c.Name + ": " + within(text)
}

// within is a text as it goes on in a sentence; what is written in capitals stays so.
func within(text string) string {
	r := []rune(text)
	if len(r) > 1 && unicode.IsUpper(r[0]) && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// named reports whether the words of a rule say what its name does, so that the name need not stand beside them.
func (c Cover) named(text string) bool {
	for _, w := range strings.Fields(strings.ToLower(c.Name)) {
		if w != "and" && !strings.Contains(strings.ToLower(text), strings.Trim(w, "s,.()")) {
			return false
		}
	}
	return true
}

func (p printed) named(ids []string) []string {
	var out []string
	for _, id := range ids {
		if n := p.names[id]; n != "" {
			out = append(out, n)
		}
	}
	return out
}

// visits is when they come: each plan in words, and the dates with the hours that are promised.
func (p printed) visits() paper.Section {
	if len(p.plans) == 0 {
		return paper.Section{}
	}
	s := paper.Section{Title: "Planned visits"}
	several := len(p.plans) > 1
	by := map[string]Plan{}
	for _, plan := range p.plans {
		by[plan.ID] = plan
		if plan.Ended {
			continue
		}
		text := plan.Name + ": " + plan.Rule.TextFrom(plan.First)
		if len(p.Sites) > 1 {
			text += ", at " + p.names[plan.Site]
		}
		if plan.Anchor == ByLastVisit {
			text += ", counted from the last visit"
		}
		text += plan.flexText()
		s.Points = append(s.Points, text+".")
	}
	g := paper.Grid{Columns: []paper.Column{{Head: "#", Share: 0.7}, {Head: "Day", Share: 3}, {Head: "Promised between", Share: 3}}}
	if several {
		g.Columns = append(g.Columns, paper.Column{Head: "Visit", Share: 5})
	}
	g.Columns = append(g.Columns, paper.Column{Head: "Remark", Share: 3})
	for _, d := range p.dates {
		if d.State == Cancelled || d.State == Skipped {
			continue
		}
		plan := by[d.Plan]
		from, to := plan.window(p.cal, d.PlannedOn)
		row := []string{strconv.Itoa(len(g.Rows) + 1), d.PlannedOn.Start().Format("Mon, 2 Jan 2006"), clock.HM(from) + " – " + clock.HM(to)}
		if several {
			row = append(row, plan.Name)
		}
		remark := ""
		switch {
		case d.DoneOn != "":
			remark = "done on " + d.DoneOn.Short()
		case d.PlannedOn != d.DueOn:
			remark = "due on " + d.DueOn.Short()
		}
		g.Rows = append(g.Rows, append(row, remark))
	}
	if len(g.Rows) > 0 {
		s.Grid = &g
	}
	return s
}

// flexText says how far from its day a visit may be done.
func (p Plan) flexText() string {
	var ways []string
	if p.FlexBefore > 0 {
		ways = append(ways, daysText(p.FlexBefore)+" earlier")
	}
	if p.FlexAfter > 0 {
		ways = append(ways, daysText(p.FlexAfter)+" later")
	}
	if len(ways) == 0 {
		return ""
	}
	return "; up to " + strings.Join(ways, " or ")
}

// promises is how fast somebody comes and mends.
func (p printed) promises() paper.Section {
	s := paper.Section{Title: "Response and resolution"}
	of := " of working time"
	if p.RoundClock {
		of = ", round the clock"
	}
	if p.RespondMin > 0 {
		s.Points = append(s.Points, "A breakdown is attended at the site within "+lengthText(p.RespondMin)+of+".")
	}
	if p.ResolveMin > 0 {
		s.Points = append(s.Points, "It is put right within "+lengthText(p.ResolveMin)+of+", unless it waits for the customer or for parts.")
	}
	if len(s.Points) == 0 {
		s.Text = "As our general level of service promises when the breakdown is reported."
	}
	return s
}

// lengthText is minutes as people say them: "45 minutes", "4 hours", "1 hour 30 minutes".
func lengthText(minutes int) string {
	var parts []string
	if h := minutes / 60; h > 0 {
		parts = append(parts, countText(h, "hour"))
	}
	if m := minutes % 60; m > 0 {
		parts = append(parts, countText(m, "minute"))
	}
	return strings.Join(parts, " ")
}

func countText(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
