package office

import (
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// paid answers what was done to a payment: its page, or the form that was refused on it.
func (o *office) paid(req *web.Request, place string, f *ui.Form, err error, said string) error {
	if web.Refill(err) {
		f.Fail(err)
		return o.paymentPage(req, web.StatusOf(err), map[string]*ui.Form{place: f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/payments/"+req.ID(), said)
}

// verifyPayment says that the business has the money.
func (o *office) verifyPayment(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.Verify(req.Ctx(), req.ID(), f.Int("rev"))
	return o.paid(req, "verify", f, err, "Verified.")
}

// rejectPayment says that the money never came.
func (o *office) rejectPayment(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.Reject(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	return o.paid(req, "reject", f, err, "Rejected.")
}

// reversePayment says that the money went away again.
func (o *office) reversePayment(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Payments.Reverse(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	return o.paid(req, "reverse", f, err, "Reversed. What it settled is owed once more.")
}

// allocatePayment puts what is left to an invoice.
func (o *office) allocatePayment(req *web.Request) error {
	f := req.Form()
	amount, err := f.Paise("amount"), f.Err()
	if err == nil {
		_, err = o.app.Payments.Allocate(req.Ctx(), req.ID(), f.Int("rev"), f.Get("invoice"), amount)
	}
	return o.paid(req, "allocate", f, err, "Put to the invoice.")
}

// releasePayment takes what was put to an invoice back.
func (o *office) releasePayment(req *web.Request) error {
	f := req.Form()
	amount, err := f.Paise("amount"), f.Err()
	if err == nil {
		_, err = o.app.Payments.Release(req.Ctx(), req.ID(), f.Int("rev"), f.Get("invoice"), amount, f.Get("reason"))
	}
	return o.paid(req, "release-"+f.Get("invoice"), f, err, "Taken back.")
}

// refundPayment pays back what is left.
func (o *office) refundPayment(req *web.Request) error {
	f := req.Form()
	in := payments.NewRefund{
		Payment: req.ID(), Rev: f.Int("rev"), Mode: payments.Mode(f.Get("mode")), Amount: f.Paise("amount"),
		RRN: f.Get("rrn"), Ref: f.Get("ref"), Reason: f.Get("reason"),
	}
	err := f.Err()
	if err == nil {
		_, err = o.app.Payments.Refund(req.Ctx(), in)
	}
	return o.paid(req, "refund", f, err, "Paid back.")
}
