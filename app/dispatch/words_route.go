package dispatch

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/route"
)

// unserved tells for each visit that nobody makes in a plan why that is, the most urgent first.
func (d *Loaded) unserved(before, plan route.Plan) []Unserved {
	if len(plan.Unserved) == 0 {
		return nil
	}
	open := route.Open(d.Problem, plan)
	var all []Unserved
	for _, visit := range plan.Unserved {
		w := d.Work[visit]
		u := Unserved{Job: w.Job, No: w.No, Customer: w.Name, Priority: w.Priority, Why: d.against(visit, open.Against(visit))}
		if v := d.Problem.Visits[visit]; v.Was != nil && !slices.Contains(before.Unserved, visit) {
			u.Why = append([]string{"Taken off the plan"}, u.Why...)
		} else if v.Was != nil {
			at := fmt.Sprintf("Stays with %s at %s, though that cannot be kept", d.Workers[v.Was.Technicians[0]].Technician.Name, clock.HM(w.Start.Time()))
			u.Why = append([]string{at}, u.Why...)
		}
		all = append(all, u)
	}
	slices.SortStableFunc(all, func(a, b Unserved) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.No, b.No))
	})
	return all
}

// against sums up what excludes the technicians from a visit: each counts once, by the first rule that excludes him; what excludes
// most comes first.
func (d *Loaded) against(visit int, all []route.Exclusion) []string {
	type reason struct {
		rule    route.Rule
		a, c, n int
	}
	var reasons []reason
	var crew string
	seen := map[int]bool{}
	for _, e := range all {
		if e.Rule == route.RuleCrew {
			crew = fmt.Sprintf("it needs %d together and %d could go", e.B, e.A)
			continue
		}
		if seen[e.Technician] {
			continue
		}
		seen[e.Technician] = true
		if e.Rule == route.RuleAway { // leave and a day off are told apart
			e.A, e.C = first(d.Workers[e.Technician].OnLeave), 0
		}
		if e.Rule == route.RuleTooLong || e.Rule == route.RuleHours || e.Rule == route.RuleLocked {
			e.A, e.C = 0, 0
		}
		at := slices.IndexFunc(reasons, func(r reason) bool { return r.rule == e.Rule && r.a == e.A && r.c == e.C })
		if at < 0 {
			at = len(reasons)
			reasons = append(reasons, reason{rule: e.Rule, a: e.A, c: e.C})
		}
		reasons[at].n++
	}
	slices.SortStableFunc(reasons, func(x, y reason) int { return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.rule, y.rule)) })
	words := []string{}
	if crew != "" {
		words = append(words, crew)
	}
	for _, r := range reasons {
		words = append(words, fmt.Sprintf("%d %s", r.n, d.excludes(visit, r.rule, r.a, r.c, r.n == 1)))
	}
	if len(words) == 0 {
		words = append(words, "Nobody is there that day")
	}
	return words
}

// excludes is what a rule says of technicians, after their number.
func (d *Loaded) excludes(visit int, rule route.Rule, a, c int, one bool) string {
	verb := func(single, many string) string {
		if one {
			return single
		}
		return many
	}
	v := &d.Problem.Visits[visit]
	switch rule {
	case route.RuleAway:
		if a == 1 {
			return "on leave"
		}
		return verb("does", "do") + " not work that day"
	case route.RuleSkill:
		return fmt.Sprintf("%s ‘%s’ level %d", verb("lacks", "lack"), d.skillOf[d.skills.names[a]], c)
	case route.RuleArea:
		return fmt.Sprintf("%s not go to %s", verb("does", "do"), d.pins.names[a])
	case route.RuleRestricted:
		return verb("is", "are") + " not wanted by the customer"
	case route.RuleMust:
		return verb("is", "are") + " not whom the customer insists on"
	case route.RulePart:
		return fmt.Sprintf("%s not have %s × ‘%s’ on the van", verb("does", "do"), catalog.QtyText(c), d.names[a])
	case route.RuleStock:
		return fmt.Sprintf("%s ‘%s’ for other visits of the day", verb("needs", "need"), d.names[a])
	case route.RuleLocked:
		return verb("is", "are") + " not whom it is locked to"
	case route.RuleTooLong:
		return fmt.Sprintf("%s not work %d min without a break", verb("does", "do"), v.Duration/60)
	case route.RuleHours:
		if len(v.Windows) == 0 && v.Lock&route.LockTime == 0 {
			return fmt.Sprintf("%s not have %d min left that day", verb("does", "do"), v.Duration/60)
		}
		return fmt.Sprintf("%s not work %s", verb("does", "do"), d.when(v))
	}
	return fmt.Sprintf("%s no room %s", verb("has", "have"), d.when(v))
}

// when is the time a visit has to begin in, in words.
func (d *Loaded) when(v *route.Visit) string {
	if v.Lock&route.LockTime != 0 && v.Was != nil {
		return "at " + clock.HM(d.Time(v.Was.Start))
	}
	if len(v.Windows) == 0 {
		return "that day"
	}
	from, to := v.Windows[0].From, v.Windows[len(v.Windows)-1].To
	switch {
	case from == 0 || d.today() && d.Time(from).Before(d.Now):
		return "before " + clock.HM(d.Time(to))
	case to >= wholeDay:
		return "after " + clock.HM(d.Time(from))
	}
	return fmt.Sprintf("between %s and %s", clock.HM(d.Time(from)), clock.HM(d.Time(to)))
}
