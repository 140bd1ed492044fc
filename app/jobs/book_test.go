package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestBook_fillsFromTheType(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	if j.No != "J-00001" || j.Status != jobs.Unscheduled || j.Rev != 1 {
		t.Errorf("got %s, %s, revision %d", j.No, j.Status, j.Rev)
	}
	if j.DurationMin != 60 || j.Priority != 2 || j.Payment != jobs.Chargeable {
		t.Errorf("the type's 60 min, P2, chargeable came as %d min, P%d, %s", j.DurationMin, j.Priority, j.Payment)
	}
	if len(j.Needs) != 1 || j.Needs[0].Level != 2 || len(j.Checklist) != 2 || j.Checklist[1].Kind != "reading" {
		t.Errorf("needs %v, checklist %v", j.Needs, j.Checklist)
	}
	if j.BookedBy == "" || j.Source != "manual" || !j.SLAFrom.Equal(apptest.Now) {
		t.Errorf("booked by %q from %q at %v", j.BookedBy, j.Source, j.SLAFrom)
	}
	lines, err := a.Jobs.Lines(context.Background(), j.ID)
	if err != nil || len(lines) != 1 {
		t.Fatalf("lines %v, %v", lines, err)
	}
	if l := lines[0]; l.Name != "Capacitor 35 µF" || l.QtyMilli != 1000 || l.Rate != 38000 || l.GSTBps != 1800 || l.State != "estimated" {
		t.Errorf("got the line %+v", l)
	}
}

func TestBook_keepsWhatTheOfficeSaidInsteadOfTheType(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, func(b *jobs.Booking) {
		b.DurationMin, b.Priority, b.Payment, b.ContactPhone, b.ContactName = 90, 1, jobs.AMC, "98220 55555", "Watchman"
		b.PromisedFrom, b.PromisedTo = apptest.At(14, 0), apptest.At(16, 0)
	})
	if j.DurationMin != 90 || j.Priority != 1 || j.Payment != jobs.AMC || j.ContactPhone != "+919822055555" {
		t.Errorf("got %+v", j)
	}
}

// Service level times run in working hours: the shop is open 09:00–18:00, so what is due after six is due the next morning.
func TestBook_setsServiceLevelTimesInWorkingHours(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := context.Background()
	for _, payment := range jobs.Payments {
		target, always, err := a.Settings.Target(ctx, 2, string(payment))
		if err != nil {
			t.Fatal(err)
		}
		cal, err := a.Settings.Calendar(ctx)
		if err != nil {
			t.Fatal(err)
		}
		cal.Always = always
		j := apptest.Job(t, a, func(b *jobs.Booking) { b.Payment = payment })
		for name, c := range map[string]struct {
			got    time.Time
			target time.Duration
		}{"respond": {j.RespondBy, target.Respond}, "arrive": {j.ArriveBy, target.Arrive}, "resolve": {j.ResolveBy, target.Resolve}} {
			if cal.Between(apptest.Now, c.got) != c.target {
				t.Errorf("%s, %s by %v, want %v of working time", payment, name, c.got, c.target)
			}
		}
	}
}

func TestDueAt_isThePromiseAndWithoutOneTheServiceLevel(t *testing.T) {
	early, late := apptest.At(11, 0), apptest.At(15, 0)
	for _, c := range []struct {
		promised, arrive, want time.Time
	}{{early, late, early}, {late, early, late}, {time.Time{}, late, late}, {early, time.Time{}, early}} {
		if got := (jobs.Job{PromisedTo: c.promised, ArriveBy: c.arrive}).DueAt(); !got.Equal(c.want) {
			t.Errorf("promised %v, due %v: got %v", c.promised, c.arrive, got)
		}
	}
}

func TestBook_refusesWhatIsWrong(t *testing.T) {
	a := apptest.NewApp(t)
	for _, c := range []struct {
		name, want string
		change     func(*jobs.Booking)
	}{
		{"no customer", "required [customer]", func(b *jobs.Booking) { b.Customer = "" }},
		{"no site", "required [site]", func(b *jobs.Booking) { b.Site = "" }},
		{"no type", "required [type]", func(b *jobs.Booking) { b.Type = "" }},
		{"no issue", "required [issue]", func(b *jobs.Booking) { b.Issue = "  " }},
		{"a type that is none", "not_found [type]", func(b *jobs.Booking) { b.Type = "nosuchtype00001" }},
		{"a site that is none", "site_elsewhere [site]", func(b *jobs.Booking) { b.Site = "nosuchsite00001" }},
		{"a machine that is none", "asset_elsewhere [assets]", func(b *jobs.Booking) { b.Assets = []string{"nosuchasset0001"} }},
		{"a priority beyond", "priority_bad [priority]", func(b *jobs.Booking) { b.Priority = 4 }},
		{"a payer that is none", "invalid [payment]", func(b *jobs.Booking) { b.Payment = "friends" }},
		{"two minutes", "duration_bad [duration_min]", func(b *jobs.Booking) { b.DurationMin = 2 }},
		{"a phone that is none", "phone_form [contact_phone]", func(b *jobs.Booking) { b.ContactPhone = "12" }},
		{"half a window", "window_half [promised_to]", func(b *jobs.Booking) { b.PromisedFrom = apptest.At(12, 0) }},
		{"a window backwards", "window_backwards [promised_to]", func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(14, 0), apptest.At(12, 0) }},
		{"a window of eight days", "window_long [promised_to]", func(b *jobs.Booking) {
			b.PromisedFrom, b.PromisedTo = apptest.At(12, 0), apptest.At(12, 0).AddDate(0, 0, 8)
		}},
		{"a window that is over", "window_past [promised_to]", func(b *jobs.Booking) { b.PromisedFrom, b.PromisedTo = apptest.At(7, 0), apptest.At(8, 0) }},
	} {
		in := apptest.Booking(t, a)
		c.change(&in)
		_, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	if j := apptest.Job(t, a, nil); j.No != "J-00001" {
		t.Errorf("after fifteen refusals the first job is %s", j.No)
	}
}

func TestBook_isForOwnerAndDispatcher(t *testing.T) {
	a := apptest.NewApp(t)
	for _, role := range []act.Role{act.Accountant, act.Storekeeper, act.Technician} {
		if _, err := a.Jobs.Book(apptest.As(t, a, role), apptest.Booking(t, a)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: got %v", role, err)
		}
	}
}

func caller(issue string) jobs.Booking {
	return jobs.Booking{
		NewCustomer: &customers.CustomerInput{Name: "Farhan Shaikh", Phones: []customers.PhoneInput{{Number: "98900 44321"}}, Pin: "411004"},
		NewSite:     &customers.SiteInput{Label: "Shop", Address: "Laxmi Road 14", Pin: "411004"},
		NewAsset:    &customers.AssetInput{Kind: "Split AC", Brand: "LG", Serial: "LG-77"},
		Issue:       issue,
	}
}

func TestBook_takesInANewCallerInOneGo(t *testing.T) {
	a := apptest.NewApp(t)
	in := caller("Leaking")
	in.Type = apptest.JobType(t, a, "AC-REP")
	j, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), in)
	if err != nil {
		t.Fatal(err)
	}
	full, err := a.Customers.Full(context.Background(), j.Customer)
	if err != nil {
		t.Fatal(err)
	}
	if full.Customer.Name != "Farhan Shaikh" || len(full.Sites) != 1 || full.Sites[0].ID != j.Site || len(full.Assets) != 1 || j.Assets[0] != full.Assets[0].ID {
		t.Errorf("got %+v for the job %+v", full, j)
	}
}

func TestBook_leavesNothingWhenASubscriberRefuses(t *testing.T) {
	a := apptest.NewApp(t)
	before := rows(t, a)
	refused := errors.New("no")
	id := a.Jobs.Events.Booked.BindFunc(func(*jobs.Booked) error { return refused })
	in := caller("Leaking")
	in.Type = apptest.JobType(t, a, "AC-REP")
	if _, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), in); !errors.Is(err, refused) {
		t.Fatalf("got %v", err)
	}
	if after := rows(t, a); after != before {
		t.Errorf("before %+v, after %+v", before, after)
	}
	a.Jobs.Events.Booked.Unbind(id)
	if j := apptest.Job(t, a, nil); j.No != "J-00001" {
		t.Errorf("the refused booking took a number: the next is %s", j.No)
	}
}

func TestBook_putsFaultsOfTheNewSiteBesideItsFields(t *testing.T) {
	a := apptest.NewApp(t)
	before := rows(t, a)
	in := caller("Leaking")
	in.Type = apptest.JobType(t, a, "AC-REP")
	in.NewSite.Pin = "12"
	_, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), in)
	if err == nil || !strings.Contains(err.Error(), "[site_pin]") {
		t.Errorf("got %v", err)
	}
	if after := rows(t, a); after != before {
		t.Errorf("the customer was kept although the site was refused: before %+v, after %+v", before, after)
	}
}

type counts struct{ customers, sites, assets, jobs, lines, events int }

func rows(t *testing.T, a *app.App) counts {
	t.Helper()
	count := func(table string) int {
		var n int
		if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM " + table).Row(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	return counts{count("customers"), count("sites"), count("assets"), count("jobs"), count("job_lines"), count("audit_log")}
}

func TestNumbers_haveNoGaps(t *testing.T) {
	a := apptest.NewApp(t)
	for i, want := range []string{"J-00001", "J-00002", "J-00003"} {
		if i == 1 { // a booking that fails after its number was given
			id := a.Core.OnRecordCreate("job_lines").BindFunc(func(*core.RecordEvent) error { return errors.New("disk full") })
			if _, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), apptest.Booking(t, a)); err == nil {
				t.Fatal("the booking went through")
			}
			a.Core.OnRecordCreate("job_lines").Unbind(id)
		}
		if j := apptest.Job(t, a, nil); j.No != want {
			t.Errorf("got %s, want %s", j.No, want)
		}
	}
}
