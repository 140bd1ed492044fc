package customers

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// AssetInput is a machine as typed. Site is only read by CreateAsset; MoveAsset moves it. An empty Status means in use.
type AssetInput struct {
	Site                     string
	Rev                      int
	Kind, Brand, Model       string
	Serial                   string
	InstalledOn, WarrantyEnd string
	Location, Notes          string
	Status, Parent           string
}

func (in AssetInput) read(r *reader) Asset {
	a := Asset{
		Site: in.Site, Kind: line(in.Kind), Brand: line(in.Brand), Model: line(in.Model),
		Serial: strings.ToUpper(line(in.Serial)), InstalledOn: r.day("installed_on", in.InstalledOn),
		WarrantyEnd: r.day("warranty_end", in.WarrantyEnd), Location: line(in.Location), Notes: strings.TrimSpace(in.Notes),
		Status: r.pick("status", in.Status, InUse, InUse, Retired), Parent: in.Parent,
	}
	r.check.Need(a.Kind != "", "kind")
	r.check.That(a.InstalledOn == "" || a.WarrantyEnd == "" || a.InstalledOn <= a.WarrantyEnd,
		fault.Field("warranty_end", "warranty_before_install"))
	return a
}

// CreateAsset enters a machine at a site; it belongs to the site's customer.
// Errors: Forbidden; Invalid beside the fields, serial_taken [serial] {where, id}, parent_bad [parent]; NotFound for the site.
func (s *Service) CreateAsset(ctx context.Context, in AssetInput) (Asset, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Asset{}, err
	}
	ctx = act.Begin(ctx, "customers.create_asset", "")
	var r reader
	a := in.read(&r)
	if err := r.check.Err(); err != nil {
		return Asset{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		site, _, err := findSite(tx, in.Site)
		if err != nil {
			return err
		}
		a.Customer = site.Customer
		rec, err := newAsset(tx)
		if err != nil {
			return err
		}
		a, err = saveAsset(ctx, tx, rec, a, 0)
		return err
	})
	return a, err
}

// UpdateAsset changes a machine where it stands. Errors: as CreateAsset; Stale.
func (s *Service) UpdateAsset(ctx context.Context, id string, in AssetInput) (Asset, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Asset{}, err
	}
	ctx = act.Begin(ctx, "customers.update_asset", "")
	var r reader
	a := in.read(&r)
	if err := r.check.Err(); err != nil {
		return Asset{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		old, rec, err := findAsset(tx, id)
		if err != nil {
			return err
		}
		a.ID, a.Site, a.Customer = id, old.Site, old.Customer
		a, err = saveAsset(ctx, tx, rec, a, in.Rev)
		return err
	})
	return a, err
}

func saveAsset(ctx context.Context, tx core.App, rec *core.Record, a Asset, rev int) (Asset, error) {
	if rev > 0 && rec.GetInt("rev") != rev {
		return Asset{}, fault.New(fault.Stale, "stale")
	}
	if err := checkParent(tx, a); err != nil {
		return Asset{}, err
	}
	if a.Serial != "" {
		id, where, err := serialHolder(ctx, tx, a.Brand, a.Serial, a.ID)
		if err != nil {
			return Asset{}, err
		}
		if id != "" {
			return Asset{}, fault.Field("serial", "serial_taken", "where", where, "id", id)
		}
	}
	a.write(rec)
	if err := txn.Save(ctx, tx, rec, rev); err != nil {
		return Asset{}, err
	}
	return readAsset(rec), nil
}

// checkParent wants the whole at the same site, and no machine inside itself.
func checkParent(tx core.App, a Asset) error {
	bad := fault.Field("parent", "parent_bad")
	parent := a.Parent
	for range deepest {
		if parent == "" {
			return nil
		}
		up, _, err := findAsset(tx, parent)
		if err != nil {
			return bad.Wrap(err)
		}
		if up.Site != a.Site || up.ID == a.ID {
			return bad
		}
		parent = up.Parent
	}
	if parent != "" {
		return bad
	}
	return nil
}
