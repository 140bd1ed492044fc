package customers_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

var linkGone = fault.New(fault.NotFound, "link_gone")

func linkOf(t *testing.T, a *app.App) (customers.Link, context.Context) {
	t.Helper()
	ctx := apptest.As(t, a, act.Dispatcher)
	l, err := a.Customers.MakeLink(ctx, apptest.Booking(t, a).Customer)
	if err != nil {
		t.Fatal(err)
	}
	return l, ctx
}

func TestOpenLink_takesOnlyWhatTheApplianceSigned(t *testing.T) {
	a := apptest.NewApp(t)
	mine, ctx := linkOf(t, a)
	other, err := a.Customers.Create(ctx, customers.CustomerInput{Name: "Vikram Rao", Phones: []customers.PhoneInput{{Number: "9822055555"}}})
	if err != nil {
		t.Fatal(err)
	}
	his, err := a.Customers.MakeLink(ctx, other.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, c, err := a.Customers.OpenLink(t.Context(), mine.Token)
	if err != nil || c.Name != "Meera Deshpande" {
		t.Fatalf("her own link opens %q, %v", c.Name, err)
	}
	id, mark, _ := strings.Cut(mine.Token, ".")
	_, hisMark, _ := strings.Cut(his.Token, ".")
	flipped := []byte(mark)
	flipped[3] ^= 1
	for name, token := range map[string]string{
		"empty": "", "no mark": id, "empty mark": id + ".", "cut": mine.Token[:len(mine.Token)-1], "longer": mine.Token + "A",
		"flipped": id + "." + string(flipped), "another link's mark": id + "." + hisMark, "another link's id": his.ID + "." + mark,
		"no such link": "aaaaaaaaaaaaaaa." + mark, "capitals": strings.ToUpper(id) + "." + mark, "second dot": mine.Token + ".x",
		"padded": mine.Token + "=", "other writing of the last letter": mine.Token[:len(mine.Token)-1] + "_", "zero": id + "." + strings.Repeat("A", 22),
	} {
		if token == mine.Token {
			t.Fatalf("%s: the case says nothing", name)
		}
		if _, c, err := a.Customers.OpenLink(t.Context(), token); !errors.Is(err, linkGone) || c.ID != "" {
			t.Errorf("%s: %q, %v", name, c.Name, err)
		}
	}
}

func TestOpenLink_refusesWhatWasTakenBackOrIsOver(t *testing.T) {
	a := apptest.NewApp(t)
	revoked, ctx := linkOf(t, a)
	old, _ := linkOf(t, a)
	if err := a.Customers.RevokeLink(ctx, revoked.Customer, revoked.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.Customers.OpenLink(t.Context(), revoked.Token); !errors.Is(err, linkGone) {
		t.Errorf("a link taken back: %v", err)
	}
	if _, _, err := a.Customers.OpenLink(t.Context(), old.Token); err != nil {
		t.Errorf("another link of the same customer: %v", err)
	}
	for days, want := range map[int]error{customers.LinkDays - 1: nil, customers.LinkDays: linkGone} {
		thaw := clock.Freeze(apptest.Now.AddDate(0, 0, days))
		if _, _, err := a.Customers.OpenLink(t.Context(), old.Token); !errors.Is(err, want) {
			t.Errorf("after %d days: %v, want %v", days, err, want)
		}
		thaw()
	}
	all, err := a.Customers.Links(ctx, old.Customer)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d links, %v", len(all), err)
	}
	for _, l := range all {
		if (l.Path() == "") != (l.ID == revoked.ID) || l.ID == revoked.ID && l.RevokedBy != "Deepa Joshi" {
			t.Errorf("%+v", l)
		}
	}
}

func TestOpenLink_writesDownThatItWasSeenOnceAnHour(t *testing.T) {
	a := apptest.NewApp(t)
	l, ctx := linkOf(t, a)
	events := func() (n int) {
		if err := a.Core.DB().NewQuery("SELECT COUNT(*) FROM audit_log WHERE verb = 'customers.open_link' AND source = 'link'").Row(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, c := range []struct {
		after time.Duration
		seen  int
	}{{0, 1}, {time.Minute, 1}, {59 * time.Minute, 1}, {time.Hour, 2}, {90 * time.Minute, 2}} {
		thaw := clock.Freeze(apptest.Now.Add(c.after))
		if _, _, err := a.Customers.OpenLink(t.Context(), l.Token); err != nil {
			t.Fatal(err)
		}
		thaw()
		all, err := a.Customers.Links(ctx, l.Customer)
		if err != nil || all[0].Seen != c.seen || events() != c.seen {
			t.Errorf("%d: seen %d, %d events, want %d; %v", i, all[0].Seen, events(), c.seen, err)
		}
	}
}

func TestMakeLink_isForOwnerDispatcherAndAccountant(t *testing.T) {
	a := apptest.NewApp(t)
	l, _ := linkOf(t, a)
	for role, may := range map[act.Role]bool{act.Owner: true, act.Dispatcher: true, act.Accountant: true, act.Storekeeper: false, act.Technician: false} {
		ctx := apptest.As(t, a, role)
		_, made := a.Customers.MakeLink(ctx, l.Customer)
		_, listed := a.Customers.Links(ctx, l.Customer)
		revoked := a.Customers.RevokeLink(ctx, l.Customer, l.ID)
		for verb, err := range map[string]error{"make": made, "list": listed, "revoke": revoked} {
			if (err == nil) != may {
				t.Errorf("%s may %s: %v", role, verb, err)
			}
		}
	}
	if err := a.Customers.RevokeLink(apptest.As(t, a, act.Owner), "somebody-else-0", l.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a link of another customer: %v", err)
	}
}

func TestMerge_takesTheLinksAlong(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.As(t, a, act.Owner)
	twin, err := a.Customers.Create(ctx, customers.CustomerInput{Name: "Meera D", Phones: []customers.PhoneInput{{Number: "9822077777"}}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.Customers.MakeLink(ctx, twin.ID)
	if err != nil {
		t.Fatal(err)
	}
	keep, err := a.Customers.Get(ctx, apptest.Booking(t, a).Customer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customers.Merge(ctx, customers.MergeInput{Keep: keep.ID, Drop: twin.ID, Confirm: true}); err != nil {
		t.Fatal(err)
	}
	if _, c, err := a.Customers.OpenLink(ctx, l.Token); err != nil || c.ID != keep.ID {
		t.Errorf("the link of the second opens %q, %v", c.Name, err)
	}
}

func TestSigner_keepsItsKeyToItselfAndDoesNotReplaceABrokenOne(t *testing.T) {
	a := apptest.NewApp(t)
	l, _ := linkOf(t, a)
	path := filepath.Join(a.Reach.Dir(), "links.key")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key's file: %v, %v", info, err)
	}
	again := a.Customers.In(a.Core)
	again.Signer = customers.NewSigner(a.Reach.Dir())
	if _, _, err := again.OpenLink(t.Context(), l.Token); err != nil {
		t.Errorf("after a restart: %v", err)
	}
	if err := os.WriteFile(path, []byte("00ff"), 0o600); err != nil {
		t.Fatal(err)
	}
	again.Signer = customers.NewSigner(a.Reach.Dir())
	if _, _, err := again.OpenLink(t.Context(), l.Token); fault.KindOf(err) != fault.Internal {
		t.Errorf("with a broken key: %v", err)
	}
}

func FuzzOpenLink(f *testing.F) {
	a := apptest.NewApp(f)
	ctx := act.In(context.Background(), act.By{Name: "test", Role: act.Owner, Source: act.System})
	l, err := a.Customers.MakeLink(ctx, apptest.Booking(f, a).Customer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(l.Token)
	f.Add(l.ID + "..")
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, err := a.Customers.OpenLink(ctx, token); (err == nil) != (token == l.Token) {
			t.Fatalf("%q: %v", token, err)
		}
	})
}
