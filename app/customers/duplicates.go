package customers

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/phone"
)

// Why one customer looks like another.
const (
	SamePhone = "phone"
	SameGSTIN = "gstin"
)

// Duplicate is another customer with the same number or GSTIN. Phone is the number, for SamePhone.
type Duplicate struct {
	ID    string `db:"id"`
	Name  string `db:"name"`
	Why   string `db:"-"`
	Phone string `db:"phone"`
}

// Duplicates finds customers other than except who have one of the numbers or the GSTIN, both as typed; unreadable ones are
// passed over, merged customers are not shown. At most ten of each.
func (s *Service) Duplicates(ctx context.Context, phones []string, gstin, except string) ([]Duplicate, error) {
	var numbers []string
	for _, typed := range phones {
		if e164, err := phone.Parse(typed); err == nil {
			numbers = append(numbers, e164)
		}
	}
	text := ""
	if strings.TrimSpace(gstin) != "" {
		if g, err := gst.ParseGSTIN(gstin); err == nil {
			text = g.Text
		}
	}
	return twins(ctx, s.app, numbers, text, except)
}

// twins warns of customers who have a number or the GSTIN that c has and old had not.
func (r *reader) twins(ctx context.Context, tx core.App, c, old Customer) error {
	var numbers []string
	for _, p := range c.Phones {
		if !slices.ContainsFunc(old.Phones, func(had Phone) bool { return had.E164 == p.E164 }) {
			numbers = append(numbers, p.E164)
		}
	}
	gstin := c.GSTIN
	if gstin == old.GSTIN {
		gstin = ""
	}
	found, err := twins(ctx, tx, numbers, gstin, old.ID)
	for _, d := range found {
		if d.Why == SameGSTIN {
			r.warn = append(r.warn, fault.Warn("gstin", "duplicate_gstin", "name", d.Name, "id", d.ID))
			continue
		}
		r.warn = append(r.warn, fault.Warn("phones", "duplicate_phone", "name", d.Name, "id", d.ID, "phone", phone.Format(d.Phone)))
	}
	return err
}
