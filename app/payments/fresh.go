package payments

import (
	"context"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// fresh refuses a reference or a photo that was already given for another payment: one transfer pays once.
// Errors: Invalid rrn rrn_used, capture photo_used, both with {no, job, who, date} of the first.
func (s *Service) fresh(ctx context.Context, in Claim) error {
	if in.RRN != "" {
		if err := s.used(ctx, dbx.HashExp{"rrn": in.RRN}, "rrn", "rrn_used"); err != nil {
			return err
		}
	}
	if in.Capture == "" {
		return nil
	}
	keys, err := s.jobs.Copies(ctx, in.Capture)
	if err != nil {
		return err
	}
	same := make([]any, len(keys))
	for i, key := range keys {
		same[i] = key
	}
	return s.used(ctx, dbx.And(dbx.In("capture", same...), dbx.Not(dbx.HashExp{"state": string(Rejected)})), "capture", "photo_used")
}

// used is the fault that names the first payment that matches, nil if there is none.
func (s *Service) used(ctx context.Context, where dbx.Expression, field, code string) error {
	r, err := oneOf(ctx, s.app, where)
	if err != nil || r == nil {
		return err
	}
	p, err := s.named(ctx, readPayment(r))
	if err != nil {
		return err
	}
	about, who := p.JobNo, p.TechnicianName
	if about == "" {
		about = p.CustomerName
	}
	if who == "" {
		who = p.ByName
	}
	return fault.Field(field, code, "no", p.No, "job", about, "who", who, "technician", who, "date", clock.Date(p.Date).Short())
}

// named fills in the names of the payment's customer, technician and job.
func (s *Service) named(ctx context.Context, p Payment) (Payment, error) {
	c, err := s.customers.Get(ctx, p.Customer)
	if err != nil {
		return p, err
	}
	p.CustomerName = c.Name
	if p.Job != "" {
		job, err := s.jobs.Get(ctx, p.Job)
		if err != nil {
			return p, err
		}
		p.JobNo = job.No
	}
	if p.Technician != "" {
		t, err := s.people.Technician(ctx, p.Technician)
		if err != nil {
			return p, err
		}
		p.TechnicianName = t.Name
	}
	return p, nil
}
