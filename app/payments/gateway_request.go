package payments

import (
	"context"
	"crypto/rand"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

// askable is what a request is for and the most that it may ask.
type askable struct {
	Customer, Job, Invoice, Estimate, No string
	Owed                                 money.Paise
}

// Ask asks the gateway for a QR code or a link. While one of the same kind and amount for the same thing is open, that one is the
// answer: a second would let the customer pay twice. Errors: Forbidden; NotFound; Invalid kind required, invoice (required,
// invoice_paid), amount (money_bad, gateway_over {left}, gateway_least); Conflict gateway_off, gateway_stale, and the client's.
func (s *Service) Ask(ctx context.Context, in NewAsk) (Ask, error) {
	if err := act.Require(ctx, AskGateway); err != nil {
		return Ask{}, err
	}
	if in.Kind != AskQR && in.Kind != AskLink {
		return Ask{}, fault.Field("kind", "required")
	}
	of, err := s.askable(ctx, in)
	if err != nil {
		return Ask{}, err
	}
	if in.Amount == 0 {
		in.Amount = of.Owed
	}
	var check fault.Check
	check.That(in.Amount >= 0, fault.Field("amount", "money_bad"))
	check.That(in.Amount >= money.Rupee || in.Amount < 0, fault.Field("amount", "gateway_least"))
	check.That(in.Amount <= of.Owed, fault.Field("amount", "gateway_over", "left", of.Owed.Rupees()))
	if err := check.Err(); err != nil {
		return Ask{}, err
	}
	if open, err := s.openAsk(ctx, in, of); err != nil || open.ID != "" {
		return open, err
	}
	client, _, err := s.client(ctx, true)
	if err != nil {
		return Ask{}, err
	}
	a, err := order(ctx, client, in, of, s.nameOf(ctx, of.Customer))
	if err != nil {
		return Ask{}, err
	}
	ctx = act.Begin(ctx, "gateway.request", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.New(tx, "gateway_requests")
		if err != nil {
			return err
		}
		by := act.From(ctx)
		r.Load(map[string]any{
			"kind": a.Kind, "remote": a.Remote, "url": a.URL, "image": a.Image, "paise": int64(a.Amount), "tr": a.TR, "state": AskOpen,
			"customer": of.Customer, "job": of.Job, "invoice": of.Invoice, "estimate": of.Estimate, "close_by": txn.Instant(a.CloseBy),
			"by": by.User, "by_name": by.Name,
		})
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		a = readAsk(r)
		return nil
	})
	return a, err
}

// order asks the gateway. Nothing is stored before it answered: what it may have made without our knowing still bears our reference
// in its notes, by which its money finds its place.
func order(ctx context.Context, c *razorpay.Client, in NewAsk, of askable, name string) (Ask, error) {
	a := Ask{Kind: in.Kind, Amount: in.Amount, TR: cut(squeezed(of.No), 20) + rand.Text()[:8]}
	notes := map[string]string{"tr": a.TR}
	for note, id := range map[string]string{"invoice": of.Invoice, "job": of.Job, "estimate": of.Estimate} {
		if id != "" && (note != "job" || of.Invoice == "") {
			notes[note] = of.No
		}
	}
	if in.Kind == AskQR {
		a.CloseBy = clock.Now().Add(qrLife)
		qr, err := c.CreateQR(ctx, razorpay.QROrder{Name: of.No, Description: of.No, Amount: in.Amount, CloseBy: a.CloseBy, Notes: notes})
		if err != nil {
			return Ask{}, err
		}
		a.Remote, a.Image = qr.ID, cut(qr.ImageURL, 500)
		return a, nil
	}
	a.CloseBy = clock.Now().Add(linkLife)
	link, err := c.CreateLink(ctx, razorpay.LinkOrder{
		Reference: a.TR, Description: of.No, Amount: in.Amount, Customer: razorpay.Customer{Name: name}, ExpireBy: a.CloseBy, Notes: notes,
	})
	if err != nil {
		return Ask{}, err
	}
	a.Remote, a.URL = link.ID, cut(link.ShortURL, 500)
	return a, nil
}

// askable is what the request is for.
func (s *Service) askable(ctx context.Context, in NewAsk) (askable, error) {
	ctx = trusted(ctx)
	switch {
	case in.Invoice != "":
		doc, err := s.billing.Invoice(ctx, in.Invoice)
		if err != nil {
			return askable{}, err
		}
		if !doc.Kind.Owed() || doc.State != billing.Issued || doc.Balance <= 0 {
			return askable{}, fault.Field("invoice", "invoice_paid")
		}
		return askable{Customer: doc.Customer, Job: doc.Job, Invoice: doc.ID, No: doc.No, Owed: doc.Balance}, nil
	case in.Job != "":
		job, err := s.jobs.Get(ctx, in.Job)
		if err != nil {
			return askable{}, err
		}
		due, err := s.DueAt(ctx, job.ID)
		if err != nil {
			return askable{}, err
		}
		if due.Left <= 0 {
			return askable{}, fault.Field("invoice", "invoice_paid")
		}
		return askable{Customer: job.Customer, Job: job.ID, No: job.No, Owed: due.Left}, nil
	case in.Estimate != "":
		e, err := s.billing.Estimate(ctx, in.Estimate)
		if err != nil {
			return askable{}, err
		}
		owed := e.Total
		if e.Deposit > 0 {
			owed = e.Deposit
		}
		return askable{Customer: e.Customer, Job: e.Job, Estimate: e.ID, No: e.No, Owed: owed}, nil
	}
	return askable{}, fault.Field("invoice", "required")
}

// openAsk is a request for the same that is open for some while yet; the zero Ask if there is none.
func (s *Service) openAsk(ctx context.Context, in NewAsk, of askable) (Ask, error) {
	var found []*core.Record
	err := s.app.RecordQuery("gateway_requests").WithContext(ctx).AndWhere(dbx.HashExp{
		"state": AskOpen, "kind": in.Kind, "paise": int64(in.Amount), "invoice": of.Invoice, "estimate": of.Estimate, "job": of.Job,
	}).AndWhere(dbx.NewExp("close_by > {:soon}", dbx.Params{"soon": clock.Now().Add(grace).UTC().Format(txn.Stamp)})).OrderBy("rowid DESC").Limit(1).All(&found)
	if err != nil || len(found) == 0 {
		return Ask{}, err
	}
	return readAsk(found[0]), nil
}

// nameOf is the customer's name, or nothing: a page without it is paid as well.
func (s *Service) nameOf(ctx context.Context, customer string) string {
	c, err := s.customers.Get(ctx, customer)
	if err != nil {
		return ""
	}
	return cut(c.Name, 50)
}

func readAsk(r *core.Record) Ask {
	return Ask{
		ID: r.Id, Kind: r.GetString("kind"), State: r.GetString("state"), Remote: r.GetString("remote"), URL: r.GetString("url"),
		Image: r.GetString("image"), TR: r.GetString("tr"), Amount: paise(r, "paise"), Customer: r.GetString("customer"), Job: r.GetString("job"),
		Invoice: r.GetString("invoice"), Estimate: r.GetString("estimate"), CloseBy: txn.At(r, "close_by"), PolledAt: txn.At(r, "polled_at"),
		Created: txn.At(r, "created"), By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}
