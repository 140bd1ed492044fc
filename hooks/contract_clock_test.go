package hooks_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/hooks"
)

func TestContract_thatComesIntoForceDoesNotWaitForTheNight(t *testing.T) {
	a := apptest.NewApp(t)
	ran := make(chan act.By, 8)
	nightly := &night{}
	c := hooks.NewClockwork(a, hooks.Daily("expire", 0, 10, nightly.verb), hooks.Prompt("make", 0, 20, func(ctx context.Context) (string, error) {
		ran <- act.From(ctx)
		return "1 job", nil
	}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Watch(ctx)
	}()
	d := apptest.DraftContract(t, a, nil)
	select {
	case <-ran:
		t.Error("a draft brings nothing yet")
	case <-time.After(50 * time.Millisecond):
	}
	if _, err := a.Contracts.Activate(apptest.As(t, a, act.Owner), d.ID, d.Rev, true); err != nil {
		t.Fatal(err)
	}
	select {
	case by := <-ran:
		if by.Source != act.System || by.Name != "make" {
			t.Errorf("it ran in the name of %+v", by)
		}
	case <-time.After(10 * time.Second):
		t.Error("nobody looked for what the contract brings today")
	}
	for until := time.Now().Add(10 * time.Second); lastRun(t, a, "make").Did != "1 job"; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("written down is %+v", lastRun(t, a, "make"))
		}
	}
	stop()
	<-ended
	nightly.ran(t, 0, "only what is prompt runs")
}
