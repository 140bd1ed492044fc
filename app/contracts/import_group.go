package contracts

import (
	"slices"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
)

func (g *importGroup) wrong(row int, column, code string, pairs ...any) {
	e := fault.New(fault.Invalid, code, pairs...)
	p := ImportProblem{Row: row, Code: e.Code, Params: e.Params}
	if column != "" {
		p.Column = g.heading(column)
	}
	g.problems = append(g.problems, p)
}

// join makes one contract of the rows. What is said of the whole contract may stand on any of them, but not differ.
func (g *importGroup) join() {
	g.importRow = g.rows[0]
	for _, r := range g.rows[1:] {
		for _, said := range []struct {
			column string
			have   *string
			says   string
		}{
			{colName, &g.name, r.name},
			{colPhone, &g.phone, r.phone},
			{colGSTIN, &g.gstin, r.gstin},
			{colItem, &g.item, r.item},
			{colType, (*string)(&g.typed), string(r.typed)},
			{colStart, (*string)(&g.starts), string(r.starts)},
			{colEnd, (*string)(&g.ends), string(r.ends)},
		} {
			g.same(r.row, said.column, said.have, said.says)
		}
		if r.billing != "" {
			if g.billing == "" {
				g.billing, g.cycle, g.timing = r.billing, r.cycle, r.timing
			} else if g.cycle != r.cycle || g.timing != r.timing {
				g.wrong(r.row, colBilling, "import_differs", "row", g.row)
			}
		}
		if r.value != nil {
			if g.value == nil {
				g.value = r.value
			} else if *g.value != *r.value {
				g.wrong(r.row, colValue, "import_differs", "row", g.row)
			}
		}
		if r.notes != "" && !strings.Contains(g.notes, r.notes) {
			g.notes = strings.TrimSpace(g.notes + "\n" + r.notes)
		}
	}
	g.money()
	g.placed()
	g.check()
	g.plans()
	sortProblems(g.problems)
}

func (g *importGroup) same(row int, column string, have *string, says string) {
	switch {
	case says == "":
	case *have == "":
		*have = says
	case !strings.EqualFold(*have, says):
		g.wrong(row, column, "import_differs", "row", g.row)
	}
}

// money settles the value and how it is billed: without a word a value is billed at once, and without value nothing is.
func (g *importGroup) money() {
	var sum money.Paise
	shares := 0
	for _, r := range g.rows {
		if r.share != nil {
			sum, shares = sum+*r.share, shares+1
			if !r.machine() {
				g.wrong(r.row, colShare, "import_share")
			}
		}
	}
	if g.value == nil {
		g.value = &sum
		if shares > 0 && shares < len(g.rows) {
			g.wrong(g.row, colValue, "required")
		}
	}
	if shares > 0 && (sum > *g.value || shares == len(g.rows) && sum != *g.value) {
		g.wrong(g.row, colShare, "shares_sum", "sum", sum.Rupees(), "value", g.value.Rupees())
	}
	if g.billing == "" {
		g.cycle = NoBills
		if *g.value > 0 {
			g.cycle = Upfront
		}
	}
	if g.cycle != NoBills && *g.value == 0 && g.typed != Warranty {
		g.wrong(g.row, colValue, "required")
	}
	if *g.value == 0 {
		g.cycle = NoBills
	}
	g.timing = g.cycle.timing(g.timing)
}

// placed gathers the rows by the place that they name; one that names none is at the place of the row before.
func (g *importGroup) placed() {
	bare := 0
	for n, r := range g.rows {
		at := len(g.sites) - 1
		if at < 0 || r.address+r.pin != "" {
			at = slices.IndexFunc(g.sites, func(s importSite) bool { return sameSite(s.address, s.pin, r.address, r.pin) })
		}
		if at < 0 {
			at = len(g.sites)
			g.sites = append(g.sites, importSite{importRow: r})
		}
		s := &g.sites[at]
		if r.machine() {
			s.machines = append(s.machines, n)
		} else {
			bare++
		}
		s.fill(r)
	}
	if bare > 0 && bare < len(g.rows) {
		for _, r := range g.rows {
			if !r.machine() {
				g.wrong(r.row, colKind, "import_machine")
			}
		}
	}
	for n := range g.sites { // what is said once of visits holds for every place
		s := &g.sites[n]
		if s.visits < 0 && s.months == 0 {
			s.visits, s.months = g.sites[0].visits, g.sites[0].months
		}
		if s.first == "" && s.next == "" {
			s.first, s.next = g.sites[0].first, g.sites[0].next
		}
		if s.done < 0 {
			s.done = max(0, g.sites[0].done)
		}
		if s.jobType == "" {
			s.jobType = g.sites[0].jobType
		}
	}
}

// fill takes over what a further row of the place says of its visits.
func (s *importSite) fill(r importRow) {
	if s.visits < 0 && s.months == 0 {
		s.visits, s.months = r.visits, r.months
	}
	if s.first == "" {
		s.first = r.first
	}
	if s.next == "" {
		s.next = r.next
	}
	if s.done < 0 {
		s.done = r.done
	}
	if s.jobType == "" {
		s.jobType = r.jobType
	}
}

// sameSite reports whether two places are one: the same PIN code, as far as both have one, and the same letters and digits.
func sameSite(address, pin, otherAddress, otherPin string) bool {
	if pin != "" && otherPin != "" && pin != otherPin {
		return false
	}
	return statement.HeadingKey(address) == statement.HeadingKey(otherAddress)
}

// check holds what can be seen without looking anything up.
func (g *importGroup) check() {
	need := func(ok bool, column string) {
		if !ok && !g.has(column) {
			g.wrong(g.row, column, "required")
		}
	}
	need(g.name != "", colName)
	need(g.typed != "", colType)
	need(g.starts != "", colStart)
	need(g.ends != "", colEnd)
	if g.phone+g.gstin == "" && !g.has(colPhone) && !g.has(colGSTIN) {
		g.wrong(g.row, colPhone, "import_key")
	}
	if g.starts != "" && g.ends != "" {
		switch {
		case g.ends < g.starts:
			g.wrong(g.row, colEnd, "ends_before")
		case g.ends >= clock.DateOf(g.starts.Start().AddDate(longestYears, 0, 0)):
			g.wrong(g.row, colEnd, "term_long", "years", longestYears)
		case g.ends < clock.Today():
			g.wrong(g.row, colEnd, "contract_past")
		}
	}
	for _, r := range g.rows {
		if r.machine() && r.kind == "" && r.serial == "" {
			g.wrong(r.row, colKind, "required")
		}
	}
	if len(g.rows) > mostAssets {
		g.wrong(g.row, "", "import_machines", "max", mostAssets)
	}
}

// has reports whether something is wrong with the column of the first row already.
func (g *importGroup) has(column string) bool {
	return slices.ContainsFunc(g.problems, func(p ImportProblem) bool { return p.Row == g.row && p.Column == g.heading(column) })
}

// twins finds machines that stand in the file twice, and rows without a number that say the same as another.
func (b *importBook) twins() {
	serials := map[string]int{}
	same := map[string]int{}
	for n := range b.contracts {
		g := &b.contracts[n]
		for _, r := range g.rows {
			if r.serial == "" {
				continue
			}
			k := statement.HeadingKey(r.brand) + " " + r.serial
			if first, twice := serials[k]; twice {
				g.wrong(r.row, colSerial, "import_twice", "row", first)
				continue
			}
			serials[k] = r.row
		}
		if g.no != "" || g.serial != "" {
			continue
		}
		k := strings.ToLower(strings.Join([]string{
			g.name, g.phone, g.gstin, g.address, g.pin, g.kind, g.brand, g.model, string(g.typed), string(g.starts), string(g.ends),
		}, "\x00"))
		if first, twice := same[k]; twice {
			g.wrong(g.row, "", "import_twice", "row", first)
			continue
		}
		same[k] = g.row
	}
}
