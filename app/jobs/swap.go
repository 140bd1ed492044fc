package jobs

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// NewSerial is a machine's new serial number, scanned or typed.
type NewSerial struct {
	Visit, Asset, Serial, Reason string // Asset may be empty where the job has one machine
	Mark                         Mark
}

// SwapSerial writes the new serial number on the machine and keeps the old one beside it. The same again changes nothing.
// Errors: Forbidden; NotFound, also for a machine not of the job; Invalid serial required, serial_same, serial_taken; asset
// required; Conflict visit_ended, visit_unsent.
func (s *Service) SwapSerial(ctx context.Context, in NewSerial) (Swap, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	ctx = act.Begin(ctx, "visits.swap_serial", in.Reason)
	var swapped Swap
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		_, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		asset, err := job.machine(in.Asset, true)
		if err != nil {
			return err
		}
		made, err := rowsOf(ctx, tx, "swaps", dbx.HashExp{"visit": in.Visit, "asset": asset}, readSwap)
		if err != nil {
			return err
		}
		old, now, err := s.customers.In(tx).SwapSerial(ctx, asset, in.Serial)
		if n := len(made); err != nil && n > 0 && old != "" && old == made[n-1].NewSerial && old == now.Serial {
			swapped = made[n-1] // what was refused as the same is what this visit wrote
			return nil
		}
		if err != nil {
			return err
		}
		r, err := create(ctx, tx, "swaps", func(r *core.Record) {
			r.Load(map[string]any{
				"job": job.ID, "visit": in.Visit, "asset": asset, "old_serial": old, "new_serial": now.Serial, "reason": in.Reason,
			})
			writeSeen(ctx, r, in.Mark)
		})
		if err != nil {
			return err
		}
		swapped = readSwap(r)
		return nil
	})
	return swapped, err
}
