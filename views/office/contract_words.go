package office

import (
	"strconv"
	"strings"

	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
)

var contractTypeNames = map[contracts.Type]string{
	contracts.Comprehensive: "Comprehensive", contracts.NonComprehensive: "Non-comprehensive", contracts.Labour: "Labour only",
	contracts.Warranty: "Warranty",
}

var contractTypeHints = map[contracts.Type]string{
	contracts.Comprehensive: "labour and parts", contracts.NonComprehensive: "labour and planned visits; parts are charged",
	contracts.Labour: "labour alone", contracts.Warranty: "labour and parts, borne by maker or seller",
}

var contractStateNames = map[contracts.State]string{
	contracts.Draft: "Draft", contracts.Active: "In force", contracts.Suspended: "Suspended", contracts.Expired: "Expired", contracts.Closed: "Closed",
}

func contractTone(s contracts.State) string {
	switch s {
	case contracts.Active:
		return "good"
	case contracts.Suspended:
		return "warn"
	case contracts.Draft:
		return "info"
	}
	return "faint"
}

var cycleNames = map[contracts.Cycle]string{
	contracts.NoBills: "Not billed", contracts.Upfront: "At once for the whole term", contracts.Monthly: "Every month",
	contracts.Quarterly: "Every 3 months", contracts.HalfYearly: "Every 6 months", contracts.Yearly: "Every year",
	contracts.PerVisit: "With each planned visit",
}

var timingNames = map[string]string{contracts.Before: "before the period", contracts.After: "after the period"}

// cycleWords is how often and when a contract is billed: "Every 3 months, before the period".
func cycleWords(c contracts.Contract) string {
	switch c.Cycle {
	case contracts.NoBills, contracts.Upfront, contracts.PerVisit:
		return cycleNames[c.Cycle]
	}
	return cycleNames[c.Cycle] + ", " + timingNames[c.Timing]
}

// coverKindWords is what a rule of the kind bears.
func coverKindWords(k contracts.CoverKind) string { return i18n.T("en", k.Word()) }

var appliesNames = map[string]string{
	contracts.AnyJob: "any job", contracts.Planned: "planned visits", contracts.Unplanned: "breakdowns",
}

// leftWords is what is left of a rule: "3 of 4 jobs left", or that it is not counted.
func leftWords(c contracts.Cover) string {
	switch {
	case c.Excluded:
		return ""
	case c.Most == 0:
		return "without limit"
	case c.Kind.ByQuantity():
		return c.Kind.Amount(c.Left()) + " of " + c.MostText() + " left"
	}
	return c.Kind.Amount(c.Left()) + " of " + countWords(int(c.Most), "job", "jobs") + " left"
}

// promisedHours is minutes as hours in a field: 90 is "1.5", 0 is empty.
func promisedHours(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(float64(minutes)/60, 'f', 2, 64), "0"), ".")
}

// withinWords is what a contract promises: "4 h" or "4 h, round the clock"; empty where the company's service level holds.
func withinWords(minutes int, always bool) string {
	switch {
	case minutes == 0:
		return ""
	case always:
		return lengthWords(minutes) + ", round the clock"
	}
	return lengthWords(minutes) + " of working time"
}

func contractTypeOptions() []ui.Option {
	all := make([]ui.Option, len(contracts.Types))
	for i, t := range contracts.Types {
		all[i] = ui.Option{Value: string(t), Label: contractTypeNames[t], Hint: contractTypeHints[t]}
	}
	return all
}

func cycleOptions() []ui.Option {
	all := make([]ui.Option, len(contracts.Cycles))
	for i, c := range contracts.Cycles {
		all[i] = ui.Option{Value: string(c), Label: cycleNames[c]}
	}
	return all
}

// termWords is a stretch of days: "1 Apr 2026 – 31 Mar 2027"; empty for none.
func termWords(from, to clock.Date) string {
	if from == "" {
		return ""
	}
	return from.Short() + " – " + to.Short()
}

// contractTypeWords is the type in words.
func contractTypeWords(t contracts.Type) string { return contractTypeNames[t] }
