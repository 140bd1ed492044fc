package audit

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Line is one changed field in words: its name, and the old and new value with ids resolved to names.
type Line struct {
	Entity, Field, From, To string
}

// Entry is one act in a record's history: who did what, why, and what changed.
type Entry struct {
	Seq    int64
	At     time.Time
	Who    string
	Source string
	Verb   string
	Entity string
	Reason string
	Lines  []Line
}

// Service reads the log.
type Service struct{ app core.App }

// New returns the reader of app's log.
func New(app core.App) *Service { return &Service{app} }

// History lists the newest limit acts that changed the record or what belongs to it, newest first.
// Records changed by one act stand in one Entry.
func (s *Service) History(ctx context.Context, id string, limit int) ([]Entry, error) {
	var rows []Event
	err := s.app.ConcurrentDB().NewQuery("SELECT " + columns + ` FROM audit_log WHERE seq IN (
			SELECT seq FROM audit_log WHERE entity_id = {:id} UNION SELECT seq FROM audit_log WHERE root = {:id} AND root != '')
		ORDER BY seq DESC LIMIT {:n}`).Bind(dbx.Params{"id": id, "n": limit * 4}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	entries := s.entries(ctx, rows)
	return entries[:min(limit, len(entries))], nil
}

// Recent lists acts across the company before the event numbered before (0: the newest), newest first.
func (s *Service) Recent(ctx context.Context, before int64, limit int) ([]Entry, error) {
	if before <= 0 {
		before = 1 << 62
	}
	var rows []Event
	err := s.app.ConcurrentDB().NewQuery("SELECT " + columns + " FROM audit_log WHERE seq < {:seq} ORDER BY seq DESC LIMIT {:n}").
		Bind(dbx.Params{"seq": before, "n": limit}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	return s.entries(ctx, rows), nil
}

func (s *Service) entries(ctx context.Context, rows []Event) []Entry {
	names := &names{app: s.app, ctx: ctx, known: map[string]string{}}
	var entries []Entry
	for i, e := range rows {
		lines := names.lines(e)
		if i > 0 && e.Change != "" && e.Change == rows[i-1].Change {
			last := &entries[len(entries)-1]
			last.Lines = append(last.Lines, lines...)
			last.Seq = e.Seq
			continue
		}
		at, _ := time.Parse("2006-01-02 15:04:05.000Z", e.At)
		entries = append(entries, Entry{
			Seq: e.Seq, At: at, Who: e.ActorName, Source: e.Source, Verb: e.Verb, Entity: e.Entity, Reason: e.Reason, Lines: lines,
		})
	}
	return entries
}

// lines puts an event's fields in words, in the order of their names.
func (n *names) lines(e Event) []Line {
	var before, after map[string]any
	_ = json.Unmarshal([]byte(e.Before), &before) // written by Record; what does not parse shows no lines
	_ = json.Unmarshal([]byte(e.After), &after)
	keys := make([]string, 0, len(after))
	for k := range after {
		keys = append(keys, k)
	}
	for k := range before {
		if _, ok := after[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	lines := make([]Line, 0, len(keys))
	for _, k := range keys {
		lines = append(lines, Line{Entity: e.Entity, Field: k, From: n.value(e.Entity, k, before[k]), To: n.value(e.Entity, k, after[k])})
	}
	return lines
}
