package contracts

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func readContract(r *core.Record) Contract {
	return Contract{
		ID: r.Id, No: r.GetString("no"), Rev: r.GetInt("rev"), Customer: r.GetString("customer"), Sites: r.GetStringSlice("sites"),
		Type: Type(r.GetString("type")), State: State(r.GetString("state")), Starts: day(r, "starts"), Ends: day(r, "ends"),
		Value: paise(r, "value_paise"), Cycle: Cycle(r.GetString("cycle")), Timing: r.GetString("timing"), AheadDays: r.GetInt("ahead_days"),
		Item: r.GetString("item"), PriceList: r.GetString("price_list"), Branch: r.GetString("branch"),
		RespondMin: r.GetInt("respond_min"), ResolveMin: r.GetInt("resolve_min"), RoundClock: r.GetBool("round_clock"),
		Terms: r.GetString("terms"), Note: r.GetString("note"), Renewal: r.GetString("renewal"), LostReason: r.GetString("lost_reason"),
		UpliftBps: r.GetInt("uplift_bps"), Estimate: r.GetString("estimate"), Renews: r.GetString("renews"), RenewedBy: r.GetString("renewed_by"),
		ActivatedAt: txn.At(r, "activated_at"), EndedAt: txn.At(r, "ended_at"), SuspendedOn: day(r, "suspended_on"),
		Reason: r.GetString("reason"), Created: txn.At(r, "created"),
	}
}

func (c Contract) write(r *core.Record) {
	r.Load(map[string]any{
		"no": c.No, "customer": c.Customer, "sites": c.Sites, "type": string(c.Type), "state": string(c.State), "starts": string(c.Starts),
		"ends": string(c.Ends), "value_paise": int64(c.Value), "cycle": string(c.Cycle), "timing": c.Timing, "ahead_days": c.AheadDays,
		"item": c.Item, "price_list": c.PriceList, "branch": c.Branch, "respond_min": c.RespondMin, "resolve_min": c.ResolveMin,
		"round_clock": c.RoundClock, "terms": c.Terms, "note": c.Note, "renewal": c.Renewal, "lost_reason": c.LostReason,
		"uplift_bps": c.UpliftBps, "estimate": c.Estimate, "renews": c.Renews, "renewed_by": c.RenewedBy,
		"activated_at": txn.Instant(c.ActivatedAt), "ended_at": txn.Instant(c.EndedAt), "suspended_on": string(c.SuspendedOn), "reason": c.Reason,
	})
}

func readMachine(r *core.Record) Machine {
	return Machine{
		ID: r.Id, Contract: r.GetString("contract"), Asset: r.GetString("asset"), Rev: r.GetInt("rev"), From: day(r, "from"), To: day(r, "to"),
		Share: paise(r, "share_paise"),
	}
}

func (m Machine) write(r *core.Record) {
	r.Load(map[string]any{"contract": m.Contract, "asset": m.Asset, "from": string(m.From), "to": string(m.To), "share_paise": int64(m.Share)})
}

func readCover(r *core.Record) Cover {
	return Cover{
		ID: r.Id, Contract: r.GetString("contract"), Rev: r.GetInt("rev"), Position: r.GetInt("position"), Name: r.GetString("name"),
		Kind: CoverKind(r.GetString("kind")), Items: r.GetStringSlice("items"), Assets: r.GetStringSlice("assets"),
		Types: r.GetStringSlice("types"), Applies: r.GetString("applies"), Most: int64(r.GetInt("most")), Minutes: r.GetInt("minutes"),
		Excluded: r.GetBool("excluded"), Priority: r.GetInt("priority"),
	}
}

func (c Cover) write(r *core.Record) {
	r.Load(map[string]any{
		"contract": c.Contract, "position": c.Position, "name": c.Name, "kind": string(c.Kind), "items": c.Items, "assets": c.Assets,
		"types": c.Types, "applies": c.Applies, "most": c.Most, "minutes": c.Minutes, "excluded": c.Excluded, "priority": c.Priority,
	})
}

// findContract is the contract with its record, without machines and names. NotFound.
func findContract(app core.App, id string) (*core.Record, Contract, error) {
	r, err := txn.Find(app, "contracts", id)
	if err != nil {
		return nil, Contract{}, err
	}
	return r, readContract(r), nil
}

// saveContract stores c in r; rev as in txn.Save. Names and machines stay as they are in c.
func saveContract(ctx context.Context, tx core.App, r *core.Record, c Contract, rev int) (Contract, error) {
	c.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Contract{}, err
	}
	saved := readContract(r)
	saved.CustomerName, saved.Assets = c.CustomerName, c.Assets
	return saved, nil
}

// machinesOf are all machines of the contract, also those that have left, in the order in which they came.
func machinesOf(ctx context.Context, app core.App, contract string) ([]Machine, error) {
	rows, err := recordsOf(ctx, app, "contract_assets", contract, "from", "rowid")
	out := make([]Machine, len(rows))
	for i, r := range rows {
		out[i] = readMachine(r)
	}
	return out, err
}

// coversOf are the rules of the contract in their order.
func coversOf(ctx context.Context, app core.App, contract string) ([]Cover, error) {
	rows, err := recordsOf(ctx, app, "covers", contract, "position", "rowid")
	out := make([]Cover, len(rows))
	for i, r := range rows {
		out[i] = readCover(r)
	}
	return out, err
}

func recordsOf(ctx context.Context, app core.App, collection, contract string, order ...string) ([]*core.Record, error) {
	var rows []*core.Record
	err := app.RecordQuery(collection).WithContext(ctx).AndWhere(dbx.HashExp{"contract": contract}).OrderBy(order...).All(&rows)
	return rows, err
}

// create adds a record of the collection with what write sets.
func create(ctx context.Context, tx core.App, collection string, write func(*core.Record)) (*core.Record, error) {
	r, err := txn.New(tx, collection)
	if err != nil {
		return nil, err
	}
	write(r)
	return r, txn.Save(ctx, tx, r, 0)
}

func day(r *core.Record, field string) clock.Date { return clock.Date(r.GetString(field)) }

func paise(r *core.Record, field string) money.Paise { return money.Paise(r.GetInt(field)) }

// overdue are the contracts that should have expired before the day.
func overdue(ctx context.Context, app core.App, today clock.Date) ([]string, error) {
	var ids []string
	err := app.ConcurrentDB().NewQuery("SELECT id FROM contracts WHERE state IN ('active', 'suspended') AND ends < {:today} ORDER BY ends, id").
		Bind(dbx.Params{"today": string(today)}).WithContext(ctx).Column(&ids)
	return ids, err
}

// stop moves the contract's rows of the collection from one state to another, with the reason.
func stop(ctx context.Context, tx core.App, collection, contract, from, to, reason string) error {
	rows, err := tx.FindAllRecords(collection, dbx.HashExp{"contract": contract, "state": from})
	if err != nil {
		return err
	}
	for _, r := range rows {
		r.Load(map[string]any{"state": to, "reason": reason})
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
	}
	return nil
}
