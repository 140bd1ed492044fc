package gst

import (
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// LineTax is what a line comes to, in the order of the lines. Discount is all that came off, Shared the part of it that is the
// line's share in the discount of the document. SGST holds UTGST too. Total is Taxable and the heads.
type LineTax struct {
	GSTBps                           int
	Gross, Discount, Shared          money.Paise
	Taxable, CGST, SGST, IGST, Total money.Paise
}

// Computed is the tax of a document. Total is Before and RoundOff; every other sum is that of the lines.
type Computed struct {
	Place, PlaceWhy           string // two digits; one of the Place… words
	Heads                     Heads
	Caution                   string // code of a warning, empty where all is well: composition_outside
	Lines                     []LineTax
	Gross, Discount           money.Paise
	Taxable, CGST, SGST, IGST money.Paise
	Before, RoundOff, Total   money.Paise
}

// Tax is all heads together.
func (c Computed) Tax() money.Paise { return c.CGST + c.SGST + c.IGST }

// Limits within which no sum can overflow.
const (
	MaxLines  = 1000
	MaxAmount = 10_000 * 1_00_00_000 * money.Rupee // of one line: ten thousand crore rupees
	whole     = 10_000                             // basis points in one
)

// Compute finds place of supply and heads and taxes each line by itself and head by head, half a paisa going up. The total goes
// to the nearest rupee, 50 paise up. With Exact it stays as it is, except that inclusive prices come out to the paisa again:
// what they lose by the rounding of the heads is RoundOff. An inclusive price of a seller who may not collect tax has none in it.
//
// Faults: those of PlaceOfSupply; place_state beside state_code for the seller's; required beside gst_mode; lines_many {max};
// beside a field of a line, such as "qty_2" of the third: amount_negative, amount_large {max}, discount_large, gst_rate; the same
// beside "discount" for the document's.
// A composition seller may not supply outside his State: that is only a Caution, for the place may be chosen wrongly.
func Compute(s Supply) (Computed, error) {
	var c Computed
	var err error
	if seller, ok := StateByCode(s.Seller.StateCode); !ok || seller.Label == "" {
		return Computed{}, fault.Field("state_code", "place_state", "code", s.Seller.StateCode)
	}
	if c.Place, c.PlaceWhy, err = PlaceOfSupply(s); err != nil {
		return Computed{}, err
	}
	if c.Heads, err = headsOf(s, c.Place); err != nil {
		return Computed{}, err
	}
	if s.Seller.Mode == ModeComposition && c.Place != successor(s.Seller.StateCode) {
		c.Caution = "composition_outside"
	}
	if c.Lines, err = discounted(s); err != nil {
		return Computed{}, err
	}
	var exact money.Paise
	for i := range c.Lines {
		exact += c.Lines[i].tax(s.Lines[i], c.Heads)
		c.add(c.Lines[i])
	}
	c.Total = (c.Before + money.Rupee/2) / money.Rupee * money.Rupee
	if s.Exact {
		c.Total = exact
	}
	c.RoundOff = c.Total - c.Before
	return c, nil
}

func (c *Computed) add(l LineTax) {
	c.Gross, c.Discount, c.Taxable = c.Gross+l.Gross, c.Discount+l.Discount, c.Taxable+l.Taxable
	c.CGST, c.SGST, c.IGST, c.Before = c.CGST+l.CGST, c.SGST+l.SGST, c.IGST+l.IGST, c.Before+l.Total
}

// tax fills in all that follows from the discounted price and returns what that price says the line costs, tax included.
func (l *LineTax) tax(in SupplyLine, heads Heads) money.Paise {
	l.GSTBps = in.GSTBps
	net := l.Gross - l.Discount
	l.Taxable = net
	inclusive := in.Inclusive && heads != HeadsNone
	if inclusive {
		l.Taxable = ratio(net, whole, int64(whole+in.GSTBps))
	}
	switch {
	case heads.Intra():
		l.CGST = ratio(l.Taxable, int64(in.GSTBps), 2*whole)
		l.SGST = l.CGST
	case heads == HeadsIGST:
		l.IGST = part(l.Taxable, in.GSTBps)
	}
	l.Total = l.Taxable + l.CGST + l.SGST + l.IGST
	if inclusive && heads != HeadsZero {
		return net
	}
	return l.Total
}
