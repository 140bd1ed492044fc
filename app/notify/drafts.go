package notify

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Draft is a message to a customer that waits until somebody sends it.
type Draft struct {
	ID       string         `db:"id"`
	Rev      int            `db:"rev"`
	Customer string         `db:"customer"`
	Name     string         `db:"name"`
	Kind     string         `db:"kind"`
	To       string         `db:"to"` // E.164
	Lang     string         `db:"lang"`
	Text     string         `db:"text"`
	Job      string         `db:"job"`
	No       string         `db:"no"` // the job's
	Contract string         `db:"contract"`
	At       types.DateTime `db:"at"`
}

// draftsMost is how many drafts are shown at once, the newest.
const draftsMost = 200

// Drafts lists the messages to customers that wait, the newest first, and how many there are in all.
// Errors: Forbidden.
func (s *Service) Drafts(ctx context.Context) (all []Draft, n int, err error) {
	if err := act.Require(ctx, SendDrafts); err != nil {
		return nil, 0, err
	}
	const waiting = " FROM messages m WHERE m.state = 'waiting' AND m.channel = 'customer'"
	if err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*)" + waiting).WithContext(ctx).Row(&n); err != nil {
		return nil, 0, err
	}
	err = s.app.ConcurrentDB().NewQuery("SELECT m.id, m.rev, m.customer, COALESCE((SELECT name FROM customers WHERE id = m.customer), '') AS name," +
		" m.kind, m.`to`, m.lang, m.text, m.job, COALESCE((SELECT no FROM jobs WHERE id = m.job), '') AS no, m.contract, m.at" + waiting +
		" ORDER BY m.at DESC, m.id LIMIT {:most}").Bind(dbx.Params{"most": draftsMost}).WithContext(ctx).All(&all)
	return all, n, err
}

// MarkSent says that a person sent the draft by another way, such as WhatsApp on his phone.
// Errors: Forbidden; NotFound; Conflict message_over; Stale.
func (s *Service) MarkSent(ctx context.Context, id string, rev int) error {
	return s.settle(ctx, "messages.send", id, rev, func(m *core.Record) {
		m.Set("state", Sent)
		m.Set("sent_at", clock.Now())
	})
}

// Discard says that the customer is not to be told. The occasion counts as told: nothing is written of it again.
// Errors: Forbidden; NotFound; Conflict message_over; Stale.
func (s *Service) Discard(ctx context.Context, id string, rev int) error {
	return s.settle(ctx, "messages.discard", id, rev, func(m *core.Record) {
		m.Set("state", Failed)
		m.Set("error", shorten("Discarded by "+strings.TrimSpace(act.From(ctx).Name), 300))
	})
}

// settle ends a draft that waits.
func (s *Service) settle(ctx context.Context, verb, id string, rev int, change func(*core.Record)) error {
	if err := act.Require(ctx, SendDrafts); err != nil {
		return err
	}
	ctx = act.Begin(ctx, verb, "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		m, err := txn.Find(tx, messages, id)
		if err != nil {
			return err
		}
		if m.GetString("channel") != toCustomer {
			return fault.New(fault.NotFound, "not_found")
		}
		if m.GetString("state") != Waiting {
			return fault.New(fault.Conflict, "message_over")
		}
		change(m)
		return txn.Save(ctx, tx, m, rev)
	})
}
