package notify

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Tell writes a message to the user, to be sent once the transaction is durable. Nothing is written for somebody who asked
// for no messages. kind says what it is about, such as "visit_told".
func (s *Service) Tell(ctx context.Context, user, kind string, note Note) error {
	has, err := s.HasPhone(ctx, user)
	if err != nil || !has {
		return err
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.New(tx, messages)
		if err != nil {
			return err
		}
		r.Load(map[string]any{
			"channel": toPhone, "user": user, "kind": kind, "body": note, "state": Waiting, "next_at": clock.Now(), "at": clock.Now(),
		})
		return txn.Save(ctx, tx, r, 0)
	})
}

// Wake lets the worker look for messages at once.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}
