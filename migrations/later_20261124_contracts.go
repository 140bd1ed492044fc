package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Contracts: what a customer bought for a time, what it covers, when it brings visits and bills; and when schedules last ran.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{contractRows, coverRows, planRows, contractBills, contractLinks, scheduleRows} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

func contractRows(app core.App) error {
	if err := base(app, "contracts", fields(
		need(text("no", 20)), must(app, "customer", "customers"), many(app, "sites", "sites"),
		pick("type", "comprehensive", "non_comprehensive", "labour", "warranty"), pick("state", "draft", "active", "suspended", "expired", "closed"),
		need(day("starts")), need(day("ends")), number("value_paise"), pick("cycle", "none", "upfront", "monthly", "quarterly", "half_yearly", "yearly", "per_visit"),
		pick("timing", "before", "after"), number("ahead_days"), one(app, "item", "items"), one(app, "price_list", "price_lists"), text("branch", 15),
		number("respond_min"), number("resolve_min"), flag("round_clock"), text("terms", 4000), text("note", 1000),
		pick("renewal", "quoted", "won", "lost"), text("lost_reason", 300), number("uplift_bps"), text("estimate", 15), text("renews", 15), text("renewed_by", 15),
		instant("activated_at"), instant("ended_at"), day("suspended_on"), text("reason", 300), text("old_no", 40), text("import_key", 30),
	), unique("contracts_no", "contracts", "no COLLATE NOCASE"), uniqueWhere("contracts_import", "contracts", "import_key", "import_key != ''"),
		index("contracts_customer", "contracts", "customer, state"), index("contracts_state", "contracts", "state, ends, id"),
		index("contracts_ends", "contracts", "ends, id")); err != nil {
		return err
	}
	return base(app, "contract_assets", fields(
		must(app, "contract", "contracts"), must(app, "asset", "assets"), need(day("from")), day("to"), number("share_paise"),
	), index("contract_assets_contract", "contract_assets", "contract"), index("contract_assets_asset", "contract_assets", "asset"))
}

// coverRows are the rules of what a contract bears, and what was used up of those that are counted.
func coverRows(app core.App) error {
	if err := base(app, "covers", fields(
		must(app, "contract", "contracts"), number("position"), need(text("name", 120)), pick("kind", "labour", "visits", "parts", "items", "first_hour"),
		many(app, "items", "items"), many(app, "assets", "assets"), many(app, "types", "job_types"), pick("applies", "any", "planned", "unplanned"),
		number("most"), number("minutes"), flag("excluded"), number("priority"),
	), index("covers_contract", "covers", "contract, position")); err != nil {
		return err
	}
	return base(app, "cover_uses", fields(
		must(app, "contract", "contracts"), need(text("cover", 15)), must(app, "job", "jobs"), number("qty_milli"), instant("at"),
	), unique("cover_uses_job", "cover_uses", "job, cover"), index("cover_uses_cover", "cover_uses", "cover"),
		index("cover_uses_contract", "cover_uses", "contract"))
}

// planRows are the rules by which visits recur, and a row for each of their dates: what makes generation happen once.
func planRows(app core.App) error {
	if err := base(app, "visit_plans", fields(
		must(app, "contract", "contracts"), must(app, "site", "sites"), many(app, "assets", "assets"), need(text("name", 120)),
		document("rule"), document("template"), pick("anchor", "terms", "last_visit"), need(day("first")), number("horizon_days"), number("assign_days"),
		number("flex_before"), number("flex_after"), number("from_min"), number("to_min"), one(app, "technician", "technicians"),
		pick("holidays", "keep", "next", "previous"), flag("assign"), flag("tell"), flag("ended"),
	), index("visit_plans_contract", "visit_plans", "contract")); err != nil {
		return err
	}
	return base(app, "plan_dates", fields(
		must(app, "plan", "visit_plans"), must(app, "contract", "contracts"), need(day("due_on")), need(day("planned_on")),
		pick("state", "pending", "generated", "skipped", "cancelled"), text("job", 15), text("reason", 300), flag("moved"), flag("caught_up"),
		instant("made_at"), day("done_on"), pick("assigning", "wanted", "done", "failed"), text("alert", 300),
	), unique("plan_dates_due", "plan_dates", "plan, due_on"), index("plan_dates_contract", "plan_dates", "contract, due_on"),
		index("plan_dates_pending", "plan_dates", "planned_on, id")+" WHERE state = 'pending'",
		index("plan_dates_assign", "plan_dates", "planned_on, id")+" WHERE assigning = 'wanted'",
		index("plan_dates_failed", "plan_dates", "planned_on, id")+" WHERE assigning = 'failed' AND done_on = ''",
		index("plan_dates_job", "plan_dates", "job")+" WHERE job != ''")
}

// contractBills are what a contract will be billed, each once, whatever its visits bill.
func contractBills(app core.App) error {
	return base(app, "contract_bills", fields(
		must(app, "contract", "contracts"), need(text("key", 60)), need(day("due_on")), need(day("draft_on")), day("from"), day("to"), number("paise"),
		pick("state", "open", "drafted", "skipped", "credit"), text("plan_date", 15), text("text", 200), text("invoice", 15), text("reason", 300),
	), unique("contract_bills_key", "contract_bills", "contract, `key`"), index("contract_bills_due", "contract_bills", "draft_on, id")+" WHERE state = 'open'",
		index("contract_bills_contract", "contract_bills", "contract, due_on"), index("contract_bills_invoice", "contract_bills", "invoice")+" WHERE invoice != ''")
}

// contractLinks tie work, papers and messages to contracts; cost is what a part is bought for.
func contractLinks(app core.App) error {
	if err := add(app, "jobs", fields(text("contract", 15), text("plan_date", 15), document("sla_terms")),
		index("jobs_contract", "jobs", "contract, completed_at")+" WHERE contract != ''",
		uniqueWhere("jobs_plan_date", "jobs", "plan_date", "plan_date != ''")); err != nil {
		return err
	}
	if err := add(app, "invoices", fields(text("contract", 15)), index("invoices_contract", "invoices", "contract")+" WHERE contract != ''"); err != nil {
		return err
	}
	if err := add(app, "estimates", fields(text("contract", 15)), index("estimates_contract", "estimates", "contract")+" WHERE contract != ''"); err != nil {
		return err
	}
	if err := add(app, "items", fields(number("cost_paise"))); err != nil {
		return err
	}
	if err := outbox(app); err != nil {
		return err
	}
	return base(app, "contract_imports", fields(
		need(text("name", 120)), &core.FileField{Name: "file", MaxSelect: 1, MaxSize: 4 << 20, Protected: true}, pick("state", "read", "done"),
		number("made"), document("failed"), instant("at"), text("by", 15), text("by_name", 80),
	), index("contract_imports_at", "contract_imports", "at"))
}

// outbox lets messages go to customers too, whose way is chosen when they are sent: channel customer, by key once.
func outbox(app core.App) error {
	c, err := app.FindCollectionByNameOrId("messages")
	if err != nil {
		return err
	}
	c.Fields.GetByName("user").(*core.RelationField).Required = false
	c.Fields.GetByName("channel").(*core.SelectField).Values = []string{"push", "customer"}
	c.Fields.Add(one(app, "customer", "customers"), text("key", 80), text("to", 20), text("lang", 5), text("text", 1000), text("job", 15), text("contract", 15))
	c.Indexes = append(c.Indexes, uniqueWhere("messages_key", "messages", "`key`", "`key` != ''"),
		index("messages_push", "messages", "next_at, id")+" WHERE state = 'waiting' AND channel = 'push'",
		index("messages_customer", "messages", "customer, at")+" WHERE customer != ''")
	return app.Save(c)
}

// scheduleRows are when each schedule ran and how it went. They are about the appliance, not the business: no record, no audit event.
func scheduleRows(app core.App) error {
	return run(app, `CREATE TABLE schedules (name TEXT PRIMARY KEY, started TEXT NOT NULL, finished TEXT NOT NULL DEFAULT '', ok TEXT NOT NULL DEFAULT '',
		due TEXT NOT NULL DEFAULT '', failures INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', caught_up TEXT NOT NULL DEFAULT '', did TEXT NOT NULL DEFAULT '') WITHOUT ROWID`)
}
