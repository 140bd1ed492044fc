package sync

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Accept takes a technician's word on the items of a visit that were refused: they are applied in order as he did them, by the
// phone's times. Where the visit was cancelled, moved, given to another, or ended without success, that is on a new visit of
// his at the same hour. What still cannot be applied stops it, and nothing is changed. Where two technicians sent of the same
// visit, the one whose item came first is meant; for an item that belongs to no visit, visit is its own id.
// Errors: Forbidden; NotFound; the fault of the item; Conflict conflict_settled, conflict_moot.
func (s *Service) Accept(ctx context.Context, visit, reason string) error {
	if err := act.Require(ctx, Settle); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "sync.accept", strings.TrimSpace(reason))
	items, err := s.accept(ctx, visit, false)
	if errors.Is(err, errElsewhere) {
		items, err = s.accept(ctx, visit, true)
	}
	if err != nil {
		return err
	}
	s.storeKept(ctx, items)
	return nil
}

// errElsewhere says that the items do not fit where the visit stands, but would on a new one.
var errElsewhere = errors.New("sync: a new visit is needed")

// accept settles the items of one technician in one transaction, on a new visit if fresh is set.
func (s *Service) accept(ctx context.Context, visit string, fresh bool) ([]entry, error) {
	var items []entry
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		var err error
		if items, err = s.refused(ctx, visit); err != nil {
			return err
		}
		a := acceptance{Service: s, ctx: ctx, of: items[0], on: visit}
		if a.of.Visit != "" {
			if err := a.find(fresh); err != nil {
				return err
			}
		}
		for _, e := range items {
			if err := a.take(e); err != nil {
				return err
			}
		}
		return nil
	})
	return items, err
}

// refused are the conflicts of a visit that came from the same technician as the first of them.
func (s *Service) refused(ctx context.Context, visit string) ([]entry, error) {
	own := dbx.NewExp("(visit != '' AND visit = {:visit} OR visit = '' AND id = {:visit})", dbx.Params{"visit": visit})
	found, err := s.entries(ctx, shownMost, own)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	var items []entry
	for _, e := range found {
		if e.State == conflict && (len(items) == 0 || e.User == items[0].User) {
			items = append(items, e)
		}
	}
	if len(items) == 0 {
		return nil, fault.New(fault.Conflict, "conflict_settled")
	}
	return items, nil
}

// acceptance is the settling of one technician's items.
type acceptance struct {
	*Service
	ctx     context.Context
	of      entry            // the first
	on      string           // the visit on which they are applied
	status  jobs.VisitStatus // where that visit stands
	made    bool             // it was made for this
	retried bool             // a new one may be tried if this one does not take them
}

// find chooses the visit.
func (a *acceptance) find(fresh bool) error {
	v, err := a.jobs.Visit(a.ctx, a.of.Visit)
	if err != nil {
		return err
	}
	a.status = v.Status
	a.retried = !fresh && (v.Status == jobs.Partial || v.Status == jobs.CannotComplete)
	if !fresh && v.Status != jobs.VisitCancelled && v.Status != jobs.Planned && v.Technician == a.of.Technician {
		return nil
	}
	if first := a.of.Item; first.Kind == "visit.answer" && first.Data["accept"] != "yes" {
		return fault.New(fault.Conflict, "conflict_moot") // he did not want the visit, and has it no more
	}
	made, err := a.jobs.SetPlan(a.ctx, jobs.Plan{
		Job: v.Job, Technician: a.of.Technician, Start: v.Start, Minutes: v.Minutes(), TravelMin: v.TravelMin, Chosen: "person", Tell: true,
	})
	a.on, a.status, a.made = made.ID, made.Status, true
	return err
}

// take applies one item and settles it.
func (a *acceptance) take(e entry) error {
	from := sender{device: e.Device, now: e.AtServer, skew: e.skew()}
	if _, ok := verbs[e.Item.Kind]; !ok {
		return e.fault()
	}
	d := deed{Item: e.Item, mark: from.mark(e.Item)}
	d.Data = maps.Clone(d.Data)
	if e.Visit != "" {
		d.Visit = a.on
	}
	if e.Code == "reading_lower" {
		d.Data["confirmed"] = "yes" // the office has seen it
	}
	if err := a.lead(d); err != nil {
		return err
	}
	ctx, err := a.acting(e)
	if err != nil {
		return err
	}
	err = a.apply(ctx, d)
	if a.retried && err != nil && fault.KindOf(err) == fault.Conflict {
		return errElsewhere
	}
	if err != nil {
		return err
	}
	return a.settle(a.ctx, e.ID, accepted, act.Now(a.ctx).Reason)
}

// way is how a visit goes from its beginning to the work.
var way = []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working}

// lead brings a new visit to where the old one stood when the first refused step was made.
func (a *acceptance) lead(d deed) error {
	if !a.made || d.Kind != "visit.step" {
		return nil
	}
	a.made = false
	to := jobs.VisitStatus(d.Data["to"])
	for _, next := range way {
		if a.status.May(to) || !a.status.May(next) {
			return nil
		}
		mark := d.mark
		mark.Fix = nil // it belongs to the step itself
		v, err := a.jobs.Advance(a.office(), jobs.Progress{Visit: a.on, To: next, Mark: mark})
		if err != nil {
			return err
		}
		a.status = v.Status
	}
	return nil
}

// office is who settles, entering what came from a phone.
func (a *acceptance) office() context.Context {
	by := act.From(a.ctx)
	by.Source = act.Phone
	return act.In(a.ctx, by)
}

// acting is who does what the item says: the office, but for what only the technician himself can do or have.
func (a *acceptance) acting(e entry) (context.Context, error) {
	switch e.Item.Kind {
	case "day.start", "day.end", "consent", "visit.photo", "visit.pay", "visit.estimate", "visit.help":
	default:
		return a.office(), nil
	}
	u, err := a.people.User(a.ctx, e.User)
	return act.In(a.ctx, act.By{User: e.User, Name: u.Name, Role: act.Technician, Technician: e.Technician, Source: act.Phone, Lang: act.From(a.ctx).Lang}), err
}
