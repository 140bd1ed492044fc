package contracts

import (
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/recur"
	"doorstep/app/kernel/statement"
)

// typeWords are what people call the types. AMC alone is taken for one without parts: that is what it is without the word
// comprehensive.
var typeWords = map[string]Type{
	"comprehensive": Comprehensive, "cmc": Comprehensive, "acmc": Comprehensive, "camc": Comprehensive, "comp": Comprehensive,
	"comprehensiveamc": Comprehensive, "amccomprehensive": Comprehensive, "full": Comprehensive, "withparts": Comprehensive,
	"labourandparts": Comprehensive, "comprehensivemaintenance": Comprehensive, "comprehensivemaintenancecontract": Comprehensive,
	"amcwithparts":     Comprehensive,
	"noncomprehensive": NonComprehensive, "ncmc": NonComprehensive, "amc": NonComprehensive, "ncamc": NonComprehensive,
	"nonamc": NonComprehensive, "noncmc": NonComprehensive, "noncomp": NonComprehensive, "noncomprehensiveamc": NonComprehensive,
	"amcnoncomprehensive": NonComprehensive, "withoutparts": NonComprehensive, "amcwithoutparts": NonComprehensive,
	"serviceonly": NonComprehensive, "annualmaintenancecontract": NonComprehensive, "annualmaintenance": NonComprehensive,
	"labour": Labour, "labor": Labour, "labouronly": Labour, "laboronly": Labour, "labouramc": Labour, "labourcontract": Labour,
	"warranty": Warranty, "underwarranty": Warranty, "iw": Warranty, "inwarranty": Warranty, "guarantee": Warranty, "extendedwarranty": Warranty,
}

func typeOf(text string) (Type, bool) {
	t, ok := typeWords[statement.HeadingKey(text)]
	return t, ok
}

// cycleWords are the billing cycles as people write them, without what says before or after.
var cycleWords = map[string]Cycle{
	"upfront": Upfront, "once": Upfront, "onetime": Upfront, "oneshot": Upfront, "advance": Upfront, "full": Upfront, "fulladvance": Upfront,
	"inadvance": Upfront, "lumpsum": Upfront, "fullpayment": Upfront, "atonce": Upfront, "prepaid": Upfront, "100advance": Upfront,
	"monthly": Monthly, "everymonth": Monthly, "permonth": Monthly, "month": Monthly,
	"quarterly": Quarterly, "quarter": Quarterly, "everyquarter": Quarterly, "every3months": Quarterly, "3monthly": Quarterly, "3months": Quarterly,
	"halfyearly": HalfYearly, "halfyear": HalfYearly, "sixmonthly": HalfYearly, "6monthly": HalfYearly, "every6months": HalfYearly, "6months": HalfYearly,
	"biannual": HalfYearly, "biannually": HalfYearly, "semiannual": HalfYearly, "semiannually": HalfYearly,
	"yearly": Yearly, "annual": Yearly, "annually": Yearly, "everyyear": Yearly, "12months": Yearly, "peryear": Yearly,
	"pervisit": PerVisit, "visit": PerVisit, "eachvisit": PerVisit, "everyvisit": PerVisit, "percall": PerVisit, "visitwise": PerVisit, "perservice": PerVisit,
	"none": NoBills, "no": NoBills, "nil": NoBills, "na": NoBills, "free": NoBills, "foc": NoBills, "notbilled": NoBills, "nobills": NoBills, "nobilling": NoBills,
}

// timingWords beside a cycle say whether a period is billed on its first day or when it is over.
var timingWords = []struct{ word, timing string }{
	{"postpaid", After},
	{"arrears", After},
	{"arrear", After},
	{"after", After},
	{"attheend", After},
	{"advance", Before},
	{"before", Before},
	{"prepaid", Before},
}

// cycleOf reads how a contract is billed: "Quarterly", "monthly (in arrears)", "Quarterly advance".
func cycleOf(text string) (c Cycle, timing string, ok bool) {
	k := statement.HeadingKey(text)
	if c, ok = cycleWords[k]; ok {
		return c, Before, true
	}
	for _, w := range timingWords {
		rest, found := strings.CutSuffix(k, w.word)
		if !found {
			rest, found = strings.CutPrefix(k, w.word)
		}
		if !found {
			continue
		}
		if c, ok = cycleWords[strings.TrimSuffix(rest, "in")]; ok {
			return c, w.timing, true
		}
	}
	return NoBills, Before, false
}

var monthWords = map[string]int{
	"monthly": 1, "everymonth": 1, "month": 1, "bimonthly": 2, "everytwomonths": 2, "quarterly": 3, "quarter": 3, "everyquarter": 3,
	"fourmonthly": 4, "halfyearly": 6, "halfyear": 6, "sixmonthly": 6, "yearly": 12, "annual": 12, "annually": 12, "year": 12, "once": 12,
}

const (
	mostVisits = 366 // a year
	mostMonths = 60
)

// countOf reads a whole number: "4", "4.0", "4 nos".
func countOf(text string) (int, bool) {
	digits := strings.TrimSpace(text)
	if at := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); at > 0 {
		unit := strings.ToLower(strings.TrimSpace(digits[at:]))
		digits = digits[:at]
		switch strings.Trim(unit, ".") {
		case "0", "00", "no", "nos", "visit", "visits", "service", "services", "times", "per year", "/year", "a year":
		default:
			return 0, false
		}
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n >= 0
}

// monthsOf reads how many months lie between visits: "3", "3 months", "every 3 months", "quarterly".
func monthsOf(text string) (int, bool) {
	if n, ok := countOf(text); ok {
		return n, n >= 1 && n <= mostMonths
	}
	k := statement.HeadingKey(text)
	if n, ok := monthWords[k]; ok {
		return n, true
	}
	for _, unit := range []string{"months", "month", "monthly", "mths", "mth", "m"} {
		if bare, found := strings.CutSuffix(k, unit); found {
			k = bare
			break
		}
	}
	n, ok := countOf(strings.TrimPrefix(k, "every"))
	return n, ok && n >= 1 && n <= mostMonths
}

// visitRule is how so many visits a year recur: by months where they divide the year, by weeks or days otherwise.
func visitRule(perYear, months int, starts, ends clock.Date) recur.Rule {
	switch {
	case months > 0:
		return recur.Rule{Unit: recur.Months, Every: months}
	case perYear <= 12 && 12%perYear == 0:
		return recur.Rule{Unit: recur.Months, Every: 12 / perYear}
	case perYear == 26:
		return recur.Rule{Unit: recur.Weeks, Every: 2}
	case perYear == 52:
		return recur.Rule{Unit: recur.Weeks, Every: 1}
	}
	term := int(days(starts, ends))
	return recur.Rule{Unit: recur.Days, Every: max(1, 365/perYear), Count: max(1, (perYear*term+182)/365)}
}

// ruleWords is the rule as the page says it.
func ruleWords(r recur.Rule) string {
	if r.Every == 1 {
		return "every " + strings.TrimSuffix(string(r.Unit), "s")
	}
	return "every " + strconv.Itoa(r.Every) + " " + string(r.Unit)
}

// back is the first day of a plan whose next visit is on the day: as many steps of the rule before it as the term has.
func back(r recur.Rule, next, starts clock.Date) clock.Date {
	first := next
	for n := 1; ; n++ {
		var on clock.Date
		switch r.Unit {
		case recur.Months:
			on = inMonths(next, -n*r.Every)
		case recur.Weeks:
			on = next.AddDays(-7 * n * r.Every)
		default:
			on = next.AddDays(-n * r.Every)
		}
		if on < starts {
			return first
		}
		first = on
	}
}
