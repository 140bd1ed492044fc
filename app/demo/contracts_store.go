package demo

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// row is a record by its fields. All rows of a table have the same ones.
type row struct {
	table  string
	values map[string]any
}

// Record makes a row a recorder.
func (r row) Record() (collection string, fill func(*core.Record)) {
	return r.table, func(record *core.Record) { record.Load(r.values) }
}

// turn changes a record that is not stored yet at the instant. What is long ago the record itself tells.
func (k *keeper) turn(ctx context.Context, at time.Time, r *kept, to map[string]any) error {
	before := make(map[string]any, len(to))
	for name := range to {
		before[name] = r.record.Get(name)
	}
	r.record.Load(to)
	r.rev++
	r.updated = at
	if at.Before(k.detailed) {
		return nil
	}
	return k.log.Change(ctx, r.record, before, to, at)
}

// The schedules of the clock that have to do with contracts, in whose names it acts.
var (
	atExpiry = act.From(act.As("expire contracts"))
	atVisits = act.From(act.As("make visits of plans"))
	atBills  = act.From(act.As("draft contracts' invoices"))
)

// contractCounter is the name of the running number of contracts.
func contractCounter(series, year string) string { return "contract:" + series + ":" + year }

// deals stores the contracts with what belongs to them, and ties the work to them that is stored after this.
func (k *keeper) deals(p *planner) error {
	slices.SortStableFunc(p.deals, func(a, b *deal) int { return a.at.Compare(b.at) })
	for _, x := range p.deals {
		x.ID, x.Customer, x.Sites = k.ids.next("contracts"), x.client.ID, nil
		for _, s := range x.client.sites {
			if slices.ContainsFunc(x.machines, func(m *machine) bool { return m.site == s }) {
				x.Sites = append(x.Sites, s.ID)
			}
		}
		var err error
		if x.No, _, _, err = k.books.number(contractCounter, "A", clock.DateOf(x.at)); err != nil {
			return err
		}
	}
	for _, x := range p.deals {
		if y := x.before; y != nil {
			x.Renews, y.RenewedBy = y.ID, x.ID
		}
	}
	for _, x := range p.deals {
		for _, store := range []func(*planner, *deal) error{k.deal, k.terms, k.rotas, k.charges} {
			if err := store(p, x); err != nil {
				return err
			}
		}
	}
	return nil
}

// deal stores the contract itself, as a draft that was put in force, with what came after.
func (k *keeper) deal(p *planner, x *deal) error {
	owner, desk := p.office[0], p.office[1]
	r, err := k.create(doing(desk, "contracts.create", ""), x.at, x.ID, row{"contracts", map[string]any{
		"no": x.No, "customer": x.Customer, "sites": x.Sites, "type": string(x.Type), "state": string(contracts.Draft), "starts": string(x.Starts),
		"ends": string(x.Ends), "value_paise": int64(x.Value), "cycle": string(x.Cycle), "timing": x.Timing, "ahead_days": x.AheadDays, "item": x.Item,
		"terms": x.Terms, "renews": x.Renews,
	}})
	if err != nil {
		return err
	}
	type news struct {
		at     time.Time
		by     act.By
		verb   string
		reason string
		to     map[string]any
	}
	var all []news
	then := func(at time.Time, by act.By, verb, reason string, to map[string]any) {
		all = append(all, news{exact(at), by, verb, reason, to})
	}
	if !x.ActivatedAt.IsZero() {
		then(x.ActivatedAt, owner, "contracts.activate", "", map[string]any{
			"state": string(contracts.Active), "activated_at": txn.Instant(x.ActivatedAt),
		})
	}
	state := map[string]any{"state": string(x.State), "reason": x.Reason}
	switch x.State {
	case contracts.Suspended:
		state["suspended_on"] = string(x.SuspendedOn)
		then(x.settled, owner, "contracts.suspend", x.Reason, state)
	case contracts.Closed:
		state["ended_at"] = txn.Instant(x.EndedAt)
		then(x.settled, owner, "contracts.close", x.Reason, state)
	case contracts.Expired:
		state["ended_at"] = txn.Instant(x.EndedAt)
		then(x.settled, atExpiry, "contracts.expire", "", state)
	}
	switch at := earlier(x.Ends.AddDays(-9).At(15*60), p.now.Add(-26*time.Hour)); x.Renewal {
	case contracts.RenewalLost:
		then(later(at, x.settled.Add(time.Hour)), desk, "contracts.lose_renewal", x.LostReason, map[string]any{"renewal": x.Renewal, "lost_reason": x.LostReason})
	case contracts.RenewalWon:
		then(at, desk, "contracts.renew", "", map[string]any{"renewal": x.Renewal, "renewed_by": x.RenewedBy, "uplift_bps": x.UpliftBps})
	}
	slices.SortStableFunc(all, func(a, b news) int { return a.at.Compare(b.at) })
	for _, n := range all {
		if err := k.turn(doing(n.by, n.verb, n.reason), n.at, r, n.to); err != nil {
			return err
		}
	}
	return k.keep(r)
}

// terms stores the machines under the contract and its rules of cover.
func (k *keeper) terms(p *planner, x *deal) error {
	ctx := doing(p.office[1], "contracts.create", "")
	for i, share := range x.share() {
		if err := k.put(ctx, x.at, k.ids.next("contract_assets"), row{"contract_assets", map[string]any{
			"contract": x.ID, "asset": x.machines[i].ID, "from": string(x.Starts), "to": "", "share_paise": int64(share),
		}}); err != nil {
			return err
		}
	}
	for i := range x.covers {
		c := &x.covers[i]
		c.ID, c.Contract, c.Position = k.ids.next("covers"), x.ID, i+1
		if err := k.put(ctx, x.at, c.ID, row{"covers", map[string]any{
			"contract": x.ID, "position": c.Position, "name": c.Name, "kind": string(c.Kind), "items": c.Items, "assets": c.Assets, "types": c.Types,
			"applies": c.Applies, "most": c.Most, "minutes": c.Minutes, "excluded": c.Excluded, "priority": c.Priority,
		}}); err != nil {
			return err
		}
	}
	return nil
}

// rotas stores the plans and their dates, and what became of these.
func (k *keeper) rotas(p *planner, x *deal) error {
	for _, w := range x.works {
		w.Contract = x.ID
	}
	for _, r := range x.plans {
		r.ID, r.Contract = k.ids.next("visit_plans"), x.ID
		if r.machine != nil {
			r.Assets = []string{r.machine.ID}
		}
		if err := k.put(doing(p.office[1], "contracts.plan", ""), x.at.Add(time.Minute), r.ID, row{"visit_plans", map[string]any{
			"contract": x.ID, "site": r.site.ID, "assets": r.Assets, "name": r.Name, "rule": r.Rule, "template": r.Template, "anchor": r.Anchor,
			"first": string(r.First), "horizon_days": r.HorizonDays, "assign_days": r.AssignDays, "flex_before": r.FlexBefore, "flex_after": r.FlexAfter,
			"from_min": r.FromMin, "to_min": r.ToMin, "technician": r.Technician, "holidays": r.Holidays, "assign": r.Assign, "tell": r.Tell, "ended": r.Ended,
		}}); err != nil {
			return err
		}
		ctx := doing(p.office[0], "contracts.activate", "")
		for _, one := range r.dates {
			one.ID, one.Plan, one.Contract = k.ids.next("plan_dates"), r.ID, x.ID
			if err := k.date(ctx, p, x, one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *keeper) date(ctx context.Context, p *planner, x *deal, one *date) error {
	r, err := k.create(ctx, x.ActivatedAt, one.ID, row{"plan_dates", map[string]any{
		"plan": one.Plan, "contract": one.Contract, "due_on": string(one.DueOn), "planned_on": string(one.PlannedOn), "state": string(contracts.Pending),
	}})
	if err != nil {
		return err
	}
	switch {
	case one.work != nil:
		if err := k.worked(r, one); err != nil {
			return err
		}
	case one.State == contracts.Skipped:
		at := exact(later(one.DueOn.AddDays(1).At(11*60), x.ActivatedAt))
		ctx := doing(p.office[1], "contracts.skip_date", one.Reason)
		if err := k.turn(ctx, earlier(at, p.now), r, map[string]any{"state": string(one.State), "reason": one.Reason}); err != nil {
			return err
		}
	case one.State == contracts.Cancelled:
		ctx := doing(p.office[0], "contracts.close", one.Reason)
		if x.State == contracts.Expired {
			ctx = doing(atExpiry, "contracts.expire", "")
		}
		if err := k.turn(ctx, x.EndedAt, r, map[string]any{"state": string(one.State), "reason": one.Reason}); err != nil {
			return err
		}
	}
	return k.keep(r)
}

// worked brings the row of a date after its job, whose id it reserves.
func (k *keeper) worked(r *kept, one *date) error {
	w := one.work
	w.ID, w.PlanDate = k.ids.next("jobs"), one.ID
	if err := k.turn(doing(atVisits, "contracts.generate", ""), w.Created, r, map[string]any{
		"state": string(contracts.Generated), "job": w.ID, "planned_on": string(one.PlannedOn), "made_at": txn.Instant(one.MadeAt), "moved": one.Moved,
	}); err != nil {
		return err
	}
	switch at := w.done(); {
	case one.State == contracts.Cancelled:
		for _, s := range w.steps {
			if s.verb == callOff {
				return k.turn(doing(s.by, "contracts.visit_ended", ""), exact(s.at), r, map[string]any{"state": string(one.State), "reason": one.Reason})
			}
		}
	case !at.IsZero():
		last := w.visits[len(w.visits)-1]
		return k.turn(doing(last.tech.by, "contracts.visit_ended", ""), exact(at), r, map[string]any{"done_on": string(one.DoneOn)})
	}
	return nil
}

// charges decides the bills and notes them; they are stored when their invoices are known.
func (k *keeper) charges(p *planner, x *deal) error {
	if err := k.books.fates(x); err != nil {
		return err
	}
	for _, c := range x.bills {
		at, by, verb := x.ActivatedAt, p.office[0], "contracts.activate"
		if c.date != nil {
			c.Key, c.PlanDate = "visit:"+c.date.ID, c.date.ID
			at, by, verb = c.date.work.done(), atVisits, "contracts.visit_ended"
		}
		var err error
		if c.row, err = k.create(doing(by, verb, ""), exact(at), k.ids.next("contract_bills"), row{"contract_bills", map[string]any{
			"contract": x.ID, "key": c.Key, "due_on": string(c.DueOn), "draft_on": string(c.DraftOn), "from": string(c.From), "to": string(c.To),
			"paise": int64(c.Amount), "state": string(contracts.BillOpen), "plan_date": c.PlanDate, "text": c.Text,
		}}); err != nil {
			return err
		}
		switch c.State {
		case contracts.BillDrafted:
			at, by, verb = c.bill.since, atBills, "contracts.draft_bills"
		case contracts.BillSkipped:
			at, by, verb = later(x.settled, x.ActivatedAt), p.office[0], "contracts.skip_bill"
		default:
			continue
		}
		if err := k.turn(doing(by, verb, c.Reason), exact(at), c.row, map[string]any{"state": string(c.State), "reason": c.Reason}); err != nil {
			return err
		}
	}
	return nil
}
