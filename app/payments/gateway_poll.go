package payments

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

// asksARound is how many requests one round asks about; those asked about longest ago come first.
const asksARound = 50

// Poll asks the gateway what came of the requests that are open, for a machine that it cannot reach. What has run out is closed
// once it was asked about a last time. After a failure it rests for some minutes. Without a gateway that is switched on it does
// nothing. The webhook and this may find the same payment: it is booked once. Forbidden without AskGateway.
func (s *Service) Poll(ctx context.Context) error {
	if err := act.Require(ctx, AskGateway); err != nil {
		return err
	}
	client, r, err := s.client(ctx, true)
	var known *fault.Error
	if errors.As(err, &known) && known.Code == "gateway_off" {
		return nil
	}
	if err != nil {
		return err
	}
	if since := clock.Now().Sub(txn.At(r, "polled_at")); r.GetString("error") != "" && since >= 0 && since < rest {
		return nil
	}
	open, err := s.dueAsks(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	ctx = act.Begin(ctx, "gateway.poll", "")
	for _, a := range open {
		err = s.pollAsk(ctx, client, a)
		if errors.As(err, &known) && (known.Code == "gateway_not_found" || known.Code == "gateway_refused") {
			err = s.shut(ctx, a.ID) // the gateway has no such thing: keys of another account
		}
		if err != nil {
			break
		}
	}
	return s.polled(ctx, r, err)
}

// dueAsks are the open requests that were not asked about just now. One that was asked about in the future was so while the clock
// was ahead.
func (s *Service) dueAsks(ctx context.Context) ([]Ask, error) {
	var found []*core.Record
	now := clock.Now()
	err := s.app.RecordQuery("gateway_requests").WithContext(ctx).AndWhere(dbx.HashExp{"state": AskOpen}).
		AndWhere(dbx.NewExp("(polled_at < {:since} OR polled_at > {:now})", dbx.Params{
			"since": now.Add(-pollEvery).Format(txn.Stamp), "now": now.Format(txn.Stamp),
		})).
		OrderBy("polled_at", "rowid").Limit(asksARound).All(&found)
	all := make([]Ask, len(found))
	for i, r := range found {
		all[i] = readAsk(r)
	}
	return all, err
}

// pollAsk asks about one request and books what was paid.
func (s *Service) pollAsk(ctx context.Context, c *razorpay.Client, a Ask) error {
	var paid []razorpay.Payment
	over := clock.Now().After(a.CloseBy.Add(grace))
	if a.Kind == AskQR {
		found, err := c.QRPayments(ctx, a.Remote, time.Time{}, time.Time{})
		if err != nil {
			return err
		}
		paid = found
	} else {
		link, err := c.Link(ctx, a.Remote)
		if err != nil {
			return err
		}
		paid, over = link.Payments, over || link.Status == "cancelled" || link.Status == "expired"
	}
	booked := false
	for _, p := range paid {
		if !p.Received() && !p.Foreign() {
			continue
		}
		booked = true
		if err := s.found(ctx, a, p); err != nil {
			return err
		}
	}
	if over && !booked {
		return s.shut(ctx, a.ID)
	}
	// When it was last asked about is no change of the business: it passes the audit log by.
	_, err := s.app.NonconcurrentDB().NewQuery("UPDATE gateway_requests SET polled_at = {:now} WHERE id = {:id}").
		Bind(dbx.Params{"now": clock.Now().UTC().Format(txn.Stamp), "id": a.ID}).WithContext(ctx).Execute()
	return err
}

// found does with a payment that polling found what a webhook would have done.
func (s *Service) found(ctx context.Context, a Ask, p razorpay.Payment) error {
	told := razorpay.Event{Name: "poll." + p.Status, Payment: &p}
	if a.Kind == AskQR {
		told.QR = &razorpay.QR{ID: a.Remote}
	} else {
		told.Link = &razorpay.Link{ID: a.Remote}
	}
	body, err := json.Marshal(map[string]any{
		"entity": "event", "event": told.Name, "payload": map[string]any{"payment": map[string]any{"entity": map[string]any{
			"id": p.ID, "status": p.Status, "method": p.Method, "currency": p.Currency, "amount": int64(p.Amount), "vpa": p.VPA,
			"notes": p.Notes, "created_at": p.Created.Unix(), "acquirer_data": map[string]string{"rrn": p.RRN},
		}}},
	})
	if err != nil {
		return err
	}
	if err := s.heard(ctx, cut("poll:"+p.ID, 60), told, body); err != nil {
		return err
	}
	// An event that was kept for a person leaves the request open; it is not asked about for ever.
	return s.closePaid(ctx, a.ID)
}

// closePaid ends a request whose money came, wherever it was booked.
func (s *Service) closePaid(ctx context.Context, id string) error {
	return s.endAsk(ctx, id, AskPaid)
}

// shut ends a request that can no longer be paid.
func (s *Service) shut(ctx context.Context, id string) error { return s.endAsk(ctx, id, AskClosed) }

func (s *Service) endAsk(ctx context.Context, id, state string) error {
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "gateway_requests", id)
		if err != nil || r.GetString("state") != AskOpen {
			return err
		}
		r.Set("state", state)
		return txn.Save(ctx, tx, r, 0)
	})
}

// polled keeps how the round went. A failure that lasts is kept once; it is nobody's fault here, so none is returned.
func (s *Service) polled(ctx context.Context, r *core.Record, failed error) error {
	code := ""
	var known *fault.Error
	if failed != nil {
		if !errors.As(failed, &known) || !gatewayFault[known.Code] {
			return failed
		}
		code = known.Code
	}
	_, err := s.app.NonconcurrentDB().NewQuery("UPDATE gateways SET polled_at = {:now} WHERE id = {:id}").
		Bind(dbx.Params{"now": clock.Now().UTC().Format(txn.Stamp), "id": r.Id}).WithContext(ctx).Execute()
	if err != nil || r.GetString("error") == code {
		return err
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := gatewayRecord(ctx, tx)
		if err != nil || r == nil {
			return err
		}
		r.Set("error", code)
		return txn.Save(ctx, tx, r, 0)
	})
}

// gatewayFault are what keeps the gateway from answering.
var gatewayFault = map[string]bool{"gateway_keys": true, "gateway_busy": true, "gateway_down": true, "gateway_answer": true}
