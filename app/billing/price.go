package billing

import (
	"doorstep/app/kernel/money"
)

// Why a line costs what it does: each is a word billing.why_<code>. Behind a colon stands what it names.
const (
	WhyStandard  = "standard"    // the price list's price of the day
	WhyList      = "list"        // the customer's own price list; its name
	WhyListBps   = "list_bps"    // the discount of the customer's price list; its name
	WhyCustomer  = "customer"    // the customer's own discount
	WhyEstimate  = "estimate"    // the price of an approved estimate
	WhyMinimum   = "minimum"     // what is lacking to the least that a visit comes to
	WhyTyped     = "typed"       // a person typed it
	WhyCover     = "cover"       // covered; by what
	WhyReference = "per_invoice" // as on the invoice of the note
	WhyContract  = "contract"    // what the contract is billed for the period
)

// taken is a line of a job before it has a price. Rate is the standard price of its day. Agreed is set where an approved estimate
// says the price, which is then Rate. Billed lines stand on an issued invoice.
type taken struct {
	Job, Visit, JobLine, Item string
	Kind, Name, Detail        string
	HSN, UOM                  string
	QtyMilli                  int64
	Rate                      money.Paise
	GSTBps                    int
	Agreed, Billed            bool
}

// terms are what a customer pays other than the standard price. Lists are the price lists that hold for him, the one that decides
// first: that of a contract, then his own.
type terms struct {
	Lists       []priceList
	CustomerBps int
}

// priceList is a price list with its prices by item, and its discount on all others.
type priceList struct {
	Name   string
	Prices map[string]money.Paise
	Bps    int
}

// minimum is the least that the services of a job come to, and the line as which the rest is charged.
type minimum struct {
	Least money.Paise
	Line  taken
}

// price says what each line costs the customer: a price that was agreed in an estimate, else that of the first price list that names
// the item or has a discount, else the standard one less his own discount. cover is who bears all of it, if anybody does.
func price(lines []taken, t terms, cover string) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i] = t.line(l)
		if cover != "" {
			out[i].Cover, out[i].Why = cover, WhyCover+":"+cover
		}
	}
	return out
}

func (t terms) line(l taken) Line {
	out := Line{
		Job: l.Job, Visit: l.Visit, JobLine: l.JobLine, Item: l.Item, Kind: l.Kind, Name: l.Name, Detail: l.Detail, HSN: l.HSN,
		UOM: l.UOM, QtyMilli: l.QtyMilli, List: l.Rate, Rate: l.Rate, GSTBps: l.GSTBps,
	}
	if l.Agreed {
		out.Why = WhyEstimate
		return out
	}
	for _, list := range t.Lists {
		if own, listed := list.Prices[l.Item]; listed && l.Item != "" {
			out.Rate, out.Why = own, WhyList+":"+list.Name
			return out
		}
		if list.Bps > 0 {
			out.DiscountBps, out.Why = list.Bps, WhyListBps+":"+list.Name
			return out
		}
	}
	out.Why = WhyStandard
	if t.CustomerBps > 0 {
		out.DiscountBps, out.Why = t.CustomerBps, WhyCustomer
	}
	return out
}

// topUp adds what the services lack to the least of a visit, at what they are worth: covered ones count as if they were charged.
// Where a price was agreed nothing is added.
func (m minimum) topUp(lines []Line, job string) []Line {
	if m.Least <= 0 {
		return lines
	}
	var services money.Paise
	for _, l := range lines {
		if l.Why == WhyEstimate {
			return lines
		}
		if l.Kind != LinePart {
			services += l.worth()
		}
	}
	if services >= m.Least {
		return lines
	}
	rest := m.Least - services
	return append(lines, Line{
		Job: job, Item: m.Line.Item, Kind: LineCharge, Name: m.Line.Name, Detail: m.Line.Detail, HSN: m.Line.HSN, UOM: m.Line.UOM, QtyMilli: 1000,
		List: rest, Rate: rest, GSTBps: m.Line.GSTBps, Why: WhyMinimum,
	})
}

// net is what the customer pays for the line before tax: nothing for a covered one.
func (l Line) net() money.Paise {
	if l.Cover != "" {
		return 0
	}
	return l.worth()
}

// worth is the line's price after its own discounts, before tax, whoever bears it.
func (l Line) worth() money.Paise {
	gross := share(l.Rate, l.QtyMilli, 1000)
	return max(0, gross-share(gross, int64(l.DiscountBps), 10000)-l.Discount)
}

// share is p × part ÷ whole, half a paisa going up. None of them is negative; products beyond int64 go through remainders.
func share(p money.Paise, part, whole int64) money.Paise {
	q, r := int64(p)/whole, int64(p)%whole
	return money.Paise(q*part + (r*part+whole/2)/whole)
}
