package contracts_test

import (
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

func TestFind_putsTheBestFirst(t *testing.T) {
	o := openOffice(t)
	add := func(change func(*contracts.ContractInput)) string { return apptest.Contract(t, o.App, change).ID }
	type in = *contracts.ContractInput
	labour := add(func(i in) { i.Type = string(contracts.Labour) })
	machine := add(func(in) {})
	sooner := add(func(i in) { i.Ends = "2027-03-31" })
	site := add(func(i in) { i.Assets = nil })
	both := add(func(i in) { i.Assets = append(i.Assets, contracts.AssetLine{Asset: o.second}) })
	shop := add(func(i in) { i.Sites, i.Assets = []string{o.shop}, nil })
	add(func(i in) { i.Starts = "2026-12-01" }) // still to come
	apptest.DraftContract(t, o.App, nil)
	o.inState(contracts.Suspended)
	names := map[string]string{labour: "labour", machine: "machine", sooner: "sooner", site: "site", both: "both", shop: "shop"}
	found := func(site string, assets []string, on clock.Date) (out []string) {
		t.Helper()
		all, err := o.Contracts.Find(o.dispatcher, o.Customer, site, assets, on)
		o.ok(err)
		for _, c := range all {
			out = append(out, names[c.ID])
		}
		return out
	}
	same := func(what string, got []string, want ...map[string]bool) {
		t.Helper()
		at := 0
		for _, group := range want {
			for range group {
				if at >= len(got) || !group[got[at]] {
					t.Errorf("%s: found %v", what, got)
					return
				}
				at++
			}
		}
		if at != len(got) {
			t.Errorf("%s: found %v", what, got)
		}
	}
	set := func(names ...string) map[string]bool {
		m := map[string]bool{}
		for _, n := range names {
			m[n] = true
		}
		return m
	}
	same("one machine", found(o.Site, o.Assets, "2026-11-16"), set("sooner"), set("machine", "both"), set("labour"), set("site"))
	same("the other machine", found(o.Site, []string{o.second}, "2026-11-16"), set("both"), set("site"))
	same("two machines", found(o.Site, []string{o.Assets[0], o.second}, "2026-11-16"), set("both"), set("sooner"), set("machine"), set("labour"), set("site"))
	same("no machine", found(o.Site, nil, "2026-11-16"), set("site"), set("sooner"), set("machine", "both"), set("labour"))
	same("its last day", found(o.Site, o.Assets, "2027-03-31")[:1], set("sooner"))
	same("the shop", found(o.shop, []string{o.there}, "2026-11-16"), set("shop"))
	same("too early", found(o.Site, o.Assets, "2026-11-15"))
	same("too late", found(o.Site, o.Assets, "2027-11-16")) // the one still to come ends with the others
}

func TestAttach_choosesWhatHoldsAndNothingElse(t *testing.T) {
	o := openOffice(t)
	home := apptest.Contract(t, o.App, func(in *contracts.ContractInput) { in.RespondHours, in.ResolveHours, in.RoundClock = "2", "8", true })
	shop := apptest.Contract(t, o.App, func(in *contracts.ContractInput) {
		in.Type, in.Cycle, in.Sites, in.Assets = string(contracts.Warranty), "", []string{o.shop}, nil
	})
	draft := apptest.DraftContract(t, o.App, nil)
	for _, c := range []struct {
		name     string
		change   func(*jobs.Booking)
		contract string
		pays     jobs.Payment
	}{
		{"the machine", func(*jobs.Booking) {}, home.ID, jobs.AMC},
		{"said to be AMC", func(b *jobs.Booking) { b.Payment = jobs.AMC }, home.ID, jobs.AMC},
		{"said to be warranty", func(b *jobs.Booking) { b.Payment = jobs.Warranty }, "", jobs.Warranty},
		{"said to be chargeable", func(b *jobs.Booking) { b.Payment = jobs.Chargeable }, "", jobs.Chargeable},
		{"chargeable, but named", func(b *jobs.Booking) { b.Payment, b.Contract = jobs.Chargeable, home.ID }, home.ID, jobs.AMC},
		{"no contract", func(b *jobs.Booking) { b.Contract = jobs.NoContract }, "", jobs.Chargeable},
		{"another machine", func(b *jobs.Booking) { b.Assets = []string{o.second} }, "", jobs.Chargeable},
		{"one of two machines", func(b *jobs.Booking) { b.Assets = append(b.Assets, o.second) }, home.ID, jobs.AMC},
		{"no machine, one of the site is not under it", func(b *jobs.Booking) { b.Assets = nil }, "", jobs.Chargeable},
		{"no machine, but named", func(b *jobs.Booking) { b.Assets, b.Contract = nil, home.ID }, home.ID, jobs.AMC},
		{"a whole site", func(b *jobs.Booking) { b.Site, b.Assets = o.shop, nil }, shop.ID, jobs.Warranty},
		{"promised after its end", func(b *jobs.Booking) {
			b.PromisedFrom, b.PromisedTo = clock.Date("2027-11-16").At(600), clock.Date("2027-11-16").At(720)
		}, "", jobs.Chargeable},
	} {
		j := apptest.Job(t, o.App, c.change)
		if j.Contract != c.contract || j.Payment != c.pays {
			t.Errorf("%s: contract %q, %s", c.name, j.Contract, j.Payment)
		}
		if want := (jobs.Terms{RespondMin: 120, ResolveMin: 480, RoundClock: true}); c.contract == home.ID && j.Terms != want {
			t.Errorf("%s: promised %+v", c.name, j.Terms)
		}
	}
	for name, change := range map[string]func(*jobs.Booking){
		"a draft":         func(b *jobs.Booking) { b.Contract = draft.ID },
		"another site's":  func(b *jobs.Booking) { b.Contract = shop.ID },
		"another machine": func(b *jobs.Booking) { b.Contract, b.Assets = home.ID, []string{o.second} },
		"none at all":     func(b *jobs.Booking) { b.Contract = "nothing" },
	} {
		in := apptest.Booking(t, o.App)
		change(&in)
		_, err := o.Jobs.Book(o.dispatcher, in)
		o.refused(name, err, "contract_elsewhere", "contract")
	}
	// Once every machine of the site is under it, nobody needs to name one.
	_, err := o.Contracts.AddMachine(o.owner, contracts.MachineInput{Contract: home.ID, Asset: o.second, Share: "0"})
	o.ok(err)
	if j := apptest.Job(t, o.App, func(b *jobs.Booking) { b.Assets = nil }); j.Contract != home.ID {
		t.Error("a job without a machine is under no contract although all machines are")
	}
}
