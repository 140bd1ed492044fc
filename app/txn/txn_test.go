package txn_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

func TestNext_leavesNoGapWhenTheTransactionIsUndone(t *testing.T) {
	a := apptest.Empty(t)
	number := func(fail bool) (n int64) {
		_ = txn.Run(t.Context(), a.Core, func(tx core.App) error {
			var err error
			if n, err = txn.Next(tx, "test"); err != nil {
				t.Fatal(err)
			}
			if fail {
				return errors.New("undone")
			}
			return nil
		})
		return n
	}
	if got := []int64{number(false), number(true), number(false)}; got[0] != 1 || got[1] != 2 || got[2] != 2 {
		t.Errorf("numbers %v, want 1, 2 given back, 2", got)
	}
}

func TestRun_storesTheClaimWithTheWriteOrNotAtAll(t *testing.T) {
	a := apptest.Empty(t)
	by := act.By{User: "u", Source: act.Desk, Claim: &act.Claim{Actor: "u", Key: "k", Hash: "h"}}
	ctx := act.In(context.Background(), by)
	if err := txn.Run(ctx, a.Core, func(core.App) error { return errors.New("refused") }); err == nil {
		t.Fatal("the error was lost")
	}
	if _, ok, _ := a.Claims.Find(ctx, "u", "k"); ok || by.Claim.Held {
		t.Fatal("a refused write holds its claim")
	}
	for range 2 { // a second transaction of the same request is not its own twin
		if err := txn.Run(ctx, a.Core, func(core.App) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	twin := act.In(context.Background(), act.By{User: "u", Claim: &act.Claim{Actor: "u", Key: "k", Hash: "h"}})
	err := txn.Run(twin, a.Core, func(core.App) error { t.Error("the twin wrote"); return nil })
	if !errors.Is(err, fault.New(fault.Conflict, "double_submit")) {
		t.Errorf("the twin got %v", err)
	}
}

func TestClaims_rememberTheAnswerUntilForgotten(t *testing.T) {
	a := apptest.Empty(t)
	ctx := act.In(context.Background(), act.By{User: "u", Claim: &act.Claim{Actor: "u", Key: "k", Hash: "h"}})
	if err := txn.Run(ctx, a.Core, func(core.App) error { return nil }); err != nil {
		t.Fatal(err)
	}
	want := txn.Answer{Status: 303, Location: "/office/jobs/1", Flash: "Booked."}
	if err := a.Claims.Answer(ctx, "u", "k", want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := a.Claims.Find(ctx, "u", "k")
	if err != nil || !ok || got.Hash != "h" || got.Answer.Location != want.Location || got.Answer.Flash != want.Flash {
		t.Fatalf("found %+v %v %v", got, ok, err)
	}
	defer clock.Freeze(apptest.Now.Add(31 * 24 * time.Hour))()
	if err := a.Claims.Forget(ctx, 30*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := a.Claims.Find(ctx, "u", "k"); ok {
		t.Error("a claim of 31 days is still there")
	}
}

func TestSave_refusesARevisionThatIsNotTheStoredOne(t *testing.T) {
	a := apptest.NewApp(t)
	c, err := a.Core.FindFirstRecordByFilter("customers", "name != ''")
	if err != nil {
		t.Fatal(err)
	}
	ctx := apptest.As(t, a, act.Owner)
	seen := c.GetInt("rev")
	if err := txn.Save(ctx, a.Core, c, seen); err != nil {
		t.Fatal(err)
	}
	if err := txn.Save(ctx, a.Core, c, seen); fault.KindOf(err) != fault.Stale {
		t.Errorf("got %v, want stale", err)
	}
}

func TestConnect_isDurableOnPowerCut(t *testing.T) {
	a := apptest.Empty(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"} {
		var got string
		if err := a.Core.NonconcurrentDB().NewQuery("PRAGMA " + pragma).Row(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
}

func TestFind_tellsNothingThereFromADatabaseThatFails(t *testing.T) {
	a := apptest.Empty(t)
	if _, err := txn.Find(a.Core, "holidays", "nobody"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if _, err := a.Core.NonconcurrentDB().NewQuery("DROP TABLE holidays").Execute(); err != nil {
		t.Fatal(err)
	}
	if r, err := txn.Find(a.Core, "holidays", "nobody"); err == nil || r != nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v, %v", r, err)
	}
}
