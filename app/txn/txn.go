// Package txn is the ground on which every slice writes: one transaction, in which the idempotency claim of the request,
// the change and its audit event are durable together or not at all.
//
// Owns: the transaction, the idempotency table, running numbers, the revision check, how instants stand in records, reading PocketBase's
// field errors and what says that the disk takes nothing.
// Does not own: what is written (each slice's store.go) or the audit event (hooks/audit.go writes it for every record).
package txn

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// Stamp is how instants stand in the database, in UTC.
const Stamp = "2006-01-02 15:04:05.000Z"

// Run calls fn in a transaction; an error from fn undoes everything. Within fn use only tx.
// The first Run of a request stores its idempotency claim. Inside another Run it joins that transaction.
// Errors: whatever fn returns; Conflict "double_submit" if a twin of the request wrote first; those of Disk.
func Run(ctx context.Context, app core.App, fn func(tx core.App) error) error {
	if app.IsTransactional() {
		return fn(app)
	}
	claim := act.From(ctx).Claim
	err := app.RunInTransaction(func(tx core.App) error {
		if claim != nil && !claim.Held {
			if err := hold(ctx, tx, claim); err != nil {
				return err
			}
		}
		return fn(tx)
	})
	if err == nil && claim != nil {
		claim.Held = true
	}
	return Disk(err)
}

// Save raises the record's revision and saves it in the name of whoever acts in ctx.
// rev is the revision that the person saw; Stale "stale" if the record has another; 0 does not ask.
// PocketBase's own field errors come back as faults beside their fields: required, taken, too_long, invalid.
func Save(ctx context.Context, tx core.App, r *core.Record, rev int) error {
	if rev > 0 && r.GetInt("rev") != rev {
		return fault.New(fault.Stale, "stale")
	}
	r.Set("rev", r.GetInt("rev")+1)
	return Faults(tx.SaveWithContext(ctx, r))
}

// Delete removes the record in the name of whoever acts in ctx.
func Delete(ctx context.Context, tx core.App, r *core.Record) error {
	return tx.DeleteWithContext(ctx, r)
}

// Find loads one record; NotFound "not_found" if there is none. What keeps the database from answering passes as it is.
func Find(app core.App, collection, id string) (*core.Record, error) {
	r, err := app.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "not_found").Wrap(err)
	}
	return r, err
}

// New makes an empty record of the collection.
func New(app core.App, collection string) (*core.Record, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	return core.NewRecord(c), nil
}

// Next is the next of a running number. Within a transaction there are no gaps: a rollback gives the number back.
func Next(tx core.App, name string) (int64, error) {
	var n int64
	params := dbx.Params{"name": name}
	// Not one upsert: that opens a savepoint, at which the full-text tables write out all that the transaction has changed so far.
	err := tx.DB().NewQuery("UPDATE counters SET last = last + 1 WHERE name = {:name} RETURNING last").Bind(params).Row(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.DB().NewQuery("INSERT INTO counters (name, last) VALUES ({:name}, 1) RETURNING last").Bind(params).Row(&n)
	}
	return n, err
}

// Faults turns PocketBase's validation errors into faults; other errors pass.
func Faults(err error) error {
	var fields validation.Errors
	if !errors.As(err, &fields) {
		return err
	}
	var check fault.Check
	for field, e := range fields {
		check.Add(fault.Field(field, fieldCode(e)).Wrap(e))
	}
	return check.Err()
}

func fieldCode(err error) string {
	var coded validation.Error
	if !errors.As(err, &coded) {
		return "invalid"
	}
	code := coded.Code()
	switch {
	case strings.Contains(code, "not_unique"):
		return "taken"
	case strings.Contains(code, "required"):
		return "required"
	case strings.Contains(code, "max"):
		return "too_long"
	}
	return "invalid"
}

func now() string { return clock.Now().Format(Stamp) }
