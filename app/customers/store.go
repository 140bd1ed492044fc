package customers

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/phone"
	"doorstep/app/txn"
)

func (c Customer) write(r *core.Record) {
	r.Set("name", c.Name)
	r.Set("kind", c.Kind)
	r.Set("gstin", c.GSTIN)
	r.Set("state_code", c.StateCode)
	r.Set("email", c.Email)
	r.Set("address", c.Address)
	r.Set("pin", c.Pin)
	r.Set("district", c.District)
	r.Set("lang", c.Lang)
	r.Set("channel", c.Channel)
	r.Set("dnc", c.DNC)
	r.Set("credit_days", c.CreditDays)
	r.Set("credit_limit_paise", int64(c.CreditLimit))
	r.Set("price_list", c.PriceList)
	r.Set("discount_bps", c.DiscountBps)
	r.Set("tan", c.TAN)
	r.Set("tds_bps", c.TDSBps)
	r.Set("notes", c.Notes)
	r.Set("merged_into", c.MergedInto)
	r.Set("external_id", c.ExternalID)
}

// readCustomer leaves Phones empty: they are records of their own.
func readCustomer(r *core.Record) Customer {
	return Customer{
		ID: r.Id, Rev: r.GetInt("rev"), Name: r.GetString("name"), Kind: r.GetString("kind"),
		GSTIN: r.GetString("gstin"), StateCode: r.GetString("state_code"), Email: r.GetString("email"),
		Address: r.GetString("address"), Pin: r.GetString("pin"), District: r.GetString("district"),
		Lang: r.GetString("lang"), Channel: r.GetString("channel"), DNC: r.GetBool("dnc"),
		CreditDays: r.GetInt("credit_days"), CreditLimit: money.Paise(r.GetInt("credit_limit_paise")),
		PriceList: r.GetString("price_list"), DiscountBps: r.GetInt("discount_bps"), TAN: r.GetString("tan"), TDSBps: r.GetInt("tds_bps"),
		Notes: r.GetString("notes"), MergedInto: r.GetString("merged_into"), ExternalID: r.GetString("external_id"),
		CreatedAt: txn.At(r, "created"),
	}
}

// loadCustomer gives a customer with phones, and its record.
func loadCustomer(ctx context.Context, app core.App, id string) (Customer, *core.Record, error) {
	r, err := txn.Find(app, "customers", id)
	if err != nil {
		return Customer{}, nil, err
	}
	c := readCustomer(r)
	rows, err := phoneRecords(app, id)
	for _, p := range rows {
		c.Phones = append(c.Phones, Phone{E164: p.GetString("e164"), Label: p.GetString("label")})
	}
	return c, r, err
}

func phoneRecords(app core.App, customer string) ([]*core.Record, error) {
	return app.FindRecordsByFilter("phones", "customer = {:c}", "position,created,id", 0, 0, dbx.Params{"c": customer})
}

// savePhones makes the customer's numbers those of want, in its order; numbers that stay keep their record.
func savePhones(ctx context.Context, tx core.App, customer string, want []Phone) error {
	rows, err := phoneRecords(tx, customer)
	if err != nil {
		return err
	}
	had := map[string]*core.Record{}
	for _, r := range rows {
		had[r.GetString("e164")] = r
	}
	for i, p := range want {
		r := had[p.E164]
		delete(had, p.E164)
		if r == nil {
			if r, err = txn.New(tx, "phones"); err != nil {
				return err
			}
		} else if r.GetString("label") == p.Label && r.GetInt("position") == i {
			continue
		}
		writePhone(r, customer, p, i)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if had[r.GetString("e164")] != r {
			continue
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

func writePhone(r *core.Record, customer string, p Phone, position int) {
	digits := national(p.E164)
	r.Set("customer", customer)
	r.Set("e164", p.E164)
	r.Set("digits", digits)
	r.Set("reversed", phone.Reverse(digits))
	r.Set("label", p.Label)
	r.Set("position", position)
}

func (s Site) write(r *core.Record) {
	r.Set("customer", s.Customer)
	r.Set("label", s.Label)
	r.Set("address", s.Address)
	r.Set("unit", s.Unit)
	r.Set("landmark", s.Landmark)
	r.Set("pin", s.Pin)
	r.Set("district", s.District)
	r.Set("state_code", s.StateCode)
	r.Set("lat", s.At.Lat)
	r.Set("lng", s.At.Lng)
	r.Set("pos_source", s.PosSource)
	r.Set("fence_m", s.FenceM)
	r.Set("access", s.Access)
	r.Set("contact_name", s.ContactName)
	r.Set("contact_phone", s.ContactPhone)
}

func readSite(r *core.Record) Site {
	return Site{
		ID: r.Id, Customer: r.GetString("customer"), Rev: r.GetInt("rev"), Label: r.GetString("label"),
		Address: r.GetString("address"), Unit: r.GetString("unit"), Landmark: r.GetString("landmark"),
		Pin: r.GetString("pin"), District: r.GetString("district"), StateCode: r.GetString("state_code"),
		At: geo.Point{Lat: r.GetFloat("lat"), Lng: r.GetFloat("lng")}, PosSource: r.GetString("pos_source"),
		FenceM: r.GetInt("fence_m"), Access: r.GetString("access"),
		ContactName: r.GetString("contact_name"), ContactPhone: r.GetString("contact_phone"),
	}
}

func (a Asset) write(r *core.Record) {
	r.Set("site", a.Site)
	r.Set("customer", a.Customer)
	r.Set("parent", a.Parent)
	r.Set("kind", a.Kind)
	r.Set("brand", a.Brand)
	r.Set("model", a.Model)
	r.Set("serial", a.Serial)
	r.Set("installed_on", string(a.InstalledOn))
	r.Set("warranty_end", string(a.WarrantyEnd))
	r.Set("location", a.Location)
	r.Set("notes", a.Notes)
	r.Set("status", a.Status)
}

func readAsset(r *core.Record) Asset {
	return Asset{
		ID: r.Id, Site: r.GetString("site"), Customer: r.GetString("customer"), Rev: r.GetInt("rev"),
		Kind: r.GetString("kind"), Brand: r.GetString("brand"), Model: r.GetString("model"), Serial: r.GetString("serial"),
		InstalledOn: clock.Date(r.GetString("installed_on")), WarrantyEnd: clock.Date(r.GetString("warranty_end")),
		Location: r.GetString("location"), Notes: r.GetString("notes"), Status: r.GetString("status"), Parent: r.GetString("parent"),
	}
}

func findSite(app core.App, id string) (Site, *core.Record, error) {
	r, err := txn.Find(app, "sites", id)
	if err != nil {
		return Site{}, nil, err
	}
	return readSite(r), r, nil
}

func sitesOf(app core.App, customer string) ([]Site, error) {
	rows, err := belonging(app, "sites", "customer", customer)
	return values(rows, readSite), err
}

func findAsset(app core.App, id string) (Asset, *core.Record, error) {
	r, err := txn.Find(app, "assets", id)
	if err != nil {
		return Asset{}, nil, err
	}
	return readAsset(r), r, nil
}

func assetsOf(app core.App, customer string) ([]Asset, error) {
	rows, err := belonging(app, "assets", "customer", customer)
	return values(rows, readAsset), err
}

func assetsAt(app core.App, site string) ([]Asset, error) {
	rows, err := belonging(app, "assets", "site", site)
	return values(rows, readAsset), err
}

// partsOf are the records of the machines whose parent is the asset.
func partsOf(app core.App, asset string) ([]*core.Record, error) {
	return belonging(app, "assets", "parent", asset)
}

func newCustomer(tx core.App) (*core.Record, error) { return txn.New(tx, "customers") }
func newSite(tx core.App) (*core.Record, error)     { return txn.New(tx, "sites") }
func newAsset(tx core.App) (*core.Record, error)    { return txn.New(tx, "assets") }

// belonging are the records of a collection whose field holds id, oldest first.
func belonging(app core.App, collection, field, id string) ([]*core.Record, error) {
	return app.FindRecordsByFilter(collection, field+" = {:id}", "created,id", 0, 0, dbx.Params{"id": id})
}

func values[T any](rows []*core.Record, read func(*core.Record) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = read(r)
	}
	return out
}

func (p Preference) write(r *core.Record) {
	r.Set("customer", p.Customer)
	r.Set("technician", p.Technician)
	r.Set("strength", p.Strength)
	r.Set("reason", p.Reason)
}

// readPreference leaves TechnicianName empty: it stands in people.
func readPreference(r *core.Record) Preference {
	return Preference{
		ID: r.Id, Customer: r.GetString("customer"), Rev: r.GetInt("rev"), Technician: r.GetString("technician"),
		Strength: r.GetString("strength"), Reason: r.GetString("reason"),
	}
}
