package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// morning is a Monday, 09:30 IST.
var morning = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

type shop struct {
	core.App
	settings *settings.Service
	*people.Service
	owner people.User
	ctx   context.Context // the owner acts
}

func newApp(t testing.TB) (core.App, *settings.Service, *people.Service) {
	t.Helper()
	app := apptest.Stored(t)
	s := settings.New(app)
	return app, s, people.New(app, s)
}

func input() people.SetUpInput {
	return people.SetUpInput{
		SetUpInput: settings.SetUpInput{
			CompanyInput: settings.CompanyInput{
				Name: "FixWell", GSTMode: "regular", GSTIN: "27AAPFU0939F1ZV", Address: "4 Karve Road", Pin: "411004",
			},
			Days:     settings.DefaultHours(),
			Holidays: []settings.HolidayInput{{Date: "2026-12-25", Name: "Christmas"}},
		},
		OwnerName: "Asha Patil", OwnerMobile: "98220 11111", OwnerEmail: "asha@example.com", Password: "kothrud sunrise",
		Trades: []string{"ac", "ro"},
	}
}

func open(t testing.TB) shop {
	t.Helper()
	t.Cleanup(clock.Freeze(morning))
	app, s, p := newApp(t)
	owner, err := p.SetUp(t.Context(), input())
	if err != nil {
		t.Fatal(err)
	}
	return shop{app, s, p, owner, as(owner)}
}

func as(u people.User) context.Context {
	return act.In(context.Background(), act.By{User: u.ID, Name: u.Name, Role: u.Role, Source: act.Desk})
}

func (s shop) hire(t testing.TB, name, mobile string, role act.Role) people.User {
	t.Helper()
	u, err := s.CreateUser(s.ctx, people.UserInput{Name: name, Mobile: mobile, Role: string(role), Password: "long enough " + name})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (s shop) technician(t testing.TB, name, mobile string) people.Technician {
	t.Helper()
	tech, err := s.TechnicianOf(s.ctx, s.hire(t, name, mobile, act.Technician).ID)
	if err != nil {
		t.Fatal(err)
	}
	return tech
}

func wants(t testing.TB, err error, code, field string) {
	t.Helper()
	for _, f := range fault.All(err) {
		if f.Code == code && f.Field == field {
			return
		}
	}
	t.Errorf("got %v, want %s [%s]", err, code, field)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
