package contracts

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// CoverInput is a rule of cover as typed. Rev is the contract's revision; an empty ID is a new rule. Most is how often, or for parts
// and items how much in their unit, empty without limit. An empty Priority is usual, and empty Minutes an hour.
type CoverInput struct {
	ID, Contract         string
	Rev                  int
	Name, Kind           string
	Items, Assets, Types []string
	Applies              string
	Most, Minutes        string
	Excluded             bool
	Priority             string
}

const (
	lastPriority = 9
	mostTimes    = 9999
	mostMinutes  = 480
	mostCovers   = 100
)

// ByQuantity reports whether what is granted is counted in thousandths of a unit, not in jobs.
func (k CoverKind) ByQuantity() bool { return k == CoverParts || k == CoverItems }

// MostText is Most as it is typed: "4", "1.5"; empty without limit.
func (c Cover) MostText() string {
	switch {
	case c.Most == 0:
		return ""
	case c.Kind.ByQuantity():
		return catalog.QtyText(int(c.Most))
	}
	return strconv.FormatInt(c.Most, 10)
}

func (in CoverInput) read(had Cover) (Cover, error) {
	r := &reader{}
	c := had
	c.Contract, c.Name = in.Contract, strings.Join(strings.Fields(in.Name), " ")
	r.Need(c.Name != "", "name")
	r.That(len([]rune(c.Name)) <= 120, fault.Field("name", "too_long"))
	r.Need(in.Kind != "", "kind")
	c.Kind = choose(r, "kind", in.Kind, CoverKinds, CoverLabour)
	c.Applies = choose(r, "applies", in.Applies, []string{AnyJob, Planned, Unplanned}, AnyJob)
	c.Items, c.Assets, c.Types = unique(in.Items), unique(in.Assets), unique(in.Types)
	c.Excluded, c.Most, c.Minutes = in.Excluded, 0, 0
	c.Priority = r.whole("priority", in.Priority, 1, lastPriority, usual)
	r.That(c.Kind != CoverItems || len(c.Items) > 0, fault.Field("items", "required"))
	switch {
	case c.Excluded: // what is never granted is not counted
	case c.Kind.ByQuantity() && strings.TrimSpace(in.Most) != "":
		milli, err := catalog.ParseQty(in.Most)
		r.Add(fault.At("most", err))
		c.Most = int64(milli)
	default:
		c.Most = int64(r.whole("most", in.Most, 1, mostTimes, 0))
		r.That(c.Kind != CoverVisits || c.Most > 0 || strings.TrimSpace(in.Most) != "", fault.Field("most", "required"))
	}
	if c.Kind == CoverFirstHour {
		c.Minutes = r.whole("minutes", in.Minutes, 1, mostMinutes, 60)
	}
	return c, r.Err()
}

// SaveCover adds or changes a rule of a contract that has not ended. Errors: Forbidden; NotFound; Stale; Conflict contract_ended {no};
// Invalid name required, too_long; kind required, invalid; items required, not_found; assets asset_site; types not_found; most required,
// number_range {min, max}, qty_form, cover_most_used {used}; minutes, priority number_range; cover_many {max}; Conflict cover_used
// {name} where another kind is made of a rule that has been used.
func (s *Service) SaveCover(ctx context.Context, in CoverInput) (Cover, error) {
	ctx = act.Begin(ctx, "contracts.save_cover", "")
	var out Cover
	err := s.within(ctx, in.Contract, in.Rev, func(tx core.App, c Contract) error {
		s := s.In(tx)
		r, had, err := s.coverRecord(ctx, c, in.ID)
		if err != nil {
			return err
		}
		rule, err := in.read(had)
		if err != nil {
			return err
		}
		if err := s.reaches(ctx, c, rule); err != nil {
			return err
		}
		if had.Used > 0 && rule.Kind != had.Kind {
			return fault.New(fault.Conflict, "cover_used", "name", had.Name)
		}
		if rule.Most > 0 && rule.Most < had.Used {
			return fault.Field("most", "cover_most_used", "used", Cover{Kind: had.Kind, Most: had.Used}.MostText())
		}
		rule.write(r)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		out = readCover(r)
		out.Used = had.Used
		return nil
	})
	return out, err
}

// coverRecord is the record of a rule of the contract, or a new one behind the others.
func (s *Service) coverRecord(ctx context.Context, c Contract, id string) (*core.Record, Cover, error) {
	covers, err := s.used(ctx, c.ID)
	if err != nil {
		return nil, Cover{}, err
	}
	if id == "" {
		if len(covers) >= mostCovers {
			return nil, Cover{}, fault.Field("name", "cover_many", "max", mostCovers)
		}
		r, err := txn.New(s.app, "covers")
		last := 0
		for _, v := range covers {
			last = max(last, v.Position)
		}
		return r, Cover{Position: last + 1}, err
	}
	at := slices.IndexFunc(covers, func(v Cover) bool { return v.ID == id })
	if at < 0 {
		return nil, Cover{}, fault.New(fault.NotFound, "not_found")
	}
	r, err := txn.Find(s.app, "covers", id)
	return r, covers[at], err
}

// reaches holds what a rule is narrowed to to be there.
func (s *Service) reaches(ctx context.Context, c Contract, rule Cover) error {
	var check fault.Check
	items, err := s.catalog.ItemsByID(ctx, rule.Items, clock.Today())
	if err != nil {
		return err
	}
	check.That(len(items) == len(rule.Items), fault.Field("items", "not_found"))
	for _, id := range rule.Types {
		_, err := s.catalog.JobType(ctx, id)
		check.Add(missing("types", err))
	}
	for _, id := range rule.Assets {
		if len(c.Assets) > 0 {
			check.That(slices.ContainsFunc(c.Assets, func(m Machine) bool { return m.Asset == id }), fault.Field("assets", "asset_site"))
			continue
		}
		a, err := s.customers.AssetByID(ctx, id)
		check.That(err == nil && slices.Contains(c.Sites, a.Site), fault.Field("assets", "asset_site"))
	}
	return check.Err()
}

// RemoveCover takes a rule away that nothing was granted by. Errors: Forbidden; NotFound; Stale; Conflict contract_ended {no},
// cover_used {name}.
func (s *Service) RemoveCover(ctx context.Context, contract string, rev int, id string) error {
	ctx = act.Begin(ctx, "contracts.remove_cover", "")
	return s.within(ctx, contract, rev, func(tx core.App, c Contract) error {
		if id == "" {
			return fault.New(fault.NotFound, "not_found")
		}
		r, had, err := s.In(tx).coverRecord(ctx, c, id)
		if err != nil {
			return err
		}
		if had.Used > 0 {
			return fault.New(fault.Conflict, "cover_used", "name", had.Name)
		}
		return txn.Delete(ctx, tx, r)
	})
}

// Covers are the contract's rules in their order, with how much of each is used. Errors: Forbidden.
func (s *Service) Covers(ctx context.Context, contract string) ([]Cover, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return s.used(ctx, contract)
}

// used are the contract's rules with how much of each is used, as its Most counts.
func (s *Service) used(ctx context.Context, contract string) ([]Cover, error) {
	covers, err := coversOf(ctx, s.app, contract)
	if err != nil {
		return nil, err
	}
	uses, err := usedOf(ctx, s.app, contract)
	for i, v := range covers {
		covers[i].Used = uses[v.ID]
	}
	return covers, err
}

// within changes what belongs to a contract that has not ended, and raises its revision so that of two at once one is told.
func (s *Service) within(ctx context.Context, id string, rev int, do func(tx core.App, c Contract) error) error {
	if err := act.Require(ctx, Write); err != nil {
		return err
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "contracts", id)
		if err != nil {
			return err
		}
		c, err := s.In(tx).whole(ctx, id)
		if err != nil {
			return err
		}
		if c.ended() {
			return fault.New(fault.Conflict, "contract_ended", "no", c.No)
		}
		if err := txn.Save(ctx, tx, r, rev); err != nil {
			return err
		}
		return do(tx, c)
	})
}
