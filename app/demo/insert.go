package demo

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/audit"
	"doorstep/app/txn"
)

// rows inserts into one table, many rows a statement.
type rows struct {
	tx      core.App
	table   string
	columns []string
	full    *dbx.Query // prepared for rowsAtOnce rows
	values  []any      // of the rows that wait
}

// rowsAtOnce keeps a statement of the widest table well below SQLite's 32,766 parameters.
const rowsAtOnce = 40

func (r *rows) add(values ...any) error {
	if len(values) != len(r.columns) {
		return fmt.Errorf("%s: %d values for %d columns", r.table, len(values), len(r.columns))
	}
	r.values = append(r.values, values...)
	if len(r.values) < rowsAtOnce*len(r.columns) {
		return nil
	}
	if r.full == nil {
		r.full = r.query(rowsAtOnce).Prepare()
	}
	return r.run(r.full)
}

func (r *rows) query(n int) *dbx.Query {
	var b strings.Builder
	// On a conflict all is lost anyway; saying so spares SQLite a journal of its own for each statement.
	fmt.Fprintf(&b, "INSERT OR ROLLBACK INTO `%s` (`%s`) VALUES ", r.table, strings.Join(r.columns, "`, `"))
	for i := range n * len(r.columns) {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%len(r.columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "{:p%d}", i)
	}
	b.WriteString(")")
	return r.tx.DB().NewQuery(b.String())
}

func (r *rows) run(q *dbx.Query) error {
	params := make(dbx.Params, len(r.values))
	for i, v := range r.values {
		params[name(i)] = v
	}
	r.values = r.values[:0]
	if _, err := q.Bind(params).Execute(); err != nil {
		return fmt.Errorf("%s: %w", r.table, err)
	}
	return nil
}

// flush inserts what waits and closes the statement.
func (r *rows) flush() error {
	if len(r.values) > 0 {
		if err := r.run(r.query(len(r.values) / len(r.columns))); err != nil {
			return err
		}
	}
	if r.full == nil {
		return nil
	}
	full := r.full
	r.full = nil
	return full.Close()
}

var paramNames []string

// name is "p" and the number, made once.
func name(i int) string {
	for len(paramNames) <= i {
		paramNames = append(paramNames, fmt.Sprintf("p%d", len(paramNames)))
	}
	return paramNames[i]
}

// recorder is a value of a slice that knows its collection and fills its record.
type recorder interface {
	Record() (collection string, fill func(*core.Record))
}

// goer is a recorder that changes.
type goer interface {
	recorder
	Progress() map[string]any
}

// kept is a record on its way into the database: what happens to it before is noted in the audit log and raises its revision.
type kept struct {
	record           *core.Record
	rev              int
	created, updated time.Time
	noted            map[string]any // the progress that the log knows
}

// writer stores records without hooks and validation, and notes their audit events.
type writer struct {
	tx     core.App
	ids    *ids
	log    audit.Bulk
	tables map[string]*rows
	events *rows
}

func newWriter(tx core.App, ids *ids) *writer {
	return &writer{
		tx: tx, ids: ids, tables: map[string]*rows{},
		events: &rows{tx: tx, table: "audit_log", columns: audit.Columns()},
	}
}

// create begins a record at the instant, in the name of whoever acts in ctx.
func (w *writer) create(ctx context.Context, at time.Time, id string, value recorder) (*kept, error) {
	collection, fill := value.Record()
	r, err := txn.New(w.tx, collection)
	if err != nil {
		return nil, err
	}
	r.Id = id
	fill(r)
	k := &kept{record: r, rev: 1, created: at, updated: at}
	if g, ok := value.(goer); ok {
		k.noted = g.Progress()
	}
	return k, w.log.Note(ctx, r, at)
}

// change gives a record the progress of the value at the instant.
func (w *writer) change(ctx context.Context, at time.Time, k *kept, value goer) error {
	is := value.Progress()
	before, after := map[string]any{}, map[string]any{}
	for name, v := range is {
		if !reflect.DeepEqual(v, k.noted[name]) {
			before[name], after[name] = k.noted[name], v
			k.record.Set(name, v)
		}
	}
	if len(after) == 0 {
		return nil
	}
	k.noted = is
	k.rev++
	k.updated = at
	return w.log.Change(ctx, k.record, before, after, at)
}

// keep stores the record as it is now.
func (w *writer) keep(k *kept) error {
	values, err := k.record.DBExport(w.tx)
	if err != nil {
		return err
	}
	values["id"], values["rev"] = k.record.Id, k.rev
	values["created"], values["updated"] = k.created.UTC().Format(txn.Stamp), k.updated.UTC().Format(txn.Stamp)
	collection := k.record.Collection().Name
	t := w.tables[collection]
	if t == nil {
		t = &rows{tx: w.tx, table: collection, columns: slices.Sorted(maps.Keys(values))}
		w.tables[collection] = t
	}
	row := make([]any, len(t.columns))
	for i, c := range t.columns {
		row[i] = values[c]
	}
	return t.add(row...)
}

// put creates a record and stores it.
func (w *writer) put(ctx context.Context, at time.Time, id string, value recorder) error {
	k, err := w.create(ctx, at, id, value)
	if err != nil {
		return err
	}
	return w.keep(k)
}

// logUntil appends the audit events up to the instant.
func (w *writer) logUntil(t time.Time) error {
	if _, err := w.log.Append(w.tx, t, w.events.add); err != nil {
		return err
	}
	return w.events.flush()
}

// flush inserts the records that wait.
func (w *writer) flush() error {
	for _, table := range slices.Sorted(maps.Keys(w.tables)) {
		if err := w.tables[table].flush(); err != nil {
			return err
		}
	}
	return nil
}
