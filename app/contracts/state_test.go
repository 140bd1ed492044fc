package contracts_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

func TestMay_isTheWholeLifeOfAContract(t *testing.T) {
	lives := map[[2]contracts.State]bool{}
	for _, l := range [][2]contracts.State{
		{contracts.Draft, contracts.Active},
		{contracts.Draft, contracts.Closed},
		{contracts.Active, contracts.Suspended},
		{contracts.Active, contracts.Expired},
		{contracts.Active, contracts.Closed},
		{contracts.Suspended, contracts.Active},
		{contracts.Suspended, contracts.Expired},
		{contracts.Suspended, contracts.Closed},
	} {
		lives[l] = true
	}
	for _, from := range contracts.States {
		for _, to := range contracts.States {
			if got := from.May(to); got != lives[[2]contracts.State{from, to}] {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}

// inState is a contract brought to the state.
func (o *office) inState(state contracts.State) contracts.Contract {
	o.t.Helper()
	c := apptest.DraftContract(o.t, o.App, nil)
	if state == contracts.Draft {
		return c
	}
	c, err := o.Contracts.Activate(o.owner, c.ID, c.Rev, true)
	o.ok(err)
	switch state {
	case contracts.Suspended:
		c, err = o.Contracts.Suspend(o.owner, c.ID, c.Rev, "Not paid")
	case contracts.Closed:
		c, err = o.Contracts.Close(o.owner, c.ID, c.Rev, "Moved away")
	case contracts.Expired:
		thaw := clock.Freeze(apptest.Now.AddDate(1, 0, 0))
		_, err = o.Contracts.ExpireDue(o.owner)
		thaw()
		c = o.read(c.ID)
	}
	o.ok(err)
	if c.State != state {
		o.t.Fatalf("it is %s, want %s", c.State, state)
	}
	return c
}

func TestState_eachVerbWorksFromTheRightStatesOnly(t *testing.T) {
	o := openOffice(t)
	verbs := map[string]func(c contracts.Contract) (contracts.Contract, error){
		"activate": func(c contracts.Contract) (contracts.Contract, error) {
			return o.Contracts.Activate(o.owner, c.ID, c.Rev, true)
		},
		"suspend": func(c contracts.Contract) (contracts.Contract, error) {
			return o.Contracts.Suspend(o.owner, c.ID, c.Rev, "x")
		},
		"resume": func(c contracts.Contract) (contracts.Contract, error) {
			return o.Contracts.Resume(o.owner, c.ID, c.Rev, "")
		},
		"close": func(c contracts.Contract) (contracts.Contract, error) {
			return o.Contracts.Close(o.owner, c.ID, c.Rev, "x")
		},
	}
	goes := map[string]map[contracts.State]contracts.State{
		"activate": {contracts.Draft: contracts.Active},
		"suspend":  {contracts.Active: contracts.Suspended},
		"resume":   {contracts.Suspended: contracts.Active},
		"close":    {contracts.Draft: contracts.Closed, contracts.Active: contracts.Closed, contracts.Suspended: contracts.Closed},
	}
	for _, state := range contracts.States {
		for name, verb := range verbs {
			c := o.inState(state)
			got, err := verb(c)
			to, may := goes[name][state]
			if may && (err != nil || got.State != to || o.read(c.ID).State != to) {
				t.Errorf("%s of a contract that is %s: %s (%v)", name, state, got.State, err)
			}
			if !may && (!errors.Is(err, fault.New(fault.Conflict, "contract_state")) || o.read(c.ID).State != state) {
				t.Errorf("%s of a contract that is %s: %v", name, state, err)
			}
		}
	}
	for _, verb := range []string{"create", "activate", "suspend", "resume", "close", "expire"} {
		if !o.verbs()["contracts."+verb] {
			t.Errorf("no audit event says contracts.%s", verb)
		}
	}
}

func TestState_wantsReasonsAndTheRevisionThatWasSeen(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	_, err := o.Contracts.Suspend(o.owner, c.ID, c.Rev, " ")
	o.refused("suspending", err, "required", "reason")
	_, err = o.Contracts.Close(o.owner, c.ID, c.Rev, "")
	o.refused("closing", err, "required", "reason")
	_, err = o.Contracts.Close(o.owner, c.ID, c.Rev-1, "Moved away")
	o.refused("what somebody changed first", err, "stale", "")
	c, err = o.Contracts.Suspend(o.owner, c.ID, c.Rev, "Not paid")
	o.ok(err)
	if c.SuspendedOn != clock.Today() || c.Reason != "Not paid" {
		t.Errorf("suspended %+v", c)
	}
	c, err = o.Contracts.Resume(o.owner, c.ID, c.Rev, "")
	o.ok(err)
	if c.SuspendedOn != "" || c.Reason != "" || c.State != contracts.Active {
		t.Errorf("resumed %+v", c)
	}
}

func TestActivate_raisesActivatedAndIsUndoneByASubscriber(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	refuse := true
	o.Contracts.Events.Activated.BindFunc(func(e *contracts.Activated) error {
		if e.Contract.ID != c.ID || e.Contract.State != contracts.Active {
			t.Errorf("raised with %+v", e.Contract)
		}
		if refuse {
			return errors.New("no")
		}
		return e.Next()
	})
	if _, err := o.Contracts.Activate(o.owner, c.ID, c.Rev, true); err == nil || o.read(c.ID).State != contracts.Draft {
		t.Fatal("a subscriber's refusal was not heard")
	}
	refuse = false
	c, err := o.Contracts.Activate(o.owner, c.ID, c.Rev, true)
	o.ok(err)
	bills, err := o.Contracts.Bills(o.owner, c.ID)
	if err != nil || len(bills) != 1 || bills[0].Amount != c.Value {
		t.Errorf("bills %+v (%v)", bills, err)
	}
	if !c.ActivatedAt.Equal(clock.Now()) {
		t.Errorf("activated at %v", c.ActivatedAt)
	}
}

func TestActivate_refusesATermThatIsOver(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, func(in *contracts.ContractInput) { in.Starts, in.Ends = "2025-11-16", "2026-11-15" })
	_, err := o.Contracts.Activate(o.owner, c.ID, c.Rev, true)
	o.refused("activating", err, "contract_past", "ends")
}

func TestActivate_asksWhereAnotherContractHasTheMachine(t *testing.T) {
	o := openOffice(t)
	type in = contracts.ContractInput
	wholeSite := func(i *in) { i.Assets = nil }
	for _, c := range []struct {
		name          string
		first, second func(*in)
		want          bool
	}{
		{"the same machine", func(*in) {}, func(*in) {}, true},
		{"another machine", func(*in) {}, func(i *in) { i.Assets[0].Asset = o.second }, false},
		{"the day after", func(*in) {}, func(i *in) { i.Starts, i.Ends = "2027-11-16", "2028-11-15" }, false},
		{"the last day", func(*in) {}, func(i *in) { i.Starts, i.Ends = "2027-11-15", "2028-11-14" }, true},
		{"the whole site of it", func(*in) {}, wholeSite, true},
		{"a machine of the whole site", wholeSite, func(*in) {}, true},
		{"two whole sites", wholeSite, wholeSite, true},
		{"another whole site", wholeSite, func(i *in) { i.Assets, i.Sites = nil, []string{o.shop} }, false},
		{"a machine elsewhere", wholeSite, func(i *in) { i.Assets[0].Asset, i.Sites = o.there, []string{o.shop} }, false},
	} {
		first := apptest.Contract(t, o.App, c.first)
		second := apptest.DraftContract(t, o.App, c.second)
		_, err := o.Contracts.Activate(o.owner, second.ID, second.Rev, false)
		if got := errors.Is(err, fault.New(fault.Confirm, "machine_covered")); got != c.want || !c.want && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.want {
			if fault.All(err)[0].Params["no"] != first.No {
				t.Errorf("%s: it names %v", c.name, fault.All(err)[0].Params)
			}
			_, err = o.Contracts.Activate(o.owner, second.ID, second.Rev, true)
			o.ok(err)
		}
		for _, id := range []string{first.ID, second.ID} {
			_, err := o.Contracts.Close(o.owner, id, 0, "done")
			o.ok(err)
		}
	}
}

func TestClose_takesBackWhatIsStillToCome(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Cycle = string(contracts.Monthly) })
	c, err := o.Contracts.Close(o.owner, c.ID, c.Rev, "Moved away")
	o.ok(err)
	bills, err := o.Contracts.Bills(o.owner, c.ID)
	o.ok(err)
	for _, b := range bills {
		if b.State != contracts.BillSkipped || b.Reason != "Moved away" {
			t.Errorf("bill of %s is %s (%s)", b.DueOn, b.State, b.Reason)
		}
	}
	if len(bills) != 12 || c.Reason != "Moved away" || c.EndedAt.IsZero() {
		t.Errorf("%d bills, %+v", len(bills), c)
	}
	_, err = o.Contracts.Edit(o.owner, c.ID, c.Rev, contracts.ContractInput{Note: "x"})
	o.refused("editing", err, "contract_ended", "")
	_, err = o.Contracts.SaveCover(o.owner, contracts.CoverInput{Contract: c.ID, Name: "x", Kind: "parts"})
	o.refused("cover", err, "contract_ended", "")
}

func TestExpireDue_endsOnceWhatIsOver(t *testing.T) {
	o := openOffice(t)
	over := apptest.Contract(t, o.App, nil)
	stays := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.Ends = "2027-11-16" })
	suspended := o.inState(contracts.Suspended)
	system := act.As("expire contracts")
	for _, c := range []struct {
		on   clock.Date
		want int
	}{{"2027-11-15", 0}, {"2027-11-16", 2}, {"2027-11-16", 0}} {
		thaw := clock.Freeze(c.on.At(1))
		n, err := o.Contracts.ExpireDue(system)
		thaw()
		if err != nil || n != c.want {
			t.Errorf("on %s %d expired (%v), want %d", c.on, n, err, c.want)
		}
	}
	for id, want := range map[string]contracts.State{over.ID: contracts.Expired, suspended.ID: contracts.Expired, stays.ID: contracts.Active} {
		if got := o.read(id); got.State != want {
			t.Errorf("%s is %s, want %s", got.No, got.State, want)
		}
	}
	bills, err := o.Contracts.Bills(o.owner, over.ID)
	if err != nil || bills[0].State != contracts.BillOpen {
		t.Errorf("its bill is %+v (%v)", bills, err)
	}
}

func TestGuards_keepContractsWhicheverWayInIsTaken(t *testing.T) {
	o := openOffice(t)
	c := o.inState(contracts.Closed)
	r, err := txn.Find(o.Core, "contracts", c.ID)
	o.ok(err)
	for field, value := range map[string]string{"state": "active", "no": "FSAA/26-27/00099"} {
		fresh := r.Fresh()
		fresh.Set(field, value)
		if o.Core.Save(fresh) == nil {
			t.Errorf("its %s became %s", field, value)
		}
	}
	if o.Core.Delete(r) == nil {
		t.Error("it was deleted")
	}
	uses := map[string]any{"contract": c.ID, "cover": "x", "job": apptest.Job(t, o.App, nil).ID, "qty_milli": 1}
	u, err := txn.New(o.Core, "cover_uses")
	o.ok(err)
	u.Load(uses)
	if o.Core.SaveWithContext(context.Background(), u) == nil {
		t.Error("a use was written from the console")
	}
	drafted := apptest.Contract(t, o.App, nil)
	bill, err := o.Core.FindFirstRecordByData("contract_bills", "contract", drafted.ID)
	o.ok(err)
	bill.Set("state", "drafted")
	o.ok(o.Core.Save(bill))
	if o.Core.Delete(bill) == nil {
		t.Error("a drafted bill was deleted")
	}
	if _, err := o.Core.FindAllRecords("contract_bills", dbx.HashExp{"id": bill.Id}); err != nil {
		t.Error(err)
	}
}
