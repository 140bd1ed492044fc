package reports

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
)

// Profit is what a contract or a machine brought and cost so far, all before tax. Revenue is what was issued for the contract and for
// charged work of its jobs, less what was credited. Parts are what was used, at what it costs; Labour is time on the way and at work,
// at what the technicians' hours cost; Expenses are those approved. Jobs were completed; Minutes is the time in Labour.
type Profit struct {
	Revenue, Parts, Labour, Expenses money.Paise
	Jobs, Minutes                    int
}

// Net is what is left of the revenue.
func (p Profit) Net() money.Paise { return p.Revenue - p.Parts - p.Labour - p.Expenses }

// MachineProfit is the part of a contract's profit that falls on a machine; Asset is empty for what falls on none.
type MachineProfit struct {
	Asset, Name, Serial string
	Profit
}

// ContractProfit is the profit of a contract and of its machines, those that earn least first. The machines' sums are the contract's;
// a job for several machines counts as one of each.
type ContractProfit struct {
	Contract string
	Profit
	Machines []MachineProfit
}

// ContractProfit reads what a contract brought and cost. Costs of a job fall on its machines in equal parts, and so does charged work;
// what the contract is billed falls on the machines by their shares and the days that they were under it. Errors: Forbidden.
func (s *Service) ContractProfit(ctx context.Context, contract string) (ContractProfit, error) {
	if err := act.Require(ctx, See); err != nil {
		return ContractProfit{}, err
	}
	f, err := s.contractFacts(ctx, []string{contract})
	if err != nil {
		return ContractProfit{}, err
	}
	out := ContractProfit{Contract: contract, Profit: f.profits()[contract]}
	if out.Machines, err = s.contractMachines(ctx, contract); err != nil {
		return ContractProfit{}, err
	}
	out.Machines, err = s.named(ctx, f.machines(contract, out.Machines))
	slices.SortStableFunc(out.Machines, func(a, b MachineProfit) int { return cmp.Compare(a.Net(), b.Net()) })
	return out, err
}

// ContractProfits is what each of the contracts brought and cost. Errors: Forbidden.
func (s *Service) ContractProfits(ctx context.Context, ids []string) (map[string]Profit, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	f, err := s.contractFacts(ctx, ids)
	return f.profits(), err
}

// contractJob is what one job of a contract brought and cost.
type contractJob struct {
	contract string
	assets   []string
	Profit
}

// contractFacts are the jobs of contracts, and what the contracts themselves were billed.
type contractFacts struct {
	ids    []string
	jobs   []contractJob
	billed map[string]money.Paise
}

func (f contractFacts) profits() map[string]Profit {
	all := make(map[string]Profit, len(f.ids))
	for _, id := range f.ids {
		all[id] = Profit{Revenue: f.billed[id]}
	}
	for _, j := range f.jobs {
		all[j.contract] = all[j.contract].plus(j.Profit)
	}
	return all
}

func (p Profit) plus(o Profit) Profit {
	return Profit{
		p.Revenue + o.Revenue, p.Parts + o.Parts, p.Labour + o.Labour, p.Expenses + o.Expenses, p.Jobs + o.Jobs, p.Minutes + o.Minutes,
	}
}

// machines splits what a contract brought and cost over its machines, which have their weight as revenue, and those of its jobs.
func (f contractFacts) machines(contract string, under []MachineProfit) []MachineProfit {
	weights := make([]int64, len(under))
	for i := range under {
		weights[i], under[i].Revenue = int64(under[i].Revenue), 0
	}
	all := under
	at := func(asset string) *MachineProfit {
		i := slices.IndexFunc(all, func(m MachineProfit) bool { return m.Asset == asset })
		if i < 0 {
			i = len(all)
			all = append(all, MachineProfit{Asset: asset})
		}
		return &all[i]
	}
	if len(under) == 0 && f.billed[contract] != 0 {
		at("").Revenue = f.billed[contract]
	}
	for i, part := range signed(f.billed[contract], weights) {
		all[i].Revenue += part
	}
	for _, j := range f.jobs {
		if j.contract != contract {
			continue
		}
		parts := j.split()
		for i, asset := range j.assets {
			m := at(asset)
			m.Profit = m.plus(parts[i])
		}
	}
	return all
}

// split shares a job out equally over its machines.
func (j contractJob) split() []Profit {
	out := make([]Profit, len(j.assets))
	equal := make([]int64, len(j.assets))
	revenue, parts := signed(j.Revenue, equal), signed(j.Parts, equal)
	labour, expenses := signed(j.Labour, equal), signed(j.Expenses, equal)
	minutes := signed(money.Paise(j.Minutes), equal)
	for i := range out {
		out[i] = Profit{revenue[i], parts[i], labour[i], expenses[i], j.Jobs, int(minutes[i])}
	}
	return out
}

// signed shares out an amount that may be negative.
func signed(amount money.Paise, weights []int64) []money.Paise {
	if len(weights) == 0 {
		return nil
	}
	if amount >= 0 {
		return contracts.Parted(amount, weights)
	}
	out := contracts.Parted(-amount, weights)
	for i := range out {
		out[i] = -out[i]
	}
	return out
}

// hourly is what so much time costs at so much an hour, half a paisa going up.
func hourly(d time.Duration, cost int64) money.Paise {
	return money.Paise((int64(d/time.Second)*cost + 1800) / 3600)
}
