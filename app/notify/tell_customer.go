package notify

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// CustomerNote is what a customer is told: Text in his language Lang, for the number To, about a Job or a Contract if one is named.
// Kind says what it is about, such as "visit_planned". Key names the occasion, of which he is told once.
type CustomerNote struct {
	Customer, Kind, Key string
	To                  string // E.164
	Lang, Text          string
	Job, Contract       string
}

// TellCustomer writes a message to a customer; it waits until somebody chooses the way by which it goes out. Of an occasion that he
// was told of before nothing is written, nor where there is no number.
func (s *Service) TellCustomer(ctx context.Context, note CustomerNote) error {
	if note.To == "" {
		return nil
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		if told, err := wasTold(ctx, tx, note.Key); err != nil || told {
			return err
		}
		r, err := txn.New(tx, messages)
		if err != nil {
			return err
		}
		r.Load(map[string]any{
			"channel": toCustomer, "customer": note.Customer, "kind": note.Kind, "key": note.Key, "to": note.To, "lang": note.Lang,
			"text": shorten(note.Text, textMost), "job": note.Job, "contract": note.Contract, "state": Waiting,
			"next_at": clock.Now(), "at": clock.Now(),
		})
		return txn.Save(ctx, tx, r, 0)
	})
}

// textMost is how many bytes of a text are kept.
const textMost = 1000

// wasTold reports whether there is a message of the occasion; of none, never.
func wasTold(ctx context.Context, app core.App, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	var n int
	err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM messages WHERE `key` = {:key} AND `key` != '')").
		Bind(dbx.Params{"key": key}).WithContext(ctx).Row(&n)
	return n == 1, err
}

// Rehome gives the messages of one customer to another, within the transaction that merges the two.
func (s *Service) Rehome(ctx context.Context, tx core.App, keep, drop string) error {
	return txn.Rehome(ctx, tx, keep, drop, messages)
}
