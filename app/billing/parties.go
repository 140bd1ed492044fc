package billing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
)

// rule begins a place reason that no person gave: the rule by which the place was found.
const rule = "rule:"

// addressFrom is the taxable value from which the name and address of an unregistered buyer must stand on the paper, Rule 46.
const addressFrom = 50_000 * money.Rupee

// parties are those of a document as they are now. Branch and Site may be zero.
type parties struct {
	company  settings.Company
	branch   settings.Branch
	customer customers.Customer
	site     customers.Site
	twice    bool // what it bills of a planned visit is billed by another document too
}

// parties loads whom the document is from and to. Faults not_found beside customer, site and branch; site_other where the site is
// another customer's, customer_merged for one that was taken over.
func (s *Service) parties(ctx context.Context, i Invoice) (parties, error) {
	var p parties
	var err error
	if p.company, err = s.settings.Company(ctx); err != nil {
		return p, err
	}
	if p.customer, err = s.customers.Get(ctx, i.Customer); err != nil {
		return p, beside("customer", err)
	}
	if p.customer.MergedInto != "" {
		return p, fault.Field("customer", "customer_merged")
	}
	if i.Site != "" {
		if p.site, err = s.customers.SiteByID(ctx, i.Site); err != nil {
			return p, beside("site", err)
		}
		if p.site.Customer != i.Customer {
			return p, fault.Field("site", "site_other")
		}
	}
	if i.Branch != "" {
		if p.branch, err = s.settings.Branch(ctx, i.Branch); err != nil {
			return p, beside("branch", err)
		}
	}
	p.twice, err = billedTwice(ctx, s.app, i)
	return p, err
}

// beside puts a thing that is not there beside the field that named it.
func beside(field string, err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.Field(field, "not_found").Wrap(err)
	}
	return err
}

func (p parties) prefix() string {
	if p.branch.ID != "" {
		return p.branch.Prefix
	}
	return p.company.InvoicePrefix
}

func (p parties) state() string {
	if p.branch.StateCode != "" {
		return p.branch.StateCode
	}
	return p.company.StateCode
}

// addressState is the State of the address on record: the customer's own, else that of the site.
func (p parties) addressState() string {
	if p.customer.StateCode != "" {
		return p.customer.StateCode
	}
	return p.site.StateCode
}

func (p parties) address() bool { return p.customer.Address != "" || p.site.Address != "" }

// supply is the document as the rules of GST look at it.
func (p parties) supply(i Invoice) gst.Supply {
	s := gst.Supply{
		Seller:        gst.Seller{Mode: gst.Mode(i.GSTMode), StateCode: p.state()},
		Buyer:         gst.Buyer{GSTIN: i.BuyerGSTIN, SEZ: i.SEZ, AddressState: p.addressState()},
		PropertyState: i.Property, DeliveryState: p.site.StateCode, DiscountBps: i.DiscountBps,
	}
	if i.Place != "" && !strings.HasPrefix(i.PlaceReason, rule) {
		s.Place = i.Place
	}
	for _, l := range i.Lines {
		in := gst.SupplyLine{
			Goods: l.Kind == LinePart, QtyMilli: l.QtyMilli, Rate: l.Rate, DiscountBps: l.DiscountBps, Discount: l.Discount, GSTBps: l.GSTBps,
		}
		if l.Cover != "" {
			in.DiscountBps, in.Discount = 10000, 0
		}
		s.Lines = append(s.Lines, in)
	}
	return s
}

// compute fills in place of supply, the lines' taxes and the sums. Errors: those of gst.Compute.
func (p parties) compute(i Invoice) (Invoice, error) {
	c, err := gst.Compute(p.supply(i))
	if err != nil {
		return i, err
	}
	if c.PlaceWhy != gst.PlaceChosen {
		i.PlaceReason = rule + c.PlaceWhy
	}
	i.Place = c.Place
	i.Taxable, i.CGST, i.SGST, i.IGST, i.Round, i.Total = c.Taxable, c.CGST, c.SGST, c.IGST, c.RoundOff, c.Total
	i.Lines = slices.Clone(i.Lines)
	for n, t := range c.Lines {
		l := &i.Lines[n]
		l.Gross, l.Taxable, l.CGST, l.SGST, l.IGST, l.Total = t.Gross, t.Taxable, t.CGST, t.SGST, t.IGST, t.Total
	}
	return i, nil
}

// lacks lists what keeps the draft from being issued, what was accepted left out. unplaced says that the place of supply could not
// be found; work are its jobs, billed the lines of them that stand on issued invoices.
func (p parties) lacks(i Invoice, work []jobs.Billable, billed map[string]bool, unplaced bool) []string {
	regular := i.GSTMode == string(gst.ModeRegular)
	flags := []struct {
		flag string
		set  bool
	}{
		{LacksProof, slices.ContainsFunc(work, func(b jobs.Billable) bool { return !b.Proven })},
		{LacksPrice, unpriced(i.Lines)},
		{LacksPart, slices.ContainsFunc(work, func(b jobs.Billable) bool { return leavesOut(i, b, billed) })},
		{LacksGSTIN, regular && p.customer.Kind == customers.Business && i.BuyerGSTIN == ""},
		{LacksPlace, unplaced},
		{LacksAddress, !p.address() && (i.BuyerGSTIN != "" || i.Taxable >= addressFrom)},
		{LacksHSN, regular && slices.ContainsFunc(i.Lines, func(l Line) bool { return l.HSN == "" })},
		{LacksTwice, p.twice},
	}
	var out []string
	for _, f := range flags {
		if f.set && !slices.Contains(i.Accepted, f.flag) {
			out = append(out, f.flag)
		}
	}
	return out
}

// unpriced: nothing on it, or a line that costs nothing though nobody bears it.
func unpriced(lines []Line) bool {
	return len(lines) == 0 || slices.ContainsFunc(lines, func(l Line) bool { return l.Rate == 0 && l.Cover == "" })
}

// leavesOut reports whether something that was used is not on the bill, or a part that was to be used was not entered.
func leavesOut(i Invoice, b jobs.Billable, billed map[string]bool) bool {
	on := map[string]bool{}
	for _, l := range i.Lines {
		on[l.JobLine] = true
	}
	used := map[string]bool{}
	for _, l := range b.Used {
		used[l.Item] = true
		if !on[l.ID] && !billed[l.ID] {
			return true
		}
	}
	return slices.ContainsFunc(b.Expected, func(l jobs.BillLine) bool {
		part := l.Kind == LinePart && !used[l.Item] && !on[l.ID] && !billed[l.ID]
		return part && (l.Estimate != "" || len(b.Used) == 0)
	})
}

// isPlace reports whether the place of supply is what the rules could not find.
func isPlace(err error) bool {
	return slices.ContainsFunc([]string{"place_state", "sez_gstin"}, func(code string) bool {
		var f *fault.Error
		return errors.As(err, &f) && f.Code == code
	})
}
