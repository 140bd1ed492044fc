package customers

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// UpdateSite changes a site; it stays with its customer. A moved pin stays where it was put; an unmoved one follows the PIN code.
// Errors: as CreateSite; Stale.
func (s *Service) UpdateSite(ctx context.Context, id string, in SiteInput) (Site, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Site{}, err
	}
	ctx = act.Begin(ctx, "customers.update_site", "")
	var site Site
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		old, rec, err := findSite(tx, id)
		if err != nil {
			return err
		}
		var r reader
		site = in.read(&r, old, s.fence())
		if err := r.insist(in.Confirm || site.Pin == old.Pin); err != nil {
			return err
		}
		site.Customer = old.Customer
		site.write(rec)
		if err := txn.Save(ctx, tx, rec, in.Rev); err != nil {
			return err
		}
		site = readSite(rec)
		return nil
	})
	return site, err
}
