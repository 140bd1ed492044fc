package contracts

import (
	"cmp"
	"context"
	"slices"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// fit is how well a contract fits work: the less the better.
type fit int

const (
	forAll   fit = iota // every machine of the work is under it
	forSome             // some are
	forSite             // it is for all machines of the site
	forOther            // no machine is named, and the contract is for some of the site
	forNone
)

// fits says how well the contract, its machines loaded, fits work at the site on the machines on the day.
func (c Contract) fits(site string, assets, atSite []string, on clock.Date) fit {
	if !slices.Contains(c.Sites, site) {
		return forNone
	}
	if len(c.Assets) == 0 {
		return forSite
	}
	under := 0
	for _, m := range c.Assets {
		if m.Under(on) && (slices.Contains(assets, m.Asset) || len(assets) == 0 && slices.Contains(atSite, m.Asset)) {
			under++
		}
	}
	switch {
	case under == 0:
		return forNone
	case len(assets) == 0:
		return forOther
	case under < len(assets):
		return forSome
	}
	return forAll
}

// holding is a contract and how well it fits.
type holding struct {
	Contract
	fit
}

// Find lists the contracts in force that hold for work at the customer's site on the machines, the best first: those that name the
// machines before those of the whole site, comprehensive ones before others, those that end first before the rest. Where no machine is
// named, those for single machines of the site come last. Errors: Forbidden.
func (s *Service) Find(ctx context.Context, customer, site string, assets []string, on clock.Date) ([]Contract, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	held, _, err := s.holding(ctx, customer, site, assets, on)
	out := make([]Contract, len(held))
	for i, h := range held {
		out[i] = h.Contract
	}
	return out, err
}

// holding is as Find, with the machines in use at the site.
func (s *Service) holding(ctx context.Context, customer, site string, assets []string, on clock.Date) (held []holding, atSite []string, err error) {
	all, err := inForce(ctx, s.app, customer, on)
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	if len(assets) == 0 {
		if atSite, err = s.machinesAt(ctx, site); err != nil {
			return nil, nil, err
		}
	}
	for _, c := range all {
		if f := c.fits(site, assets, atSite, on); f != forNone {
			held = append(held, holding{c, f})
		}
	}
	slices.SortStableFunc(held, func(a, b holding) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Ends, b.Ends), cmp.Compare(a.ID, b.ID))
	})
	return held, atSite, nil
}

// rank puts comprehensive contracts first.
func (c Contract) rank() int {
	if c.Type == Comprehensive {
		return 0
	}
	return 1
}

func (s *Service) machinesAt(ctx context.Context, site string) ([]string, error) {
	all, err := s.customers.AssetsAt(ctx, site)
	var ids []string
	for _, a := range all {
		if a.Status != customers.Retired {
			ids = append(ids, a.ID)
		}
	}
	return ids, err
}

// Attach says under which contract a job is done, and with it who bears it and what was promised. One that is named has to hold; one
// that a visit plan names is taken as it is. Otherwise the best that holds is taken, unless the job is said to be chargeable, or no
// machine is named and not every machine of the site is under it. It asks for no permission: jobs raise it when they are taken in.
// Errors: Invalid contract contract_elsewhere.
func (s *Service) Attach(ctx context.Context, in jobs.Booking, j *jobs.Job) error {
	if in.Contract == jobs.NoContract || in.Contract == "" && in.Payment == jobs.Chargeable {
		return nil
	}
	on := clock.Today()
	if !j.PromisedFrom.IsZero() {
		on = clock.DateOf(j.PromisedFrom)
	}
	if in.PlanDate != "" && in.Contract != "" {
		_, c, err := findContract(s.app, in.Contract)
		if err != nil || c.Customer != j.Customer || !slices.Contains(c.Sites, j.Site) {
			return elsewhere(err)
		}
		c.attach(j)
		return nil
	}
	held, atSite, err := s.holding(ctx, j.Customer, j.Site, j.Assets, on)
	if err != nil {
		return err
	}
	for _, h := range held {
		if in.Contract == h.ID || in.Contract == "" && h.certain(in.Payment, atSite, on) {
			h.attach(j)
			return nil
		}
	}
	if in.Contract != "" {
		return elsewhere(nil)
	}
	return nil
}

func elsewhere(cause error) error { return fault.Field("contract", "contract_elsewhere").Wrap(cause) }

// certain reports whether nobody needs to be asked: the job is to be paid as the contract says, and no machine of the site that the job
// may turn out to be on is left out.
func (h holding) certain(pays jobs.Payment, atSite []string, on clock.Date) bool {
	if pays != "" && pays != h.Type.Payment() {
		return false
	}
	return h.fit != forOther || !slices.ContainsFunc(atSite, func(asset string) bool {
		return !slices.ContainsFunc(h.Assets, func(m Machine) bool { return m.Asset == asset && m.Under(on) })
	})
}

// attach puts the job under the contract. What the booking itself promises stays.
func (c Contract) attach(j *jobs.Job) {
	j.Contract, j.Payment = c.ID, c.Type.Payment()
	if j.Terms == (jobs.Terms{}) {
		j.Terms = jobs.Terms{RespondMin: c.RespondMin, ResolveMin: c.ResolveMin, RoundClock: c.RoundClock}
	}
}

// free warns where another contract in force has one of the machines, which stand at the contract's sites, on the same days.
// Confirm machine_covered {no, machine}.
func (s *Service) free(ctx context.Context, c Contract, machines []Machine) error {
	others, err := inForce(ctx, s.app, c.Customer, "")
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == c.ID || o.Ends < c.Starts || c.Ends < o.Starts {
			continue
		}
		asset, shared, err := s.shares(ctx, c, machines, o)
		if err != nil {
			return err
		}
		if shared {
			name := "all machines of a site"
			if asset != "" {
				if name, err = s.machineName(ctx, asset); err != nil {
					return err
				}
			}
			return fault.Warn("", "machine_covered", "no", o.No, "machine", name)
		}
	}
	return nil
}

// shares reports whether two contracts have a machine in common on a day, and which, empty where it is a whole site.
func (s *Service) shares(ctx context.Context, c Contract, machines []Machine, o Contract) (asset string, shared bool, err error) {
	if len(machines) == 0 && len(o.Assets) == 0 {
		return "", slices.ContainsFunc(c.Sites, func(site string) bool { return slices.Contains(o.Sites, site) }), nil
	}
	// One of them at least names its machines; what the other leaves open is all machines of its sites.
	named, sites, whole := machines, o.Sites, o
	if len(named) == 0 {
		named, sites, whole = o.Assets, c.Sites, c
	}
	for _, m := range named {
		if len(machines) > 0 && len(o.Assets) > 0 {
			if slices.ContainsFunc(o.Assets, func(x Machine) bool { return x.Asset == m.Asset && x.meets(o, m, c) }) {
				return m.Asset, true, nil
			}
			continue
		}
		a, err := s.customers.AssetByID(ctx, m.Asset)
		if err != nil {
			return "", false, err
		}
		last := m.To
		if last == "" {
			last = max(c.Ends, o.Ends)
		}
		if slices.Contains(sites, a.Site) && m.From <= whole.Ends && whole.Starts <= last {
			return m.Asset, true, nil
		}
	}
	return "", false, nil
}

// meets reports whether two stays of one machine, under the contracts c and d, have a day in common.
func (m Machine) meets(c Contract, o Machine, d Contract) bool {
	last := func(m Machine, c Contract) clock.Date {
		if m.To != "" {
			return min(m.To, c.Ends)
		}
		return c.Ends
	}
	from := max(m.From, o.From)
	return from <= last(m, c) && from <= last(o, d)
}
