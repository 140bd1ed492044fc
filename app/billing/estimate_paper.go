package billing

import (
	"cmp"
	"context"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/paper"
	"doorstep/app/txn"
)

// EstimatePDF draws the estimate on A4, for whoever may read it; a draft is marked as one. Errors: as Estimate.
func (s *Service) EstimatePDF(ctx context.Context, id string) ([]byte, error) {
	e, err := s.Estimate(ctx, id)
	if err != nil {
		return nil, err
	}
	doc, err := s.estimatePaper(ctx, e)
	if err != nil {
		return nil, err
	}
	return paper.PDF(doc)
}

// FileName is what the drawn estimate is called.
func (e Estimate) FileName() string { return e.No + ".pdf" }

// estimatePaper is what the estimate says: what an invoice of it would, without any way to pay, and until when it holds.
func (s *Service) estimatePaper(ctx context.Context, e Estimate) (paper.Doc, error) {
	i := Invoice{
		Kind: KindReceiptVoucher, Customer: e.Customer, Site: e.Site, Lines: e.Lines, Place: e.Place, GSTMode: e.GSTMode,
		Taxable: e.Taxable, Round: e.Round, Total: e.Total,
	}
	for _, l := range e.Lines {
		i.CGST, i.SGST, i.IGST = i.CGST+l.CGST, i.SGST+l.SGST, i.IGST+l.IGST
	}
	p, err := s.parties(ctx, i)
	if err != nil {
		return paper.Doc{}, err
	}
	i.BuyerGSTIN = p.customer.GSTIN
	d, err := s.paper(ctx, s.app, i, p)
	if err != nil {
		return paper.Doc{}, err
	}
	d.Title, d.Date, d.Meta = "ESTIMATE", clock.DateOf(e.Created), e.meta()
	if e.State != EstimateDraft {
		d.Number, d.Date = e.No, clock.DateOf(e.SentAt)
	}
	d.Declarations = []string{"This is an estimate and not an invoice."}
	d.Terms = cmp.Or(e.Terms, p.company.Terms)
	return d, nil
}

func (e Estimate) meta() []paper.Field {
	var out []paper.Field
	add := func(label, value string) {
		if value != "" {
			out = append(out, paper.Field{Label: label, Value: value})
		}
	}
	add("For", e.Title)
	add("Job", e.JobNo)
	add("Valid until", e.ValidUntil.Short())
	if e.Limit > 0 {
		add("Will not exceed", e.Limit.Rupees())
	}
	if e.Deposit > 0 {
		add("Deposit before work", e.Deposit.Rupees())
	}
	if e.State == EstimateApproved {
		add("Approved by", e.DecidedName+", "+clock.DateOf(e.DecidedAt).Short())
	}
	return out
}

// EstimateSignature is the stored picture of the customer's signature. Errors: as Estimate; NotFound where he did not sign.
func (s *Service) EstimateSignature(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error) {
	e, err := s.Estimate(ctx, id)
	if err != nil {
		return nil, "", "", err
	}
	r, err := txn.Find(s.app, "estimates", e.ID)
	if err != nil {
		return nil, "", "", err
	}
	if name = r.GetString("signature"); name == "" {
		return nil, "", "", fault.New(fault.NotFound, "not_found")
	}
	fsys, err = s.app.NewFilesystem()
	return fsys, r.BaseFilesPath() + "/" + name, name, err
}
