package customers

import "github.com/pocketbase/pocketbase/core"

// Record names the customer's collection and what fills its record, for storing many at once without the verbs. Its phones are
// records of their own: Numbers.
func (c Customer) Record() (collection string, fill func(*core.Record)) { return "customers", c.write }

// Record is as Customer.Record.
func (s Site) Record() (collection string, fill func(*core.Record)) { return "sites", s.write }

// Record is as Customer.Record.
func (a Asset) Record() (collection string, fill func(*core.Record)) { return "assets", a.write }

// Record is as Customer.Record.
func (p Preference) Record() (collection string, fill func(*core.Record)) {
	return "preferences", p.write
}

// Number is one phone of a customer, at its place among them.
type Number struct {
	Customer string
	Phone    Phone
	Position int
}

// Record is as Customer.Record.
func (n Number) Record() (collection string, fill func(*core.Record)) {
	return "phones", func(r *core.Record) { writePhone(r, n.Customer, n.Phone, n.Position) }
}
