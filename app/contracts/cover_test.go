package contracts_test

import (
	"reflect"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
)

// entitled is an office whose contract gives, besides what a comprehensive one does, two free visits and one capacitor, and no
// compressors.
func entitled(t testing.TB) (*office, contracts.Contract) {
	t.Helper()
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	capacitor := apptest.Item(t, o.App, "CAP-35")
	for _, in := range []contracts.CoverInput{
		{Name: "Free visits", Kind: "visits", Applies: contracts.AnyJob, Most: "2", Priority: "1"},
		{Name: "Capacitor", Kind: "items", Items: []string{capacitor}, Applies: contracts.Unplanned, Most: "1.5", Priority: "1"},
		{Name: "Planned parts", Kind: "parts", Applies: contracts.Planned, Excluded: true, Priority: "1"},
	} {
		in.Contract, in.Rev = c.ID, o.read(c.ID).Rev
		_, err := o.Contracts.SaveCover(o.owner, in)
		o.ok(err)
	}
	c, err := o.Contracts.Activate(o.owner, c.ID, o.read(c.ID).Rev, true)
	o.ok(err)
	return o, c
}

func TestEntitlement_saysWhatIsLeftInTheOrderInWhichItDecides(t *testing.T) {
	o, c := entitled(t)
	j := apptest.Job(t, o.App, nil)
	all, err := o.Contracts.Covers(o.owner, c.ID)
	o.ok(err)
	for _, v := range all {
		if v.Name == "Free visits" {
			o.ok(o.Contracts.Use(o.owner, j, []contracts.Use{{Cover: v.ID, QtyMilli: 1}}))
		}
	}
	e, err := o.Contracts.Entitlement(o.phone, j)
	o.ok(err)
	if e.No != c.No || e.Type != contracts.Comprehensive || e.Ends != c.Ends || e.Why != "" || e.WhyWord() != "" || e.Billed || len(e.Lines) < 4 {
		t.Fatalf("%+v", e)
	}
	capacitor, visits := e.Lines[0], e.Lines[1]
	if capacitor.Name != "Capacitor" || capacitor.Kind.Amount(capacitor.Left) != "1.5" || visits.Name != "Free visits" || visits.Used != 1 || visits.Kind.Amount(visits.Left) != "1" {
		t.Errorf("%+v", e.Lines)
	}
	for _, l := range e.Lines {
		if l.Name == "Planned parts" {
			t.Error("a breakdown is told of what holds for planned work")
		}
		for _, lang := range []string{"en", "hi"} {
			if word := i18n.T(lang, l.Kind.Word()); word == "" || word[0] == "⟦"[0] {
				t.Errorf("no word for %s in %s", l.Kind, lang)
			}
		}
	}
	j.Payment = jobs.Chargeable
	e, err = o.Contracts.Entitlement(o.phone, j)
	if o.ok(err); e.Why != contracts.WhyChargeable || len(e.Lines) != 0 || i18n.T("hi", e.WhyWord(), "no", e.No)[0] == "⟦"[0] {
		t.Errorf("a chargeable job: %+v", e)
	}
	if e, err = o.Contracts.Entitlement(o.phone, jobs.Job{}); err != nil || !reflect.DeepEqual(e, contracts.Entitlement{}) {
		t.Errorf("without contract: %+v %v", e, err)
	}
}

func TestUse_replacesWhatTheJobUsedBefore(t *testing.T) {
	o, c := entitled(t)
	j, other := apptest.Job(t, o.App, nil), apptest.Job(t, o.App, nil)
	all, err := o.Contracts.Covers(o.owner, c.ID)
	o.ok(err)
	used := func() map[string]int64 {
		all, err := o.Contracts.Covers(o.owner, c.ID)
		o.ok(err)
		out := map[string]int64{}
		for _, v := range all {
			out[v.ID] = v.Used
		}
		return out
	}
	a, b := all[0].ID, all[1].ID
	o.ok(o.Contracts.Use(o.owner, other, []contracts.Use{{Cover: a, QtyMilli: 1}}))
	o.ok(o.Contracts.Use(o.owner, j, []contracts.Use{{Cover: a, QtyMilli: 1}, {Cover: b, QtyMilli: 1500}}))
	if got := used(); got[a] != 2 || got[b] != 1500 {
		t.Errorf("%v", got)
	}
	o.ok(o.Contracts.Use(o.owner, j, []contracts.Use{{Cover: b, QtyMilli: 500}}))
	if got := used(); got[a] != 1 || got[b] != 500 {
		t.Errorf("anew: %v", got)
	}
	var events int
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(*) FROM audit_log WHERE verb = 'contracts.use'").Row(&events))
	o.ok(o.Contracts.Use(o.owner, j, []contracts.Use{{Cover: b, QtyMilli: 500}}))
	var after int
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(*) FROM audit_log WHERE verb = 'contracts.use'").Row(&after))
	if events != 5 || after != events {
		t.Errorf("%d events, %d after the same again", events, after)
	}
	o.ok(o.Contracts.Release(o.owner, j))
	if got := used(); got[a] != 1 || got[b] != 0 {
		t.Errorf("released: %v", got)
	}
}

func TestCoverOf_doesNotCountTheJobAgainstItself(t *testing.T) {
	o, _ := entitled(t)
	j := apptest.Job(t, o.App, nil)
	ask := []contracts.LineAsk{{Item: apptest.Item(t, o.App, "CAP-35"), Kind: contracts.KindPart, UOM: "NOS", QtyMilli: 1500}}
	for range 2 {
		c, err := o.Contracts.CoverOf(o.phone, j, ask)
		if o.ok(err); c.Bears != jobs.AMC || c.Lines[0].Charged != 0 || len(c.Uses) != 1 || c.Uses[0].QtyMilli != 1500 {
			t.Fatalf("%+v", c)
		}
		o.ok(o.Contracts.Use(o.owner, j, c.Uses))
	}
	second := apptest.Job(t, o.App, nil)
	c, err := o.Contracts.CoverOf(o.phone, second, ask)
	if o.ok(err); c.Lines[0].Borne[0].Name == "Capacitor" {
		t.Errorf("another job: %+v", c.Lines[0])
	}
}

func TestBears_countsWhatTheJobUsedSoFar(t *testing.T) {
	o, c := entitled(t)
	all, err := o.Contracts.Covers(o.owner, c.ID)
	o.ok(err)
	for _, v := range all { // of parts, the capacitor only
		if v.Kind == contracts.CoverParts && !v.Excluded {
			o.ok(o.Contracts.RemoveCover(o.owner, c.ID, o.read(c.ID).Rev, v.ID))
		}
	}
	j, capacitor := apptest.Job(t, o.App, nil), apptest.Item(t, o.App, "CAP-35")
	free, err := o.Contracts.Bears(o.phone, j, nil)
	o.ok(err)
	if !free("part", capacitor, "NOS") || free("part", "another", "NOS") || !free("service", "any", "NOS") {
		t.Error("one capacitor and all labour are free, other parts are not")
	}
	free, err = o.Contracts.Bears(o.phone, j, []contracts.LineAsk{{Item: capacitor, Kind: "part", QtyMilli: 1000}})
	if o.ok(err); free("part", capacitor, "NOS") {
		t.Error("half of one is left, and one more costs nothing")
	}
	j.Contract = ""
	if free, err = o.Contracts.Bears(o.phone, j, nil); free != nil || err != nil {
		t.Error("without contract")
	}
}
