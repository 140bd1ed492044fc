package payments

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"

	"doorstep/app/billing"
	"doorstep/app/kernel/money"
)

// standing is how the money of a job stands. Total is what the customer is asked for, Open what of it no settlement lowered yet;
// Paid is verified money for it, of which Account is not put to an invoice yet; Claimed waits to be verified.
type standing struct{ Total, Open, Paid, Account, Claimed money.Paise }

// paid is one of jobs.PaidStates. A document that was credited or written off asks for nothing: nobody paid it.
func (st standing) paid() string {
	open := st.Open - st.Account
	switch {
	case st.Total > 0 && open <= 0 && st.Paid > 0:
		return "verified"
	case st.Total > 0 && open > 0 && st.Claimed >= open:
		return "claimed"
	case st.Paid > 0 || st.Claimed > 0 && (st.Total == 0 || open > 0):
		return "part"
	case st.Total > 0 && open > 0:
		return "pending"
	}
	return "none"
}

// Refresh works out anew what the job's money comes to and keeps it on the job. Anybody's change may call for it.
func (s *Service) Refresh(ctx context.Context, job string) error {
	st, err := s.standing(ctx, job)
	if err != nil {
		return err
	}
	return s.jobs.SetPaid(ctx, job, st.paid())
}

// refreshOf refreshes every job that a payment touches: its own, and those of the invoices that it was put to.
func (s *Service) refreshOf(ctx context.Context, p Payment) error {
	all, err := allocationsOf(ctx, s.app, dbx.HashExp{"payment": p.ID})
	if err != nil {
		return err
	}
	invoices := []string{}
	if p.Invoice != "" {
		invoices = append(invoices, p.Invoice)
	}
	for _, a := range all {
		if !slices.Contains(invoices, a.Invoice) {
			invoices = append(invoices, a.Invoice)
		}
	}
	touched := []string{}
	if p.Job != "" {
		touched = append(touched, p.Job)
	}
	for _, id := range invoices {
		doc, err := s.billing.Invoice(trusted(ctx), id)
		if err != nil {
			return err
		}
		touched = append(touched, jobsOf(doc)...)
	}
	return s.refreshAll(ctx, touched)
}

// RefreshFor refreshes the jobs of a document that was drafted, issued or settled.
func (s *Service) RefreshFor(ctx context.Context, doc billing.Invoice) error {
	return s.refreshAll(ctx, jobsOf(doc))
}

func (s *Service) refreshAll(ctx context.Context, touched []string) error {
	slices.Sort(touched)
	for _, job := range slices.Compact(touched) {
		if err := s.Refresh(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

func jobsOf(doc billing.Invoice) []string {
	all := slices.Clone(doc.Jobs)
	if doc.Job != "" && !slices.Contains(all, doc.Job) {
		all = append(all, doc.Job)
	}
	return all
}

// standing reads the money of a job: its documents, the payments made for it, and those that settled its invoices.
func (s *Service) standing(ctx context.Context, job string) (standing, error) {
	var st standing
	docs, err := s.billing.OfJob(trusted(ctx), job)
	if err != nil {
		return st, err
	}
	var ids []any
	for _, d := range docs {
		switch {
		case !d.Kind.Owed():
			continue
		case d.State == billing.Issued:
			st.Total, st.Open = st.Total+d.Total, st.Open+d.Balance
			ids = append(ids, d.ID)
		default:
			st.Total, st.Open = st.Total+d.Total, st.Open+d.Total
		}
	}
	if len(ids) > 0 {
		settled, err := allocationsOf(ctx, s.app, dbx.In("invoice", ids...))
		if err != nil {
			return st, err
		}
		for _, a := range settled {
			st.Paid += a.Amount
		}
	}
	where := dbx.Expression(dbx.HashExp{"job": job})
	if len(ids) > 0 {
		where = dbx.Or(where, dbx.In("invoice", ids...))
	}
	money, err := allOf(ctx, s.app, where)
	for _, p := range money {
		switch {
		case p.Kind == In && p.State == Claimed:
			st.Claimed += p.Amount
		case p.Left() > 0:
			st.Account += p.Left()
			st.Paid += p.Left()
		}
	}
	return st, err
}
