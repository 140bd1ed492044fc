// Package audit is the append-only, hash-chained log of every change.
//
// Owns: the event, its hash, appending, verifying, and a record's history in words.
// Does not own: when an event is written. hooks/audit.go writes one for every record that is created, changed or deleted,
// inside the same transaction, so that no verb, page, console or API call can leave it out.
// At is the server's time of the change. The chain makes later edits visible; it cannot stop someone with the disk in his
// hands from cutting its end, so `verify` prints the last hash for safe keeping elsewhere.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Event is one change of one record.
type Event struct {
	Seq       int64  `db:"seq"`
	At        string `db:"at"`         // UTC, milliseconds
	Change    string `db:"change"`     // shared by all records that one act changed
	Actor     string `db:"actor"`      // user id; empty for schedules and the console
	ActorName string `db:"actor_name"` // as it was then
	Source    string `db:"source"`     // desk, phone, system, console, link
	Verb      string `db:"verb"`       // "jobs.book"; "create", "update", "delete" where no verb was named
	Entity    string `db:"entity"`     // collection
	EntityID  string `db:"entity_id"`
	Root      string `db:"root"` // the job, customer or technician whose history shows it too; may be empty
	Reason    string `db:"reason"`
	Before    string `db:"before"` // JSON object of the changed fields
	After     string `db:"after"`
	Prev      string `db:"prev"`
	Hash      string `db:"hash"`
}

// Sum is the hash of the event: SHA-256 in hex over its fields and the previous hash, as a JSON array.
func (e Event) Sum() string {
	b, err := json.Marshal([]any{
		e.Seq, e.At, e.Change, e.Actor, e.ActorName, e.Source, e.Verb, e.Entity, e.EntityID, e.Root, e.Reason, e.Before, e.After, e.Prev,
	})
	if err != nil {
		panic(err) // strings and a number always marshal
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const columns = "seq, at, `change`, actor, actor_name, source, verb, entity, entity_id, root, reason, before, after, prev, hash"

// Append gives the event its number, links it to the last one and stores it. Call it only within a transaction.
func Append(tx core.App, e Event) error {
	if !tx.IsTransactional() {
		return fmt.Errorf("audit: append outside a transaction")
	}
	last, err := Last(tx)
	if err != nil {
		return err
	}
	e.Seq, e.Prev = last.Seq+1, last.Hash
	e.Hash = e.Sum()
	_, err = tx.DB().NewQuery("INSERT INTO audit_log (" + columns + `) VALUES ({:seq}, {:at}, {:change}, {:actor}, {:name}, {:source},
		{:verb}, {:entity}, {:id}, {:root}, {:reason}, {:before}, {:after}, {:prev}, {:hash})`).Bind(dbx.Params{
		"seq": e.Seq, "at": e.At, "change": e.Change, "actor": e.Actor, "name": e.ActorName, "source": e.Source,
		"verb": e.Verb, "entity": e.Entity, "id": e.EntityID, "root": e.Root, "reason": e.Reason,
		"before": e.Before, "after": e.After, "prev": e.Prev, "hash": e.Hash,
	}).Execute()
	return err
}

// Last is the newest event; the zero Event on an empty log.
func Last(app core.App) (Event, error) {
	var rows []Event
	err := app.DB().NewQuery("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").All(&rows)
	if err != nil || len(rows) == 0 {
		return Event{}, err
	}
	return rows[0], nil
}
