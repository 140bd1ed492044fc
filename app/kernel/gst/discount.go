package gst

import (
	"fmt"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// milli is how many thousandths of a unit a quantity of one has.
const milli = 1000

// discounted prices the lines and takes every discount off: the line's own, then its share in the document's.
func discounted(s Supply) ([]LineTax, error) {
	if len(s.Lines) > MaxLines {
		return nil, fault.New(fault.Invalid, "lines_many", "max", MaxLines)
	}
	lines := make([]LineTax, len(s.Lines))
	var net money.Paise
	for i, in := range s.Lines {
		if err := in.check(i); err != nil {
			return nil, err
		}
		l := &lines[i]
		l.Gross = ratio(in.Rate, in.QtyMilli, milli)
		l.Discount = part(l.Gross, in.DiscountBps) + in.Discount
		if l.Discount > l.Gross {
			return nil, fault.Field(field("discount", i), "discount_large")
		}
		net += l.Gross - l.Discount
	}
	if s.DiscountBps < 0 || s.Discount < 0 {
		return nil, fault.Field("discount", "amount_negative")
	}
	if s.DiscountBps > whole || s.Discount > net-part(net, s.DiscountBps) {
		return nil, fault.Field("discount", "discount_large")
	}
	share(lines, net, part(net, s.DiscountBps)+s.Discount)
	return lines, nil
}

// share spreads the discount of the document over the lines in proportion to net, what they come to, without losing a paisa:
// each line takes what the lines up to it have to bear less what those before it bore.
func share(lines []LineTax, net, discount money.Paise) {
	if discount == 0 {
		return
	}
	var upTo, borne money.Paise
	for i := range lines {
		l := &lines[i]
		upTo += l.Gross - l.Discount
		bear := ratio(discount, int64(upTo), int64(net))
		l.Shared = bear - borne
		l.Discount += l.Shared
		borne = bear
	}
}

// check refuses what cannot stand on paper: amounts are positive on a credit note too.
func (l SupplyLine) check(i int) error {
	switch {
	case l.QtyMilli < 0:
		return fault.Field(field("qty", i), "amount_negative")
	case l.Rate < 0:
		return fault.Field(field("rate", i), "amount_negative")
	case l.Discount < 0 || l.DiscountBps < 0:
		return fault.Field(field("discount", i), "amount_negative")
	case l.DiscountBps > whole || l.Discount > MaxAmount:
		return fault.Field(field("discount", i), "discount_large")
	case l.GSTBps < 0 || l.GSTBps > whole:
		return fault.Field(field("gst", i), "gst_rate")
	case l.Rate > MaxAmount || l.Rate > 0 && l.QtyMilli > int64(MaxAmount/l.Rate*milli):
		return fault.Field(field("rate", i), "amount_large", "max", MaxAmount.Rupees())
	}
	return nil
}

func field(name string, line int) string { return fmt.Sprintf("%s_%d", name, line) }
