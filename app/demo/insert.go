package demo

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/audit"
	"doorstep/app/txn"
)

// pipe runs statements one after the other beside whoever prepares the next ones, so that both cores work.
// Nobody else may use the transaction between do and drain.
type pipe struct {
	work chan func() error
	open sync.WaitGroup
	err  error // the first; read after drain
}

func newPipe() *pipe {
	p := &pipe{work: make(chan func() error, 64)}
	go func() {
		for run := range p.work {
			if p.err == nil {
				p.err = run()
			}
			p.open.Done()
		}
	}()
	return p
}

func (p *pipe) do(run func() error) {
	p.open.Add(1)
	p.work <- run
}

// drain waits until all is run.
func (p *pipe) drain() error {
	p.open.Wait()
	return p.err
}

// rows inserts into one table, many rows a statement.
type rows struct {
	tx      core.App
	pipe    *pipe
	table   string
	columns []string
	values  []any      // of the rows that wait
	full    *dbx.Query // prepared for as many rows as one statement takes; the pipe's
}

// paramsAtOnce is where statements of many rows are fastest: the driver looks for each parameter among all of the statement.
const paramsAtOnce = 200

func (r *rows) add(values ...any) error {
	if len(values) != len(r.columns) {
		return fmt.Errorf("%s: %d values for %d columns", r.table, len(values), len(r.columns))
	}
	r.values = append(r.values, values...)
	if len(r.values) >= max(1, paramsAtOnce/len(r.columns))*len(r.columns) {
		r.send(false)
	}
	return nil
}

// send hands what waits to the pipe; the last time it also closes the statement.
func (r *rows) send(last bool) {
	values := r.values
	r.values = make([]any, 0, cap(values))
	r.pipe.do(func() error { return r.run(values, last) })
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
		b.WriteString("{:" + paramNames[i] + "}")
	}
	b.WriteString(")")
	return r.tx.DB().NewQuery(b.String())
}

func (r *rows) run(values []any, last bool) error {
	q := r.full
	switch {
	case len(values) == 0:
	case last:
		q = r.query(len(values) / len(r.columns))
	case q == nil:
		q = r.query(len(values) / len(r.columns)).Prepare()
		r.full = q
	}
	if len(values) > 0 {
		params := make(dbx.Params, len(values))
		for i, v := range values {
			params[paramNames[i]] = v
		}
		if _, err := q.Bind(params).Execute(); err != nil {
			return fmt.Errorf("%s: %w", r.table, err)
		}
	}
	if !last || r.full == nil {
		return nil
	}
	full := r.full
	r.full = nil
	return full.Close()
}

// paramNames are "p0", "p1", …: as many as any statement has.
var paramNames = func() (names [2 * paramsAtOnce]string) {
	for i := range names {
		names[i] = fmt.Sprintf("p%d", i)
	}
	return names
}()

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
	tx      core.App
	ids     *ids
	log     audit.Bulk
	tables  map[string]*rows
	scratch map[string]*core.Record
	events  *rows
	pipe    *pipe
}

func newWriter(tx core.App, ids *ids) *writer {
	p := newPipe()
	return &writer{
		tx: tx, ids: ids, tables: map[string]*rows{}, scratch: map[string]*core.Record{}, pipe: p,
		events: &rows{tx: tx, pipe: p, table: "audit_log", columns: audit.Columns()},
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
		t = &rows{tx: w.tx, pipe: w.pipe, table: collection, columns: slices.Sorted(maps.Keys(values))}
		w.tables[collection] = t
	}
	row := make([]any, len(t.columns))
	for i, c := range t.columns {
		row[i] = values[c]
	}
	return t.add(row...)
}

// put stores a record that nothing happens to any more. One record of each collection serves for all: fill sets every field.
func (w *writer) put(ctx context.Context, at time.Time, id string, value recorder) error {
	collection, fill := value.Record()
	r := w.scratch[collection]
	if r == nil {
		var err error
		if r, err = txn.New(w.tx, collection); err != nil {
			return err
		}
		w.scratch[collection] = r
	}
	r.Id = id
	fill(r)
	if err := w.log.Note(ctx, r, at); err != nil {
		return err
	}
	return w.keep(&kept{record: r, rev: 1, created: at, updated: at})
}

// logUntil appends the audit events up to the instant.
func (w *writer) logUntil(t time.Time) error {
	if err := w.pipe.drain(); err != nil {
		return err
	}
	if _, err := w.log.Append(w.tx, t, w.events.add); err != nil {
		return err
	}
	w.events.send(true)
	return w.pipe.drain()
}

// flush inserts the records that wait.
func (w *writer) flush() error {
	for _, table := range slices.Sorted(maps.Keys(w.tables)) {
		w.tables[table].send(true)
	}
	return w.pipe.drain()
}

// close ends the writer, whatever came of it.
func (w *writer) close() {
	_ = w.pipe.drain() // an error was returned by flush, or another came before it
	close(w.pipe.work)
}
