package catalog_test

import (
	"context"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func setUp(t testing.TB) (*catalog.Service, core.App, context.Context) {
	t.Helper()
	app := apptest.Stored(t)
	return catalog.New(app), app, as(act.Owner)
}

func as(role act.Role) context.Context {
	return act.In(context.Background(), act.By{User: "u_" + string(role), Name: "Asha", Role: role, Source: act.Desk})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t testing.TB, err error, field, code string) {
	t.Helper()
	for _, e := range fault.All(err) {
		if e.Code == code && e.Field == field {
			return
		}
	}
	t.Fatalf("got %v, want %s beside %q", err, code, field)
}

func skill(t testing.TB, app core.App, name string) string {
	t.Helper()
	c, err := app.FindCollectionByNameOrId("skills")
	must(t, err)
	r := core.NewRecord(c)
	r.Set("name", name)
	must(t, app.Save(r))
	return r.Id
}
