package txn

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// Answer is what a request was answered, kept so that its repetition is answered alike.
type Answer struct {
	Status      int    `json:"status"`
	Location    string `json:"location,omitempty"`
	Flash       string `json:"flash,omitempty"`
	ContentType string `json:"type,omitempty"`
	Body        []byte `json:"body,omitempty"`
}

// Claimed is a stored claim: the hash of the body that came with the key, and the answer if one was given.
type Claimed struct {
	Hash   string
	Answer *Answer
}

// Claims is the table of idempotency keys. One row per actor and key, stored with the request's first write.
type Claims struct{ App core.App }

// Find returns the claim of the key, and whether there is one.
func (c Claims) Find(ctx context.Context, actor, key string) (Claimed, bool, error) {
	var row struct {
		Hash   string `db:"hash"`
		Answer string `db:"answer"`
	}
	err := c.App.DB().NewQuery("SELECT hash, answer FROM idempotency WHERE actor = {:actor} AND key = {:key}").
		Bind(dbx.Params{"actor": actor, "key": key}).WithContext(ctx).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return Claimed{}, false, nil
	}
	if err != nil {
		return Claimed{}, false, err
	}
	found := Claimed{Hash: row.Hash}
	if row.Answer != "" {
		found.Answer = &Answer{}
		err = json.Unmarshal([]byte(row.Answer), found.Answer)
	}
	return found, true, err
}

// Answer stores what the claimed request was answered.
func (c Claims) Answer(ctx context.Context, actor, key string, a Answer) error {
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = c.App.NonconcurrentDB().NewQuery("UPDATE idempotency SET answer = {:answer} WHERE actor = {:actor} AND key = {:key}").
		Bind(dbx.Params{"answer": string(text), "actor": actor, "key": key}).WithContext(ctx).Execute()
	return err
}

// Forget removes claims older than keep; phones send again within days, browsers within minutes.
func (c Claims) Forget(ctx context.Context, keep time.Duration) error {
	_, err := c.App.NonconcurrentDB().NewQuery("DELETE FROM idempotency WHERE at < {:before}").
		Bind(dbx.Params{"before": clock.Now().Add(-keep).Format(Stamp)}).WithContext(ctx).Execute()
	return err
}

func hold(ctx context.Context, tx core.App, claim *act.Claim) error {
	_, err := tx.DB().NewQuery("INSERT INTO idempotency (actor, key, hash, at) VALUES ({:actor}, {:key}, {:hash}, {:at})").
		Bind(dbx.Params{"actor": claim.Actor, "key": claim.Key, "hash": claim.Hash, "at": now()}).
		WithContext(ctx).Execute()
	if err != nil && strings.Contains(err.Error(), "UNIQUE constraint") {
		return fault.New(fault.Conflict, "double_submit").Wrap(err)
	}
	return err
}
