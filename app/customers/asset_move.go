package customers

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// MoveInput says which machine goes to which site. Rev is the revision the page showed.
type MoveInput struct {
	Asset, Site string
	Rev         int
	Reason      string
}

// MoveAsset takes a machine, with the machines that are parts of it, to another site; it then belongs to that site's customer.
// A part that moves alone is no longer a part. Errors: Forbidden; NotFound; Stale.
func (s *Service) MoveAsset(ctx context.Context, in MoveInput) (Asset, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Asset{}, err
	}
	ctx = act.Begin(ctx, "customers.move_asset", strings.TrimSpace(in.Reason))
	var a Asset
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		to, _, err := findSite(tx, in.Site)
		if err != nil {
			return err
		}
		var rec *core.Record
		if a, rec, err = findAsset(tx, in.Asset); err != nil {
			return err
		}
		if a.Site != to.ID {
			a.Parent = ""
		}
		a.Site, a.Customer = to.ID, to.Customer
		a.write(rec)
		if err := txn.Save(ctx, tx, rec, in.Rev); err != nil {
			return err
		}
		a = readAsset(rec)
		return moveParts(ctx, tx, a, deepest)
	})
	return a, err
}

// deepest is how many machines may stand inside one another.
const deepest = 5

func moveParts(ctx context.Context, tx core.App, whole Asset, depth int) error {
	parts, err := partsOf(tx, whole.ID)
	if err != nil || depth == 0 {
		return err
	}
	for _, rec := range parts {
		part := readAsset(rec)
		part.Site, part.Customer = whole.Site, whole.Customer
		part.write(rec)
		if err := txn.Save(ctx, tx, rec, 0); err != nil {
			return err
		}
		if err := moveParts(ctx, tx, part, depth-1); err != nil {
			return err
		}
	}
	return nil
}
