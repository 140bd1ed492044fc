// Package reports is what the owner looks at: figures over all slices, read-only, each with the rows that add up to it.
//
// Owns: the queries of the owner's screen and of the leakage page. A figure is a measure: one predicate, from which both its sum and
// its rows are read. Does not own any record. Days are days in IST; ages are counted to today.
package reports

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/app/txn"
)

// Service is every read of the slice.
type Service struct{ app core.App }

// New makes the service.
func New(app core.App) *Service { return &Service{app: app} }

// IdleAfter is how many days cash may lie in hands or in the till before it leaks. LateAfter is how long after its job was
// completed an invoice may be issued.
const (
	IdleAfter = 3
	LateAfter = 24 * time.Hour
)

// Sum is how many rows there are and what they come to.
type Sum struct {
	N     int
	Paise money.Paise
}

func (s *Sum) add(o Sum) { s.N, s.Paise = s.N+o.N, s.Paise+o.Paise }

// Group is the part of a figure that belongs to Key: an id, a bucket, a day. An empty Key belongs to none. Name is for people; it
// is empty where the key speaks for itself.
type Group struct {
	Key, Name string
	Sum
}

// Span is the days, both included, of which a figure tells that has a span.
type Span struct{ From, To clock.Date }

// params are what predicates may ask for as of now.
func (s Span) params(now time.Time) dbx.Params {
	today := clock.DateOf(now)
	p := dbx.Params{
		"today": string(today), "red": now.Add(-payments.OverdueAfter).UTC().Format(txn.Stamp), "from": string(s.From), "to": string(s.To),
		"from_at": s.From.Start().UTC().Format(txn.Stamp), "to_at": s.To.AddDays(1).Start().UTC().Format(txn.Stamp),
		"tonight": today.AddDays(1).Start().UTC().Format(txn.Stamp), "morning": today.Start().UTC().Format(txn.Stamp),
	}
	for i, days := range dueBuckets {
		p["due_"+string(rune('0'+i))] = string(today.AddDays(-days))
	}
	for i, days := range doneBuckets {
		p["done_"+string(rune('0'+i))] = today.AddDays(-days).Start().UTC().Format(txn.Stamp)
	}
	return p
}

// Buckets of age, as keys of groups. NotDue is owed and not due yet; what is due today is in the first of the others.
const NotDue = "0"

// The most days that a bucket takes; the last one has no end.
var (
	dueBuckets  = []int{-1, 7, 15, 30, 60} // over the due date; the first is what is due tomorrow or later
	doneBuckets = []int{1, 3, 7, 15}       // since the work was done
)

// DueBuckets and DoneBuckets are the keys of ages and what they are called, in their order.
var (
	DueBuckets  = []Group{{Key: NotDue, Name: "not due"}, {Key: "1", Name: "0–7"}, {Key: "2", Name: "8–15"}, {Key: "3", Name: "16–30"}, {Key: "4", Name: "31–60"}, {Key: "5", Name: "over 60"}}
	DoneBuckets = []Group{{Key: "0", Name: "0–1"}, {Key: "1", Name: "2–3"}, {Key: "2", Name: "4–7"}, {Key: "3", Name: "8–15"}, {Key: "4", Name: "over 15"}}
)
