package payments

import (
	"maps"
	"slices"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Denominations are the notes and coins in rupees, as they are counted.
var Denominations = []int{500, 200, 100, 50, 20, 10, 5, 2, 1}

// counted is what came of a count: Held before, of which Counted went to the till, Keeps stayed and Short was missing.
type counted struct{ Held, Counted, Keeps, Short money.Paise }

// read holds what was counted against what the technician holds by the books.
// Errors: Invalid counted (required, money_bad, handover_notes {notes}, handover_over {held}), keeps money_bad, notes handover_note {note},
// reason (required where something is short, too_long); Conflict cash_changed {held}, handover_none.
func (in NewHandOver) read(heldNow money.Paise) (counted, error) {
	c := counted{Held: heldNow}
	var check fault.Check
	notes, err := in.sum()
	check.Add(err)
	c.Counted, err = amount("counted", in.Counted, notes)
	check.Add(err)
	c.Keeps, err = amount("keeps", in.Keeps, 0)
	check.Add(err)
	expected, err := amount("expected", in.Expected, heldNow)
	check.Add(err)
	check.That(len([]rune(strings.TrimSpace(in.Reason))) <= 300, fault.Field("reason", "too_long"))
	if err := check.Err(); err != nil {
		return c, err
	}
	c.Short = c.Held - c.Counted - c.Keeps
	switch {
	case expected != c.Held:
		return c, fault.New(fault.Conflict, "cash_changed", "held", c.Held.Rupees())
	case c.Held <= 0:
		return c, fault.New(fault.Conflict, "handover_none")
	case strings.TrimSpace(in.Counted) == "" && len(in.Notes) == 0:
		return c, fault.Field("counted", "required")
	case notes > 0 && notes != c.Counted:
		return c, fault.Field("counted", "handover_notes", "notes", notes.Rupees())
	case c.Short < 0:
		return c, fault.Field("counted", "handover_over", "held", c.Held.Rupees())
	case c.Short > 0 && strings.TrimSpace(in.Reason) == "":
		return c, fault.Field("reason", "handover_short", "short", c.Short.Rupees())
	case c.Counted == 0 && c.Short == 0:
		return c, fault.Field("counted", "required")
	}
	return c, nil
}

// sum is what the notes and coins come to.
func (in NewHandOver) sum() (money.Paise, error) {
	var total money.Paise
	for _, value := range slices.Sorted(maps.Keys(in.Notes)) {
		n := in.Notes[value]
		if !slices.Contains(Denominations, value) || n < 0 || n > 100_000 {
			return 0, fault.Field("counted", "handover_note", "note", value)
		}
		total += money.Paise(value*n) * money.Rupee
	}
	return total, nil
}

// amount reads an amount that may be nothing; empty text is fallback.
func amount(field, typed string, fallback money.Paise) (money.Paise, error) {
	if strings.TrimSpace(typed) == "" {
		return fallback, nil
	}
	n, err := money.Parse(typed)
	if err != nil {
		return 0, fault.At(field, err)
	}
	if n < 0 {
		return 0, fault.Field(field, "money_bad")
	}
	return n, nil
}

// cover is how many of the payments, the oldest first, are covered whole when held of their money is still in the technician's
// hands. What was short counts as handed over: the customer did pay, and the technician answers for it.
func cover(waiting []money.Paise, held money.Paise) int {
	var gone money.Paise
	for _, w := range waiting {
		gone += w
	}
	gone -= held
	for i, w := range waiting {
		if w > gone {
			return i
		}
		gone -= w
	}
	return len(waiting)
}
