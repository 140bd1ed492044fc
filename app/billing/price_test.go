package billing

import (
	"testing"

	"doorstep/app/kernel/money"
)

func TestPrice_goesByTheFirstRuleThatHolds(t *testing.T) {
	visit := taken{Item: "visit", Kind: LineService, QtyMilli: 1000, Rate: 450_00}
	agreed := visit
	agreed.Rate, agreed.Agreed = 399_00, true
	free := taken{Kind: LineCharge, QtyMilli: 1000, Rate: 100_00}
	list := terms{Lists: []priceList{{Name: "Corporates", Prices: map[string]money.Paise{"visit": 300_00}, Bps: 1000}}, CustomerBps: 500}
	bare := terms{Lists: []priceList{{Name: "Corporates", Bps: 1000}}, CustomerBps: 500}
	own := terms{CustomerBps: 500}
	both := terms{Lists: append([]priceList{{Name: "Contract", Prices: map[string]money.Paise{"visit": 250_00}}}, list.Lists...), CustomerBps: 500}
	over := terms{Lists: append([]priceList{{Name: "Contract", Bps: 2000}}, list.Lists...)}
	for name, c := range map[string]struct {
		line  taken
		terms terms
		cover string
		rate  money.Paise
		bps   int
		why   string
		net   money.Paise
	}{
		"nothing special":                     {visit, terms{}, "", 450_00, 0, WhyStandard, 450_00},
		"a contract's list before his own":    {visit, both, "", 250_00, 0, "list:Contract", 250_00},
		"a contract's list that says nothing": {free, both, "", 100_00, 1000, "list_bps:Corporates", 90_00},
		"a contract's discount before his":    {visit, over, "", 450_00, 2000, "list_bps:Contract", 360_00},
		"an estimate before a contract":       {agreed, both, "", 399_00, 0, WhyEstimate, 399_00},
		"his price list names the item":       {visit, list, "", 300_00, 0, "list:Corporates", 300_00},
		"his price list has a discount":       {visit, bare, "", 450_00, 1000, "list_bps:Corporates", 405_00},
		"his own discount":                    {visit, own, "", 450_00, 500, WhyCustomer, 427_50},
		"an estimate goes before every list":  {agreed, list, "", 399_00, 0, WhyEstimate, 399_00},
		"a line without item gets discounts":  {free, list, "", 100_00, 1000, "list_bps:Corporates", 90_00},
		"covered by contract":                 {visit, list, CoverAMC, 300_00, 0, "cover:amc", 0},
		"covered though a price was agreed":   {agreed, terms{}, CoverWarranty, 399_00, 0, "cover:warranty", 0},
	} {
		got := price([]taken{c.line}, c.terms, c.cover)[0]
		if got.Rate != c.rate || got.DiscountBps != c.bps || got.Why != c.why || got.net() != c.net || got.List != c.line.Rate {
			t.Errorf("%s: rate %d less %d bps (%s) comes to %d; want %d less %d (%s), %d", name, got.Rate, got.DiscountBps, got.Why, got.net(), c.rate, c.bps, c.why, c.net)
		}
	}
}

func TestTopUp_bringsServicesToTheLeastOfAVisit(t *testing.T) {
	m := minimum{Least: 450_00, Line: taken{Item: "v", Name: "Visit charge", HSN: "998715", GSTBps: 1800}}
	line := func(kind string, rate money.Paise) Line {
		return Line{Kind: kind, QtyMilli: 1000, Rate: rate, Why: WhyStandard}
	}
	covered, agreed := line(LineService, 300_00), line(LineService, 100_00)
	covered.Cover, agreed.Why = CoverAMC, WhyEstimate
	for name, c := range map[string]struct {
		lines []Line
		want  money.Paise // of the line that is added; 0 none
	}{
		"nothing was used":   {nil, 450_00},
		"parts do not count": {[]Line{line(LinePart, 900_00)}, 450_00},
		"services below it":  {[]Line{line(LineService, 200_00), line(LineCharge, 50_00)}, 200_00},
		"services at it":     {[]Line{line(LineService, 450_00)}, 0},
		"services over it":   {[]Line{line(LineService, 800_00)}, 0},
		"a covered line":     {[]Line{covered, line(LinePart, 100_00)}, 150_00},
		"a price was agreed": {[]Line{agreed}, 0},
	} {
		got := m.topUp(c.lines, "job")
		if c.want == 0 {
			if len(got) != len(c.lines) {
				t.Errorf("%s: %+v was added", name, got[len(got)-1])
			}
			continue
		}
		last := got[len(got)-1]
		if len(got) != len(c.lines)+1 || last.Rate != c.want || last.Why != WhyMinimum || last.Kind != LineCharge || last.Job != "job" || last.HSN != "998715" {
			t.Errorf("%s: %+v, want %d more", name, last, c.want)
		}
	}
	if got := (minimum{}).topUp(nil, "job"); len(got) != 0 {
		t.Errorf("without a least: %+v", got)
	}
}

func TestShare_isExactForLargeAmounts(t *testing.T) {
	const crore = money.Paise(1_00_00_000_00)
	for _, c := range []struct {
		p           money.Paise
		part, whole int64
		want        money.Paise
	}{
		{450_00, 1500, 1000, 675_00}, {1, 500, 1000, 1}, {1, 499, 1000, 0}, {10_000 * crore, 1000, 1000, 10_000 * crore}, {333, 1800, 10000, 60},
	} {
		if got := share(c.p, c.part, c.whole); got != c.want {
			t.Errorf("%d × %d ÷ %d = %d, want %d", c.p, c.part, c.whole, got, c.want)
		}
	}
}

func TestPercent_readsWhatPeopleType(t *testing.T) {
	for typed, want := range map[string]int{"": 0, "10": 1000, "10%": 1000, " 2.5 % ": 250, "0.25": 25, "100": 10000, "100.01": -1, "-5": -1, "x": -1, "1.234": -1} {
		got, err := percent(typed)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %d, want %d (%v)", typed, got, want, err)
		}
	}
}
