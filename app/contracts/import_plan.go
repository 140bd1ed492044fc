package contracts

import (
	"cmp"
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/recur"
)

// planned reports whether the place gets visits.
func (s importSite) planned() bool { return s.visits > 0 || s.months > 0 }

// rule is when the place gets visits, and from which day it counts.
func (s importSite) rule(starts, ends clock.Date) (recur.Rule, clock.Date) {
	r := visitRule(s.visits, s.months, starts, ends)
	if s.next == "" {
		return r, cmp.Or(s.first, starts)
	}
	first := back(r, s.next, cmp.Or(s.first, starts))
	if day := s.next.Start().Day(); r.Unit == recur.Months && first.Start().Day() != day {
		r.MonthDay = day
	}
	return r, first
}

// days are the days of the place's visits over the term.
func (s importSite) days(starts, ends clock.Date) ([]clock.Date, error) {
	rule, first := s.rule(starts, ends)
	return Plan{Rule: rule, First: first}.wanted(Contract{Starts: starts, Ends: ends})
}

// plans holds what is said of visits.
func (g *importGroup) plans() {
	if g.starts == "" || g.ends < g.starts {
		return
	}
	for _, s := range g.sites {
		within := func(column string, day clock.Date) bool {
			ok := day == "" || g.starts <= day && day <= g.ends
			if !ok {
				g.wrong(s.row, column, "date_within", "from", g.starts.Short(), "to", g.ends.Short())
			}
			return ok
		}
		if first, next := within(colFirst, s.first), within(colNext, s.next); !first || !next {
			continue
		}
		switch {
		case s.next != "" && s.next < clock.Today():
			g.wrong(s.row, colNext, "import_next_past")
			continue
		case !s.planned():
			if s.first+s.next != "" || s.done > 0 {
				g.wrong(s.row, colVisits, "import_visits")
			}
			if g.cycle == PerVisit {
				g.wrong(s.row, colVisits, "required")
			}
			continue
		}
		all, err := s.days(g.starts, g.ends)
		if err != nil {
			e := fault.All(err)[0]
			g.wrong(s.row, colVisits, e.Code, pairsOf(e)...)
			continue
		}
		if s.done > len(all) {
			g.wrong(s.row, colDone, "import_done", "n", len(all))
		}
	}
}

func pairsOf(e *fault.Error) []any {
	var pairs []any
	for k, v := range e.Params {
		pairs = append(pairs, k, v)
	}
	return pairs
}

// plan is the plan of the place as it is typed; named says that the contract has others beside it.
func (g importGroup) plan(s importSite, contract, site, siteName, jobType string, assets []string, named bool) PlanInput {
	rule, first := s.rule(g.starts, g.ends)
	name := "Planned visit"
	if named {
		name += ", " + siteName
	}
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return PlanInput{
		Contract: contract, Site: site, Assets: assets, Name: name, RuleUnit: string(rule.Unit), RuleEvery: strconv.Itoa(rule.Every),
		RuleMonthDay: some(rule.MonthDay), RuleCount: some(rule.Count), Type: jobType, Anchor: ByTerms, First: string(first),
		Holidays: NextDay, Assign: true, Tell: true,
	}
}

// covers are those of the type, and what is left of the planned visits as a counted rule.
func (g importGroup) covers() []Cover {
	all := standard(g.typed)
	visits, done := 0, 0
	for _, s := range g.sites {
		if days, err := s.days(g.starts, g.ends); err == nil && s.planned() {
			visits, done = visits+len(days), done+s.done
		}
	}
	if left := visits - done; left > 0 {
		name := strconv.Itoa(visits) + " planned visits"
		if done > 0 {
			name += ", " + strconv.Itoa(done) + " of them made before"
		}
		all = append(all, Cover{Name: name, Kind: CoverVisits, Applies: Planned, Most: int64(left), Priority: usual})
	}
	return all
}

// visitsText says in words when the contract brings visits.
func (g importGroup) visitsText() string {
	var all []string
	for _, s := range g.sites {
		if !s.planned() || g.starts == "" || g.ends < g.starts {
			continue
		}
		rule, first := s.rule(g.starts, g.ends)
		text := ruleWords(rule) + " from " + cmp.Or(s.next, first).Short()
		if len(all) == 0 || all[len(all)-1] != text {
			all = append(all, text)
		}
	}
	return strings.Join(all, "; ")
}
