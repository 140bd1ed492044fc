package contracts

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Use stores what a job used up of the rules of its contract, in place of what it did before. The same again changes nothing. Call it
// in the transaction in which CoverOf decided: only then can two jobs not use the same. It asks for no permission: billing calls it.
func (s *Service) Use(ctx context.Context, j jobs.Job, uses []Use) error {
	ctx = act.Begin(ctx, "contracts.use", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		had, err := useRecords(ctx, tx, j.ID)
		if err != nil {
			return err
		}
		rows := make(map[string]*core.Record, len(had))
		for _, r := range had {
			rows[r.GetString("cover")] = r
		}
		for _, u := range uses {
			r := rows[u.Cover]
			delete(rows, u.Cover)
			if err := s.use(ctx, tx, r, j, u); err != nil {
				return err
			}
		}
		for _, r := range had {
			if rows[r.GetString("cover")] == nil {
				continue
			}
			if err := txn.Delete(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// use stores one use in r, a new record if nil.
func (s *Service) use(ctx context.Context, tx core.App, r *core.Record, j jobs.Job, u Use) error {
	u.Job = j.ID
	if r == nil {
		_, err := create(ctx, tx, "cover_uses", func(r *core.Record) { u.write(r, j.Contract, clock.Now()) })
		return err
	}
	if int64(r.GetInt("qty_milli")) == u.QtyMilli && r.GetString("contract") == j.Contract {
		return nil
	}
	u.write(r, j.Contract, clock.Now())
	return txn.Save(ctx, tx, r, 0)
}

// Release gives back what the job used up, for it is not done after all. What it used stays in the audit log.
func (s *Service) Release(ctx context.Context, j jobs.Job) error { return s.Use(ctx, j, nil) }
