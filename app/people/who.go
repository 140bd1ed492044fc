package people

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

const (
	sessionLife = 30 * 24 * time.Hour
	touchEvery  = 5 * time.Minute
)

// Who returns whose session the token opens. Unsigned "unsigned" for a token that is unknown, revoked or not used for thirty
// days, and for a person who has left.
func (s *Service) Who(ctx context.Context, token string) (act.By, error) {
	if token == "" {
		return act.By{}, unsigned()
	}
	var row struct {
		Session    string         `db:"session"`
		SeenAt     types.DateTime `db:"seen_at"`
		User       string         `db:"user"`
		Name       string         `db:"name"`
		Role       string         `db:"role"`
		Lang       string         `db:"lang"`
		Technician string         `db:"technician"`
	}
	now := clock.Now()
	err := s.query(ctx, `SELECT s.id session, s.seen_at, u.id user, u.name, u.role, u.lang, COALESCE(t.id, '') technician
		FROM sessions s JOIN users u ON u.id = s.user LEFT JOIN technicians t ON t.user = u.id AND t.active
		WHERE s.token_hash = {:hash} AND s.revoked_at = '' AND s.seen_at > {:since} AND u.active`, dbx.Params{
		"hash": hashed(token), "since": since(sessionLife),
	}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return act.By{}, unsigned()
	}
	if err != nil {
		return act.By{}, err
	}
	if now.Sub(row.SeenAt.Time()) > touchEvery {
		s.touch(ctx, row.Session, now)
	}
	return act.By{
		User: row.User, Name: row.Name, Role: act.Role(row.Role), Technician: row.Technician,
		Source: source(act.Role(row.Role)), Session: row.Session, Lang: row.Lang,
	}, nil
}

// touch notes that the session is in use. It is not worth an audit event, nor failing a page.
func (s *Service) touch(ctx context.Context, session string, now time.Time) {
	_, err := s.app.NonconcurrentDB().NewQuery("UPDATE sessions SET seen_at = {:now} WHERE id = {:id}").
		Bind(dbx.Params{"now": now.Format(txn.Stamp), "id": session}).WithContext(ctx).Execute()
	if err != nil && ctx.Err() == nil {
		s.app.Logger().Warn("the use of a session could not be noted", "session", session, "error", err)
	}
}
