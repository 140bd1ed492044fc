// Package migrations is what is stored: one file per slice, then one per later change.
//
// To add a collection, add a line per field in a new file named later_YYYYMMDD_what_changed.go, then run the golden test of
// this package with -update and read the change in SCHEMA.md. Files run in the order of their names, each in one
// transaction; "later_" keeps dates behind the first files, whose numbers would otherwise sort among the years.
// A migration that has shipped is never edited.
// API rules stay nil: only PocketBase's own console reaches collections; pages authorise in each slice's policy.go.
package migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// base creates a collection with the fields, a revision that every save raises, and the times of creation and change.
func base(app core.App, name string, fields []core.Field, indexes ...string) error {
	c := core.NewBaseCollection(name)
	c.Fields.Add(fields...)
	c.Fields.Add(number("rev"), stamped("created", true, false), stamped("updated", true, true))
	c.Indexes = indexes
	if err := app.Save(c); err != nil {
		return fmt.Errorf("collection %s: %w", name, err)
	}
	return nil
}

func fields(f ...core.Field) []core.Field { return f }

// text is free text of at most max characters.
func text(name string, max int) *core.TextField { return &core.TextField{Name: name, Max: max} }

// need makes a text field required.
func need(f *core.TextField) *core.TextField { f.Required = true; return f }

// number is a whole number; money is paise, durations are minutes, rates are basis points.
func number(name string) *core.NumberField { return &core.NumberField{Name: name, OnlyInt: true} }

// degrees is a latitude or longitude.
func degrees(name string) *core.NumberField { return &core.NumberField{Name: name} }

// pick is one of the values; empty where none was chosen.
func pick(name string, values ...string) *core.SelectField {
	return &core.SelectField{Name: name, Values: values, MaxSelect: 1}
}

// flag is yes or no.
func flag(name string) *core.BoolField { return &core.BoolField{Name: name} }

// instant is a time in UTC. Business dates are text of ten characters, so that no zone can move them.
func instant(name string) *core.DateField { return &core.DateField{Name: name} }

// day is a date in IST as 2006-01-02, or empty.
func day(name string) *core.TextField {
	return &core.TextField{Name: name, Max: 10, Pattern: `^(\d{4}-\d{2}-\d{2})?$`}
}

// document is JSON of at most a quarter of a megabyte.
func document(name string) *core.JSONField { return &core.JSONField{Name: name, MaxSize: 1 << 18} }

// one relates to one record of another collection. PocketBase makes no index for it: add one where it is searched.
func one(app core.App, name, collection string) *core.RelationField {
	return &core.RelationField{Name: name, CollectionId: idOf(app, collection), MaxSelect: 1}
}

// must relates to exactly one record of another collection.
func must(app core.App, name, collection string) *core.RelationField {
	f := one(app, name, collection)
	f.Required = true
	return f
}

// many relates to any number of records of another collection.
func many(app core.App, name, collection string) *core.RelationField {
	f := one(app, name, collection)
	f.MaxSelect = 999
	return f
}

func stamped(name string, onCreate, onUpdate bool) *core.AutodateField {
	return &core.AutodateField{Name: name, OnCreate: onCreate, OnUpdate: onUpdate}
}

func index(name, table, columns string) string {
	return fmt.Sprintf("CREATE INDEX `%s` ON `%s` (%s)", name, table, columns)
}

func unique(name, table, columns string) string {
	return fmt.Sprintf("CREATE UNIQUE INDEX `%s` ON `%s` (%s)", name, table, columns)
}

func uniqueWhere(name, table, columns, where string) string {
	return unique(name, table, columns) + " WHERE " + where
}

func idOf(app core.App, collection string) string {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		panic("migrations: no collection " + collection + " before this one")
	}
	return c.Id
}

// run executes plain SQL statements in turn.
func run(app core.App, statements ...string) error {
	for _, s := range statements {
		if _, err := app.DB().NewQuery(s).Execute(); err != nil {
			return fmt.Errorf("%w in %s", err, s)
		}
	}
	return nil
}

// searchable keeps a full-text table beside a collection, by triggers, so that no write path can forget it.
// Words are matched by prefix; diacritics and case do not matter.
func searchable(app core.App, table string, columns ...string) error {
	list, values, olds := "", "", ""
	for _, c := range columns {
		list += ", " + c
		values += ", new." + c
		olds += ", old." + c
	}
	fts := table + "_fts"
	drop := fmt.Sprintf("INSERT INTO %s(%s, rowid%s) VALUES ('delete', old.rowid%s);", fts, fts, list, olds)
	add := fmt.Sprintf("INSERT INTO %s(rowid%s) VALUES (new.rowid%s);", fts, list, values)
	return run(
		app,
		fmt.Sprintf("CREATE VIRTUAL TABLE %s USING fts5(%s, content='%s', tokenize='unicode61 remove_diacritics 2', prefix='2 3')", fts, list[2:], table),
		fmt.Sprintf("CREATE TRIGGER %s_added AFTER INSERT ON %s BEGIN %s END", fts, table, add),
		fmt.Sprintf("CREATE TRIGGER %s_gone AFTER DELETE ON %s BEGIN %s END", fts, table, drop),
		fmt.Sprintf("CREATE TRIGGER %s_changed AFTER UPDATE OF %s ON %s BEGIN %s %s END", fts, list[2:], table, drop, add),
	)
}
