package payments

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/txn"
)

// ForgetPositions takes the coordinates from payments that were recorded before the moment. It writes no audit event; the log
// never held the coordinates.
func (s *Service) ForgetPositions(ctx context.Context, before time.Time) error {
	_, err := s.app.NonconcurrentDB().NewQuery("UPDATE payments SET lat = 0, lng = 0 WHERE (lat != 0 OR lng != 0) AND at_server < {:before}").
		Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
	return err
}
