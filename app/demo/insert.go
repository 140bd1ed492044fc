package demo

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

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

// rows inserts into one table; only the pipe touches to.
type rows struct {
	pipe    *pipe
	to      *txn.Rows
	columns []string
	wait    [][]any
}

// rowsAtOnce is how many rows are handed to the pipe together.
const rowsAtOnce = 32

func (r *rows) add(values ...any) error {
	r.wait = append(r.wait, values)
	if len(r.wait) == rowsAtOnce {
		r.send(false)
	}
	return nil
}

// send hands what waits to the pipe; the last time it also closes the statement.
func (r *rows) send(last bool) {
	waited := r.wait
	r.wait = make([][]any, 0, rowsAtOnce)
	r.pipe.do(func() error {
		for _, values := range waited {
			if err := r.to.Add(values...); err != nil {
				return err
			}
		}
		if last {
			return r.to.Close()
		}
		return nil
	})
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
	ctx     context.Context
	tx      core.App
	ids     *ids
	log     audit.Bulk
	tables  map[string]*rows
	scratch map[string]*core.Record
	events  *rows
	pipe    *pipe
}

func newWriter(ctx context.Context, tx core.App, ids *ids) *writer {
	w := &writer{ctx: ctx, tx: tx, ids: ids, tables: map[string]*rows{}, scratch: map[string]*core.Record{}, pipe: newPipe()}
	w.events = w.rows("audit_log", audit.Columns())
	return w
}

func (w *writer) rows(table string, columns []string) *rows {
	return &rows{pipe: w.pipe, to: txn.NewRows(w.ctx, w.tx, table, columns), columns: columns}
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
		t = w.rows(collection, slices.Sorted(maps.Keys(values)))
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
