package notify

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

const (
	pushes   = "pushes"
	messages = "messages"

	toPhone    = "push"
	toCustomer = "customer"
)

// phones are the subscriptions of the user, the newest first.
func phones(app core.App, user string) ([]*core.Record, error) {
	return app.FindRecordsByFilter(pushes, "user = {:user}", "-updated,id", 0, 0, dbx.Params{"user": user})
}

// find is the subscription of the endpoint; nil if there is none.
func find(app core.App, endpoint string) (*core.Record, error) {
	r, err := app.FindFirstRecordByFilter(pushes, "endpoint = {:endpoint}", dbx.Params{"endpoint": endpoint})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// inSession are the subscriptions that were made in the session.
func inSession(app core.App, session string) ([]*core.Record, error) {
	return app.FindRecordsByFilter(pushes, "session = {:session}", "id", 0, 0, dbx.Params{"session": session})
}

// HasPhone reports whether the user asked for push messages on some phone.
func (s *Service) HasPhone(ctx context.Context, user string) (bool, error) {
	var n int
	err := s.app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM pushes WHERE user = {:user})").
		Bind(dbx.Params{"user": user}).WithContext(ctx).Row(&n)
	return n == 1, err
}

// lease takes the next push message that is due and keeps others from it for a while, so that a crash delays it and no more.
// The words of the condition are those of its index; messages to customers are not this worker's. One that is put off further than
// any is was put off while the clock was ahead.
func (s *Service) lease(ctx context.Context) (m *core.Record, err error) {
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		var due []*core.Record
		now := clock.Now()
		err := tx.RecordQuery(messages).AndWhere(dbx.NewExp("state = 'waiting' AND channel = 'push' AND (next_at <= {:now} OR next_at > {:ahead})",
			dbx.Params{"now": now.Format(txn.Stamp), "ahead": now.Add(giveUp).Format(txn.Stamp)})).OrderBy("next_at", "id").Limit(1).WithContext(ctx).All(&due)
		if err != nil || len(due) == 0 {
			return err
		}
		m = due[0]
		m.Set("tries", m.GetInt("tries")+1)
		m.Set("next_at", clock.Now().Add(leaseFor))
		return txn.Save(ctx, tx, m, 0)
	})
	return m, err
}

// Forget removes push messages that were sent or failed before the last keepDays days. What customers were told stays: it belongs to
// their history, and its key keeps them from being told again.
func (s *Service) Forget(ctx context.Context, keepDays int) error {
	_, err := s.app.NonconcurrentDB().NewQuery("DELETE FROM messages WHERE channel = 'push' AND state != 'waiting' AND updated < {:before}").
		Bind(dbx.Params{"before": clock.Now().AddDate(0, 0, -keepDays).Format(txn.Stamp)}).WithContext(ctx).Execute()
	return err
}
