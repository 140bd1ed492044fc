package sync

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// shownFor is how long a phone that does not send any more is shown.
const shownFor = 90 * 24 * time.Hour

// Phone is a device from which a technician works, as it was when it last sent.
type Phone struct {
	ID, Key, User, UserName, Agent string
	SkewMS                         int64
	Waiting, FreeMB                int
	Persisted                      bool
	Position                       string
	SeenAt                         time.Time
	ReleasedAt                     time.Time
	ReleasedBy                     string
}

// Phones lists the devices that sent within ninety days, the newest first. Errors: Forbidden without Settle.
func (s *Service) Phones(ctx context.Context) ([]Phone, error) {
	if err := act.Require(ctx, Settle); err != nil {
		return nil, err
	}
	rows, err := s.devices(ctx, clock.Now().Add(-shownFor))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	names, err := s.names(ctx)
	all := make([]Phone, len(rows))
	for i, d := range rows {
		all[i] = Phone{
			ID: d.ID, Key: d.Key, User: d.User, UserName: names[d.User], Agent: d.Agent, SkewMS: d.SkewMS, Waiting: d.Waiting, FreeMB: d.FreeMB,
			Persisted: d.Persisted, Position: d.Position, SeenAt: d.SeenAt.Time(), ReleasedAt: d.ReleasedAt.Time(), ReleasedBy: d.ReleasedBy,
		}
	}
	return all, err
}

// names are people by the id of the user.
func (s *Service) names(ctx context.Context) (map[string]string, error) {
	users, err := s.people.Users(ctx)
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

// Release lets the technician sign out on the device although it holds unsent work; the work stays on it. It holds until the
// device has sent everything. Errors: Forbidden; NotFound.
func (s *Service) Release(ctx context.Context, id string) error {
	if err := act.Require(ctx, Settle); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "sync.release", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "devices", id)
		if err != nil {
			return err
		}
		r.Load(map[string]any{"released_at": txn.Instant(clock.Now()), "released_by": act.From(ctx).Name})
		return txn.Save(ctx, tx, r, 0)
	})
}
