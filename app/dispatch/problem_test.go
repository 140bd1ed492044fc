package dispatch_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

func TestProposeDay_sendsACrewTogether(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, func(b *jobs.Booking) {
		b.Type, b.Crew, b.PromisedFrom, b.PromisedTo = apptest.JobType(t, a, "RO-SVC"), 2, apptest.At(12, 0), apptest.At(14, 0)
	})
	p := plan(t, a)
	if len(p.Moves) != 1 || len(p.Moves[0].To.Helpers) != 1 || p.Moves[0].To.Technician == p.Moves[0].To.Helpers[0] {
		t.Fatalf("moves %+v", p.Moves)
	}
	if _, err := a.Dispatch.ApplyProposal(ctx, p.ID, p.Rev, nil); err != nil {
		t.Fatal(err)
	}
	all, err := a.Jobs.Visits(ctx, j.ID)
	if err != nil || len(all) != 1 || len(all[0].Helpers) != 1 {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestProposeDay_wordsWhatExcludesTechnicians(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*jobs.Booking)
		want   string
	}{
		{"parts first", func(b *jobs.Booking) { b.PartsFirst = true }, "1 does not have 1 × ‘Capacitor 35 µF’ on the van"},
		{"a crew", func(b *jobs.Booking) { b.Crew = 2 }, "it needs 2 together and 1 could go"},
		{"too long", func(b *jobs.Booking) { b.DurationMin = 660 }, "1 does not work 660 min without a break"},
		{"too long for today", func(b *jobs.Booking) { b.DurationMin = 600 }, "1 does not have 600 min left that day"},
		{"a window outside hours", func(b *jobs.Booking) {
			b.PromisedFrom, b.PromisedTo = apptest.At(20, 0), apptest.At(22, 0)
		}, "1 does not work between 20:00 and 22:00"},
	} {
		a := apptest.NewApp(t)
		apptest.Job(t, a, c.change)
		p, err := a.Dispatch.Simulate(apptest.As(t, a, act.Dispatcher), clock.Today(), nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Unserved) != 1 || !strings.Contains(strings.Join(p.Unserved[0].Why, "; "), c.want) {
			t.Errorf("%s: %+v, want %q", c.name, p.Unserved, c.want)
		}
	}
}

func TestProposeDay_holdsToWhomTheCustomerWants(t *testing.T) {
	for strength, want := range map[string]string{customers.Restricted: "Sunil More", customers.Must: "Ravi Pawar", customers.Preferred: "Ravi Pawar"} {
		a := apptest.NewApp(t)
		j := apptest.Job(t, a, func(b *jobs.Booking) { b.Type = apptest.JobType(t, a, "RO-SVC"); promised(12, 14)(b) })
		if _, err := a.Customers.SetPreference(apptest.As(t, a, act.Dispatcher), customers.PreferenceInput{
			Customer: j.Customer, Technician: apptest.Technician(t, a, "Ravi Pawar"), Strength: strength, Reason: "said so",
		}); err != nil {
			t.Fatal(err)
		}
		if p := plan(t, a); len(p.Moves) != 1 || p.Moves[0].To.Name != want {
			t.Errorf("%s: %+v", strength, p.Moves)
		}
	}
}

// TestPlans_ofRandomDaysBreakNoRule plans days with visits that a person has put anywhere, begun, locked and late ones among them: the
// plan can be carried out, is no worse than the present one, and leaves alone what must stay.
func TestPlans_ofRandomDaysBreakNoRule(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 14 {
		hour := 9 + rng.IntN(9)
		j := apptest.Job(t, a, func(b *jobs.Booking) {
			b.Priority = 1 + rng.IntN(3)
			if rng.IntN(2) == 0 {
				b.Type = apptest.JobType(t, a, "RO-SVC")
				b.Crew = 1 + rng.IntN(2)
			}
			if rng.IntN(2) == 0 {
				promised(hour, hour+1+rng.IntN(3))(b)
			}
		})
		if rng.IntN(3) == 0 {
			continue
		}
		in := to(t, a, j, hour)
		in.Technician = apptest.Technician(t, a, []string{"Ravi Pawar", "Sunil More"}[rng.IntN(2)])
		in.Insist, in.Reason, in.Lock, in.Rev = true, "Wanted so", []string{"", "", "time", "both"}[rng.IntN(4)], 0
		_, _ = a.Dispatch.Assign(ctx, in) // some of it is forbidden
	}
	for _, hour := range []int{8, 10, 12, 15, 17} {
		clock.Freeze(apptest.At(hour, 20))
		for _, soft := range []bool{false, true} {
			if wrong := dispatch.PlanBreaks(a.Dispatch, clock.Today(), soft); wrong != "" {
				t.Errorf("at %d, soft %v: %s", hour, soft, wrong)
			}
		}
	}
}
