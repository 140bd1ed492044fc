// Package gst knows the rules of the Goods and Services Tax, and of the tax that business customers hold back.
//
// Owns: the table of States and what their tax is called, the form of a GSTIN, place of supply, heads and amounts of a document,
// titles, financial years, the form of document numbers, the dated table of codes and rates, what TDS comes to.
// Does not own: documents, their series and when they are issued (billing), the prices and rates a shop has set (catalog),
// returns and e-invoices (accounts), whether a GSTIN is active (only the portal knows).
// Everything here is a pure function: amounts are paise, rates basis points, days those of IST.
package gst

import (
	"slices"
	"strconv"
	"strings"
)

// State is a State or Union territory as GST counts them. Code has two digits; Label is what the State's half of the tax is
// called on paper, SGST or UTGST, and is empty where there is none. Only Selectable ones may be chosen for new addresses.
type State struct {
	Code, Name, Short, Label string
	Kind                     string // State, UT or Other
	Selectable               bool
	pins                     []pins
}

type pins struct{ from, to int }

var (
	byCode     = map[string]State{}
	byName     = map[string]State{}
	selectable []State
)

func init() {
	for _, s := range table {
		byCode[s.Code] = s
		byName[plain(s.Name)] = s
		if s.Selectable {
			byName[plain(s.Short)] = s
			selectable = append(selectable, s)
		}
	}
	for spelling, code := range spellings {
		byName[spelling] = byCode[code]
	}
	slices.SortFunc(selectable, func(a, b State) int { return strings.Compare(a.Name, b.Name) })
}

// spellings are other names in use, as plain writes them.
var spellings = map[string]string{
	"orissa": "21", "or": "21", "pondicherry": "34", "uttaranchal": "05", "ua": "05", "nct of delhi": "07", "new delhi": "07",
	"tg": "36", "ct": "22", "chattisgarh": "22", "andaman and nicobar": "35", "dadra and nagar haveli": "26", "dnhdd": "26",
	"daman and diu": "26", "jammu kashmir": "01",
}

// States returns those that may be chosen, by name.
func States() []State { return slices.Clone(selectable) }

// StateByCode finds a State by its two digits, obsolete and special codes included.
func StateByCode(code string) (State, bool) {
	s, ok := byCode[code]
	return s, ok
}

// StateByName finds a State by its name, a common other spelling or its short form, whatever the case.
func StateByName(name string) (State, bool) {
	s, ok := byName[plain(name)]
	return s, ok
}

func plain(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "&", " and ")
	return strings.TrimPrefix(strings.Join(strings.Fields(name), " "), "the ")
}

// PinMatchesState says whether a PIN code may lie in the State. Ranges overlap and have exceptions, so false is a reason to
// warn, never to refuse. True where nothing is known: an unfinished PIN, an unknown code, Other Territory.
func PinMatchesState(pin, code string) bool {
	s, ok := byCode[successor(code)]
	prefix, known := pinPrefix(pin)
	if !ok || !known || len(s.pins) == 0 {
		return true
	}
	return slices.ContainsFunc(s.pins, func(r pins) bool { return r.from <= prefix && prefix <= r.to })
}

// StateOfPin guesses the State from the first three digits of a PIN code: the one with the narrowest range that holds them.
func StateOfPin(pin string) (State, bool) {
	prefix, known := pinPrefix(pin)
	if !known {
		return State{}, false
	}
	if prefix == 194 {
		return byCode["38"], true // Ladakh, inside the range of Jammu and Kashmir
	}
	best, width := State{}, 1000
	for _, s := range table {
		for _, r := range s.pins {
			if r.from <= prefix && prefix <= r.to && r.to-r.from < width {
				best, width = s, r.to-r.from
			}
		}
	}
	return best, best.Code != ""
}

func pinPrefix(pin string) (int, bool) {
	if len(pin) < 3 {
		return 0, false
	}
	n, err := strconv.Atoi(pin[:3])
	return n, err == nil && n >= 100
}

// successor maps the two codes of before 2020 and 2014 to those that took them over.
func successor(code string) string {
	switch code {
	case "25":
		return "26"
	case "28":
		return "37"
	}
	return code
}
