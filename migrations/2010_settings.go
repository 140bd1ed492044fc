package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Settings: the company (one row), its holidays and its service levels.
func init() {
	m.Register(func(app core.App) error {
		if err := base(app, "company", fields(
			need(text("name", 120)), text("legal_name", 120), text("phone", 20), text("email", 120),
			pick("gst_mode", "regular", "composition", "unregistered"), text("gstin", 15), text("state_code", 2),
			text("address", 300), text("pin", 6), text("district", 80), degrees("lat"), degrees("lng"),
			text("upi", 120), text("bank_name", 80), text("bank_account", 40), text("bank_ifsc", 11),
			text("invoice_prefix", 8), text("terms", 2000),
			document("week"), document("weights"), document("policies"),
			text("tile_url", 300), text("tile_credit", 300), flag("console"),
		)); err != nil {
			return err
		}
		if err := base(app, "holidays", fields(need(day("date")), need(text("name", 80))),
			unique("holidays_date", "holidays", "date")); err != nil {
			return err
		}
		return base(app, "sla_policies", fields(
			number("priority"), pick("payment", "chargeable", "amc", "warranty"),
			number("respond_min"), number("arrive_min"), number("resolve_min"), flag("round_clock"),
		), unique("sla_policies_match", "sla_policies", "priority, payment"))
	}, nil)
}
