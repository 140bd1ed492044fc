package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The technician's phone: attendance and consent, the trail of positions, check-ins, proof of work, and the inbox into which
// everything a phone sends is written. positions is a plain table: a trail is telemetry, not a change by a person.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{phoneFields, attendance, checkins, proof, expenses, manuals, inbox} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// add puts fields, and indexes, to a collection that exists.
func add(app core.App, name string, fields []core.Field, indexes ...string) error {
	c, err := app.FindCollectionByNameOrId(name)
	if err != nil {
		return err
	}
	c.Fields.Add(fields...)
	c.Indexes = append(c.Indexes, indexes...)
	return app.Save(c)
}

func phoneFields(app core.App) error {
	if err := add(app, "job_types", fields(document("proof"))); err != nil {
		return err
	}
	if err := add(app, "jobs", fields(document("proof"))); err != nil {
		return err
	}
	if err := add(app, "visits", fields(
		text("code", 4), number("code_tries"), instant("wish"), text("corrected_reason", 300), text("corrected_by", 80), instant("corrected_at"),
	)); err != nil {
		return err
	}
	if err := add(app, "stamps", fields(number("skew_ms"), text("device", 40)), index("stamps_at", "stamps", "at_server")); err != nil {
		return err
	}
	return add(app, "job_lines", fields(
		one(app, "visit", "visits"), text("key", 40), text("serial", 60), text("by", 15), text("by_name", 80),
	), uniqueWhere("job_lines_key", "job_lines", "`key`", "`key` != ''"))
}

// seen is when and where something was done: by the device's clock, by the server's, and the position if there was one.
func seen() []core.Field {
	return fields(
		instant("at_device"), instant("at_server"), degrees("lat"), degrees("lng"), number("accuracy_m"),
		pick("source", "desk", "phone", "system", "console"), text("by", 15), text("by_name", 80),
	)
}

// placed finds what still holds a position, by age, so that forgetting costs what is due and not what there is.
func placed(table string) string {
	return index(table+"_placed", table, "at_server") + " WHERE lat != 0 OR lng != 0"
}

func attendance(app core.App) error {
	if err := base(app, "attendance", fields(
		must(app, "technician", "technicians"), need(day("date")),
		instant("start_at"), instant("start_device"), degrees("start_lat"), degrees("start_lng"), number("start_accuracy_m"),
		pick("start_place", "shop", "site", "elsewhere", "unknown"), number("start_distance_m"),
		instant("end_at"), instant("end_device"), degrees("end_lat"), degrees("end_lng"), number("end_accuracy_m"),
		pick("end_place", "shop", "site", "elsewhere", "unknown"), number("end_distance_m"),
		document("breaks"), number("distance_m"), pick("distance_by", "positions", "sites"), pick("source", "desk", "phone", "system", "console"),
	), unique("attendance_day", "attendance", "technician, date"), index("attendance_date", "attendance", "date")); err != nil {
		return err
	}
	if err := base(app, "consents", fields(
		must(app, "technician", "technicians"), pick("state", "given", "withdrawn"), text("lang", 5), text("version", 20),
		instant("at_device"), instant("at_server"), text("device", 40),
	), index("consents_technician", "consents", "technician, at_server")); err != nil {
		return err
	}
	return run(
		app,
		`CREATE TABLE positions (technician TEXT NOT NULL, at TEXT NOT NULL, lat REAL NOT NULL, lng REAL NOT NULL,
			accuracy_m INTEGER NOT NULL, device TEXT NOT NULL, PRIMARY KEY (technician, at)) WITHOUT ROWID`,
		`CREATE INDEX positions_at ON positions (at)`,
	)
}

func checkins(app core.App) error {
	return base(app, "checkins", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), must(app, "technician", "technicians"), pick("what", "in", "out"),
		pick("outcome", outcomes...), pick("first", outcomes...), flag("offline"), number("distance_m"), number("radius_m"),
		number("score"), document("signals"), text("device", 40),
		pick("verdict", "fine", "talk"), text("verdict_note", 300), text("verdict_by", 80), instant("verdict_at"),
	), seen()...),
		index("checkins_visit", "checkins", "visit"), index("checkins_job", "checkins", "job"),
		index("checkins_technician", "checkins", "technician, at_device"), index("checkins_outcome", "checkins", "outcome, at_server"), placed("checkins"))
}

// outcomes are what a check-in can come to.
var outcomes = []string{
	"validated_inside", "validated_outside", "skipped_inside", "skipped_outside", "offline_unvalidated", "offline_skipped",
	"office_entered", "low_accuracy", "permission_denied", "site_unplaced", "suspicious",
}

func proof(app core.App) error {
	if err := base(app, "captures", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), need(text("key", 40)), pick("kind", "photo", "voice"),
		need(text("slot", 60)), pick("origin", "camera", "gallery", "recorder", "office"), text("sha256", 64), number("size"),
		text("mime", 40), number("width"), number("height"), text("dhash", 16), text("twin", 15), pick("likeness", "same", "alike"),
		pick("state", "awaited", "stored", "refused"), text("why", 60), instant("stored_at"),
		&core.FileField{
			Name: "file", MaxSelect: 1, MaxSize: 8 << 20, Protected: true,
			MimeTypes: []string{"image/jpeg", "image/png", "image/webp", "audio/webm", "video/webm", "audio/ogg", "audio/mp4", "video/mp4", "audio/x-m4a", "audio/mpeg"},
		},
	), seen()...),
		unique("captures_key", "captures", "`key`"), index("captures_visit", "captures", "visit"), index("captures_job", "captures", "job"),
		index("captures_sha256", "captures", "sha256"), index("captures_dhash", "captures", "dhash"), placed("captures")); err != nil {
		return err
	}
	if err := base(app, "answers", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), need(text("check", 40)), text("text", 300),
		pick("kind", "tick", "text", "number", "photo", "reading", "pass_fail"), text("value", 500), number("milli"),
		pick("result", "pass", "fail", "na"), text("asset", 15), number("before_milli"), flag("lower"), text("follow_up", 15),
	), seen()...),
		unique("answers_check", "answers", "visit, `check`, asset"), index("answers_job", "answers", "job"),
		index("answers_asset", "answers", "asset, `check`, at_device"), placed("answers")); err != nil {
		return err
	}
	if err := base(app, "swaps", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), must(app, "asset", "assets"),
		text("old_serial", 60), need(text("new_serial", 60)), text("reason", 300),
	), seen()...), index("swaps_visit", "swaps", "visit"), index("swaps_asset", "swaps", "asset"), placed("swaps")); err != nil {
		return err
	}
	return base(app, "signoffs", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), pick("how", "signature", "code", "refused"),
		text("name", 80), text("reason", 300), text("device", 40),
		&core.FileField{Name: "signature", MaxSelect: 1, MaxSize: 512 << 10, Protected: true, MimeTypes: []string{"image/png"}},
	), seen()...), index("signoffs_visit", "signoffs", "visit"), placed("signoffs"))
}

func expenses(app core.App) error {
	return base(app, "expenses", append(fields(
		must(app, "job", "jobs"), must(app, "visit", "visits"), must(app, "technician", "technicians"), text("key", 40),
		pick("kind", "fuel", "parking", "purchase", "courier", "other"), number("paise"), text("note", 200), text("bill", 40),
		pick("state", "claimed", "approved", "rejected"), text("decided_by", 15), text("decided_name", 80), instant("decided_at"),
		text("reason", 300),
	), seen()...),
		uniqueWhere("expenses_key", "expenses", "`key`", "`key` != ''"), index("expenses_visit", "expenses", "visit"),
		index("expenses_state", "expenses", "state, at_server"), placed("expenses"))
}

// manuals are found by the machine they are for, however its brand and model are written.
func manuals(app core.App) error {
	return base(app, "manuals", fields(
		need(text("brand", 60)), text("model", 80), need(text("title", 120)), number("size"), text("by_name", 80),
		&core.FileField{Name: "file", Required: true, MaxSelect: 1, MaxSize: 8 << 20, Protected: true, MimeTypes: []string{"application/pdf"}},
	), index("manuals_machine", "manuals", "brand COLLATE NOCASE, model COLLATE NOCASE"))
}

func inbox(app core.App) error {
	if err := base(app, "devices", fields(
		need(text("key", 40)), must(app, "user", "users"), text("agent", 300), number("skew_ms"), number("last_seq"),
		number("waiting"), instant("seen_at"), flag("persisted"), number("free_mb"), text("position", 20),
		instant("released_at"), text("released_by", 80),
	), unique("devices_key", "devices", "user, `key`"), index("devices_seen", "devices", "seen_at")); err != nil {
		return err
	}
	return base(app, "inbox", fields(
		must(app, "user", "users"), text("technician", 15), need(text("device", 40)), need(text("key", 60)), number("seq"), text("hash", 64), flag("placed"),
		need(text("kind", 30)), text("visit", 15), text("job", 15), instant("at_device"), instant("at_server"), number("skew_ms"),
		pick("state", "done", "conflict", "accepted", "set_aside"), text("code", 60), document("params"),
		&core.JSONField{Name: "body", MaxSize: 5 << 20}, // whatever a phone may send in one batch
		text("settled_by", 15), text("settled_name", 80), instant("settled_at"), text("reason", 300),
	), unique("inbox_key", "inbox", "user, `key`"), index("inbox_state", "inbox", "state, at_server"), index("inbox_visit", "inbox", "visit"),
		index("inbox_device", "inbox", "device, seq"),
		index("inbox_placed", "inbox", "at_server")+" WHERE placed = TRUE")
}
