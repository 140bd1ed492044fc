package gst

import (
	"slices"
	"strings"

	"doorstep/app/kernel/clock"
)

// Code is a SAC of a service or an HSN of goods in use in the trade. Unit is the unit quantity code of the portal, NA for
// services. Unsure marks those the shop has to check with its supplier's invoice before use; Note says what to look at.
type Code struct {
	Code, Description, Unit, Note string
	Service, Unsure               bool
	Trades                        []string
	rates                         []span // by their first day
}

// span is a rate from a day until the next span begins.
type span struct {
	from clock.Date
	bps  int
}

// Codes returns the table by code, services first.
func Codes() []Code { return slices.Clone(codes) }

// Describe finds a code of the table.
func Describe(code string) (Code, bool) {
	i := slices.IndexFunc(codes, func(c Code) bool { return c.Code == code })
	if i < 0 {
		return Code{}, false
	}
	return codes[i], true
}

// RateOn is the usual rate of a code on a day in basis points, a default that the shop may change. A code of four or six digits
// has a rate where all codes of the table that begin with it agree. Not ok where nothing is known.
func RateOn(code string, on clock.Date) (bps int, ok bool) {
	if n := len(code); n != 4 && n != 6 && n != 8 {
		return 0, false
	}
	for _, c := range codes {
		if !strings.HasPrefix(c.Code, code) {
			continue
		}
		rate, known := c.On(on)
		if !known || ok && rate != bps {
			return 0, false
		}
		bps, ok = rate, true
	}
	return bps, ok
}

// On is the rate of the code on a day in basis points; not ok before the first day that is known.
func (c Code) On(on clock.Date) (bps int, ok bool) {
	for _, s := range c.rates {
		if s.from <= on {
			bps, ok = s.bps, true
		}
	}
	return bps, ok
}

// newSlabs is the day on which the slabs of GST 2.0 began.
const newSlabs clock.Date = "2025-09-22"

// Slabs are the rates in force on a day in basis points, the lowest first. Some goods kept an older one: see RateOn.
func Slabs(on clock.Date) []int {
	if on < newSlabs {
		return []int{0, 10, 25, 100, 150, 300, 500, 600, 750, 1200, 1800, 2800}
	}
	return []int{0, 25, 150, 300, 500, 1800, 4000}
}
