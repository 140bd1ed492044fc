package jobs_test

import (
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

func TestLoads_addsPartsUpAndLeavesServicesOut(t *testing.T) {
	a := apptest.NewApp(t)
	in := catalog.ItemInput{Kind: "part", Code: "BOARD", Name: "Board", HSN: "8532", UOM: "NOS", Active: true, From: "2025-09-22", Price: "900", GST: "18"}
	if _, err := a.Catalog.CreateItem(apptest.As(t, a, act.Owner), in); err != nil {
		t.Fatal(err)
	}
	board, capacitor, service := itemID(t, a, "BOARD"), itemID(t, a, "CAP-35"), itemID(t, a, "AC-VISIT")
	one, two, other := apptest.Job(t, a, nil).ID, apptest.Job(t, a, nil).ID, apptest.Job(t, a, nil).ID
	if _, err := a.Core.DB().NewQuery("DELETE FROM job_lines").Execute(); err != nil { // of the job type
		t.Fatal(err)
	}
	expect := func(job string, l jobs.Line) {
		t.Helper()
		collection, fill := jobs.ExpectedLine{Line: l, Job: job}.Record()
		c, err := a.Core.FindCollectionByNameOrId(collection)
		if err != nil {
			t.Fatal(err)
		}
		r := core.NewRecord(c)
		fill(r)
		if err := a.Core.Save(r); err != nil {
			t.Fatal(err)
		}
	}
	expect(two, jobs.Line{Kind: catalog.KindPart, Item: capacitor, Name: "A new name", QtyMilli: 1500, State: "estimated"})
	expect(one, jobs.Line{Kind: catalog.KindPart, Item: capacitor, Name: "Capacitor", QtyMilli: 1000, State: "estimated"})
	expect(one, jobs.Line{Kind: catalog.KindService, Item: service, Name: "Gas charging", QtyMilli: 1000, State: "estimated"})
	expect(two, jobs.Line{Kind: catalog.KindPart, Item: board, Name: "Board", QtyMilli: 1000, State: "estimated"})
	expect(other, jobs.Line{Kind: catalog.KindPart, Item: board, Name: "Board", QtyMilli: 4000, State: "estimated"})
	got, err := a.Jobs.Loads(t.Context(), []string{one, two})
	want := []jobs.Load{{Item: board, Name: "Board", Milli: 1000}, {Item: capacitor, Name: "Capacitor", Milli: 2500}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v; %v", got, want, err)
	}
	if none, err := a.Jobs.Loads(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("for no job %v, %v", none, err)
	}
}
