package people

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Sessions lists the user's sessions of the last thirty days, the latest used first, at most fifty.
func (s *Service) Sessions(ctx context.Context, user string) ([]Session, error) {
	var rows []struct {
		ID        string         `db:"id"`
		Device    string         `db:"device"`
		IP        string         `db:"ip"`
		Created   types.DateTime `db:"created"`
		SeenAt    types.DateTime `db:"seen_at"`
		RevokedAt types.DateTime `db:"revoked_at"`
	}
	err := s.query(ctx, `SELECT id, device, ip, created, seen_at, revoked_at FROM sessions
		WHERE user = {:user} AND seen_at > {:since} ORDER BY seen_at DESC, id LIMIT 50`, dbx.Params{
		"user": user, "since": since(sessionLife),
	}).All(&rows)
	current := act.From(ctx).Session
	sessions := make([]Session, len(rows))
	for i, r := range rows {
		sessions[i] = Session{
			ID: r.ID, Device: r.Device, IP: r.IP, CreatedAt: r.Created.Time(), SeenAt: r.SeenAt.Time(),
			Revoked: !r.RevokedAt.IsZero(), Current: r.ID == current,
		}
	}
	return sessions, err
}

// RevokeSession ends a session: one's own, or anybody's with the right to manage staff. NotFound, also for others' without it.
// Ending one that is over changes nothing.
func (s *Service) RevokeSession(ctx context.Context, id string) error {
	by := act.From(ctx)
	if by.User == "" && by.Source != act.System {
		return unsigned()
	}
	ctx = act.Begin(ctx, "people.revoke_session", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "sessions", id)
		if err != nil {
			return err
		}
		if r.GetString("user") != by.User && !ManageStaff.Allows(by.Role) {
			return notFound()
		}
		return end(ctx, tx, r)
	})
}

// SignOut ends the session that acts.
func (s *Service) SignOut(ctx context.Context) error {
	ctx = act.Begin(ctx, "people.sign_out", "")
	id := act.From(ctx).Session
	if id == "" {
		return nil
	}
	return s.RevokeSession(ctx, id)
}

func end(ctx context.Context, tx core.App, r *core.Record) error {
	if !r.GetDateTime("revoked_at").IsZero() {
		return nil
	}
	r.Set("revoked_at", clock.Now())
	r.Set("revoked_by", act.From(ctx).User)
	return txn.Save(ctx, tx, r, 0)
}

// revoke ends the live sessions that match. Those that ran out by themselves are left as they are.
func revoke(ctx context.Context, tx core.App, which dbx.Expression) error {
	var records []*core.Record
	err := tx.RecordQuery("sessions").AndWhere(which).
		AndWhere(dbx.NewExp("revoked_at = '' AND seen_at > {:since}", dbx.Params{"since": since(sessionLife)})).
		WithContext(ctx).All(&records)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := end(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

func since(ago time.Duration) string { return clock.Now().Add(-ago).Format(txn.Stamp) }
