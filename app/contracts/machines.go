package contracts

import (
	"context"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// splitEqually is the value in n parts that differ by a paisa at most and come to it exactly; the first are the larger.
func splitEqually(value money.Paise, n int) []money.Paise {
	parts := make([]money.Paise, n)
	for i := range parts {
		parts[i] = value / money.Paise(n)
		if money.Paise(i) < value%money.Paise(n) {
			parts[i]++
		}
	}
	return parts
}

// days is how many days lie from the first to the last, both counted.
func days(first, last clock.Date) int64 {
	if last < first {
		return 0
	}
	return int64(last.Start().Sub(first.Start())/(24*time.Hour)) + 1
}

// prorated is the part of a share that falls on the days from the given one to the end of the term, to the nearest paisa, half up.
// The share is not negative, and the day within the term.
func prorated(share money.Paise, from clock.Date, c Contract) money.Paise {
	term := uint64(days(c.Starts, c.Ends))
	high, low := bits.Mul64(uint64(share), uint64(days(from, c.Ends)))
	low, carry := bits.Add64(low, term/2, 0)
	quotient, _ := bits.Div64(high+carry, low, term)
	return money.Paise(quotient)
}

// MachineInput brings a machine under a contract. Share is what it is worth for the whole term, in rupees before tax. From is its
// first day, empty for today; in a draft always the contract's first. Insist says that another contract over it is known.
type MachineInput struct {
	Contract           string
	Rev                int
	Asset, From, Share string
	Insist             bool
}

// AddMachine brings a machine under a contract. In force, the value grows by its share for the days that are left, and the bills with
// it. Errors: Forbidden; NotFound; Stale; Conflict contract_ended {no}, contract_sites {no} where it is for all machines at its sites;
// Invalid asset required, not_found, asset_elsewhere, asset_site, asset_retired, asset_twice; from date_bad, date_within {from, to}; share required,
// money_bad, amount_large; Confirm machine_covered {no, machine}.
func (s *Service) AddMachine(ctx context.Context, in MachineInput) (Contract, error) {
	r := &reader{}
	r.Need(in.Asset != "", "asset")
	r.Need(strings.TrimSpace(in.Share) != "", "share")
	m := Machine{Contract: in.Contract, Asset: in.Asset, Share: r.rupees("share", in.Share)}
	if strings.TrimSpace(in.From) != "" {
		m.From = r.date("from", in.From)
	}
	ctx = act.Begin(ctx, "contracts.add_machine", "")
	return s.remake(ctx, in.Contract, in.Rev, r.Err(), func(tx core.App, c *Contract) (change, error) {
		s := s.In(tx)
		if err := s.admits(ctx, *c, &m); err != nil {
			return change{}, err
		}
		if c.State != Draft && !in.Insist {
			if err := s.free(ctx, *c, []Machine{m}); err != nil {
				return change{}, err
			}
		}
		rec, err := create(ctx, tx, "contract_assets", m.write)
		if err != nil {
			return change{}, err
		}
		name, err := s.machineName(ctx, m.Asset)
		return change{delta: prorated(m.Share, m.From, *c), key: "machine:" + rec.Id, text: name + ", added from " + m.From.Short()}, err
	})
}

// admits fills in the machine's first day and holds it to fit the contract.
func (s *Service) admits(ctx context.Context, c Contract, m *Machine) error {
	if len(c.Assets) == 0 {
		return fault.New(fault.Conflict, "contract_sites", "no", c.No)
	}
	switch {
	case c.State == Draft:
		m.From = c.Starts
	case m.From == "":
		m.From = min(max(clock.Today(), c.Starts), c.Ends)
	}
	var check fault.Check
	check.That(c.Starts <= m.From && m.From <= c.Ends, fault.Field("from", "date_within", "from", c.Starts.Short(), "to", c.Ends.Short()))
	check.Add(s.stands(ctx, c, m.Asset))
	twice := slices.ContainsFunc(c.Assets, func(o Machine) bool { return o.Asset == m.Asset && (o.To == "" || o.To >= max(o.From, m.From)) })
	check.That(!twice, fault.Field("asset", "asset_twice"))
	return check.Err()
}

// RemoveMachine takes a machine from under a contract; on is the first day on which it no longer is. In force, the value falls by its
// share for the days that are left, and the bills with it; a draft forgets the machine. The last machine stays.
// Errors: Forbidden; NotFound; Stale; Conflict contract_ended {no}, machine_last; Invalid asset not_found; on date_bad,
// date_within {from, to}; reason required.
func (s *Service) RemoveMachine(ctx context.Context, contract string, rev int, asset, on, reason string) (Contract, error) {
	r := &reader{}
	var day clock.Date
	if strings.TrimSpace(on) != "" {
		day = r.date("on", on)
	}
	reason = r.text("reason", reason, reasonMost)
	ctx = act.Begin(ctx, "contracts.remove_machine", reason)
	return s.remake(ctx, contract, rev, r.Err(), func(tx core.App, c *Contract) (change, error) {
		m, err := c.leaving(asset, &day, reason)
		if err != nil {
			return change{}, err
		}
		rec, err := txn.Find(tx, "contract_assets", m.ID)
		if err != nil {
			return change{}, err
		}
		if c.State == Draft {
			return change{delta: -m.Share}, txn.Delete(ctx, tx, rec)
		}
		m.To = day.AddDays(-1)
		m.write(rec)
		if err := txn.Save(ctx, tx, rec, 0); err != nil {
			return change{}, err
		}
		name, err := s.In(tx).machineName(ctx, asset)
		return change{delta: -prorated(m.Share, day, *c), key: "machine:" + m.ID + ":out", text: name + ", removed from " + day.Short()}, err
	})
}

// leaving is the machine of the contract that may leave it on the day, which is filled in where it was left empty.
func (c Contract) leaving(asset string, on *clock.Date, reason string) (Machine, error) {
	at := slices.IndexFunc(c.Assets, func(m Machine) bool { return m.Asset == asset && (m.To == "") })
	if at < 0 {
		return Machine{}, fault.Field("asset", "not_found")
	}
	m := c.Assets[at]
	if *on == "" {
		*on = min(max(clock.Today(), m.From), c.Ends)
	}
	var check fault.Check
	others := slices.ContainsFunc(c.Assets, func(o Machine) bool { return o.ID != m.ID && o.To == "" })
	check.That(others, fault.New(fault.Conflict, "machine_last"))
	if c.State != Draft {
		check.Need(reason != "", "reason")
		check.That(m.From <= *on && *on <= c.Ends, fault.Field("on", "date_within", "from", m.From.Short(), "to", c.Ends.Short()))
	}
	return m, check.Err()
}

// change is by how much a contract's value changes, and as what its bills show that.
type change struct {
	delta     money.Paise
	key, text string
}

// remake changes the machines of a contract that has not ended, and its value and bills with them. read is what was wrong with what
// was typed. of gets the contract with its machines.
func (s *Service) remake(
	ctx context.Context, id string, rev int, read error, of func(tx core.App, c *Contract) (change, error),
) (Contract, error) {
	if err := act.Require(ctx, Write); err != nil {
		return Contract{}, err
	}
	if read != nil {
		return Contract{}, read
	}
	var c Contract
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, found, err := findContract(tx, id)
		if err != nil {
			return err
		}
		if found.Assets, err = machinesOf(ctx, tx, id); err != nil {
			return err
		}
		if rev > 0 && rev != found.Rev {
			return fault.New(fault.Stale, "stale")
		}
		if found.ended() {
			return fault.New(fault.Conflict, "contract_ended", "no", found.No)
		}
		ch, err := of(tx, &found)
		if err != nil {
			return err
		}
		found.Value += ch.delta
		if c, err = saveContract(ctx, tx, r, found, rev); err != nil {
			return err
		}
		if c.State != Draft && ch.delta != 0 {
			if err := s.In(tx).adjustBills(ctx, tx, c, ch.delta, ch.key, ch.text); err != nil {
				return err
			}
		}
		c, err = s.In(tx).whole(ctx, id)
		return err
	})
	return c, err
}

func (s *Service) machineName(ctx context.Context, asset string) (string, error) {
	a, err := s.customers.AssetByID(ctx, asset)
	return a.Name(), err
}
