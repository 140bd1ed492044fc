package payments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/upi"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

// book makes a verified payment of captured money, once for each payment of the gateway. A technician's claim of the same
// reference is that money: it is verified. The zero Payment means that nobody knows whose it is. Errors of take and verify;
// Conflict gateway_claimed {no} where the reference is another payment's.
func (s *Service) book(ctx context.Context, tx core.App, told razorpay.Event) (Payment, error) {
	got := *told.Payment
	r, a, err := s.askFor(ctx, tx, told)
	if err != nil {
		return Payment{}, err
	}
	p, done, err := s.known(ctx, tx, got)
	if err != nil {
		return Payment{}, err
	}
	if !done {
		of := Claim{Customer: a.Customer, Job: a.Job, Invoice: a.Invoice, Estimate: a.Estimate, TR: a.TR}
		if a.ID == "" {
			if of, err = s.noted(ctx, told); err != nil || of.Customer == "" {
				return Payment{}, err
			}
		}
		if p, err = s.enterGot(ctx, tx, got, of); err != nil {
			return Payment{}, err
		}
	}
	if r != nil && a.State != AskPaid {
		r.Set("state", AskPaid)
		return p, txn.Save(ctx, tx, r, 0)
	}
	return p, nil
}

// known is the payment that the gateway's is already: booked before, or claimed with the same reference and now verified.
func (s *Service) known(ctx context.Context, tx core.App, got razorpay.Payment) (Payment, bool, error) {
	before, err := oneOf(ctx, tx, dbx.HashExp{"gateway_id": cut(got.ID, 40)})
	if err != nil {
		return Payment{}, false, err
	}
	if before != nil {
		return readPayment(before), true, nil
	}
	rrn, err := upi.ParseRRN(got.RRN)
	if err != nil {
		return Payment{}, false, nil //nolint:nilerr // cards have none, and some have another form
	}
	r, err := oneOf(ctx, tx, dbx.HashExp{"rrn": rrn})
	if err != nil || r == nil {
		return Payment{}, false, err
	}
	p := readPayment(r)
	switch {
	case p.Kind != In || p.Amount != got.Amount || p.GatewayID != "":
		return p, false, fault.New(fault.Conflict, "gateway_claimed", "no", p.No)
	case p.State == Claimed:
		p, err = s.verify(ctx, tx, p.ID, ByGateway, cut(got.ID, 40))
		return p, true, err
	case p.State == Verified:
		p.GatewayID = cut(got.ID, 40)
		p, err = save(ctx, tx, r, p, 0)
		return p, true, err
	}
	return p, false, fault.New(fault.Conflict, "gateway_claimed", "no", p.No)
}

// enterGot records captured money of a customer and verifies it.
func (s *Service) enterGot(ctx context.Context, tx core.App, got razorpay.Payment, of Claim) (Payment, error) {
	of.Mode, of.Amount, of.GatewayID, of.Key = Gateway, got.Amount, cut(got.ID, 40), "gw-"+got.ID
	if !keyForm.MatchString(of.Key) {
		sum := sha256.Sum256([]byte(got.ID))
		of.Key = "gw-" + hex.EncodeToString(sum[:16])
	}
	if _, err := upi.ParseRRN(got.RRN); err == nil {
		of.RRN = got.RRN
	} else {
		of.Ref = cut(got.RRN, 60)
	}
	if vpa, err := upi.ParseVPA(got.VPA); err == nil {
		of.VPA = cut(vpa, 120)
	}
	if of.Date = clock.Today(); !got.Created.IsZero() {
		of.Date = min(of.Date, clock.DateOf(got.Created))
	}
	p, err := s.take(ctx, tx, of)
	if err != nil {
		return Payment{}, err
	}
	return s.verify(ctx, tx, p.ID, ByGateway, of.GatewayID)
}

// askFor is the request that was paid: by its QR code or link, or by our reference in the notes.
func (s *Service) askFor(ctx context.Context, tx core.App, told razorpay.Event) (*core.Record, Ask, error) {
	for _, by := range []struct{ field, value string }{
		{"remote", remoteOf(told)}, {"tr", told.Note("tr")},
	} {
		if by.value == "" {
			continue
		}
		r, a, err := askOf(ctx, tx, dbx.HashExp{by.field: by.value})
		if err != nil || r != nil {
			return r, a, err
		}
	}
	return nil, Ask{}, nil
}

func remoteOf(told razorpay.Event) string {
	switch {
	case told.QR != nil:
		return told.QR.ID
	case told.Link != nil:
		return told.Link.ID
	}
	return ""
}

// noted is what the notes say the money is for, by the number of an issued invoice.
func (s *Service) noted(ctx context.Context, told razorpay.Event) (Claim, error) {
	no := told.Note("invoice")
	if no == "" || len(no) > 16 {
		return Claim{}, nil
	}
	found, err := s.billing.Invoices(trusted(ctx), billing.Filter{Query: no, State: billing.Issued}, page.Cursor{})
	if err != nil {
		return Claim{}, err
	}
	for _, doc := range found.Rows {
		if doc.No == no && doc.Kind.Owed() {
			return Claim{Customer: doc.Customer, Job: doc.Job, Invoice: doc.ID}, nil
		}
	}
	return Claim{}, nil
}
