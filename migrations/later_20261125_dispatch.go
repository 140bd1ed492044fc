package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Planning: proposals, crews, what vans carry, ways learnt and asked for, saved boards and days planned again.
func init() {
	m.Register(func(app core.App) error {
		for _, create := range []func(core.App) error{planning, helping, proposals, boards, vans, ways} {
			if err := create(app); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// planning is what the company, its job types, jobs and visits hold for planning by itself.
func planning(app core.App) error {
	for name, more := range map[string][]core.Field{
		"company":   {document("planning")},
		"job_types": {number("crew"), flag("parts_first")},
		"jobs":      {number("crew"), flag("parts_first")},
	} {
		if err := add(app, name, more); err != nil {
			return err
		}
	}
	c, err := app.FindCollectionByNameOrId("visits")
	if err != nil {
		return err
	}
	c.Fields.GetByName("chosen").(*core.SelectField).Values = []string{"person", "best", "plan"}
	c.Fields.Add(many(app, "helpers", "technicians"), text("proposal", 15), flag("part_day"))
	return app.Save(c)
}

// helping are the comings and goings of those who help at a visit, as they stamp them; append-only.
func helping(app core.App) error {
	return base(app, "helper_marks", fields(
		must(app, "visit", "visits"), must(app, "job", "jobs"), must(app, "technician", "technicians"), pick("what", "in", "out"),
		instant("at_device"), instant("at_server"), number("skew_ms"), text("device", 60), text("by", 15), text("by_name", 80),
	), index("helper_marks_visit", "helper_marks", "visit, technician"), index("helper_marks_job", "helper_marks", "job"),
		index("helper_marks_at", "helper_marks", "at_server"))
}

// proposals are plans that wait for a yes: what would move, from where to where, and what that gains.
func proposals(app core.App) error {
	return base(app, "proposals", fields(
		need(day("day")), pick("kind", "day", "emergency", "repair"), pick("cause", "asked", "clock", "emergency", "overrun", "late", "cancelled", "absent", "rejected"),
		pick("state", "open", "applied", "part", "discarded", "outdated"), text("job", 15), text("visit", 15), text("technician", 15), text("title", 200),
		long("moves"), long("unserved"), document("before"), document("after"), text("ways", 300), flag("by_rule"), text("made_by", 80),
		instant("made_at"), text("decided_by", 80), instant("decided_at"), text("reason", 300),
	), index("proposals_day", "proposals", "day, state"), index("proposals_open", "proposals", "state, created"))
}

// long is a document that holds a row for each of many visits: at most 4 megabytes.
func long(name string) *core.JSONField { return &core.JSONField{Name: name, MaxSize: 4 << 20} }

// boards are the boards that people keep: which technicians, which jobs, in which face; each one's own or everybody's.
func boards(app core.App) error {
	return base(app, "boards", fields(
		must(app, "user", "users"), need(text("name", 60)), document("view"), pick("share", "me", "everyone"), flag("first"),
	), index("boards_user", "boards", "user"), index("boards_share", "boards", "share"))
}

// vans are the moves of parts in and out of what a technician carries; append-only. What he has is their sum.
func vans(app core.App) error {
	return base(app, "van_moves", fields(
		must(app, "technician", "technicians"), must(app, "item", "items"), number("qty_milli"), pick("kind", "load", "return", "use", "count", "reverse"),
		text("visit", 15), text("line", 15), text("reverses", 15), text("reason", 300), text("by", 15), text("by_name", 80), instant("at"),
	), index("van_moves_technician", "van_moves", "technician, item"), index("van_moves_at", "van_moves", "at, id"),
		index("van_moves_line", "van_moves", "line"), uniqueWhere("van_moves_reverses", "van_moves", "reverses", "reverses != ''"))
}

// ways are what is known of travel, and days planned again; they can be made anew at any time, so they are no records.
func ways(app core.App) error {
	return run(app,
		`CREATE TABLE road_speeds (hour INTEGER PRIMARY KEY, metres_per_minute INTEGER NOT NULL, trips INTEGER NOT NULL, learnt TEXT NOT NULL)`,
		`CREATE TABLE road_ways (from_lat INTEGER NOT NULL, from_lng INTEGER NOT NULL, to_lat INTEGER NOT NULL, to_lng INTEGER NOT NULL,
			metres INTEGER NOT NULL, seconds INTEGER NOT NULL, at TEXT NOT NULL, server TEXT NOT NULL, PRIMARY KEY (from_lat, from_lng, to_lat, to_lng)) WITHOUT ROWID`,
		`CREATE TABLE replays (day TEXT PRIMARY KEY, made TEXT NOT NULL, asked TEXT NOT NULL, found TEXT NOT NULL)`,
	)
}
