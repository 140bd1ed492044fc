package audit

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// What happened to a record.
const (
	Create = "create"
	Update = "update"
	Delete = "delete"
)

// silent are collections whose rows are a log of their own; what a person makes of a message to a customer is noted all the same.
var silent = map[string]bool{"messages": true, "stamps": true}

// secret fields are noted as changed, never shown.
var secret = map[string]bool{"password": true, "tokenKey": true, "token_hash": true, "endpoint": true, "p256dh": true, "auth": true, "secret": true, "hook_secret": true, "nonce": true}

// noise says nothing about the change. What a phone sent stands in the inbox, which is never edited; the log holds its hash.
var noise = map[string]bool{
	"id": true, "created": true, "updated": true, "rev": true, "collectionId": true, "collectionName": true,
	"seen_at": true, "body": true, "failures": true, "emailVisibility": true, "verified": true,
}

// whereabouts are where technicians were. Positions are forgotten after a while; the log forgets nothing, so it never learns them.
var whereabouts = map[string]bool{"lat": true, "lng": true, "start_lat": true, "start_lng": true, "end_lat": true, "end_lng": true}

// fixed are collections whose lat and lng are places, not people.
var fixed = map[string]bool{"company": true, "sites": true, "technicians": true}

// roots names, per collection, the field whose record's history shows the change too.
var roots = map[string]string{
	"visits": "job", "job_lines": "job", "notes": "job", "phones": "customer", "sites": "customer", "assets": "customer",
	"attendance": "technician", "checkins": "job", "consents": "technician",
	"preferences": "customer", "leaves": "technician", "technicians": "user", "sessions": "user", "item_rates": "item",
	"invoice_lines": "invoice", "settlements": "invoice", "allocations": "payment", "estimates": "customer", "links": "customer", "disputes": "customer",
	"price_list_items": "list", "cash_moves": "technician", "handovers": "technician", "bank_lines": "import",
	"messages": "customer", "contract_assets": "contract", "covers": "contract", "cover_uses": "contract", "visit_plans": "contract", "plan_dates": "contract", "contract_bills": "contract",
}

// born are collections whose records come by the hundred with one act: that they came stands in no history but their own.
var born = map[string]bool{"plan_dates": true, "contract_bills": true}

// Record appends the event of one record being created, changed or deleted, in the name of whoever acts in ctx.
// A save that changed nothing but noise appends nothing.
func Record(ctx context.Context, tx core.App, r *core.Record, what string) error {
	name := r.Collection().Name
	if r.Collection().System || silent[name] && !(what == Update && r.GetString("channel") == "customer") {
		return nil
	}
	before, after := diff(r, what)
	if len(before) == 0 && len(after) == 0 && what == Update {
		return nil
	}
	b, err := json.Marshal(before)
	if err != nil {
		return err
	}
	a, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return Append(tx, event(ctx, r, what, string(b), string(a)))
}

func event(ctx context.Context, r *core.Record, what, before, after string) Event {
	e := signed(ctx, what)
	if field, ok := roots[r.Collection().Name]; ok && (what != Create || !born[r.Collection().Name]) {
		e.Root = r.GetString(field)
	}
	e.Entity, e.EntityID, e.Before, e.After = r.Collection().Name, r.Id, before, after
	return e
}

// signed is an event of now, in the name of whoever acts in ctx; what is its verb where none began.
func signed(ctx context.Context, what string) Event {
	by, doing := act.From(ctx), act.Now(ctx)
	if by.Source == "" {
		by.Source, by.Name = act.Console, "console"
	}
	verb := what
	if doing.Verb != "" {
		verb = doing.Verb
	}
	return Event{
		At: clock.Now().Format("2006-01-02 15:04:05.000Z"), Change: doing.Change,
		Actor: by.User, ActorName: by.Name, Source: string(by.Source), Verb: verb, Reason: doing.Reason,
	}
}

// diff holds the fields that changed: all filled ones of a new record, the old and new value of a changed one.
func diff(r *core.Record, what string) (before, after map[string]any) {
	before, after = map[string]any{}, map[string]any{}
	old := r.Original()
	for _, f := range r.Collection().Fields {
		name := f.GetName()
		if noise[name] || whereabouts[name] && !fixed[r.Collection().Name] {
			continue
		}
		was, is := plain(old.GetRaw(name)), plain(r.GetRaw(name))
		switch {
		case what == Create && !empty(is):
			after[name] = shown(name, is)
		case what == Delete && !empty(was):
			before[name] = shown(name, was)
		case what == Update && !bytes.Equal(was, is):
			before[name], after[name] = shown(name, was), shown(name, is)
		}
	}
	return before, after
}

func plain(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage(`"?"`)
	}
	return b
}

func empty(v json.RawMessage) bool {
	switch string(v) {
	case `""`, `0`, `false`, `null`, `[]`, `{}`:
		return true
	}
	return false
}

func shown(name string, v json.RawMessage) json.RawMessage {
	if secret[name] && !empty(v) {
		return json.RawMessage(`"•"`)
	}
	return v
}
