package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Jobs: the job, its visits, the stamps of every change of status, expected lines, and notes of the timeline.
// job_assets turns the job's list of machines around, by triggers, so that a machine finds its jobs by index.
func init() {
	m.Register(func(app core.App) error {
		if err := base(app, "jobs", jobFields(app),
			unique("jobs_no", "jobs", "no"),
			index("jobs_created", "jobs", "created, id"), index("jobs_status", "jobs", "status, created, id"),
			index("jobs_due", "jobs", "due_at, id"), index("jobs_status_due", "jobs", "status, due_at, id"),
			index("jobs_customer", "jobs", "customer, created"), index("jobs_site", "jobs", "site, created")); err != nil {
			return err
		}
		if err := base(app, "visits", fields(
			must(app, "job", "jobs"), must(app, "technician", "technicians"), instant("start"), instant("end"),
			pick("status", "planned", "dispatched", "accepted", "travelling", "arrived", "working", "paused", "done", "partial", "cannot_complete", "cancelled"),
			pick("lock", "time", "technician", "both"), number("travel_min"), number("score"), pick("chosen", "person", "best"),
			document("overrides"), text("override_reason", 300), text("reason", 300),
			instant("actual_start"), instant("actual_end"),
		),
			index("visits_job", "visits", "job"), index("visits_start", "visits", "start"),
			index("visits_technician", "visits", "technician, start")); err != nil {
			return err
		}
		if err := base(app, "stamps", fields(
			must(app, "visit", "visits"), must(app, "job", "jobs"), text("from", 20), need(text("to", 20)),
			instant("at_device"), instant("at_server"), pick("source", "desk", "phone", "system", "console"),
			text("by", 15), text("by_name", 80), text("reason", 300),
		), index("stamps_visit", "stamps", "visit"), index("stamps_job", "stamps", "job")); err != nil {
			return err
		}
		if err := base(app, "job_lines", fields(
			must(app, "job", "jobs"), pick("kind", "service", "part"), one(app, "item", "items"), need(text("name", 120)),
			number("qty_milli"), number("rate_paise"), number("gst_bps"), pick("state", "estimated", "used"),
		), index("job_lines_job", "job_lines", "job")); err != nil {
			return err
		}
		if err := base(app, "notes", fields(
			one(app, "job", "jobs"), must(app, "customer", "customers"), pick("kind", "note", "call", "message"), text("text", 4000),
			&core.FileField{
				Name: "file", MaxSelect: 1, MaxSize: 8 << 20, Protected: true,
				MimeTypes: []string{"image/jpeg", "image/png", "image/webp", "application/pdf"},
			},
			text("by", 15), text("by_name", 80),
		), index("notes_job", "notes", "job"), index("notes_customer", "notes", "customer")); err != nil {
			return err
		}
		if err := run(
			app,
			`CREATE TABLE job_assets (asset TEXT NOT NULL, job TEXT NOT NULL, PRIMARY KEY (asset, job)) WITHOUT ROWID`,
			`CREATE TRIGGER job_assets_added AFTER INSERT ON jobs BEGIN
				INSERT OR IGNORE INTO job_assets (asset, job) SELECT value, new.id FROM json_each(new.assets); END`,
			`CREATE TRIGGER job_assets_gone AFTER DELETE ON jobs BEGIN DELETE FROM job_assets WHERE job = old.id AND
				asset IN (SELECT value FROM json_each(old.assets)); END`,
			`CREATE TRIGGER job_assets_changed AFTER UPDATE OF assets ON jobs WHEN old.assets IS NOT new.assets BEGIN
				DELETE FROM job_assets WHERE job = old.id AND asset IN (SELECT value FROM json_each(old.assets));
				INSERT OR IGNORE INTO job_assets (asset, job) SELECT value, new.id FROM json_each(new.assets); END`,
		); err != nil {
			return err
		}
		return searchable(app, "jobs", "no", "issue")
	}, nil)
}

func jobFields(app core.App) []core.Field {
	return fields(
		need(text("no", 20)), must(app, "customer", "customers"), must(app, "site", "sites"), many(app, "assets", "assets"),
		must(app, "type", "job_types"), number("priority"), need(text("issue", 1000)),
		pick("source", "manual", "amc", "portal", "follow_up"), one(app, "booked_by", "users"), text("parent", 15),
		text("contact_name", 80), text("contact_phone", 16),
		instant("promised_from"), instant("promised_to"), pick("payment", "chargeable", "amc", "warranty"),
		number("duration_min"), document("skills"), document("checklist"),
		pick("status", "unscheduled", "scheduled", "in_progress", "completed", "closed", "cancelled"),
		pick("billing", "none", "covered", "to_invoice", "invoiced", "written_off"),
		pick("paid", "none", "pending", "part", "claimed", "verified"),
		instant("sla_from"), instant("respond_by"), instant("arrive_by"), instant("resolve_by"), instant("due_at"),
		pick("waiting", "customer", "parts"), document("pauses"),
		instant("responded_at"), instant("arrived_at"), instant("completed_at"), instant("closed_at"), text("reason", 300),
	)
}
