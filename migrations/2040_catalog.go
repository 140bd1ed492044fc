package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Catalog: the price list with its dated prices and GST rates, and the job types that fill a job.
func init() {
	m.Register(func(app core.App) error {
		if err := base(app, "items", fields(
			pick("kind", "service", "part"), need(text("code", 30)), need(text("name", 120)), text("hsn", 8), text("uom", 10),
			number("floor_paise"), flag("active"),
		), unique("items_code", "items", "code COLLATE NOCASE"), index("items_name", "items", "name COLLATE NOCASE")); err != nil {
			return err
		}
		if err := base(app, "item_rates", fields(
			must(app, "item", "items"), need(day("from")), number("price_paise"), number("gst_bps"),
		), unique("item_rates_from", "item_rates", "item, `from`")); err != nil {
			return err
		}
		return base(app, "job_types", fields(
			need(text("code", 20)), need(text("name", 80)), text("trade", 40), number("duration_min"), number("priority"),
			pick("payment", "chargeable", "amc", "warranty"), document("skills"), document("checklist"), document("parts"),
			text("issues", 1000), flag("active"), number("position"),
		), unique("job_types_code", "job_types", "code COLLATE NOCASE"))
	}, nil)
}
