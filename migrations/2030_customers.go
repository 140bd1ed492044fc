package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Customers: who pays, how they are reached, where the work is, which machine it is on.
func init() {
	m.Register(func(app core.App) error {
		if err := base(app, "customers", fields(
			need(text("name", 120)), pick("kind", "person", "business"), text("gstin", 15), text("state_code", 2),
			text("email", 120), text("address", 300), text("pin", 6), text("district", 80),
			text("lang", 5), pick("channel", "whatsapp", "sms", "call", "email"), flag("dnc"),
			number("credit_days"), number("credit_limit_paise"), text("notes", 2000),
			text("merged_into", 15), text("external_id", 60),
		),
			index("customers_name", "customers", "name COLLATE NOCASE, id"),
			index("customers_gstin", "customers", "gstin"),
			uniqueWhere("customers_external", "customers", "external_id", "external_id != ''")); err != nil {
			return err
		}
		if err := base(app, "phones", fields(
			must(app, "customer", "customers"), need(text("e164", 16)), need(text("digits", 16)), need(text("reversed", 16)),
			text("label", 30), number("position"),
		),
			index("phones_customer", "phones", "customer"), index("phones_e164", "phones", "e164"),
			index("phones_digits", "phones", "digits"), index("phones_reversed", "phones", "reversed")); err != nil {
			return err
		}
		if err := base(app, "sites", fields(
			must(app, "customer", "customers"), text("label", 60), need(text("address", 300)), text("unit", 80), text("landmark", 120),
			text("pin", 6), text("district", 80), text("state_code", 2), degrees("lat"), degrees("lng"), pick("pos_source", "pin", "moved", "visit"),
			number("fence_m"), text("access", 500), text("contact_name", 80), text("contact_phone", 16),
		), index("sites_customer", "sites", "customer"), index("sites_pin", "sites", "pin")); err != nil {
			return err
		}
		if err := base(app, "assets", fields(
			must(app, "site", "sites"), must(app, "customer", "customers"), text("parent", 15),
			need(text("kind", 60)), text("brand", 60), text("model", 80), text("serial", 60),
			day("installed_on"), day("warranty_end"), text("location", 80), text("notes", 1000), pick("status", "in_use", "retired"),
		),
			index("assets_site", "assets", "site"), index("assets_customer", "assets", "customer"), index("assets_newest", "assets", "created, id"),
			uniqueWhere("assets_serial", "assets", "brand COLLATE NOCASE, serial COLLATE NOCASE", "serial != ''")); err != nil {
			return err
		}
		if err := base(app, "preferences", fields(
			must(app, "customer", "customers"), must(app, "technician", "technicians"),
			pick("strength", "preferred", "restricted", "must"), text("reason", 200),
		), unique("preferences_pair", "preferences", "customer, technician")); err != nil {
			return err
		}
		if err := searchable(app, "customers", "name", "email", "gstin"); err != nil {
			return err
		}
		if err := searchable(app, "sites", "label", "address", "landmark", "pin", "district"); err != nil {
			return err
		}
		return searchable(app, "assets", "kind", "brand", "model", "serial")
	}, nil)
}
