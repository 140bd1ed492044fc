package sync_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
)

// phone is a technician's, whose clock is wrong by off.
type phone struct {
	t      *testing.T
	app    *app.App
	ctx    context.Context
	device string
	seq    int
	off    time.Duration
}

func phoneOf(t *testing.T, a *app.App, name string) *phone {
	t.Helper()
	return &phone{t: t, app: a, ctx: apptest.AsTechnician(t, a, name), device: "device-of-" + name[:4]}
}

// item is the next thing done, now.
func (p *phone) item(kind, visit string, pairs ...string) sync.Item {
	p.seq++
	it := sync.Item{
		Key: fmt.Sprintf("%s-%04d", p.device, p.seq), Seq: p.seq, Prev: p.seq - 1, Kind: kind, Visit: visit,
		At: clock.Now().Add(p.off), Data: map[string]string{},
	}
	for i := 0; i < len(pairs); i += 2 {
		it.Data[pairs[i]] = pairs[i+1]
	}
	return it
}

func (p *phone) batch(items ...sync.Item) sync.Batch {
	return sync.Batch{Device: p.device, At: clock.Now().Add(p.off), Waiting: len(items), Items: items}
}

func (p *phone) receive(b sync.Batch) sync.Receipt {
	p.t.Helper()
	r, err := p.app.Sync.Receive(p.ctx, b)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *phone) send(items ...sync.Item) sync.Receipt {
	p.t.Helper()
	return p.receive(p.batch(items...))
}

// want fails unless the items came to these ends: "done", "early", or "conflict visit_step".
func want(t *testing.T, r sync.Receipt, ends ...string) {
	t.Helper()
	var got []string
	for _, res := range r.Results {
		end := res.State
		if res.Code != "" {
			end += " " + res.Code
		}
		if (res.Code == "") != (res.Message == "") {
			t.Errorf("%s says %q", end, res.Message)
		}
		got = append(got, end)
	}
	if fmt.Sprint(got) != fmt.Sprint(ends) {
		t.Fatalf("the items came to %q, want %q", got, ends)
	}
}

// sent is a job whose visit Ravi was sent to.
func sent(t *testing.T, a *app.App) (jobs.Job, jobs.Visit) {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return j, v
}

func office(t *testing.T, a *app.App) context.Context {
	t.Helper()
	return apptest.As(t, a, act.Dispatcher)
}

func visit(t *testing.T, a *app.App, id string) jobs.Visit {
	t.Helper()
	v, err := a.Jobs.Visit(office(t, a), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func kept(t *testing.T, a *app.App, id string) []sync.Kept {
	t.Helper()
	all, err := a.Sync.Items(office(t, a), id)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func conflicts(t *testing.T, a *app.App) []sync.Conflict {
	t.Helper()
	all, err := a.Sync.Conflicts(office(t, a))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// later lets so much time pass.
func later(t *testing.T, d time.Duration) {
	t.Helper()
	t.Cleanup(clock.Freeze(clock.Now().Add(d)))
}
