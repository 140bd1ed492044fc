package receivables

import (
	"cmp"
	"context"
	"slices"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// By is whose what is owed is summed up.
type By string

// What may be summed up.
const (
	ByCustomer   By = "customer"
	ByTechnician By = "technician"
	ByArea       By = "area"
	ByBranch     By = "branch"
)

// Sides lists them in the order in which they are shown.
var Sides = []By{ByCustomer, ByTechnician, ByArea, ByBranch}

// Buckets of age: what is not due yet, then by days over the due date. Due today is in the first of these.
const (
	NotDue = iota
	UpTo7
	UpTo15
	UpTo30
	UpTo60
	Over60
	Buckets
)

// upTo are the most days over the due date that a bucket takes, for all but the first and the last.
var upTo = [...]int{UpTo7: 7, UpTo15: 15, UpTo30: 30, UpTo60: 60}

// Amounts are sums by bucket.
type Amounts [Buckets]money.Paise

// Total is all buckets together.
func (a Amounts) Total() money.Paise {
	var sum money.Paise
	for _, p := range a {
		sum += p
	}
	return sum
}

// Due is all buckets but the one of what is not due yet: due today, or overdue.
func (a Amounts) Due() money.Paise { return a.Total() - a[NotDue] }

// AgeRow is what is owed on one side. An empty ID is what belongs to none: no technician, no area, the company itself.
type AgeRow struct {
	ID, Name string
	Invoices int
	Amounts
}

func (r *AgeRow) add(o AgeRow) {
	r.Invoices += o.Invoices
	for i, p := range o.Amounts {
		r.Amounts[i] += p
	}
}

// AgeTable is what is owed on a day, the most first, and its sum.
type AgeTable struct {
	By   By
	Day  clock.Date
	Rows []AgeRow
	Sum  AgeRow
}

// Cut is the table with its first n rows, and what the others come to together.
func (t AgeTable) Cut(n int) (rows []AgeRow, others int, rest AgeRow) {
	if len(t.Rows) <= n {
		return t.Rows, 0, AgeRow{}
	}
	for _, r := range t.Rows[n:] {
		rest.add(r)
	}
	return t.Rows[:n], len(t.Rows) - n, rest
}

// BucketOf is the bucket of something due on the day due, as of today.
func BucketOf(due, today clock.Date) int {
	if due > today {
		return NotDue
	}
	for b := UpTo7; b < Over60; b++ {
		if due >= today.AddDays(-upTo[b]) {
			return b
		}
	}
	return Over60
}

// span is the days on which what is in the bucket was due; an empty end is open.
func span(bucket int, today clock.Date) (from, to clock.Date) {
	switch bucket {
	case NotDue:
		return today.AddDays(1), ""
	case UpTo7:
		return today.AddDays(-upTo[UpTo7]), today
	case Over60:
		return "", today.AddDays(-upTo[UpTo60] - 1)
	}
	return today.AddDays(-upTo[bucket]), today.AddDays(-upTo[bucket-1] - 1)
}

// Ageing sums up what is owed today by side and age. Errors: Forbidden; Invalid [by].
func (s *Service) Ageing(ctx context.Context, by By) (AgeTable, error) {
	if err := act.Require(ctx, See); err != nil {
		return AgeTable{}, err
	}
	if !slices.Contains(Sides, by) {
		return AgeTable{}, fault.Field("by", "invalid")
	}
	t := AgeTable{By: by, Day: clock.Today()}
	var err error
	if t.Rows, err = ageRows(ctx, s.app, by, t.Day); err != nil {
		return AgeTable{}, err
	}
	for _, r := range t.Rows {
		t.Sum.add(r)
	}
	slices.SortFunc(t.Rows, func(a, b AgeRow) int {
		return cmp.Or(cmp.Compare(b.Total(), a.Total()), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return t, nil
}

// Owed is one invoice with a balance. Days are those over its due date, below 0 before it.
type Owed struct {
	ID, No, Kind           string
	Date, Due              clock.Date
	Customer, CustomerName string
	Technician             string // name
	Total, Balance         money.Paise
	Days                   int
	Disputed               bool
}

// OwedFilter narrows the list of what is owed. Of is an id of the side By; where All is set it is not asked. Bucket below 0 takes all.
type OwedFilter struct {
	By     By
	Of     string
	All    bool
	Bucket int
	At     page.Cursor
}

// owedPage is how many invoices stand on one page of the list.
const owedPage = 50

// Owed lists the invoices behind a figure of Ageing, the longest due first, with how many there are in all and what they come to.
// Errors: Forbidden; Invalid [by].
func (s *Service) Owed(ctx context.Context, f OwedFilter) (found page.Of[Owed], n int, sum money.Paise, err error) {
	if err := act.Require(ctx, See); err != nil {
		return found, 0, 0, err
	}
	if !slices.Contains(Sides, f.By) || f.Bucket >= Buckets {
		return found, 0, 0, fault.Field("by", "invalid")
	}
	return owed(ctx, s.app, f, clock.Today())
}
