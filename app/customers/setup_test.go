package customers_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

const gstin = "27AAPFU0939F1ZV" // Maharashtra

// setUp is an empty company whose changes are audited, and the context of its dispatcher.
func setUp(t testing.TB) (*customers.Service, core.App, context.Context) {
	t.Helper()
	app := apptest.Stored(t)
	record := func(what string) func(*core.RecordEvent) error {
		return func(e *core.RecordEvent) error {
			if err := e.Next(); err != nil {
				return err
			}
			return audit.Record(e.Context, e.App, e.Record, what)
		}
	}
	names := []string{"customers", "phones", "sites", "assets", "preferences"}
	app.OnRecordCreateExecute(names...).BindFunc(record(audit.Create))
	app.OnRecordUpdateExecute(names...).BindFunc(record(audit.Update))
	app.OnRecordDeleteExecute(names...).BindFunc(record(audit.Delete))
	return customers.New(app, nil), app, as(act.Dispatcher)
}

func as(role act.Role) context.Context {
	return act.In(context.Background(), act.By{User: "u_" + string(role), Name: "Asha", Role: role, Source: act.Desk})
}

func add(t testing.TB, s *customers.Service, ctx context.Context, name string, numbers ...string) customers.Customer {
	t.Helper()
	in := customers.CustomerInput{Name: name}
	for _, n := range numbers {
		in.Phones = append(in.Phones, customers.PhoneInput{Number: n})
	}
	c, err := s.Create(ctx, in)
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return c
}

func addSite(t testing.TB, s *customers.Service, ctx context.Context, customer, address string) customers.Site {
	t.Helper()
	site, err := s.CreateSite(ctx, customers.SiteInput{Customer: customer, Address: address, Pin: "411038"})
	if err != nil {
		t.Fatalf("site %s: %v", address, err)
	}
	return site
}

func addAsset(t testing.TB, s *customers.Service, ctx context.Context, in customers.AssetInput) customers.Asset {
	t.Helper()
	a, err := s.CreateAsset(ctx, in)
	if err != nil {
		t.Fatalf("asset %s: %v", in.Kind, err)
	}
	return a
}

// wantFault checks that err holds a fault of the code beside the field.
func wantFault(t testing.TB, err error, field, code string) *fault.Error {
	t.Helper()
	for _, e := range fault.All(err) {
		if e.Code == code && e.Field == field {
			return e
		}
	}
	t.Fatalf("got %v, want %s beside %q", err, code, field)
	return nil
}

func technician(t testing.TB, app core.App, name string) string {
	t.Helper()
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	u := core.NewRecord(users)
	u.Set("name", name)
	u.SetRandomPassword()
	u.Set("email", name+"@example.in")
	u.Set("role", "technician")
	if err := app.Save(u); err != nil {
		t.Fatal(err)
	}
	technicians, err := app.FindCollectionByNameOrId("technicians")
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(technicians)
	r.Set("user", u.Id)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	return r.Id
}

func names(hits []customers.Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.Name
	}
	return out
}

func isKind(err error, kind fault.Kind) bool { return err != nil && fault.KindOf(err) == kind }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var errVeto = errors.New("veto")
