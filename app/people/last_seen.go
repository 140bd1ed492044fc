package people

import (
	"context"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"
)

// LastSeen tells per user id when somebody was last signed in; who never was is left out. To within five minutes.
func (s *Service) LastSeen(ctx context.Context) (map[string]time.Time, error) {
	var rows []struct {
		User   string         `db:"user"`
		SeenAt types.DateTime `db:"seen_at"`
	}
	err := s.query(ctx, "SELECT user, MAX(seen_at) seen_at FROM sessions GROUP BY user", nil).All(&rows)
	seen := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		seen[r.User] = r.SeenAt.Time()
	}
	return seen, err
}
