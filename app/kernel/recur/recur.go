// Package recur says on which days something recurs.
//
// Owns: rules of recurrence in days of IST, and their words. Does not own: what happens on those days (contracts). Days are dates
// without a clock, so neither midnight nor a zone can move them. The arithmetic is RFC 5545's, by rrule-go; a day that a month lacks
// becomes its last day, and the next month has its own day again.
package recur

import (
	"time"

	"doorstep/app/kernel/clock"
)

// Unit is what a rule counts in.
type Unit string

// The units. Own counts nothing: the days are given.
const (
	Days   Unit = "days"
	Weeks  Unit = "weeks"
	Months Unit = "months"
	Years  Unit = "years"
	Own    Unit = "own"
)

// Units lists them in the order in which they are shown.
var Units = []Unit{Days, Weeks, Months, Years, Own}

// Most is how many days one rule may come to.
const Most = 2000

// Rule is when something recurs, counted from a first day: the first one that fits, on or after it. Weekdays are for weeks; none
// means that of the first day. Nth and Weekday are for months and years: 1 to 4, or -1 for the last. MonthDay is for months and years
// without Nth: 0 means that of the first day, 31 the last day of every month. Years keep to the month of the first day. Dates are
// given days, besides those of the rule; Except are days that are left out of both. Count ends the rule after so many days, 0 does
// not: it counts the rule's own days before Except takes any, so a day left out is not made up for. What the unit does not use is
// not looked at; own uses Dates and Except alone.
type Rule struct {
	Unit     Unit           `json:"unit"`
	Every    int            `json:"every"`
	Weekdays []time.Weekday `json:"weekdays,omitempty"`
	Nth      int            `json:"nth,omitempty"`
	Weekday  time.Weekday   `json:"weekday,omitempty"`
	MonthDay int            `json:"month_day,omitempty"`
	Dates    []clock.Date   `json:"dates,omitempty"`
	Except   []clock.Date   `json:"except,omitempty"`
	Count    int            `json:"count,omitempty"`
}
