package people

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Deactivate shuts somebody out: he cannot sign in, all his sessions end, and he is no longer planned. What he did stays.
// Conflict last_owner; Stale; NotFound.
func (s *Service) Deactivate(ctx context.Context, id string, rev int, reason string) error {
	return s.setActive(ctx, "people.deactivate", id, rev, reason, false)
}

// Activate lets somebody in again. Stale; NotFound.
func (s *Service) Activate(ctx context.Context, id string, rev int) error {
	return s.setActive(ctx, "people.activate", id, rev, "", true)
}

func (s *Service) setActive(ctx context.Context, verb, id string, rev int, reason string, active bool) error {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return err
	}
	ctx = act.Begin(ctx, verb, reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "users", id)
		if err != nil {
			return err
		}
		u := readUser(r)
		r.Set("left_at", "")
		if !active {
			if err := notTheLastOwner(tx, u); err != nil {
				return err
			}
			r.Set("left_at", clock.Now())
		}
		u.Active = active
		u.write(r)
		if err := txn.Save(ctx, tx, r, rev); err != nil {
			return err
		}
		if err := technicianFor(ctx, tx, u); err != nil || active {
			return err
		}
		return revoke(ctx, tx, dbx.NewExp("user = {:user}", dbx.Params{"user": id}))
	})
}
