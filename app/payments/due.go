package payments

import (
	"context"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
)

// DoorDue is what is to be paid at the door. Claimed waits to be verified, Verified is what the business has of it, Left what is
// still to be given; VPA and PayeeName are whom a UPI QR code pays.
type DoorDue struct {
	Due                     billing.Due
	Claimed, Verified, Left money.Paise
	VPA, PayeeName          string
}

// DueAt is what the customer of a job still has to pay, as the job stands. A technician asks for jobs that he was sent to.
// Errors: Forbidden; NotFound.
func (s *Service) DueAt(ctx context.Context, job string) (DoorDue, error) {
	if err := s.sees(ctx, job); err != nil {
		return DoorDue{}, err
	}
	var d DoorDue
	var err error
	if d.Due, err = s.billing.Preview(trusted(ctx), job); err != nil {
		return d, err
	}
	st, err := s.standing(ctx, job)
	if err != nil {
		return d, err
	}
	company, err := s.settings.Company(ctx)
	d.Claimed, d.Verified = st.Claimed, st.Paid
	d.Left = max(0, d.Due.Left()-st.Account-st.Claimed)
	d.VPA, d.PayeeName = company.UPI, company.Name
	return d, err
}

// sees holds a technician to jobs that he was sent to: any other is not found.
func (s *Service) sees(ctx context.Context, job string) error {
	by := act.From(ctx)
	if by.Role != act.Technician {
		return act.Require(ctx, See)
	}
	if by.Technician == "" {
		return missing()
	}
	ok, err := s.jobs.Works(ctx, by.Technician, job)
	if err == nil && !ok {
		return missing()
	}
	return err
}
