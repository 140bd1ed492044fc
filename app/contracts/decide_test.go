package contracts

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// Lines and jobs of the tests.
var (
	labourLine = LineAsk{Item: "visit", Kind: KindService, UOM: "NOS", QtyMilli: 1000}
	gasLine    = LineAsk{Item: "gas", Kind: KindPart, UOM: "KGS", QtyMilli: 1000}
	partLine   = LineAsk{Item: "cap", Kind: KindPart, UOM: "NOS", QtyMilli: 1000}
	hourLine   = LineAsk{Item: "hour", Kind: KindService, UOM: "HRS", QtyMilli: 1500}
	chargeLine = LineAsk{Kind: KindCharge, QtyMilli: 1000}
	visitLine  = LineAsk{Item: "min", Kind: KindVisit, QtyMilli: 1000}
	breakdown  = JobAsk{Type: "repair", Assets: []string{"ac1"}}
	planned    = JobAsk{Type: "service", Assets: []string{"ac1", "ac2"}, Planned: true}
)

// said is a decision in short: "labour 1000, charged 500 (why)".
func said(d Decision) string {
	out := ""
	for _, g := range d.Borne {
		out += fmt.Sprintf("%s %d ", g.Name, g.QtyMilli)
		if g.Count != "" {
			out += "[" + g.Count + "] "
		}
	}
	if d.Charged != 0 {
		out += fmt.Sprintf("charged %d ", d.Charged)
	}
	if d.Why != "" {
		out += "(" + d.Why + ") "
	}
	if out != "" {
		out = out[:len(out)-1]
	}
	return out
}

func named(kind CoverKind, name string, change func(*Cover)) Cover {
	c := Cover{ID: name, Name: name, Kind: kind, Applies: AnyJob, Priority: 1}
	if change != nil {
		change(&c)
	}
	return c
}

func TestDecideCover_byTheFirstRuleThatHasSomethingLeft(t *testing.T) {
	labour, visits, parts := named(CoverLabour, "labour", nil), named(CoverVisits, "visits", func(c *Cover) { c.Most = 4 }), named(CoverParts, "parts", nil)
	gas := named(CoverItems, "gas charge", func(c *Cover) { c.Items, c.Most = []string{"gas"}, 1000 })
	hour := named(CoverFirstHour, "first hour", func(c *Cover) { c.Minutes = 60 })
	with := func(c Cover, change func(*Cover)) Cover { change(&c); return c }
	for name, c := range map[string]struct {
		rules []Cover
		job   JobAsk
		line  LineAsk
		want  string
	}{
		"no rule":                                {nil, breakdown, labourLine, "charged 1000"},
		"labour bears services":                  {[]Cover{labour}, breakdown, labourLine, "labour 1000"},
		"labour bears charges":                   {[]Cover{labour}, breakdown, chargeLine, "labour 1000"},
		"labour bears the visit itself":          {[]Cover{labour}, breakdown, visitLine, "labour 1000"},
		"labour bears no parts":                  {[]Cover{labour}, breakdown, partLine, "charged 1000"},
		"visits bear services":                   {[]Cover{visits}, breakdown, labourLine, "visits 1000 [1 of 4]"},
		"visits bear the visit itself":           {[]Cover{visits}, breakdown, visitLine, "visits 1000 [1 of 4]"},
		"visits bear no parts":                   {[]Cover{visits}, breakdown, partLine, "charged 1000"},
		"parts bear parts":                       {[]Cover{parts}, breakdown, partLine, "parts 1000"},
		"parts bear no services":                 {[]Cover{parts}, breakdown, labourLine, "charged 1000"},
		"parts bear no visit":                    {[]Cover{parts}, breakdown, visitLine, "charged 1000"},
		"items bear what they name":              {[]Cover{gas}, breakdown, gasLine, "gas charge 1000 [1 of 1]"},
		"items bear services that they name":     {[]Cover{with(gas, func(c *Cover) { c.Items, c.Most = []string{"visit"}, 0 })}, breakdown, labourLine, "gas charge 1000"},
		"items bear nothing else":                {[]Cover{gas}, breakdown, partLine, "charged 1000"},
		"items that name nothing bear nothing":   {[]Cover{with(gas, func(c *Cover) { c.Items = nil })}, breakdown, gasLine, "charged 1000"},
		"items bear no visit itself":             {[]Cover{with(gas, func(c *Cover) { c.Items = []string{"min"} })}, breakdown, visitLine, "charged 1000"},
		"sixty of ninety minutes":                {[]Cover{hour}, breakdown, hourLine, "first hour 1000 charged 500 (first hour used 60 of 60 min)"},
		"the rest of an hour goes on":            {[]Cover{hour, with(labour, func(c *Cover) { c.Priority = 2 })}, breakdown, hourLine, "first hour 1000 labour 500 (first hour used 60 of 60 min)"},
		"no hour of what is not sold by it":      {[]Cover{hour}, breakdown, labourLine, "charged 1000"},
		"first hours may be counted":             {[]Cover{with(hour, func(c *Cover) { c.Most, c.Used = 2, 1 })}, breakdown, LineAsk{Item: "hour", Kind: KindService, UOM: "HRS", QtyMilli: 500}, "first hour 500 [2 of 2]"},
		"and be used up":                         {[]Cover{with(hour, func(c *Cover) { c.Most, c.Used = 2, 2 })}, breakdown, hourLine, "charged 1500 (first hour used 2 of 2)"},
		"the fifth of four visits":               {[]Cover{with(visits, func(c *Cover) { c.Used = 4 })}, breakdown, visitLine, "charged 1000 (visits used 4 of 4)"},
		"the fourth of four":                     {[]Cover{with(visits, func(c *Cover) { c.Used = 3 })}, breakdown, visitLine, "visits 1000 [4 of 4]"},
		"used up, the next bears":                {[]Cover{with(visits, func(c *Cover) { c.Used = 4 }), with(labour, func(c *Cover) { c.Priority = 2 })}, breakdown, visitLine, "labour 1000 (visits used 4 of 4)"},
		"a second gas charge":                    {[]Cover{with(gas, func(c *Cover) { c.Used = 1000 })}, breakdown, gasLine, "charged 1000 (gas charge used 1 of 1)"},
		"what is left of a quantity":             {[]Cover{with(gas, func(c *Cover) { c.Most, c.Used = 2500, 1000 })}, breakdown, with2(gasLine, 3000), "gas charge 1500 [2.5 of 2.5] charged 1500 (gas charge used 2.5 of 2.5)"},
		"in part by one, the rest by another":    {[]Cover{with(gas, func(c *Cover) { c.Used = 500 }), parts}, breakdown, gasLine, "gas charge 500 [1 of 1] parts 500 (gas charge used 1 of 1)"},
		"the least priority first":               {[]Cover{with(gas, func(c *Cover) { c.Priority = 2 }), parts}, breakdown, gasLine, "parts 1000"},
		"items before parts":                     {[]Cover{parts, gas}, breakdown, gasLine, "gas charge 1000 [1 of 1]"},
		"items before parts that name items":     {[]Cover{with(parts, func(c *Cover) { c.Items = []string{"gas"} }), gas}, breakdown, gasLine, "gas charge 1000 [1 of 1]"},
		"machines before job types":              {[]Cover{with(labour, func(c *Cover) { c.ID, c.Name, c.Types = "a", "a", []string{"repair"} }), with(labour, func(c *Cover) { c.ID, c.Name, c.Assets = "b", "b", []string{"ac1"} })}, breakdown, labourLine, "b 1000"},
		"two fields before one":                  {[]Cover{with(parts, func(c *Cover) { c.ID, c.Name, c.Items = "a", "a", []string{"cap"} }), with(parts, func(c *Cover) { c.ID, c.Name, c.Types, c.Applies = "b", "b", []string{"repair"}, Unplanned })}, breakdown, partLine, "b 1000"},
		"position where all else is alike":       {[]Cover{with(labour, func(c *Cover) { c.ID, c.Name, c.Position = "a", "a", 2 }), with(labour, func(c *Cover) { c.ID, c.Name, c.Position = "b", "b", 1 })}, breakdown, labourLine, "b 1000"},
		"another machine":                        {[]Cover{with(labour, func(c *Cover) { c.Assets = []string{"ac9"} })}, planned, labourLine, "charged 1000"},
		"one of the job's machines is enough":    {[]Cover{with(labour, func(c *Cover) { c.Assets = []string{"ac9", "ac2"} })}, planned, labourLine, "labour 1000"},
		"another job type":                       {[]Cover{with(labour, func(c *Cover) { c.Types = []string{"service"} })}, breakdown, labourLine, "charged 1000"},
		"planned work only":                      {[]Cover{with(labour, func(c *Cover) { c.Applies = Planned })}, breakdown, labourLine, "charged 1000"},
		"breakdowns only":                        {[]Cover{with(labour, func(c *Cover) { c.Applies = Unplanned })}, planned, labourLine, "charged 1000"},
		"excluded":                               {[]Cover{with(parts, func(c *Cover) { c.Priority = 2 }), with(gas, func(c *Cover) { c.Excluded = true })}, breakdown, gasLine, "charged 1000 (gas charge is excluded)"},
		"an exclusion that comes later":          {[]Cover{parts, with(gas, func(c *Cover) { c.Excluded, c.Priority = true, 2 })}, breakdown, gasLine, "parts 1000"},
		"used up, then excluded":                 {[]Cover{with(gas, func(c *Cover) { c.Used = 1000 }), with(parts, func(c *Cover) { c.Excluded, c.Priority = true, 2 })}, breakdown, gasLine, "charged 1000 (gas charge used 1 of 1, parts is excluded)"},
		"bills pay the work of planned visits":   {nil, with3(planned), labourLine, "billed by the contract 1000"},
		"and their least, and no count is used":  {[]Cover{visits}, with3(planned), visitLine, "billed by the contract 1000"},
		"not their parts":                        {nil, with3(planned), partLine, "charged 1000"},
		"not breakdowns":                         {nil, with3(breakdown), labourLine, "charged 1000"},
		"not what is excluded":                   {[]Cover{with(labour, func(c *Cover) { c.Excluded = true })}, with3(planned), labourLine, "charged 1000 (labour is excluded)"},
		"more used than granted leaves nothing":  {[]Cover{with(gas, func(c *Cover) { c.Used = 5000 })}, breakdown, gasLine, "charged 1000 (gas charge used 5 of 1)"},
		"no quantity wants nobody":               {[]Cover{parts}, breakdown, with2(gasLine, 0), ""},
		"a line without item is in no list":      {[]Cover{with(labour, func(c *Cover) { c.Items = []string{""} })}, breakdown, chargeLine, "charged 1000"},
		"a first hour without minutes is nobody": {[]Cover{with(hour, func(c *Cover) { c.Minutes = 0 })}, breakdown, hourLine, "charged 1500 (first hour used 0 of 0 min)"},
	} {
		got, _ := DecideCover(c.rules, c.job, []LineAsk{c.line})
		if said(got[0]) != c.want {
			t.Errorf("%s: %q, want %q", name, said(got[0]), c.want)
		}
	}
}

func with2(l LineAsk, milli int64) LineAsk {
	l.QtyMilli = milli
	return l
}

func with3(j JobAsk) JobAsk {
	j.PerVisit = true
	return j
}

func TestDecideCover_grantsAVisitOnceForAllServicesOfTheJob(t *testing.T) {
	visits := named(CoverVisits, "visits", func(c *Cover) { c.Most, c.Used = 4, 3 })
	got, uses := DecideCover([]Cover{visits}, breakdown, []LineAsk{labourLine, with2(labourLine, 3000), chargeLine, visitLine, partLine})
	for n, d := range got[:4] {
		if d.Charged != 0 || d.Borne[0].Count != "4 of 4" {
			t.Errorf("line %d: %s", n, said(d))
		}
	}
	if want := []Use{{Cover: "visits", QtyMilli: 1}}; !reflect.DeepEqual(uses, want) || got[4].Charged != 1000 {
		t.Errorf("uses %+v, the part %s", uses, said(got[4]))
	}
}

func TestDecideCover_sharesWhatIsLeftOutInTheOrderOfTheLines(t *testing.T) {
	gas := named(CoverItems, "gas", func(c *Cover) { c.Items, c.Most = []string{"gas"}, 3000 })
	hour := named(CoverFirstHour, "hour", func(c *Cover) { c.Minutes, c.Most = 60, 9 })
	lines := []LineAsk{with2(gasLine, 2000), with2(gasLine, 2000), with2(hourLine, 700), with2(hourLine, 700)}
	got, uses := DecideCover([]Cover{gas, hour}, breakdown, lines)
	for n, want := range []string{"gas 2000 [2 of 3]", "gas 1000 [3 of 3] charged 1000 (gas used 3 of 3)", "hour 700 [1 of 9]", "hour 300 [1 of 9] charged 400 (hour used 60 of 60 min)"} {
		if said(got[n]) != want {
			t.Errorf("line %d: %q, want %q", n, said(got[n]), want)
		}
	}
	if want := []Use{{Cover: "gas", QtyMilli: 3000}, {Cover: "hour", QtyMilli: 1}}; !reflect.DeepEqual(uses, want) {
		t.Errorf("%+v", uses)
	}
}

// drawn makes rules, jobs and lines from numbers: few names, so that they meet.
type drawn struct{ *rand.Rand }

func (r drawn) some(names ...string) []string {
	var out []string
	for _, n := range names {
		if r.IntN(3) == 0 {
			out = append(out, n)
		}
	}
	return out
}

func (r drawn) rules() []Cover {
	out := make([]Cover, r.IntN(7))
	for i := range out {
		out[i] = Cover{
			ID: fmt.Sprint("c", i), Name: fmt.Sprint("rule ", i), Position: r.IntN(3), Kind: CoverKinds[r.IntN(len(CoverKinds))], Items: r.some("visit", "gas", "cap", "hour"),
			Assets: r.some("ac1", "ac2"), Types: r.some("repair", "service"), Applies: []string{AnyJob, Planned, Unplanned}[r.IntN(3)],
			Minutes: r.IntN(3) * 30, Excluded: r.IntN(6) == 0, Priority: 1 + r.IntN(3),
		}
		if r.IntN(3) > 0 {
			out[i].Most = 1 + r.Int64N(4)
			if out[i].Kind.ByQuantity() {
				out[i].Most = 1 + r.Int64N(5000)
			}
		}
	}
	return out
}

func (r drawn) job() (JobAsk, []LineAsk) {
	j := JobAsk{Type: []string{"repair", "service"}[r.IntN(2)], Assets: r.some("ac1", "ac2", "ac3"), Planned: r.IntN(2) == 0, PerVisit: r.IntN(5) == 0}
	lines := make([]LineAsk, r.IntN(5))
	for i := range lines {
		lines[i] = []LineAsk{labourLine, gasLine, partLine, hourLine, chargeLine, visitLine}[r.IntN(6)]
		lines[i].QtyMilli = r.Int64N(4000)
	}
	return j, lines
}

// check fails where the parts of a line are not the line, more was granted than is left, or an order of the rules matters.
func check(t *testing.T, rules []Cover, j JobAsk, lines []LineAsk, shuffle func([]Cover)) []Use {
	t.Helper()
	got, uses := DecideCover(rules, j, lines)
	granted := map[string]int64{}
	for n, d := range got {
		sum := d.Charged
		for _, g := range d.Borne {
			if g.QtyMilli <= 0 {
				t.Fatalf("%+v grants nothing", g)
			}
			sum += g.QtyMilli
			granted[g.Cover] += g.QtyMilli
		}
		if sum != lines[n].QtyMilli || d.Charged < 0 {
			t.Fatalf("line %d of %d is %d: %s\n%+v", n, lines[n].QtyMilli, sum, said(d), rules)
		}
	}
	for _, u := range uses {
		at := slices.IndexFunc(rules, func(c Cover) bool { return c.ID == u.Cover })
		c := rules[at]
		if u.QtyMilli <= 0 || c.Most > 0 && c.Used+u.QtyMilli > c.Most || c.Excluded {
			t.Fatalf("used %d more of %+v", u.QtyMilli, c)
		}
		if c.Kind.ByQuantity() && granted[c.ID] != u.QtyMilli || !c.Kind.ByQuantity() && u.QtyMilli != 1 {
			t.Fatalf("granted %d of %+v, used %d", granted[c.ID], c, u.QtyMilli)
		}
		if c.Kind == CoverFirstHour && granted[c.ID] > int64(c.Minutes)*1000/60 {
			t.Fatalf("%d thousandths of an hour of %+v", granted[c.ID], c)
		}
		delete(granted, c.ID)
	}
	delete(granted, "") // what bills pay uses nothing
	if len(granted) > 0 {
		t.Fatalf("granted and not used: %v", granted)
	}
	other := slices.Clone(rules)
	shuffle(other)
	if again, use := DecideCover(other, j, lines); !reflect.DeepEqual(again, got) || !reflect.DeepEqual(use, uses) {
		t.Fatalf("in another order\n%+v\n%+v", got, again)
	}
	return uses
}

func TestDecideCover_holdsForAnyRules(t *testing.T) {
	r := drawn{rand.New(rand.NewPCG(5, 94))}
	for range 100_000 {
		rules := r.rules()
		for range 1 + r.IntN(4) { // jobs one after the other
			j, lines := r.job()
			for _, u := range check(t, rules, j, lines, func(c []Cover) { r.Shuffle(len(c), func(a, b int) { c[a], c[b] = c[b], c[a] }) }) {
				at := slices.IndexFunc(rules, func(c Cover) bool { return c.ID == u.Cover })
				rules[at].Used += u.QtyMilli
			}
		}
	}
}

func FuzzDecideCover(f *testing.F) {
	f.Add(uint64(1), int64(1000), int64(4), int64(3), 60)
	f.Add(uint64(9), int64(-1), int64(-4), int64(-3), -60)
	f.Fuzz(func(t *testing.T, seed uint64, qty, most, used int64, minutes int) {
		r := drawn{rand.New(rand.NewPCG(seed, 1))}
		rules := r.rules()
		for i := range rules {
			if r.IntN(2) == 0 {
				rules[i].Most, rules[i].Used, rules[i].Minutes = most%1_000_000_000, max(0, used%1_000_000_000), minutes%100_000
			}
		}
		j, lines := r.job()
		for i := range lines {
			if r.IntN(2) == 0 {
				lines[i].QtyMilli = qty % 10_000_000
			}
		}
		if slices.ContainsFunc(lines, func(l LineAsk) bool { return l.QtyMilli < 0 }) {
			DecideCover(rules, j, lines) // it must not fall over
			return
		}
		check(t, rules, j, lines, slices.Reverse[[]Cover])
	})
}
