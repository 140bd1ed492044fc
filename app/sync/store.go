package sync

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// What became of an item.
const (
	done     = "done"
	conflict = "conflict"
	accepted = "accepted"  // a conflict that the office took over
	setAside = "set_aside" // a conflict that the office left
)

// entry is a row of the inbox. At is the phone's own clock.
type entry struct {
	ID                                string
	User, Technician, Device          string
	Key, Hash                         string
	Visit, Job                        string
	Item                              Item
	AtServer                          time.Time
	SkewMS                            int64
	State, Code                       string
	Params                            map[string]any
	SettledBy, SettledName, SettledOn string
	SettledAt                         time.Time
}

func (e entry) write(r *core.Record) error {
	body, err := compact(e.Item)
	if err != nil {
		return err
	}
	r.Load(map[string]any{
		"user": e.User, "technician": e.Technician, "device": e.Device, "key": e.Key, "seq": e.Item.Seq, "hash": e.Hash,
		"kind": short(e.Item.Kind, 30), "visit": e.Visit, "job": e.Job, "at_device": txn.Instant(e.Item.At), "at_server": txn.Instant(e.AtServer),
		"skew_ms": e.SkewMS, "placed": e.Item.Fix != nil, "state": e.State, "code": short(e.Code, 60), "params": e.Params, "body": types.JSONRaw(body),
	})
	return nil
}

func readEntry(r *core.Record) (entry, error) {
	e := entry{
		ID: r.Id, User: r.GetString("user"), Technician: r.GetString("technician"), Device: r.GetString("device"),
		Key: r.GetString("key"), Hash: r.GetString("hash"), Visit: r.GetString("visit"), Job: r.GetString("job"),
		AtServer: txn.At(r, "at_server"), SkewMS: int64(r.GetFloat("skew_ms")), State: r.GetString("state"), Code: r.GetString("code"),
		SettledBy: r.GetString("settled_by"), SettledName: r.GetString("settled_name"), SettledOn: r.GetString("reason"),
		SettledAt: txn.At(r, "settled_at"),
	}
	if err := r.UnmarshalJSONField("body", &e.Item); err != nil {
		return e, err
	}
	if raw := r.GetString("params"); raw == "" || raw == "null" {
		return e, nil
	}
	return e, r.UnmarshalJSONField("params", &e.Params)
}

// keep stores a new entry and moves the device's last number on.
func (s *Service) keep(ctx context.Context, e entry) error {
	r, err := txn.New(s.app, "inbox")
	if err != nil {
		return err
	}
	if err := e.write(r); err != nil {
		return err
	}
	if err := txn.Save(act.Begin(ctx, "sync.receive", ""), s.app, r, 0); err != nil {
		return faultless(err)
	}
	_, err = s.app.DB().NewQuery("UPDATE devices SET last_seq = MAX(last_seq, {:seq}) WHERE user = {:user} AND `key` = {:device}").
		Bind(dbx.Params{"seq": e.Item.Seq, "user": e.User, "device": e.Device}).Execute()
	return err
}

// faultless keeps a failure of the inbox itself from being taken for a refusal of the item.
func faultless(err error) error { return fault.New(fault.Internal, "internal").Wrap(err) }

// find is the user's entry of the key.
func (s *Service) find(ctx context.Context, user, key string) (entry, bool, error) {
	var r core.Record
	err := s.app.RecordQuery("inbox").WithContext(ctx).AndWhere(dbx.HashExp{"user": user, "key": key}).Limit(1).One(&r)
	if errors.Is(err, sql.ErrNoRows) {
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, err
	}
	e, err := readEntry(&r)
	return e, err == nil, err
}

// entries are those that match, in the order in which they came in.
func (s *Service) entries(ctx context.Context, limit int64, where ...dbx.Expression) ([]entry, error) {
	q := s.app.RecordQuery("inbox").WithContext(ctx).OrderBy("at_server", "seq", "rowid").Limit(limit)
	for _, w := range where {
		q = q.AndWhere(w)
	}
	var records []*core.Record
	if err := q.All(&records); err != nil {
		return nil, err
	}
	all := make([]entry, len(records))
	for i, r := range records {
		var err error
		if all[i], err = readEntry(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Service) unsettled(ctx context.Context) (int, error) {
	var n int
	err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM inbox WHERE state = 'conflict'").WithContext(ctx).Row(&n)
	return n, err
}

// displace takes the positions from entries before the moment.
func displace(ctx context.Context, tx core.App, before time.Time) error {
	_, err := tx.DB().NewQuery("UPDATE inbox SET body = json_remove(body, '$.fix'), placed = FALSE WHERE placed = TRUE AND at_server < {:before}").
		Bind(dbx.Params{"before": before.UTC().Format(txn.Stamp)}).WithContext(ctx).Execute()
	return err
}

// settle marks a conflict as settled by whoever acts. Conflict conflict_settled if it is none any more.
func (s *Service) settle(ctx context.Context, id, state, reason string) error {
	r, err := txn.Find(s.app, "inbox", id)
	if err != nil {
		return err
	}
	if r.GetString("state") != conflict {
		return fault.New(fault.Conflict, "conflict_settled")
	}
	by := act.From(ctx)
	r.Load(map[string]any{
		"state": state, "settled_by": by.User, "settled_name": by.Name, "settled_at": txn.Instant(clock.Now()), "reason": reason,
	})
	return txn.Save(ctx, s.app, r, 0)
}

const deviceColumns = "SELECT id, user, `key`, agent, skew_ms, last_seq, waiting, seen_at, persisted, free_mb, position, released_at, released_by FROM devices WHERE "

// device is a row of devices.
type device struct {
	ID         string         `db:"id"`
	User       string         `db:"user"`
	Key        string         `db:"key"`
	Agent      string         `db:"agent"`
	SkewMS     int64          `db:"skew_ms"`
	Last       int            `db:"last_seq"`
	Waiting    int            `db:"waiting"`
	SeenAt     types.DateTime `db:"seen_at"`
	Persisted  bool           `db:"persisted"`
	FreeMB     int            `db:"free_mb"`
	Position   string         `db:"position"`
	ReleasedAt types.DateTime `db:"released_at"`
	ReleasedBy string         `db:"released_by"`
}

func (s *Service) device(ctx context.Context, user, key string) (device, bool, error) {
	var d device
	err := s.app.DB().NewQuery(deviceColumns + "user = {:user} AND `key` = {:key}").
		Bind(dbx.Params{"user": user, "key": key}).WithContext(ctx).One(&d)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	return d, err == nil, err
}

// devices are the newest 500 that sent since, the newest first.
func (s *Service) devices(ctx context.Context, since time.Time) ([]device, error) {
	var rows []device
	err := s.app.ConcurrentDB().NewQuery(deviceColumns + "seen_at >= {:since} ORDER BY seen_at DESC, id LIMIT 500").
		Bind(dbx.Params{"since": since.Format(txn.Stamp)}).WithContext(ctx).All(&rows)
	return rows, err
}

// note brings a device's row up to date. It is telemetry: only that a device appeared, and its release, are audited.
func (s *Service) note(ctx context.Context, user string, in Batch, skew time.Duration) error {
	_, err := s.app.DB().NewQuery("UPDATE devices SET seen_at = {:now}, skew_ms = {:skew}, waiting = {:waiting}, free_mb = {:free}, " +
		"persisted = {:persisted}, position = {:position}, agent = CASE WHEN {:agent} = '' THEN agent ELSE {:agent} END, " +
		"released_at = CASE WHEN {:waiting} = 0 THEN '' ELSE released_at END, released_by = CASE WHEN {:waiting} = 0 THEN '' ELSE released_by END " +
		"WHERE user = {:user} AND `key` = {:key}").Bind(dbx.Params{
		"now": clock.Now().Format(txn.Stamp), "skew": skew.Milliseconds(), "waiting": max(in.Waiting, 0), "free": max(in.FreeMB, 0),
		"persisted": in.Persisted, "position": short(in.Position, 20), "agent": short(in.Agent, 300), "user": user, "key": in.Device,
	}).WithContext(ctx).Execute()
	return err
}

// compact is v as JSON without the escapes that HTML would want.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// short is s cut to at most n characters.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// skew is by how much the phone's clock lay behind ours.
func (e entry) skew() time.Duration { return time.Duration(e.SkewMS) * time.Millisecond }
