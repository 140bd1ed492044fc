package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
)

const papers = 60

// drafts makes invoices that wait to be issued, each with its revision as the review page sends it.
func drafts(t testing.TB, a *app.App) []string {
	t.Helper()
	ctx := apptest.As(t, a, act.Accountant)
	b := apptest.Booking(t, a)
	all := make([]string, papers)
	for i := range all {
		d, err := a.Billing.Draft(ctx, billing.NewInvoice{Customer: b.Customer, Site: b.Site, Lines: []billing.LineInput{
			{Name: fmt.Sprintf("Gas charging %d", i+1), Kind: billing.LineService, HSN: "998715", UOM: "NOS", Qty: "1", Rate: "1500", GST: "18"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		all[i] = fmt.Sprintf("%s.%d", d.ID, d.Rev)
	}
	return all
}

// issueAll sends every draft with eight hands at once until ctx ends, and returns those that were said to be issued.
func issueAll(ctx context.Context, v *visitor, all []string) map[string]bool {
	work, said := make(chan string), map[string]bool{}
	var mu sync.Mutex
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			for d := range work {
				resp, err := v.post("/office/review/issues", url.Values{"_key": {"issue-" + d}, "draft": {d}})
				if err != nil {
					continue
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err == nil && resp.StatusCode == 200 && strings.Contains(string(body), "/26-27/") {
					mu.Lock()
					said[d] = true
					mu.Unlock()
				}
			}
		})
	}
	for _, d := range all {
		select {
		case work <- d:
		case <-ctx.Done():
		}
	}
	close(work)
	hands.Wait()
	return said
}

func TestDurability_killingTheApplianceAmongIssuesLeavesNoGapAndNoNumberTwice(t *testing.T) {
	var all []string
	a := furnished(t, func(a *app.App) { all = drafts(t, a) })
	random := rand.New(rand.NewPCG(20261123, 1))
	said := map[string]bool{}
	for range 3 {
		v := visit(t, a.URL)
		v.signIn(t, apptest.Mobiles["Anil Shah"], apptest.Password)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(100+random.IntN(500))*time.Millisecond, func() { a.kill(); cancel() })
		for d := range issueAll(ctx, v, all) {
			said[d] = true
		}
		a = start(t, a.Dir, "serve")
	}
	early := len(said)
	v := visit(t, a.URL)
	v.signIn(t, apptest.Mobiles["Anil Shah"], apptest.Password)
	issueAll(t.Context(), v, all)
	a.kill()
	inside(t, a.Dir, func(a *app.App) {
		var rows []struct {
			ID  string `db:"id"`
			No  string `db:"no"`
			Seq int    `db:"seq"`
		}
		if err := a.Core.DB().NewQuery("SELECT id, no, seq FROM invoices WHERE state = 'issued' ORDER BY seq").All(&rows); err != nil {
			t.Fatal(err)
		}
		if len(rows) != papers || early == 0 {
			t.Fatalf("%d of %d are issued, %d of them before the last kill", len(rows), papers, early)
		}
		for i, r := range rows {
			if r.Seq != i+1 || !strings.HasSuffix(r.No, fmt.Sprintf("%05d", i+1)) {
				t.Fatalf("number %d is %d, %s", i+1, r.Seq, r.No)
			}
		}
	})
	if out, err := verify(t, a.Dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
