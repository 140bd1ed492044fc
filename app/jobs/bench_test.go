package jobs_test

import (
	"context"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/page"
)

// BenchmarkBook books a job, durably: at most 10 ms.
func BenchmarkBook(b *testing.B) {
	a := apptest.NewApp(b)
	ctx, in := apptest.As(b, a, act.Dispatcher), apptest.Booking(b, a)
	b.ResetTimer()
	for b.Loop() {
		if _, err := a.Jobs.Book(ctx, in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkList10000 reads a page of 10,000 jobs, the first and one deep in the list, plain, by due time and searched:
// at most 15 ms each.
func BenchmarkList10000(b *testing.B) {
	a := apptest.NewApp(b)
	many(b, a, 9999)
	plan(b, a, apptest.Job(b, a, nil).ID, 11, true)
	in := caller("Leaking")
	in.Type = apptest.JobType(b, a, "AC-REP")
	if _, err := a.Jobs.Book(apptest.As(b, a, act.Dispatcher), in); err != nil {
		b.Fatal(err)
	}
	deep := func(f jobs.Filter) jobs.Filter {
		for range 150 {
			p := list(b, a, f, f.At.String())
			if p.Next == "" {
				break
			}
			f.At, _ = page.Parse(p.Next)
		}
		return f
	}
	for name, f := range map[string]jobs.Filter{
		"first": {}, "deep": deep(jobs.Filter{}), "due": {Statuses: []jobs.Status{jobs.Unscheduled}, Due: true},
		"due deep": deep(jobs.Filter{Statuses: []jobs.Status{jobs.Unscheduled}, Due: true}),
		"phone":    {Query: "44321"}, "words": {Query: "cooling mayur"}, "rare": {Query: "C-00017"}, "nothing": {Query: "zzz"},
		"technician": {Technician: apptest.Technician(b, a, "Ravi Pawar")}, "late": {Late: true},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := a.Jobs.List(context.Background(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Jobs.Counts(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
