package sync

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/txn"
)

// Kept is an item of the inbox as the office sees it. AtDevice is what the phone's clock showed; SkewMS more is our time.
// Message is in the reader's language; Field names the value that it is about, if it is about one.
type Kept struct {
	ID, Kind, Visit, Job, No, Customer string
	Technician, TechName, Device       string
	AtDevice, AtServer                 time.Time
	SkewMS                             int64
	State, Code, Message, Field        string
	Data                               map[string]string
	Reason, SettledBy                  string
	SettledAt                          time.Time
}

// Conflict is what one technician's refused items of one visit have in common: they are settled together, in their order.
// Items that belong to no visit, such as the start of a day, stand alone.
type Conflict struct {
	Visit, Job, No, Customer, TechName string
	Technician                         string
	Status                             string // where the visit stands now; empty if there is none
	Items                              []Kept
}

// shownMost is how many items a list shows; the oldest of conflicts come first, so none stays hidden for good.
const shownMost = 5000

var open = dbx.HashExp{"state": conflict}

// Conflicts lists what waits to be settled, the oldest first. Errors: Forbidden without Settle.
func (s *Service) Conflicts(ctx context.Context) ([]Conflict, error) {
	if err := act.Require(ctx, Settle); err != nil {
		return nil, err
	}
	items, err := s.list(ctx, open)
	if err != nil {
		return nil, err
	}
	var all []Conflict
	place := map[string]int{}
	for _, k := range items {
		group := k.Visit + " " + k.Technician
		if k.Visit == "" {
			group = k.ID
		}
		i, seen := place[group]
		if !seen {
			i = len(all)
			place[group] = i
			c := Conflict{Visit: k.Visit, Job: k.Job, No: k.No, Customer: k.Customer, Technician: k.Technician, TechName: k.TechName}
			if k.Job != "" {
				v, err := s.jobs.Visit(ctx, k.Visit)
				if err != nil {
					return nil, err
				}
				c.Status = string(v.Status)
			}
			all = append(all, c)
		}
		all[i].Items = append(all[i].Items, k)
	}
	return all, nil
}

// Open is how many items wait to be settled.
func (s *Service) Open(ctx context.Context) (int, error) {
	return s.unsettled(ctx)
}

// Items lists what a visit's technician sent of it, in order. Errors: Forbidden without Settle.
func (s *Service) Items(ctx context.Context, visit string) ([]Kept, error) {
	if err := act.Require(ctx, Settle); err != nil {
		return nil, err
	}
	return s.list(ctx, dbx.HashExp{"visit": visit})
}

// SetAside leaves things as the office has them; the items are kept as they are.
// Errors: Forbidden; NotFound; Invalid reason required; Conflict conflict_settled.
func (s *Service) SetAside(ctx context.Context, ids []string, reason string) error {
	if err := act.Require(ctx, Settle); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.Field("reason", "required")
	}
	if len(ids) == 0 {
		return fault.New(fault.NotFound, "not_found")
	}
	ctx = act.Begin(ctx, "sync.set_aside", reason)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		for _, id := range ids {
			if err := s.In(tx).settle(ctx, id, setAside, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// list are the items that match, with the words that a page needs.
func (s *Service) list(ctx context.Context, where dbx.Expression) ([]Kept, error) {
	found, err := s.entries(ctx, shownMost, where)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	lang := act.From(ctx).Lang
	cards := map[string]jobs.Card{}
	all := make([]Kept, len(found))
	for i, e := range found {
		k := Kept{
			ID: e.ID, Kind: e.Item.Kind, Visit: e.Visit, Job: e.Job, Technician: e.Technician, TechName: names[e.User], Device: e.Device,
			AtDevice: e.Item.At, AtServer: e.AtServer, SkewMS: e.SkewMS, State: e.State, Code: e.Code, Data: e.Item.Data,
			Reason: e.SettledOn, SettledBy: e.SettledName, SettledAt: e.SettledAt,
		}
		if e.Code != "" {
			k.Message = i18n.Message(lang, e.fault())
			k.Field, _ = e.Params["field"].(string)
		}
		if e.Job != "" {
			card, seen := cards[e.Visit]
			if !seen {
				if card, err = s.jobs.Card(ctx, e.Visit); err != nil {
					return nil, err
				}
				cards[e.Visit] = card
			}
			k.No, k.Customer = card.No, card.Name
		}
		all[i] = k
	}
	return all, nil
}
