package reports

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"doorstep/app/kernel/money"
)

func TestMachines_comeToTheContractWhateverTheShares(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 155))
	amount := func() money.Paise { return money.Paise(rng.Int64N(1 << (1 + rng.IntN(30)))) }
	balance := func() money.Paise { got := amount(); return got - amount() }
	for range 20_000 {
		f := contractFacts{ids: []string{"c"}, billed: map[string]money.Paise{"c": balance(), "other": 1}}
		var under []MachineProfit
		for i := range rng.IntN(4) {
			under = append(under, MachineProfit{Asset: fmt.Sprint(i), Profit: Profit{Revenue: money.Paise(rng.Int64N(3) * rng.Int64N(1<<40))}})
		}
		for range rng.IntN(5) {
			j := contractJob{contract: "c", assets: []string{""}, Profit: Profit{balance(), amount(), amount(), amount(), 0, rng.IntN(500)}}
			if n := 1 + rng.IntN(4); n > 1 {
				j.assets = nil
				for i := range n {
					j.assets = append(j.assets, fmt.Sprint(i*2))
				}
			}
			f.jobs = append(f.jobs, j)
		}
		f.jobs = append(f.jobs, contractJob{contract: "other", assets: []string{"9"}, Profit: Profit{Revenue: 5}})
		var sum Profit
		seen := map[string]bool{}
		for _, m := range f.machines("c", under) {
			if sum = sum.plus(m.Profit); seen[m.Asset] || m.Asset == "9" {
				t.Fatalf("machine %q in %+v", m.Asset, f)
			}
			seen[m.Asset] = true
		}
		if whole := f.profits()["c"]; sum != whole {
			t.Fatalf("the machines come to %+v, the contract to %+v", sum, whole)
		}
	}
}

func TestHourly_isToThePaisaHalfUp(t *testing.T) {
	for d, want := range map[time.Duration]money.Paise{time.Hour: 30_000, 90 * time.Minute: 45_000, 20 * time.Second: 167, 0: 0} {
		if got := hourly(d, 30_000); got != want {
			t.Errorf("%s at ₹300 an hour: %d, want %d", d, got, want)
		}
	}
}
