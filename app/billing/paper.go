package billing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/customers"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/upi"
	"doorstep/app/settings"
)

// PayRef is the reference under which the document is paid by UPI: its number's letters and digits.
func (i Invoice) PayRef() string {
	return strings.NewReplacer("/", "", "-", "").Replace(i.No)
}

// paper is all that the document says, from the parties as they are now and the sums as they are stored.
func (s *Service) paper(ctx context.Context, tx core.App, i Invoice, p parties) (paper.Doc, error) {
	supply := p.supply(i)
	supply.Place = i.Place
	computed, err := gst.Compute(supply) // for heads and title; the sums are the stored ones
	if err != nil {
		return paper.Doc{}, err
	}
	d := paper.Doc{
		Title: gst.TitleOf(gst.Kind(i.Kind), supply, computed).Paper(), Number: i.No, Date: i.Date, Due: i.Due,
		Seller: p.seller(), Buyer: buyer(p.customer, p.site, i.BuyerGSTIN), ShowTax: supply.Seller.Mode == gst.ModeRegular,
		ComputerGenerated: p.company.Signatory == "", Signatory: p.company.Name, Words: money.Words(i.Total),
	}
	if p.company.Signatory != "" {
		d.Signatory += ", " + p.company.Signatory
	}
	if i.Kind == KindInvoice {
		goods := !slices.ContainsFunc(i.Lines, func(l Line) bool { return l.Kind != LinePart })
		d.Mark = gst.Copies(goods)[0]
	}
	if labels := computed.Heads.Labels(); len(labels) == 2 {
		d.StateTax = labels[1]
	}
	if state, ok := gst.StateByCode(i.Place); ok && d.ShowTax {
		d.PlaceOfSupply = state.Code + " " + state.Name
	}
	if said := gst.Statement(supply); said != "" {
		d.Declarations = []string{said}
	}
	if p.site.ID != "" && p.site.Address != p.customer.Address {
		to := party(p.customer.Name, p.site.Unit, p.site.Address, p.site.Landmark, p.site.District, p.site.Pin, p.site.StateCode)
		d.Delivery = &to
	}
	numbers, err := s.numbers(ctx, i.Jobs)
	if err != nil {
		return paper.Doc{}, err
	}
	d.Meta, d.Lines, d.Heads = meta(i, numbers), printed(i.Lines, numbers, len(i.Jobs) > 1), summary(i.Lines)
	d.Totals = totals(i)
	if i.Against != "" {
		_, from, err := find(tx, i.Against)
		if err != nil {
			return paper.Doc{}, err
		}
		label := "Against invoice"
		if from.Kind == KindReceiptVoucher {
			label = "Against receipt voucher"
		}
		d.Against = []paper.Ref{{Label: label, Number: from.No, Date: from.Date}}
	}
	p.payable(&d, i)
	return d, nil
}

// payable adds how a document that is owed is paid.
func (p parties) payable(d *paper.Doc, i Invoice) {
	if !i.Kind.Owed() {
		d.Due = ""
		return
	}
	c := p.company
	d.BankName, d.BankAccount, d.BankIFSC, d.Terms = c.BankName, c.BankAccount, c.BankIFSC, c.Terms
	d.VPA, d.UPI = c.UPI, link(c, i)
}

// link asks for what is still owed; empty where nothing is, before the number is known, and over what UPI takes.
func link(c settings.Company, i Invoice) string {
	if c.UPI == "" || i.Balance <= 0 || i.No == "" {
		return ""
	}
	text, err := upi.Link(upi.Pay{VPA: c.UPI, Name: c.Name, Ref: i.PayRef(), Note: i.No, Amount: i.Balance})
	if err != nil {
		return ""
	}
	return text
}

func (p parties) seller() paper.Party {
	c := p.company
	out := party(c.Name, "", c.Address, "", c.District, c.Pin, c.StateCode)
	out.GSTIN, out.Phone, out.Email = c.GSTIN, phone.Format(c.Phone), c.Email
	if b := p.branch; b.ID != "" {
		out = party(c.Name, b.Name, b.Address, "", b.District, b.Pin, b.StateCode)
		out.GSTIN, out.Phone, out.Email = cmp.Or(b.GSTIN, c.GSTIN), phone.Format(cmp.Or(b.Phone, c.Phone)), c.Email
	}
	if c.LegalName != "" && c.LegalName != c.Name {
		out.Lines = append([]string{c.LegalName}, out.Lines...)
	}
	return out
}

func buyer(c customers.Customer, site customers.Site, gstin string) paper.Party {
	out := party(c.Name, "", c.Address, "", c.District, c.Pin, c.StateCode)
	if c.Address == "" && site.ID != "" {
		out = party(c.Name, site.Unit, site.Address, site.Landmark, site.District, site.Pin, cmp.Or(c.StateCode, site.StateCode))
	}
	out.GSTIN, out.Phone, out.Email = gstin, phone.Format(c.Phone()), c.Email
	return out
}

func party(name, unit, address, landmark, district, pin, state string) paper.Party {
	out := paper.Party{Name: name, StateCode: state}
	for _, l := range []string{unit, address, landmark, strings.TrimSpace(district + " " + pin)} {
		if l != "" {
			out.Lines = append(out.Lines, l)
		}
	}
	if s, ok := gst.StateByCode(state); ok {
		out.State = s.Name
	}
	return out
}

// numbers are those of the jobs, by id.
func (s *Service) numbers(ctx context.Context, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	for _, id := range ids {
		j, err := s.jobs.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		out[id] = j.No
	}
	return out, nil
}

func meta(i Invoice, numbers map[string]string) []paper.Field {
	var out []paper.Field
	add := func(label, value string) {
		if value != "" {
			out = append(out, paper.Field{Label: label, Value: value})
		}
	}
	var jobs []string
	for _, id := range i.Jobs {
		jobs = append(jobs, numbers[id])
	}
	slices.Sort(jobs)
	if len(jobs) > 6 {
		jobs = []string{jobs[0], "…", jobs[len(jobs)-1]}
	}
	add("Job", strings.Join(jobs, ", "))
	add("Your order", i.PO)
	add("Reason", i.Reason)
	add("Note", i.Note)
	return out
}

// covered says on paper who bears a line.
var covered = map[string]string{CoverAMC: "Covered by your contract", CoverWarranty: "Covered by warranty", CoverGoodwill: "Free of charge"}

func printed(lines []Line, numbers map[string]string, many bool) []paper.Line {
	out := make([]paper.Line, len(lines))
	for n, l := range lines {
		var detail []string
		if many && numbers[l.Job] != "" {
			detail = append(detail, "Job "+numbers[l.Job])
		}
		for _, d := range []string{l.Detail, covered[l.Cover]} {
			if d != "" {
				detail = append(detail, d)
			}
		}
		out[n] = paper.Line{
			Text: l.Name, Detail: strings.Join(detail, " · "), HSN: l.HSN, UOM: l.UOM, QtyMilli: l.QtyMilli, Rate: l.Rate,
			Discount: l.Gross - l.Taxable, Taxable: l.Taxable, GSTBps: l.GSTBps, CGST: l.CGST, SGST: l.SGST, IGST: l.IGST, Total: l.Total,
		}
		if l.QtyMilli == 0 { // a part of a price, of no quantity
			out[n].QtyMilli, out[n].Rate = 1000, l.Gross
		}
	}
	return out
}

// summary sums the lines by HSN or SAC and rate, what costs nothing left out.
func summary(lines []Line) []paper.Head {
	var out []paper.Head
	for _, l := range lines {
		if l.Taxable == 0 {
			continue
		}
		at := slices.IndexFunc(out, func(h paper.Head) bool { return h.HSN == l.HSN && h.GSTBps == l.GSTBps })
		if at < 0 {
			at, out = len(out), append(out, paper.Head{HSN: l.HSN, GSTBps: l.GSTBps})
		}
		h := &out[at]
		h.Taxable, h.CGST, h.SGST, h.IGST = h.Taxable+l.Taxable, h.CGST+l.CGST, h.SGST+l.SGST, h.IGST+l.IGST
	}
	slices.SortFunc(out, func(a, b paper.Head) int { return cmp.Or(cmp.Compare(a.HSN, b.HSN), a.GSTBps-b.GSTBps) })
	return out
}

func totals(i Invoice) paper.Totals {
	t := paper.Totals{
		Taxable: i.Taxable, CGST: i.CGST, SGST: i.SGST, IGST: i.IGST, RoundOff: i.Round, Total: i.Total,
	}
	for _, l := range i.Lines {
		t.Gross += l.Gross
	}
	t.Discount = t.Gross - t.Taxable
	if i.Kind.Owed() {
		t.Settled, t.Balance = i.Settled, i.Balance
		if i.State == Draft {
			t.Balance = i.Total
		}
	}
	return t
}
