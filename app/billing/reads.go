package billing

import (
	"context"

	"doorstep/app/jobs"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/page"
)

const pageSize = 50

// Invoice is one document of any kind and state, with lines and names. NotFound.
func (s *Service) Invoice(ctx context.Context, id string) (Invoice, error) {
	rows, err := s.rows(ctx, "WHERE i.id = {:id}", map[string]any{"id": id})
	if err != nil {
		return Invoice{}, err
	}
	if len(rows) == 0 {
		return Invoice{}, fault.New(fault.NotFound, "not_found")
	}
	i := rows[0]
	i.Lines, err = linesOf(s.app, id)
	return i, err
}

// Invoices is a page of documents, the newest first, 50 at a time. Errors: Invalid page_bad.
func (s *Service) Invoices(ctx context.Context, f Filter, cursor page.Cursor) (page.Of[Invoice], error) {
	rows, err := s.listed(ctx, f, cursor, pageSize+1)
	if err != nil {
		return page.Of[Invoice]{}, err
	}
	return page.Cut(rows, pageSize, cursor, func(i Invoice) (string, string) { return string(i.Date), i.ID }), nil
}

// OpenOf are the customer's documents of which something is owed, the oldest first.
func (s *Service) OpenOf(ctx context.Context, customer string) ([]Invoice, error) {
	return s.rows(ctx, "WHERE i.customer = {:c} AND i.state = 'issued' AND i.balance_paise > 0 ORDER BY i.date, i.id", map[string]any{"c": customer})
}

// CreditsOf are the customer's credit notes of which something is left, the oldest first.
func (s *Service) CreditsOf(ctx context.Context, customer string) ([]Invoice, error) {
	return s.rows(ctx, `WHERE i.customer = {:c} AND i.state = 'issued' AND i.kind = 'credit_note' AND i.total_paise > i.settled_paise
		ORDER BY i.date, i.id`, map[string]any{"c": customer})
}

// OfJob are all documents on which the job stands, drafts too, the oldest first.
func (s *Service) OfJob(ctx context.Context, job string) ([]Invoice, error) {
	return s.rows(ctx, `WHERE i.id IN (SELECT invoice FROM invoice_jobs WHERE job = {:job}) ORDER BY i.created, i.id`, map[string]any{"job": job})
}

// NotesOf are the credit and debit notes, or refund vouchers, against a document, the oldest first.
func (s *Service) NotesOf(ctx context.Context, id string) ([]Invoice, error) {
	return s.rows(ctx, "WHERE i.against = {:id} AND i.against != '' ORDER BY i.created, i.id", map[string]any{"id": id})
}

// Settlements are what settled a document, in order; of a credit note what of its rest was paid back.
func (s *Service) Settlements(_ context.Context, invoice string) ([]Settlement, error) {
	return settlementsOf(s.app, invoice)
}

// Preview is what the customer will pay for the job as it stands: what was used so far, the least of a visit, cover, and what is
// invoiced already. A draft that a person changed counts as it is. NotFound.
func (s *Service) Preview(ctx context.Context, job string) (Due, error) {
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return Due{}, err
	}
	d := Due{Job: job, Customer: j.Customer}
	if d.Limit, err = approvedLimit(ctx, s.app, job); err != nil {
		return Due{}, err
	}
	open, err := s.pending(ctx, j)
	if err != nil {
		return Due{}, err
	}
	d.Lines, d.Taxable, d.Tax, d.Round, d.Total, d.Missing = open.Lines, open.Taxable, open.Tax(), open.Round, open.Total, open.Missing
	all, err := s.OfJob(ctx, job)
	if err != nil {
		return Due{}, err
	}
	for _, i := range all {
		if i.State == Issued && i.Kind.Owed() && len(i.Jobs) == 1 {
			d.Total, d.Settled, d.Invoices = d.Total+i.Total, d.Settled+i.Settled, append(d.Invoices, i.ID)
		}
	}
	return d, nil
}

// pending is the job's part that is not invoiced: its draft if a person changed it, else what its lines come to. What stands on a
// draft with other jobs is paid with that.
func (s *Service) pending(ctx context.Context, j jobs.Job) (Invoice, error) {
	ids, err := of(ctx, s.app, j.ID, Draft)
	if err != nil {
		return Invoice{}, err
	}
	for _, id := range ids {
		_, i, err := find(s.app, id)
		if err != nil {
			return Invoice{}, err
		}
		if len(i.Jobs) > 1 {
			return Invoice{}, nil
		}
		if i.Edited {
			i.Lines, err = linesOf(s.app, id)
			return i, err
		}
	}
	company, err := s.settings.Company(ctx)
	if err != nil {
		return Invoice{}, err
	}
	t, err := s.take(ctx, company, j.Customer, []string{j.ID})
	if err != nil || len(t.lines) == 0 {
		return Invoice{}, err
	}
	i := Invoice{Customer: j.Customer, Site: j.Site, Job: j.ID, Jobs: []string{j.ID}, GSTMode: string(company.GSTMode), Lines: t.lines}
	p, err := s.parties(ctx, i)
	if err != nil {
		return Invoice{}, err
	}
	i.BuyerGSTIN = p.customer.GSTIN
	computed, err := p.compute(i)
	if err != nil && isPlace(err) {
		i.Place, i.PlaceReason = p.state(), "?"
		computed, err = p.compute(i)
	}
	computed.Missing = p.lacks(computed, t.work, t.billed, false)
	return computed, err
}

// Heads is what the tax of the document is called on paper: two names, one or none.
func (i Invoice) Heads() []string {
	switch {
	case i.GSTMode != string(gst.ModeRegular):
		return nil
	case i.IGST > 0:
		return gst.HeadsIGST.Labels()
	}
	if state, ok := gst.StateByCode(i.Place); ok && state.Label != "" {
		return []string{"CGST", state.Label}
	}
	return gst.HeadsCGSTSGST.Labels()
}
