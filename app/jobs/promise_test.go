package jobs_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// promiseLess halves what jobs like j are promised from now on.
func promiseLess(t *testing.T, a *app.App, j jobs.Job) {
	t.Helper()
	_, err := a.Settings.UpdateSLAs(apptest.As(t, a, act.Owner), []settings.SLAInput{
		{Priority: j.Priority, Payment: string(j.Payment), Respond: "10", Arrive: "20", Resolve: "30"},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEdit_keepsWhatWasPromised_whenOnlyTheServiceLevelsChanged(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	promiseLess(t, a, j)
	in := change(j)
	in.Issue = "Leaking"
	got, err := a.Jobs.Edit(apptest.As(t, a, act.Dispatcher), in)
	if err != nil || !got.RespondBy.Equal(j.RespondBy) || !got.ArriveBy.Equal(j.ArriveBy) || !got.ResolveBy.Equal(j.ResolveBy) {
		t.Errorf("promised %v %v %v, now %v %v %v, %v", j.RespondBy, j.ArriveBy, j.ResolveBy, got.RespondBy, got.ArriveBy, got.ResolveBy, err)
	}
}

func TestResume_movesWhatWasPromised_whateverIsPromisedNow(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	if _, err := a.Jobs.Hold(ctx, j.ID, j.Rev, jobs.WaitingCustomer); err != nil {
		t.Fatal(err)
	}
	promiseLess(t, a, j)
	t.Cleanup(clock.Freeze(apptest.Now.Add(30 * time.Minute)))
	on, err := a.Jobs.Resume(ctx, j.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	cal, _ := a.Settings.Calendar(context.Background())
	for name, c := range map[string][2]time.Time{
		"respond": {j.RespondBy, on.RespondBy}, "arrive": {j.ArriveBy, on.ArriveBy}, "resolve": {j.ResolveBy, on.ResolveBy},
	} {
		if got := cal.Between(c[0], c[1]); got != 30*time.Minute {
			t.Errorf("%s moved by %v from %v to %v", name, got, c[0], c[1])
		}
	}
}

func TestCancel_endsTheWaiting(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	if _, err := a.Jobs.Hold(ctx, j.ID, j.Rev, jobs.WaitingParts); err != nil {
		t.Fatal(err)
	}
	got, err := a.Jobs.Cancel(ctx, j.ID, 0, "Bought a new one")
	if err != nil || got.Waiting != "" || len(got.Pauses) != 1 || got.Pauses[0].To.IsZero() {
		t.Errorf("waits for %q, pauses %v, %v", got.Waiting, got.Pauses, err)
	}
	_, err = a.Jobs.Resume(ctx, j.ID, 0)
	refuses(t, err, fault.Conflict, "not_waiting")
}

func TestTell_doesNotTakeBackThatSomebodyAccepted(t *testing.T) {
	a := apptest.NewApp(t)
	v := plan(t, a, apptest.Job(t, a, nil).ID, 11, true)
	drive(t, a, v.ID, jobs.Accepted)
	_, err := a.Jobs.Tell(apptest.As(t, a, act.Dispatcher), v.ID, 0)
	refuses(t, err, fault.Conflict, "visit_step")
}

func TestStops_holdsWhatReachesIntoTheDay(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	v, err := a.Jobs.SetPlan(ctx, jobs.Plan{
		Job: apptest.Job(t, a, nil).ID, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: apptest.At(15, 0), Minutes: 2880, Chosen: "person",
	})
	if err != nil {
		t.Fatal(err)
	}
	monday := clock.DateOf(apptest.Now)
	for n, want := range map[int]int{-1: 0, 0: 1, 1: 1, 2: 1, 3: 0} {
		day := monday.AddDays(n)
		got, err := a.Jobs.Stops(ctx, day.Start(), day.AddDays(1).Start(), v.Technician)
		if err != nil || len(got) != want {
			t.Errorf("%s has %d stops, want %d, %v", day, len(got), want, err)
		}
	}
}

func TestCard_givesTheNumberOfTheSite_beforeTheCustomers(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	site, err := a.Customers.SiteByID(ctx, j.Site)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customers.UpdateSite(ctx, site.ID, customers.SiteInput{
		Rev: site.Rev, Label: site.Label, Address: site.Address, Pin: site.Pin, ContactPhone: "98220 77777",
	}); err != nil {
		t.Fatal(err)
	}
	card, err := a.Jobs.Card(ctx, v.ID)
	if err != nil || card.Phone != "+919822077777" {
		t.Errorf("the card says %q, %v", card.Phone, err)
	}
}

func TestAddNote_ofACustomerWhoWasTakenOver_standsWithWhoTookHim(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	keep := apptest.Booking(t, a).Customer
	drop, err := a.Customers.Create(ctx, customers.CustomerInput{Name: "Meera D."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customers.Merge(ctx, customers.MergeInput{Keep: keep, Drop: drop.ID, Confirm: true}); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.AddNote(ctx, jobs.NewNote{Customer: drop.ID, Kind: "call", Text: "Asked for tea"}); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Jobs.Remarks(ctx, "", keep); err != nil || len(got) != 1 {
		t.Errorf("%d notes, %v", len(got), err)
	}
	refuses(t, a.Jobs.AddNote(ctx, jobs.NewNote{Customer: "nobody", Kind: "call", Text: "?"}), fault.NotFound, "not_found")
}

func TestCompletion_endsTheWaiting_andAnotherVisitTakesTheCompletionBack(t *testing.T) {
	a := apptest.NewApp(t)
	ctx, j := apptest.As(t, a, act.Dispatcher), apptest.Job(t, a, nil)
	done, spare := plan(t, a, j.ID, 11, true), plan(t, a, j.ID, 15, true)
	if _, err := a.Jobs.Hold(ctx, j.ID, 0, jobs.WaitingParts); err != nil {
		t.Fatal(err)
	}
	drive(t, a, done.ID, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done)
	t.Cleanup(clock.Freeze(apptest.Now.Add(time.Hour)))
	if _, err := a.Jobs.CancelVisit(ctx, spare.ID, 0, "Not needed"); err != nil {
		t.Fatal(err)
	}
	got := get(t, a, j.ID)
	cal, _ := a.Settings.Calendar(context.Background())
	if got.Status != jobs.Completed || got.CompletedAt.IsZero() || got.Waiting != "" || cal.Between(j.ResolveBy, got.ResolveBy) != time.Hour {
		t.Errorf("%s at %v, waits for %q, due %v", got.Status, got.CompletedAt, got.Waiting, got.ResolveBy)
	}
	plan(t, a, j.ID, 16, false)
	if got := get(t, a, j.ID); got.Status != jobs.InProgress || !got.CompletedAt.IsZero() {
		t.Errorf("%s, completed at %v", got.Status, got.CompletedAt)
	}
}
