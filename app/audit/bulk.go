package audit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Bulk gathers the events of changes that are stored without hooks, as the demo company's are, and appends them to the chain
// in the order of their times. What is not appended is lost: call Append last with the present.
type Bulk struct {
	events []Event
	sorted bool
}

// Note gathers the event of a record created at the instant, in the name of whoever acts in ctx, as Record would append it.
func (b *Bulk) Note(ctx context.Context, r *core.Record, at time.Time) error {
	if silent[r.Collection().Name] {
		return nil
	}
	filled := map[string]any{}
	for _, f := range r.Collection().Fields {
		if noise[f.GetName()] {
			continue
		}
		if is := plain(r.GetRaw(f.GetName())); !empty(is) {
			filled[f.GetName()] = shown(f.GetName(), is)
		}
	}
	return b.gather(ctx, r, Create, map[string]any{}, filled, at)
}

// Change gathers the event of a record changed at the instant; before and after hold the fields that changed. None gather nothing.
func (b *Bulk) Change(ctx context.Context, r *core.Record, before, after map[string]any, at time.Time) error {
	if len(after) == 0 || silent[r.Collection().Name] {
		return nil
	}
	return b.gather(ctx, r, Update, before, after, at)
}

func (b *Bulk) gather(ctx context.Context, r *core.Record, what string, before, after map[string]any, at time.Time) error {
	was, err := json.Marshal(before)
	if err != nil {
		return err
	}
	is, err := json.Marshal(after)
	if err != nil {
		return err
	}
	e := event(ctx, r, what, string(was), string(is))
	e.At = at.UTC().Format(txn.Stamp)
	b.events, b.sorted = append(b.events, e), false
	return nil
}

// Append gives insert the rows of the events up to the instant, linked to the last event of the log, and forgets them.
// The columns are those of Columns. It returns how many there were. Call it only within a transaction.
func (b *Bulk) Append(tx core.App, until time.Time, insert func(row ...any) error) (int, error) {
	if !b.sorted {
		slices.SortStableFunc(b.events, func(a, c Event) int { return strings.Compare(a.At, c.At) })
		b.sorted = true
	}
	last, err := Last(tx)
	if err != nil {
		return 0, err
	}
	end, n := until.UTC().Format(txn.Stamp), 0
	for ; n < len(b.events) && b.events[n].At <= end; n++ {
		e := b.events[n]
		e.Seq, e.Prev = last.Seq+1, last.Hash
		e.Hash = e.Sum()
		err := insert(e.Seq, e.At, e.Change, e.Actor, e.ActorName, e.Source, e.Verb, e.Entity, e.EntityID, e.Root, e.Reason,
			e.Before, e.After, e.Prev, e.Hash)
		if err != nil {
			return n, err
		}
		last = e
	}
	b.events = b.events[n:]
	return n, nil
}

// Columns are the log's, in the order in which Append gives them.
func Columns() []string {
	return strings.Split(strings.ReplaceAll(columns, "`", ""), ", ")
}
