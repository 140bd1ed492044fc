package office

import (
	"context"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// draftSums is what a draft comes to as typed. It is for the eye only: what is stored is computed by billing when it is saved.
// Amounts are those of the lines in order; Unclear says that something typed cannot be read yet.
type draftSums struct {
	Doc     billing.Invoice
	Amounts []money.Paise
	Unclear bool
	OOB     bool // the lines' amounts go to their places in the form
}

// storedSums are those of the draft as it is stored.
func storedSums(i billing.Invoice) draftSums {
	s := draftSums{Doc: i}
	for _, l := range i.Lines {
		s.Amounts = append(s.Amounts, l.Taxable)
	}
	return s
}

// invoiceSums answers with what the draft comes to while it is typed.
func (o *office) invoiceSums(req *web.Request) error {
	i, err := o.app.Billing.Invoice(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	sheet, err := o.sheetOf(req.Ctx(), i, req.Form())
	if err != nil {
		return err
	}
	s := typedSums(i, sheet, req.Form())
	s.OOB = true
	return req.Fragment(draftSumsPart(s))
}

// sheetOf is whom the draft is from and to as its form stands. A branch or site that is not there is left out: saving says so.
func (o *office) sheetOf(ctx context.Context, i billing.Invoice, f *ui.Form) (billing.Sheet, error) {
	var sheet billing.Sheet
	var err error
	if sheet.Company, err = o.app.Settings.Company(ctx); err != nil {
		return sheet, err
	}
	if sheet.Customer, err = o.app.Customers.Get(ctx, i.Customer); err != nil {
		return sheet, err
	}
	if f.Has("branch") {
		b, err := o.app.Settings.Branch(ctx, f.Get("branch"))
		if err == nil && b.StateCode != "" {
			sheet.Company.StateCode = b.StateCode
		}
	}
	if f.Has("site") {
		sites, err := o.app.Customers.Sites(ctx, i.Customer)
		if err != nil {
			return sheet, err
		}
		for _, s := range sites {
			if s.ID == f.Get("site") {
				sheet.Site = s
			}
		}
	}
	return sheet, nil
}

func typedSums(i billing.Invoice, sheet billing.Sheet, f *ui.Form) draftSums {
	s := draftSums{Doc: i}
	d := &s.Doc
	d.SEZ, d.Property, d.Place, d.PlaceReason, d.Lines = f.Get("sez"), f.Get("property"), f.Get("place"), f.Get("place_reason"), nil
	var ok bool
	d.DiscountBps, ok = percentTyped(f.Get("discount"))
	s.Unclear = !ok
	for n := range lineCount(f) {
		l, ok := readLine(f, n)
		s.Unclear = s.Unclear || !ok
		d.Lines = append(d.Lines, l)
	}
	done, err := sheet.Compute(*d)
	if err != nil {
		s.Unclear, s.Amounts = true, make([]money.Paise, len(d.Lines))
		d.Taxable, d.CGST, d.SGST, d.IGST, d.Round, d.Total = 0, 0, 0, 0, 0, 0
		return s
	}
	s.Doc = done
	for _, l := range done.Lines {
		s.Amounts = append(s.Amounts, l.Taxable)
	}
	return s
}

// readLine reads one line as far as it can be read: of one that cannot, nothing counts.
func readLine(f *ui.Form, n int) (billing.Line, bool) {
	t := typedLine(f, n)
	none := billing.Line{Kind: t.Kind, QtyMilli: 1000}
	if t == (billing.LineInput{}) {
		return none, true
	}
	l := none
	l.Cover = t.Cover
	rate, err := money.Parse(t.Rate)
	good := err == nil
	l.Rate = rate
	if t.Qty != "" {
		milli, err := catalog.ParseQty(t.Qty)
		l.QtyMilli, good = int64(milli), good && err == nil
	}
	if t.GST != "" {
		l.GSTBps, err = catalog.ParseGST(t.GST)
		good = good && err == nil
	}
	switch {
	case strings.HasSuffix(t.Discount, "%"):
		bps, ok := percentTyped(t.Discount)
		l.DiscountBps, good = bps, good && ok
	case t.Discount != "":
		l.Discount, err = money.Parse(t.Discount)
		good = good && err == nil
	}
	if !good {
		return none, false
	}
	return l, true
}
