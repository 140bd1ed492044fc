package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Money: branches and price lists, invoices and what settles them, estimates, payments and cash, bank statements, the gateway,
// customers' links and disputes. Amounts are whole paise; a document's numbers are frozen when it is issued.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{
			prices, doorChoice, documents, settlements, estimates, cash, payments, allocations, bank, gateway, links,
		} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

func prices(app core.App) error {
	if err := add(app, "company", fields(number("min_visit_paise"), text("visit_item", 15), text("signatory", 80), flag("thermal"))); err != nil {
		return err
	}
	if err := base(app, "branches", fields(
		need(text("name", 80)), need(text("prefix", 4)), text("gstin", 15), need(text("state_code", 2)), text("address", 300),
		text("pin", 6), text("district", 80), text("phone", 20), flag("active"),
	), unique("branches_prefix", "branches", "prefix COLLATE NOCASE"), unique("branches_name", "branches", "name COLLATE NOCASE")); err != nil {
		return err
	}
	if err := base(app, "price_lists", fields(need(text("name", 60)), number("discount_bps"), flag("active")),
		unique("price_lists_name", "price_lists", "name COLLATE NOCASE")); err != nil {
		return err
	}
	if err := base(app, "price_list_items", fields(must(app, "list", "price_lists"), must(app, "item", "items"), number("price_paise")),
		unique("price_list_items_item", "price_list_items", "list, item")); err != nil {
		return err
	}
	return add(app, "customers", fields(one(app, "price_list", "price_lists"), number("discount_bps"), text("tan", 10), number("tds_bps")))
}

// doorChoice is how the customer pays, chosen before a visit can close.
func doorChoice(app core.App) error {
	if err := add(app, "visits", fields(
		pick("pays", "upi", "cash", "pending", "amc", "warranty", "invoice"), text("pays_note", 300),
	)); err != nil {
		return err
	}
	if err := add(app, "jobs", nil, index("jobs_to_invoice", "jobs", "completed_at")+" WHERE billing = 'to_invoice'",
		index("jobs_completed", "jobs", "completed_at")+" WHERE completed_at != ''"); err != nil {
		return err
	}
	return add(app, "job_lines", fields(text("estimate", 15)))
}

func documents(app core.App) error {
	if err := base(app, "invoices", fields(
		pick("kind", "invoice", "credit_note", "debit_note", "receipt_voucher", "refund_voucher"), pick("state", "draft", "issued"),
		text("no", 16), text("series", 8), text("fy", 7), number("seq"), one(app, "branch", "branches"), day("date"), day("due"),
		must(app, "customer", "customers"), one(app, "site", "sites"), many(app, "jobs", "jobs"), text("job", 15), text("technician", 15), text("area", 15),
		text("against", 15), text("estimate", 15), text("payment", 15), text("place", 2), text("place_reason", 300),
		pick("gst_mode", "regular", "composition", "unregistered"), text("buyer_gstin", 15), pick("sez", "WP", "WOP"), text("property_state", 2),
		number("discount_bps"), number("taxable_paise"), number("cgst_paise"), number("sgst_paise"), number("igst_paise"), number("round_paise"),
		number("total_paise"), number("settled_paise"), number("balance_paise"),
		text("reason", 300), text("note", 1000), text("po", 60), document("missing"), document("accepted"), flag("edited"),
		&core.JSONField{Name: "snapshot", MaxSize: 2 << 20},
		&core.FileField{Name: "pdf", MaxSelect: 1, MaxSize: 4 << 20, Protected: true, MimeTypes: []string{"application/pdf"}},
		text("pdf_sha256", 64), instant("issued_at"), text("issued_by", 15), text("issued_name", 80),
	),
		uniqueWhere("invoices_no", "invoices", "fy, no COLLATE NOCASE", "`no` != ''"),
		uniqueWhere("invoices_seq", "invoices", "series, fy, seq", "seq > 0"),
		index("invoices_typed", "invoices", "no COLLATE NOCASE")+" WHERE `no` != ''", index("invoices_running", "invoices", "seq")+" WHERE seq > 0",
		index("invoices_list", "invoices", "state, kind, date, id"), index("invoices_date", "invoices", "state, date, id"), index("invoices_customer", "invoices", "customer, state, date"),
		index("invoices_job", "invoices", "job"),
		index("invoices_worked", "invoices", "date, issued_at, job, technician, total_paise, id")+" WHERE state = 'issued' AND kind = 'invoice' AND job != ''",
		index("invoices_created", "invoices", "created, id"),
		index("invoices_against", "invoices", "against")+" WHERE `against` != ''",
		index("invoices_open", "invoices", "due, date, technician, area, customer, branch, balance_paise")+" WHERE balance_paise > 0"); err != nil {
		return err
	}
	if err := base(app, "invoice_lines", fields(
		must(app, "invoice", "invoices"), number("position"), text("job", 15), text("visit", 15), text("job_line", 15), text("item", 15),
		pick("kind", "service", "part", "charge"), need(text("name", 200)), text("detail", 300), text("hsn", 8), text("uom", 10),
		number("qty_milli"), number("list_paise"), number("rate_paise"), number("discount_bps"), number("discount_paise"), number("gst_bps"),
		pick("cover", "amc", "warranty", "goodwill"), text("why", 120),
		number("gross_paise"), number("taxable_paise"), number("cgst_paise"), number("sgst_paise"), number("igst_paise"), number("total_paise"),
	), index("invoice_lines_invoice", "invoice_lines", "invoice, position"),
		index("invoice_lines_job_line", "invoice_lines", "job_line")+" WHERE job_line != ''",
		index("invoice_lines_job", "invoice_lines", "job")+" WHERE job != ''",
		index("invoice_lines_low", "invoice_lines", "invoice")+" WHERE cover = '' AND taxable_paise * 1000 < list_paise * qty_milli - 500"); err != nil {
		return err
	}
	return run(
		app,
		`CREATE TABLE invoice_jobs (job TEXT NOT NULL, invoice TEXT NOT NULL, PRIMARY KEY (job, invoice)) WITHOUT ROWID`,
		`CREATE TRIGGER invoice_jobs_added AFTER INSERT ON invoices BEGIN
			INSERT OR IGNORE INTO invoice_jobs (job, invoice) SELECT value, new.id FROM json_each(new.jobs); END`,
		`CREATE TRIGGER invoice_jobs_gone AFTER DELETE ON invoices BEGIN DELETE FROM invoice_jobs WHERE invoice = old.id AND
			job IN (SELECT value FROM json_each(old.jobs)); END`,
		`CREATE TRIGGER invoice_jobs_changed AFTER UPDATE OF jobs ON invoices WHEN old.jobs IS NOT new.jobs BEGIN
			DELETE FROM invoice_jobs WHERE invoice = old.id AND job IN (SELECT value FROM json_each(old.jobs));
			INSERT OR IGNORE INTO invoice_jobs (job, invoice) SELECT value, new.id FROM json_each(new.jobs); END`,
	)
}

// settlements are what lowers an invoice's balance, or raises it again; they are never edited.
func settlements(app core.App) error {
	return base(app, "settlements", fields(
		must(app, "invoice", "invoices"), pick("kind", "payment", "advance", "credit_note", "debit_note", "tds", "gst_tds", "write_off", "reversal"),
		number("paise"), text("payment", 15), text("document", 15), text("reverses", 15), text("reason", 300), text("ref", 60),
		instant("at"), text("by", 15), text("by_name", 80),
	), index("settlements_invoice", "settlements", "invoice, at"), index("settlements_payment", "settlements", "payment")+" WHERE payment != ''",
		index("settlements_at", "settlements", "at"))
}

func estimates(app core.App) error {
	return base(app, "estimates", fields(
		need(text("no", 20)), pick("state", "draft", "sent", "approved", "declined"), must(app, "customer", "customers"), one(app, "site", "sites"),
		one(app, "job", "jobs"), one(app, "visit", "visits"), text("key", 40), flag("extra"), text("title", 200), text("terms", 2000),
		document("lines"), number("taxable_paise"), number("tax_paise"), number("round_paise"), number("total_paise"), number("deposit_paise"),
		number("limit_paise"), day("valid_until"), instant("sent_at"), instant("decided_at"), text("decided_name", 80),
		pick("decided_how", "link", "signature", "office"), text("reason", 300),
		&core.FileField{Name: "signature", MaxSelect: 1, MaxSize: 512 << 10, Protected: true, MimeTypes: []string{"image/png"}},
		text("place", 2), pick("gst_mode", "regular", "composition", "unregistered"), flag("placed"), text("invoice", 15),
		text("by", 15), text("by_name", 80),
	), unique("estimates_no", "estimates", "no"), uniqueWhere("estimates_key", "estimates", "`key`", "`key` != ''"),
		index("estimates_customer", "estimates", "customer, created"), index("estimates_job", "estimates", "job"),
		index("estimates_state", "estimates", "state, created, id"), index("estimates_created", "estimates", "created, id"))
}

// cash is who holds how much: an empty holder is the till of the office. Moves are never edited.
func cash(app core.App) error {
	if err := base(app, "handovers", fields(
		must(app, "technician", "technicians"), number("expected_paise"), number("counted_paise"), number("short_paise"), text("reason", 300),
		document("notes"), instant("at"), text("counted_by", 15), text("counted_name", 80), text("handed_name", 80),
	), index("handovers_technician", "handovers", "technician, at"), index("handovers_at", "handovers", "at")); err != nil {
		return err
	}
	if err := base(app, "deposits", fields(
		number("paise"), day("date"), text("slip", 40), text("bank", 80), text("note", 300), text("bank_line", 15), instant("at"), text("by", 15), text("by_name", 80),
	), index("deposits_at", "deposits", "at")); err != nil {
		return err
	}
	return base(app, "cash_moves", fields(
		one(app, "technician", "technicians"), pick("kind", "collected", "handed_over", "received", "short", "deposited", "refunded", "reversed"), number("paise"),
		text("payment", 15), text("handover", 15), text("deposit", 15), text("reason", 300), instant("at"), text("by", 15), text("by_name", 80),
	), index("cash_moves_technician", "cash_moves", "technician, at, paise"), index("cash_moves_at", "cash_moves", "at"), index("cash_moves_payment", "cash_moves", "payment"))
}

func payments(app core.App) error {
	return base(app, "payments", append(fields(
		text("no", 16), pick("kind", "receipt", "refund"), pick("mode", "upi", "cash", "bank", "cheque", "card", "gateway"),
		pick("state", "claimed", "verified", "rejected", "reversed"), need(text("key", 40)), number("paise"), number("applied_paise"), number("refunded_paise"),
		text("rrn", 12), text("tr", 35), text("vpa", 120), text("ref", 60), text("was_rrn", 12), day("date"),
		must(app, "customer", "customers"), one(app, "job", "jobs"), one(app, "visit", "visits"), text("invoice", 15), text("estimate", 15),
		one(app, "technician", "technicians"), text("handover", 15), text("bank_line", 15), text("gateway_id", 40), text("capture", 40), text("refunds", 15),
		text("voucher", 15), text("note", 300), text("device", 40),
		pick("verified_how", "accountant", "statement", "gateway", "handover"), instant("verified_at"), text("verified_by", 15), text("verified_name", 80),
		text("reason", 300), text("series", 8), text("fy", 7), number("seq"),
	), seen()...),
		unique("payments_key", "payments", "`key`"), uniqueWhere("payments_rrn", "payments", "rrn", "rrn != ''"),
		uniqueWhere("payments_gateway", "payments", "gateway_id", "gateway_id != ''"),
		uniqueWhere("payments_seq", "payments", "series, fy, seq", "seq > 0"),
		index("payments_state", "payments", "state, at_server, id"), index("payments_customer", "payments", "customer, at_server"),
		index("payments_job", "payments", "job"), index("payments_visit", "payments", "visit"), index("payments_tr", "payments", "tr")+" WHERE tr != ''",
		index("payments_technician", "payments", "technician, mode, state"), index("payments_invoice", "payments", "invoice"),
		index("payments_day", "payments", "at_server, mode"), index("payments_date", "payments", "date, kind, state, mode, paise"), index("payments_capture", "payments", "capture")+" WHERE capture != ''", placed("payments"))
}

// allocations say which invoice a verified payment was put to; a reversal is a negative one.
func allocations(app core.App) error {
	return base(app, "allocations", fields(
		must(app, "payment", "payments"), must(app, "invoice", "invoices"), number("paise"), text("settlement", 15),
		instant("at"), text("by", 15), text("by_name", 80), text("reason", 300),
	), index("allocations_payment", "allocations", "payment"), index("allocations_invoice", "allocations", "invoice"))
}

func bank(app core.App) error {
	if err := base(app, "bank_accounts", fields(need(text("name", 80)), text("bank", 20), text("last4", 4), document("columns")),
		unique("bank_accounts_name", "bank_accounts", "name COLLATE NOCASE")); err != nil {
		return err
	}
	if err := base(app, "bank_imports", fields(
		must(app, "account", "bank_accounts"), need(text("name", 200)), text("sha256", 64), number("lines"), number("fresh"), number("matched"),
		day("from"), day("to"), document("problems"), instant("at"), text("by", 15), text("by_name", 80),
	), index("bank_imports_at", "bank_imports", "at")); err != nil {
		return err
	}
	return base(app, "bank_lines", fields(
		must(app, "account", "bank_accounts"), must(app, "import", "bank_imports"), need(day("date")), text("narration", 500), text("ref", 60),
		text("rrn", 12), text("tr", 35), text("kind", 12), number("credit_paise"), number("debit_paise"), number("balance_paise"), need(text("hash", 64)),
		pick("state", "unmatched", "matched", "ignored"), text("payment", 15), text("deposit", 15), pick("how", "rrn", "tr", "amount", "hand"),
		text("reason", 300), instant("matched_at"), text("matched_by", 15), text("matched_name", 80),
	), unique("bank_lines_hash", "bank_lines", "account, hash"), index("bank_lines_state", "bank_lines", "state, date, id"),
		index("bank_lines_rrn", "bank_lines", "rrn")+" WHERE rrn != ''", index("bank_lines_amount", "bank_lines", "credit_paise, date"),
		index("bank_lines_import", "bank_lines", "import"), index("bank_lines_payment", "bank_lines", "payment")+" WHERE payment != ''")
}

// gateway holds keys encrypted; an event is kept whole and done once.
func gateway(app core.App) error {
	if err := base(app, "gateways", fields(
		pick("provider", "razorpay"), text("key_id", 60), text("secret", 500), text("hook_secret", 500), flag("active"),
		instant("polled_at"), text("error", 300),
	)); err != nil {
		return err
	}
	if err := base(app, "gateway_requests", fields(
		pick("kind", "qr", "link"), text("remote", 40), text("url", 500), text("image", 500), number("paise"), text("tr", 35), pick("state", "open", "paid", "closed"),
		must(app, "customer", "customers"), text("job", 15), text("invoice", 15), text("estimate", 15), instant("close_by"), instant("polled_at"), text("by", 15), text("by_name", 80),
	), uniqueWhere("gateway_requests_remote", "gateway_requests", "remote", "remote != ''"), index("gateway_requests_state", "gateway_requests", "state, close_by"),
		index("gateway_requests_invoice", "gateway_requests", "invoice")); err != nil {
		return err
	}
	return base(app, "gateway_events", fields(
		need(text("event", 60)), text("name", 60), text("remote", 40), pick("state", "done", "ignored", "unmatched"), text("payment", 15),
		number("paise"), text("reason", 300), &core.JSONField{Name: "body", MaxSize: 1 << 20}, instant("at"),
	), unique("gateway_events_event", "gateway_events", "event"), index("gateway_events_remote", "gateway_events", "remote"),
		index("gateway_events_state", "gateway_events", "state, at, id"))
}

func links(app core.App) error {
	if err := base(app, "links", fields(
		must(app, "customer", "customers"), text("job", 15), text("nonce", 40), instant("expires_at"), instant("revoked_at"), text("revoked_by", 80),
		instant("seen_at"), number("seen"), text("by", 15), text("by_name", 80),
	), index("links_customer", "links", "customer")); err != nil {
		return err
	}
	return base(app, "disputes", fields(
		must(app, "customer", "customers"), one(app, "invoice", "invoices"), one(app, "job", "jobs"), pick("kind", "dispute", "complaint"),
		need(text("text", 2000)), pick("state", "open", "resolved"), text("owner", 15), text("outcome", 1000), instant("at"), instant("resolved_at"),
		text("resolved_by", 15), text("resolved_name", 80), pick("source", "link", "desk"),
	), index("disputes_state", "disputes", "state, at"), index("disputes_invoice", "disputes", "invoice"), index("disputes_customer", "disputes", "customer"))
}
