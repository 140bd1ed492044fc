package payments

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

// Asks are the latest 100 requests, the newest first; with an invoice only its own. Forbidden without AskGateway.
func (s *Service) Asks(ctx context.Context, invoice string) ([]Ask, error) {
	if err := act.Require(ctx, AskGateway); err != nil {
		return nil, err
	}
	q := s.app.RecordQuery("gateway_requests").WithContext(ctx).OrderBy("created DESC", "id DESC").Limit(100)
	if invoice != "" {
		q.AndWhere(dbx.HashExp{"invoice": invoice})
	}
	var found []*core.Record
	if err := q.All(&found); err != nil {
		return nil, err
	}
	all := make([]Ask, len(found))
	for i, r := range found {
		all[i] = readAsk(r)
	}
	return all, s.nameAsks(ctx, all)
}

// AskByID is one request with its names. Errors: Forbidden; NotFound.
func (s *Service) AskByID(ctx context.Context, id string) (Ask, error) {
	if err := act.Require(ctx, AskGateway); err != nil {
		return Ask{}, err
	}
	r, err := txn.Find(s.app, "gateway_requests", id)
	if err != nil {
		return Ask{}, err
	}
	one := []Ask{readAsk(r)}
	err = s.nameAsks(ctx, one)
	return one[0], err
}

func (s *Service) nameAsks(ctx context.Context, all []Ask) error {
	for i := range all {
		var row struct {
			Name  string `db:"name"`
			About string `db:"about"`
		}
		err := s.app.ConcurrentDB().NewQuery(`SELECT COALESCE((SELECT name FROM customers WHERE id = {:customer}), '') name,
			COALESCE((SELECT no FROM invoices WHERE id = {:invoice}), (SELECT no FROM estimates WHERE id = {:estimate}),
				(SELECT no FROM jobs WHERE id = {:job}), '') about`).
			Bind(dbx.Params{"customer": all[i].Customer, "invoice": all[i].Invoice, "estimate": all[i].Estimate, "job": all[i].Job}).
			WithContext(ctx).One(&row)
		if err != nil {
			return err
		}
		all[i].CustomerName, all[i].About = row.Name, row.About
	}
	return nil
}

// GatewayEvents is one page of what the gateway told, the newest first; an empty state is all. Errors: Forbidden; Invalid page_bad.
func (s *Service) GatewayEvents(ctx context.Context, state EventState, cursor string) (page.Of[Event], error) {
	none := page.Of[Event]{}
	if err := act.Require(ctx, SeeBank); err != nil {
		return none, err
	}
	from, err := page.Parse(cursor)
	if err != nil {
		return none, err
	}
	q := s.app.RecordQuery("gateway_events").WithContext(ctx).Limit(linesAPage + 1)
	if state != "" {
		q.AndWhere(dbx.HashExp{"state": string(state)})
	}
	order, compare := "DESC", "<"
	if from.Back {
		order, compare = "ASC", ">"
	}
	if !from.Zero() {
		q.AndWhere(dbx.NewExp("(at, id) "+compare+" ({:at_key}, {:at_id})", dbx.Params{"at_key": from.Key, "at_id": from.ID}))
	}
	var found []*core.Record
	if err := q.OrderBy("at "+order, "id "+order).All(&found); err != nil {
		return none, err
	}
	all := make([]Event, len(found))
	for i, r := range found {
		if all[i], err = s.readEvent(ctx, r); err != nil {
			return none, err
		}
	}
	return page.Cut(all, linesAPage, from, func(e Event) (string, string) { return e.At.UTC().Format(txn.Stamp), e.ID }), nil
}

// GatewayEvent is one event with what it says of the payment. Errors: Forbidden; NotFound.
func (s *Service) GatewayEvent(ctx context.Context, id string) (Event, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return Event{}, err
	}
	r, err := txn.Find(s.app, "gateway_events", id)
	if err != nil {
		return Event{}, err
	}
	e, err := s.readEvent(ctx, r)
	if told, bad := razorpay.Parse([]byte(r.GetString("body"))); bad == nil {
		e.Detail = told.Payment
	}
	return e, err
}

func (s *Service) readEvent(ctx context.Context, r *core.Record) (Event, error) {
	e := Event{
		ID: r.Id, Event: r.GetString("event"), Name: r.GetString("name"), Remote: r.GetString("remote"), Payment: r.GetString("payment"),
		State: EventState(r.GetString("state")), Amount: paise(r, "paise"), Reason: r.GetString("reason"), At: txn.At(r, "at"),
	}
	if e.Payment == "" {
		return e, nil
	}
	_, p, err := find(s.app, e.Payment)
	e.PaymentNo = p.No
	return e, err
}

// Adopt says whose the money of an unmatched event is: it becomes a verified payment. Errors: Forbidden; NotFound; Invalid customer
// required, payment_other; Conflict event_state, gateway_foreign, gateway_claimed.
func (s *Service) Adopt(ctx context.Context, event, customer, invoice string) (Payment, error) {
	if err := act.Require(ctx, MatchBank); err != nil {
		return Payment{}, err
	}
	if customer == "" && invoice == "" {
		return Payment{}, fault.Field("customer", "required")
	}
	ctx = act.Begin(ctx, "gateway.adopt", "")
	var p Payment
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, told, err := waitingEvent(tx, event)
		if err != nil {
			return err
		}
		if !told.Payment.Received() {
			return fault.New(fault.Conflict, "gateway_foreign")
		}
		in := s.In(tx)
		got := *told.Payment
		var done bool
		p, done, err = in.known(ctx, tx, got)
		var why *fault.Error
		if errors.As(err, &why) && why.Code == "gateway_claimed" {
			got.RRN, err = "", nil // a person saw both and says that these are two
		}
		if err != nil {
			return err
		}
		if !done {
			if p, err = in.enterGot(ctx, tx, got, Claim{Customer: customer, Invoice: invoice}); err != nil {
				return err
			}
		}
		r.Load(map[string]any{"state": string(EventDone), "payment": p.ID, "reason": ""})
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		return in.settleEvents(ctx, tx, told.Payment.ID, p.ID)
	})
	return p, err
}

// SetAside keeps an unmatched event that is no customer's payment here, with the reason. Errors: Forbidden; NotFound; Invalid reason
// (required, too_long); Conflict event_state.
func (s *Service) SetAside(ctx context.Context, event, reason string) error {
	if err := act.Require(ctx, MatchBank); err != nil {
		return err
	}
	reason, err := told(reason)
	if err != nil {
		return err
	}
	ctx = act.Begin(ctx, "gateway.set_aside", reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, _, err := waitingEvent(tx, event)
		if err != nil {
			return err
		}
		r.Load(map[string]any{"state": string(EventIgnored), "reason": reason})
		return txn.Save(ctx, tx, r, 0)
	})
}

// waitingEvent is an unmatched event with what it says.
func waitingEvent(tx core.App, id string) (*core.Record, razorpay.Event, error) {
	r, err := txn.Find(tx, "gateway_events", id)
	if err != nil {
		return nil, razorpay.Event{}, err
	}
	var body json.RawMessage
	if err := r.UnmarshalJSONField("body", &body); err != nil {
		return nil, razorpay.Event{}, err
	}
	told, err := razorpay.Parse(body)
	if err != nil || told.Payment == nil || r.GetString("state") != string(EventUnmatched) {
		return nil, told, fault.New(fault.Conflict, "event_state").Wrap(err)
	}
	return r, told, nil
}
