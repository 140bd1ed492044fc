package customers

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// SetPrices is the right to say what a customer pays other than the standard price.
var SetPrices = act.Permit("customers.set_prices", act.Owner, act.Accountant)

var (
	tanForm     = regexp.MustCompile(`^[A-Z]{4}[0-9]{5}[A-Z]$`)
	percentForm = regexp.MustCompile(`^([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?$`)
)

// readTerms reads what the customer pays and holds back. A TAN is the number under which he deducts tax.
func (in CustomerInput) readTerms(r *reader, c *Customer) {
	c.PriceList = in.PriceList
	c.DiscountBps = r.percent("discount", in.Discount, 10000)
	c.TAN = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(in.TAN), " ", ""))
	r.check.That(c.TAN == "" || tanForm.MatchString(c.TAN), fault.Field("tan", "tan_form"))
	c.TDSBps = r.percent("tds", in.TDS, 3000)
}

// percent reads "10", "10%" or "2.5" as basis points; empty is 0.
func (r *reader) percent(field, typed string, most int) int {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return 0
	}
	m := percentForm.FindStringSubmatch(typed)
	if m == nil {
		r.check.Add(fault.Field(field, "percent_form"))
		return 0
	}
	bps, err := strconv.Atoi(m[1] + (m[2] + "00")[:2])
	if err != nil || bps > most {
		r.check.Add(fault.Field(field, "percent_most", "most", most/100))
	}
	return bps
}

// keepPrices lets the price list and discount stand that the customer had, unless whoever acts may set them: forms of the others do
// not have them.
func keepPrices(ctx context.Context, c *Customer, old Customer) {
	if !SetPrices.Allows(act.From(ctx).Role) {
		c.PriceList, c.DiscountBps = old.PriceList, old.DiscountBps
	}
}
