package customers_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/audit"
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
)

func TestMerge_movesEverythingAndKeepsHistory(t *testing.T) {
	s, app, ctx := setUp(t)
	keep := add(t, s, ctx, "Asha Kulkarni", "9822012345")
	drop, err := s.Create(ctx, customers.CustomerInput{
		Name: "A. Kulkarni", Email: "asha@example.in", GSTIN: gstin, DNC: true, Notes: "dog", Confirm: true,
		Phones: []customers.PhoneInput{{Number: "9822012345"}, {Number: "9822012346", Label: "office"}},
	})
	must(t, err)
	site := addSite(t, s, ctx, drop.ID, "12 Paud Road")
	asset := addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "RO"})
	ramesh, suresh := technician(t, app, "Ramesh"), technician(t, app, "Suresh")
	for _, p := range []customers.PreferenceInput{
		{Customer: keep.ID, Technician: ramesh, Strength: customers.Preferred},
		{Customer: drop.ID, Technician: ramesh, Strength: customers.Restricted},
		{Customer: drop.ID, Technician: suresh, Strength: customers.Must, Reason: "knows the plant"},
	} {
		_, err := s.SetPreference(ctx, p)
		must(t, err)
	}
	raised := 0
	s.Merged.BindFunc(func(e *customers.Merged) error {
		raised++
		if e.Keep != keep.ID || e.Drop != drop.ID || !e.Tx.IsTransactional() {
			t.Errorf("raised %+v", e)
		}
		return e.Next()
	})
	in := customers.MergeInput{Keep: keep.ID, Drop: drop.ID, KeepRev: keep.Rev, DropRev: drop.Rev, Reason: "same person"}
	_, err = s.Merge(ctx, in)
	if e := wantFault(t, err, "", "merge_confirm"); e.Params["sites"] != 1 || e.Params["assets"] != 1 || raised != 0 {
		t.Errorf("got %v, raised %d", err, raised)
	}
	in.Confirm = true
	got, err := s.Merge(ctx, in)
	must(t, err)
	if raised != 1 {
		t.Errorf("raised %d times", raised)
	}
	full, err := s.Full(ctx, keep.ID)
	must(t, err)
	if !slices.Equal(full.Customer.Phones, []customers.Phone{{E164: "+919822012345"}, {E164: "+919822012346", Label: "office"}}) ||
		full.Customer.Email != "asha@example.in" || full.Customer.GSTIN != gstin || full.Customer.StateCode != "27" ||
		!full.Customer.DNC || full.Customer.Notes != "dog" || full.Customer.Name != "Asha Kulkarni" || full.Customer.Rev != got.Rev {
		t.Errorf("kept %+v", full.Customer)
	}
	if len(full.Sites) != 1 || full.Sites[0].ID != site.ID || len(full.Assets) != 1 || full.Assets[0].ID != asset.ID {
		t.Errorf("kept %+v", full)
	}
	if len(full.Preferences) != 2 || full.Preferences[0].TechnicianName != "Ramesh" || full.Preferences[0].Strength != customers.Preferred ||
		full.Preferences[1].Strength != customers.Must {
		t.Errorf("preferences %+v", full.Preferences)
	}
	gone, err := s.Get(ctx, drop.ID)
	if err != nil || gone.MergedInto != keep.ID || gone.Name != "A. Kulkarni" || len(gone.Phones) != 0 {
		t.Errorf("dropped %+v, %v", gone, err)
	}
	checkMergeAudit(t, app, drop.ID)
}

// checkMergeAudit wants Drop's creation still there, and every event of the merge under one change with its reason.
func checkMergeAudit(t *testing.T, app core.App, drop string) {
	t.Helper()
	var rows []struct {
		Verb   string `db:"verb"`
		Reason string `db:"reason"`
		Change string `db:"change"`
		ID     string `db:"entity_id"`
	}
	must(t, app.DB().NewQuery("SELECT verb, reason, `change`, entity_id FROM audit_log ORDER BY seq").All(&rows))
	created, changes := false, map[string]bool{}
	for _, r := range rows {
		created = created || r.ID == drop && r.Verb == "customers.create"
		if r.Verb == "customers.merge" {
			changes[r.Change] = true
			if r.Reason != "same person" {
				t.Errorf("reason %q", r.Reason)
			}
		}
	}
	if !created || len(changes) != 1 {
		t.Errorf("creation kept %v, changes %v", created, changes)
	}
	if last, err := audit.Last(app); err != nil || last.Seq != int64(len(rows)) {
		t.Errorf("last %+v, %v", last, err)
	}
}

func TestMerge_isUndoneWhollyWhenASubscriberRefuses(t *testing.T) {
	s, _, ctx := setUp(t)
	keep, drop := add(t, s, ctx, "Asha", "9822012345"), add(t, s, ctx, "Asha K", "9822012346")
	addSite(t, s, ctx, drop.ID, "12 Paud Road")
	s.Merged.BindFunc(func(*customers.Merged) error { return errVeto })
	_, err := s.Merge(ctx, customers.MergeInput{Keep: keep.ID, Drop: drop.ID, Confirm: true})
	if err == nil {
		t.Fatal("the veto was not heard")
	}
	full, err := s.Full(ctx, drop.ID)
	if err != nil || full.Customer.MergedInto != "" || len(full.Sites) != 1 || len(full.Customer.Phones) != 1 {
		t.Errorf("got %+v, %v", full, err)
	}
}

func TestMerge_refusesWhatCannotBe(t *testing.T) {
	s, _, ctx := setUp(t)
	a, b, c := add(t, s, ctx, "A"), add(t, s, ctx, "B"), add(t, s, ctx, "C")
	_, err := s.Merge(ctx, customers.MergeInput{Keep: a.ID, Drop: a.ID, Confirm: true})
	wantFault(t, err, "drop", "merge_same")
	if _, err = s.Merge(ctx, customers.MergeInput{Keep: a.ID, Drop: b.ID, DropRev: b.Rev + 1, Confirm: true}); !isKind(err, fault.Stale) {
		t.Errorf("got %v, want stale", err)
	}
	_, err = s.Merge(ctx, customers.MergeInput{Keep: a.ID, Drop: b.ID, Confirm: true})
	must(t, err)
	_, err = s.Merge(ctx, customers.MergeInput{Keep: c.ID, Drop: b.ID, Confirm: true})
	if e := wantFault(t, err, "", "customer_merged"); e.Params["id"] != a.ID {
		t.Errorf("got %v", err)
	}
	_, err = s.Update(ctx, b.ID, customers.CustomerInput{Name: "B again"})
	wantFault(t, err, "", "customer_merged")
	_, err = s.CreateSite(ctx, customers.SiteInput{Customer: b.ID, Address: "1 Road", Pin: "411038"})
	wantFault(t, err, "", "customer_merged")
	_, err = s.Merge(ctx, customers.MergeInput{Keep: c.ID, Drop: a.ID, Confirm: true})
	must(t, err)
	if got, err := s.Get(ctx, b.ID); err != nil || got.MergedInto != c.ID {
		t.Errorf("the first one leads to %q, want the last who stayed (%v)", got.MergedInto, err)
	}
}

func TestPreference_isOnePerPair(t *testing.T) {
	s, app, ctx := setUp(t)
	c, tech := add(t, s, ctx, "Asha"), technician(t, app, "Ramesh")
	in := customers.PreferenceInput{Customer: c.ID, Technician: tech, Strength: customers.Preferred}
	_, err := s.SetPreference(ctx, in)
	must(t, err)
	in.Strength, in.Reason = customers.Restricted, "quarrel"
	_, err = s.SetPreference(ctx, in)
	must(t, err)
	got, err := s.Preferences(ctx, c.ID)
	if err != nil || len(got) != 1 || got[0].Strength != customers.Restricted || got[0].Reason != "quarrel" || got[0].Rev != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	in.Strength = "hated"
	_, err = s.SetPreference(ctx, in)
	wantFault(t, err, "strength", "invalid")
	in.Strength, in.Technician = customers.Must, "nobody"
	if _, err = s.SetPreference(ctx, in); !isKind(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	must(t, s.RemovePreference(ctx, c.ID, tech))
	must(t, s.RemovePreference(ctx, c.ID, tech))
	if got, err = s.Preferences(ctx, c.ID); err != nil || len(got) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}
