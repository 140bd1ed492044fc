package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

func TestVerify_holdsOnWhatTheVerbsWrote(t *testing.T) {
	a := apptest.NewApp(t)
	before, err := audit.Verify(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	apptest.Job(t, a, nil)
	after, err := audit.Verify(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	if after.Events <= before.Events || after.Last == before.Last {
		t.Errorf("booking a job wrote no event: %+v then %+v", before, after)
	}
}

// tamper does what only somebody with the file in his hands can do: it lifts the guards first.
func tamper(t *testing.T, a *app.App, statement string) {
	t.Helper()
	for _, s := range []string{"DROP TRIGGER audit_log_fixed", "DROP TRIGGER audit_log_kept", statement} {
		if _, err := a.Core.NonconcurrentDB().NewQuery(s).Execute(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerify_namesTheEventWhereTheChainBreaks(t *testing.T) {
	for name, c := range map[string]struct {
		statement string
		seq       int64
	}{
		"changed content":      {"UPDATE audit_log SET after = '{}' WHERE seq = 7", 7},
		"another actor":        {"UPDATE audit_log SET actor_name = 'Nobody' WHERE seq = 3", 3},
		"removed event":        {"DELETE FROM audit_log WHERE seq = 5", 5},
		"hash written anew":    {"UPDATE audit_log SET hash = 'x' WHERE seq = 4", 4},
		"two events exchanged": {"UPDATE audit_log SET seq = CASE seq WHEN 5 THEN -6 ELSE -5 END WHERE seq IN (5, 6)", 5},
	} {
		t.Run(name, func(t *testing.T) {
			a := apptest.NewApp(t)
			tamper(t, a, c.statement)
			if strings.HasPrefix(name, "two") {
				if _, err := a.Core.NonconcurrentDB().NewQuery("UPDATE audit_log SET seq = -seq WHERE seq < 0").Execute(); err != nil {
					t.Fatal(err)
				}
			}
			_, err := audit.Verify(a.Core)
			var broken *audit.Broken
			if !errors.As(err, &broken) || broken.Seq != c.seq {
				t.Errorf("got %v, want a break at %d", err, c.seq)
			}
		})
	}
}

func TestLog_refusesChangeAndRemoval(t *testing.T) {
	a := apptest.NewApp(t)
	for _, s := range []string{"UPDATE audit_log SET reason = 'x' WHERE seq = 1", "DELETE FROM audit_log WHERE seq = 1"} {
		if _, err := a.Core.NonconcurrentDB().NewQuery(s).Execute(); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: got %v", s, err)
		}
	}
}

func TestRecord_writesNothingWhenTheChangeIsUndone(t *testing.T) {
	a := apptest.NewApp(t)
	before, _ := audit.Verify(a.Core)
	boom := errors.New("boom")
	a.Jobs.Events.Booked.BindFunc(func(e *jobs.Booked) error { return boom })
	_, err := a.Jobs.Book(apptest.As(t, a, act.Dispatcher), apptest.Booking(t, a))
	if !errors.Is(err, boom) {
		t.Fatalf("got %v, want the subscriber's error", err)
	}
	after, err := audit.Verify(a.Core)
	if err != nil || after != before {
		t.Errorf("the log went from %+v to %+v (%v)", before, after, err)
	}
}

func TestRecord_namesTheConsoleWhereNoVerbActed(t *testing.T) {
	a := apptest.NewApp(t)
	c, err := a.Core.FindFirstRecordByFilter("customers", "name != ''")
	if err != nil {
		t.Fatal(err)
	}
	c.Set("name", "Changed behind the scenes")
	if err := a.Core.Save(c); err != nil {
		t.Fatal(err)
	}
	h, err := a.Audit.History(t.Context(), c.Id, 1)
	if err != nil {
		t.Fatal(err)
	}
	if h[0].Source != string(act.Console) || h[0].Verb != audit.Update {
		t.Errorf("got %+v", h[0])
	}
}

func TestRecord_neverShowsASecret(t *testing.T) {
	a := apptest.NewApp(t)
	var rows []string
	if err := a.Core.DB().NewQuery("SELECT after FROM audit_log WHERE entity IN ('users', 'sessions')").Column(&rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if strings.Contains(r, "$2a$") || strings.Contains(r, apptest.Password) {
			t.Errorf("a password stands in the log: %s", r)
		}
	}
	if len(rows) < 6 {
		t.Errorf("%d users were logged, want six", len(rows))
	}
}

func TestHistory_tellsAJobsLifeInWordsNewestFirst(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	ctx := apptest.As(t, a, act.Dispatcher)
	v, err := a.Dispatch.AssignBest(ctx, j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Jobs.Answer(apptest.AsTechnician(t, a, "Ravi Pawar"), jobs.Response{Visit: v.ID, Rev: v.Rev, Reason: "Scooter broke down"}); err != nil {
		t.Fatal(err)
	}
	h, err := a.Audit.History(t.Context(), j.ID, 50)
	if err != nil {
		t.Fatal(err)
	}
	var verbs []string
	for _, e := range h {
		verbs = append(verbs, e.Verb)
	}
	if got, want := strings.Join(verbs, " "), "visits.reject visits.assign_best jobs.book"; got != want {
		t.Fatalf("verbs %q, want %q", got, want)
	}
	if h[0].Who != "Ravi Pawar" || h[0].Reason != "Scooter broke down" || h[0].Source != string(act.Phone) {
		t.Errorf("the rejection: %+v", h[0])
	}
	if got := line(h[1], "technician"); got.To != "Ravi Pawar" {
		t.Errorf("the technician is %q, want his name", got.To)
	}
	if got := line(h[2], "customer"); got.To != "Meera Deshpande" {
		t.Errorf("the customer is %q, want her name", got.To)
	}
}

func line(e audit.Entry, field string) audit.Line {
	for _, l := range e.Lines {
		if l.Field == field {
			return l
		}
	}
	return audit.Line{}
}

func TestGuards_keepThePastFromTheConsole(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	stamp, err := a.Core.FindFirstRecordByFilter("stamps", "visit = {:v}", map[string]any{"v": v.ID})
	if err != nil {
		t.Fatal(err)
	}
	stamp.Set("to", "done")
	visit := find(t, a, "visits", v.ID)
	visit.Set("status", "done")
	for what, err := range map[string]error{
		"changing a stamp": a.Core.Save(stamp), "removing a stamp": a.Core.Delete(stamp),
		"removing a job": a.Core.Delete(find(t, a, "jobs", j.ID)), "jumping a visit to done": a.Core.Save(visit),
	} {
		if err == nil {
			t.Errorf("%s was allowed", what)
		}
	}
}

func TestMerge_bringsTheJobsOfTheSecondCustomer(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Dispatcher)
	j := apptest.Job(t, a, nil)
	keep, err := a.Customers.Create(ctx, customers.CustomerInput{Name: "Meera D.", Phones: []customers.PhoneInput{{Number: "9822055555"}}, Pin: "411038"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customers.Merge(ctx, customers.MergeInput{Keep: keep.ID, Drop: j.Customer, Confirm: true}); err != nil {
		t.Fatal(err)
	}
	if after, err := a.Jobs.Get(ctx, j.ID); err != nil || after.Customer != keep.ID {
		t.Errorf("the job is %s's, want %s's (%v)", after.Customer, keep.ID, err)
	}
	if _, err := audit.Verify(a.Core); err != nil {
		t.Error(err)
	}
}

func find(t *testing.T, a *app.App, collection, id string) *core.Record {
	t.Helper()
	r, err := txn.Find(a.Core, collection, id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerifyLast_findsABreakAmongTheNewestAndSkipsTheOlder(t *testing.T) {
	a := apptest.NewApp(t)
	all, err := audit.Verify(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := audit.VerifyLast(a.Core, 5); err != nil || got != all {
		t.Errorf("got %+v (%v), want %+v", got, err, all)
	}
	if got, err := audit.VerifyLast(a.Core, all.Events+10); err != nil || got != all {
		t.Errorf("got %+v (%v), want %+v", got, err, all)
	}
	tamper(t, a, "UPDATE audit_log SET after = '{}' WHERE seq = 3")
	if _, err := audit.VerifyLast(a.Core, 5); err != nil {
		t.Errorf("an older event was looked at: %v", err)
	}
	if _, err := a.Core.NonconcurrentDB().NewQuery(fmt.Sprintf("UPDATE audit_log SET reason = 'x' WHERE seq = %d", all.Events-1)).Execute(); err != nil {
		t.Fatal(err)
	}
	var broken *audit.Broken
	if _, err := audit.VerifyLast(a.Core, 5); !errors.As(err, &broken) || broken.Seq != all.Events-1 {
		t.Errorf("got %v, want a break at %d", err, all.Events-1)
	}
	if at, err := audit.LastAt(a.Core); err != nil || !at.Equal(apptest.Now.AddDate(0, 0, -7)) { // the company was made a week ago
		t.Errorf("the last event was at %v (%v)", at, err)
	}
}
