package apptest

import (
	"context"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

// Booking is an AC repair for Meera Deshpande at her only site, due as the type says.
func Booking(t testing.TB, a *app.App) jobs.Booking {
	t.Helper()
	ctx := context.Background()
	hits, err := a.Customers.Lookup(ctx, "12345", 1)
	if err != nil || len(hits) != 1 {
		t.Fatalf("the customer of the template is not there: %v %v", hits, err)
	}
	full, err := a.Customers.Full(ctx, hits[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return jobs.Booking{
		Customer: full.Customer.ID, Site: full.Sites[0].ID, Assets: []string{full.Assets[0].ID}, Type: JobType(t, a, "AC-REP"), Issue: "Not cooling",
	}
}

// Job books a job as the dispatcher; change may alter the booking first.
func Job(t testing.TB, a *app.App, change func(*jobs.Booking)) jobs.Job {
	t.Helper()
	in := Booking(t, a)
	if change != nil {
		change(&in)
	}
	j, err := a.Jobs.Book(As(t, a, act.Dispatcher), in)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// JobType is the id of the job type with the code.
func JobType(t testing.TB, a *app.App, code string) string {
	t.Helper()
	all, err := a.Catalog.JobTypes(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if k.Code == code {
			return k.ID
		}
	}
	t.Fatalf("no job type %s", code)
	return ""
}

// Technician is the id of the technician with the name.
func Technician(t testing.TB, a *app.App, name string) string {
	t.Helper()
	return act.From(asUser(t, a, name)).Technician
}

// At is an hour of the frozen day.
func At(hour, minute int) time.Time {
	return time.Date(Now.Year(), Now.Month(), Now.Day(), hour, minute, 0, 0, Now.Location())
}

// Pays says how the customer of a visit pays, without which none is done, and returns the visit as it is then.
func Pays(t testing.TB, a *app.App, visit string) jobs.Visit {
	t.Helper()
	desk := As(t, a, act.Dispatcher)
	if err := a.Jobs.ChoosePays(desk, visit, "pending", "Pays at the shop", jobs.Mark{}); err != nil {
		t.Fatal(err)
	}
	v, err := a.Jobs.Visit(desk, visit)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
