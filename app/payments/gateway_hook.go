package payments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

// Webhook takes what the gateway tells. raw is the body byte for byte: it is checked before anything of it is read. Events come
// more than once and in any order; each is done once, and so is each payment. Whose money it is may be unknown: then it is kept
// for a person. nil means that it need not be told again. Errors: NotFound where no gateway was set up; Forbidden
// gateway_signature; Invalid gateway_event.
func (s *Service) Webhook(ctx context.Context, raw []byte, signature, event string) error {
	r, err := gatewayRecord(ctx, s.app)
	if err != nil {
		return err
	}
	if r == nil || r.GetString("hook_secret") == "" {
		return missing()
	}
	secret, err := s.unseal("hook_secret", r.GetString("hook_secret"))
	if err != nil {
		return fault.New(fault.Internal, "gateway_stale").Wrap(err)
	}
	if !razorpay.Verify(raw, signature, secret) {
		return fault.New(fault.Forbidden, "gateway_signature")
	}
	told, err := razorpay.Parse(raw)
	if err != nil {
		return err
	}
	if event == "" || len(event) > 60 {
		sum := sha256.Sum256(raw)
		event = "sha256:" + hex.EncodeToString(sum[:])[:40]
	}
	ctx = act.Begin(act.In(ctx, act.By{Name: "Razorpay", Role: act.Owner, Source: act.System}), "gateway.webhook", "")
	return s.heard(ctx, event, told, raw)
}

// heard does one event once. What cannot be booked is kept with the reason.
func (s *Service) heard(ctx context.Context, id string, told razorpay.Event, body []byte) error {
	do := func(because error) error {
		return txn.Run(ctx, s.app, func(tx core.App) error {
			seen, err := eventOf(ctx, tx, id)
			if err != nil || seen != nil {
				return err
			}
			return s.In(tx).hear(ctx, tx, id, told, body, because)
		})
	}
	err := do(nil)
	var why *fault.Error
	if errors.As(err, &why) && (why.Kind == fault.Invalid || why.Kind == fault.Conflict || why.Kind == fault.NotFound) {
		return do(err)
	}
	return err
}

// hear stores the event and does what it says; because is why its money cannot be booked.
func (s *Service) hear(ctx context.Context, tx core.App, id string, told razorpay.Event, body []byte, because error) error {
	r, err := txn.New(tx, "gateway_events")
	if err != nil {
		return err
	}
	r.Load(map[string]any{
		"event": id, "name": cut(told.Name, 60), "state": string(EventIgnored), "body": json.RawMessage(body), "at": txn.Instant(clock.Now()),
	})
	if told.Payment != nil {
		r.Load(map[string]any{"remote": cut(told.Payment.ID, 40), "paise": int64(told.Payment.Amount)})
	}
	switch {
	case told.Payment == nil:
		if err := s.closeAsk(ctx, tx, told); err != nil {
			return err
		}
	case because != nil:
		r.Load(map[string]any{"state": string(EventUnmatched), "reason": cut(fault.All(because)[0].Code, 300)})
	case told.Payment.Foreign():
		r.Load(map[string]any{"state": string(EventUnmatched), "reason": "gateway_foreign"})
	case told.Payment.Received():
		if err := s.received(ctx, tx, r, told); err != nil {
			return err
		}
	}
	return txn.Save(ctx, tx, r, 0)
}

// received books captured money and notes in the event what came of it. That it is told first without a word on whose it is
// happens: what is then unmatched is done as soon as another event knows.
func (s *Service) received(ctx context.Context, tx core.App, r *core.Record, told razorpay.Event) error {
	p, err := s.book(ctx, tx, told)
	if err != nil {
		return err
	}
	if p.ID == "" {
		r.Set("state", string(EventUnmatched))
		return nil
	}
	r.Load(map[string]any{"state": string(EventDone), "payment": p.ID})
	return s.settleEvents(ctx, tx, told.Payment.ID, p.ID)
}

// settleEvents notes in earlier events of the gateway's payment that it is booked now.
func (s *Service) settleEvents(ctx context.Context, tx core.App, remote, payment string) error {
	var earlier []*core.Record
	err := tx.RecordQuery("gateway_events").WithContext(ctx).
		AndWhere(dbx.HashExp{"remote": remote, "state": string(EventUnmatched)}).All(&earlier)
	if err != nil {
		return err
	}
	for _, e := range earlier {
		e.Load(map[string]any{"state": string(EventDone), "payment": payment, "reason": ""})
		if err := txn.Save(ctx, tx, e, 0); err != nil {
			return err
		}
	}
	return nil
}

// closeAsk notes that a QR code or link is not open any more.
func (s *Service) closeAsk(ctx context.Context, tx core.App, told razorpay.Event) error {
	remote := ""
	switch {
	case told.QR != nil && told.QR.Status == "closed":
		remote = told.QR.ID
	case told.Link != nil && (told.Link.Status == "cancelled" || told.Link.Status == "expired"):
		remote = told.Link.ID
	}
	r, a, err := askOf(ctx, tx, dbx.HashExp{"remote": remote})
	if err != nil || r == nil || remote == "" || a.State != AskOpen {
		return err
	}
	r.Set("state", AskClosed)
	return txn.Save(ctx, tx, r, 0)
}

func eventOf(ctx context.Context, app core.App, id string) (*core.Record, error) {
	var found []*core.Record
	err := app.RecordQuery("gateway_events").WithContext(ctx).AndWhere(dbx.HashExp{"event": id}).Limit(1).All(&found)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// askOf is the request that matches, nil if there is none.
func askOf(ctx context.Context, app core.App, where dbx.Expression) (*core.Record, Ask, error) {
	var found []*core.Record
	err := app.RecordQuery("gateway_requests").WithContext(ctx).AndWhere(where).OrderBy("rowid").Limit(1).All(&found)
	if err != nil || len(found) == 0 {
		return nil, Ask{}, err
	}
	return found[0], readAsk(found[0]), nil
}
