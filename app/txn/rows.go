package txn

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// rowParams is where statements of many rows are fastest: the driver looks for each parameter among all of the statement.
const rowParams = 200

// Rows inserts into one table without hooks, many rows a statement. What it stores has to reach the audit log by other means.
// Call it only within a transaction, and Close last: it sends what waits.
type Rows struct {
	ctx     context.Context
	tx      core.App
	table   string
	columns []string
	values  []any
	names   []string
	full    *dbx.Query
}

// NewRows begins inserting rows with the columns into the table.
func NewRows(ctx context.Context, tx core.App, table string, columns []string) *Rows {
	r := &Rows{ctx: ctx, tx: tx, table: table, columns: columns}
	r.names = make([]string, max(1, rowParams/len(columns))*len(columns))
	for i := range r.names {
		r.names[i] = "p" + strconv.Itoa(i)
	}
	return r
}

// Add stores one row, its values in the order of the columns.
func (r *Rows) Add(values ...any) error {
	if len(values) != len(r.columns) {
		return fmt.Errorf("%s: %d values for %d columns", r.table, len(values), len(r.columns))
	}
	r.values = append(r.values, values...)
	if len(r.values) < len(r.names) {
		return nil
	}
	if r.full == nil {
		r.full = r.query(len(r.values)).Prepare()
	}
	return r.send(r.full)
}

// Close stores what waits and frees the statement.
func (r *Rows) Close() error {
	var err error
	if len(r.values) > 0 {
		err = r.send(r.query(len(r.values)))
	}
	if r.full != nil {
		if closed := r.full.Close(); err == nil {
			err = closed
		}
		r.full = nil
	}
	return err
}

func (r *Rows) send(q *dbx.Query) error {
	params := make(dbx.Params, len(r.values))
	for i, v := range r.values {
		params[r.names[i]] = v
	}
	r.values = r.values[:0]
	if _, err := q.Bind(params).Execute(); err != nil {
		return fmt.Errorf("%s: %w", r.table, err)
	}
	return nil
}

func (r *Rows) query(n int) *dbx.Query {
	var b strings.Builder
	// On a conflict all is lost anyway; saying so spares SQLite a journal of its own for each statement.
	fmt.Fprintf(&b, "INSERT OR ROLLBACK INTO `%s` (`%s`) VALUES ", r.table, strings.Join(r.columns, "`, `"))
	for i := range n {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%len(r.columns) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("{:" + r.names[i] + "}")
	}
	b.WriteString(")")
	return r.tx.DB().NewQuery(b.String()).WithContext(r.ctx)
}
