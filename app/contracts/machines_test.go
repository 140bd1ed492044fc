package contracts_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

func TestProrated_isExactToThePaisaHalfUp(t *testing.T) {
	draw := rand.New(rand.NewPCG(7, 11))
	for range 5000 {
		starts := clock.Date("2024-01-01").AddDays(draw.IntN(1500))
		term := 1 + draw.IntN(1826)
		c := contracts.Contract{Starts: starts, Ends: starts.AddDays(term - 1)}
		share := money.Paise(draw.Int64N(1_000_000_000_000))
		left := 1 + draw.IntN(term)
		got := contracts.Prorated(share, c.Ends.AddDays(1-left), c)
		// |got − share × left ÷ term| ≤ ½, and up where it is just between
		twice := new(big.Int).Mul(big.NewInt(int64(share)), big.NewInt(int64(2*left)))
		off := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(int64(got)), big.NewInt(int64(2*term))), twice)
		if off.CmpAbs(big.NewInt(int64(term))) > 0 || off.Cmp(big.NewInt(int64(-term))) == 0 {
			t.Fatalf("%s for %d of %d days is %s", share, left, term, got)
		}
		if left == term && got != share {
			t.Fatalf("the whole term of %s is %s", share, got)
		}
	}
}

func TestSplitEqually_comesToTheValue(t *testing.T) {
	for value := range money.Paise(50) {
		for n := 1; n < 8; n++ {
			var sum money.Paise
			parts := contracts.SplitEqually(value, n)
			for _, p := range parts {
				sum += p
			}
			if sum != value || parts[0]-parts[n-1] > 1 {
				t.Errorf("%d in %d is %v", value, n, parts)
			}
		}
	}
}

func TestAddMachine_growsTheValueByTheDaysThatAreLeft(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Cycle = string(contracts.Monthly) })
	c, err := o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: c.ID, Rev: c.Rev, Asset: o.second, From: "2027-05-17", Share: "3650"})
	o.ok(err)
	if want := money.Paise(1_200_000 + 183_000); c.Value != want { // 183 of 365 days at ten rupees
		t.Errorf("the value is %s, want %s", c.Value, want)
	}
	if m := c.Assets[1]; m.From != "2027-05-17" || m.Share != 365_000 || m.Under("2027-05-16") || !m.Under("2027-11-15") {
		t.Errorf("the machine %+v", m)
	}
	c, err = o.Contracts.RemoveMachine(o.owner, c.ID, c.Rev, o.Assets[0], "2027-11-15", "Sold")
	o.ok(err)
	if want := money.Paise(1_383_000 - 3_288); c.Value != want { // a day of ₹12,000 a year is ₹32.88
		t.Errorf("the value is %s, want %s", c.Value, want)
	}
	if m := c.Assets[0]; m.To != "2027-11-14" {
		t.Errorf("the machine left on %s", m.To)
	}
	if v := o.verbs(); !v["contracts.add_machine"] || !v["contracts.remove_machine"] {
		t.Errorf("the audit log knows %v", v)
	}
	o.billed(c)
}

// billed holds the contract's bills to come to its value.
func (o *office) billed(c contracts.Contract) {
	o.t.Helper()
	bills, err := o.Contracts.Bills(o.owner, c.ID)
	o.ok(err)
	var sum money.Paise
	for _, b := range bills {
		switch b.State {
		case contracts.BillCredit:
			sum -= b.Amount
		default:
			sum += b.Amount
		}
	}
	if sum != c.Value {
		o.t.Errorf("%s is worth %s and billed %s", c.No, c.Value, sum)
	}
}

func TestRemoveMachine_onTheDayItCameLeavesTheValueAsItWas(t *testing.T) {
	o := openOffice(t)
	draw := rand.New(rand.NewPCG(3, 5))
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) {
		in.Cycle, in.Value, in.Starts, in.Ends = string(contracts.Quarterly), "10000.07", "2026-08-20", "2027-11-03"
	})
	for range 12 {
		before := c.Value
		on := string(c.Starts.AddDays(draw.IntN(441)))
		share := money.Paise(1 + draw.Int64N(5_000_000)).Plain()
		c, err := o.Contracts.AddMachine(o.dispatcher, contracts.MachineInput{Contract: c.ID, Asset: o.second, From: on, Share: share})
		o.ok(err)
		o.billed(c)
		c, err = o.Contracts.RemoveMachine(o.dispatcher, c.ID, c.Rev, o.second, on, "Entered by mistake")
		o.ok(err)
		if c.Value != before {
			t.Fatalf("₹%s from %s and back: %s became %s", share, on, before, c.Value)
		}
		o.billed(c)
	}
}

func TestMachines_ofADraftAreNotProrated(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	c, err := o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: c.ID, Rev: c.Rev, Asset: o.second, From: "2027-05-17", Share: "3650"})
	o.ok(err)
	if c.Value != 1_565_000 || c.Assets[1].From != c.Starts {
		t.Errorf("value %s, machine %+v", c.Value, c.Assets[1])
	}
	c, err = o.Contracts.RemoveMachine(o.owner, c.ID, c.Rev, o.second, "", "")
	o.ok(err)
	if c.Value != 1_200_000 || len(c.Assets) != 1 {
		t.Errorf("value %s, machines %+v", c.Value, c.Assets)
	}
}

func TestMachines_refuseWhatDoesNotFit(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	for _, x := range []struct {
		field, code string
		in          contracts.MachineInput
	}{
		{"asset", "required", contracts.MachineInput{Share: "1"}},
		{"share", "required", contracts.MachineInput{Asset: o.second}},
		{"share", "money_bad", contracts.MachineInput{Asset: o.second, Share: "-1"}},
		{"asset", "asset_site", contracts.MachineInput{Asset: o.there, Share: "1"}},
		{"asset", "asset_twice", contracts.MachineInput{Asset: o.Assets[0], Share: "1"}},
		{"from", "date_bad", contracts.MachineInput{Asset: o.second, Share: "1", From: "soon"}},
		{"from", "date_within", contracts.MachineInput{Asset: o.second, Share: "1", From: "2026-11-15"}},
		{"from", "date_within", contracts.MachineInput{Asset: o.second, Share: "1", From: "2027-11-16"}},
	} {
		x.in.Contract = c.ID
		_, err := o.Contracts.AddMachine(o.owner, x.in)
		o.refused("adding", err, x.code, x.field)
	}
	_, err := o.Contracts.RemoveMachine(o.owner, c.ID, 0, o.Assets[0], "", "Sold")
	o.refused("removing the only one", err, "machine_last", "")
	_, err = o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: c.ID, Rev: c.Rev, Asset: o.second, Share: "0"})
	o.ok(err)
	_, err = o.Contracts.RemoveMachine(o.owner, c.ID, c.Rev, o.second, "", "Sold")
	o.refused("what somebody changed first", err, "stale", "")
	_, err = o.Contracts.RemoveMachine(o.owner, c.ID, 0, o.second, "", "")
	o.refused("removing without a word", err, "required", "reason")
	_, err = o.Contracts.RemoveMachine(o.owner, c.ID, 0, o.second, "2026-11-15", "Sold")
	o.refused("removing before it came", err, "date_within", "on")
	_, err = o.Contracts.RemoveMachine(o.owner, c.ID, 0, o.there, "", "Sold")
	o.refused("removing another", err, "not_found", "asset")
	site := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Assets = nil })
	_, err = o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: site.ID, Asset: o.second, Share: "1"})
	o.refused("adding to a whole site", err, "contract_sites", "")
	other := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Sites, in.Assets[0].Asset = append(in.Sites, o.shop), o.there })
	_, err = o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: other.ID, Asset: o.second, Share: "1"})
	o.refused("adding what another contract has", err, "machine_covered", "")
}
