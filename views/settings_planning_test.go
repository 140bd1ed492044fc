package views_test

import (
	"context"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/settings"
)

func TestBadField_planningSettings(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	good := fill(
		"plan_at", "06:30", "overtime_min", "90", "window_min", "60", "reserve_pct", "20", "emergency", "apply", "keep_min", "10",
		"osrm", "http://127.0.0.1:5000",
	)
	slips(t, d, "/office/settings/planning", good, []slip{
		{"plan_at", "6:3", ""},
		{"overtime_min", "481", ""},
		{"overtime_min", "some", ""},
		{"window_min", "20", ""},
		{"reserve_pct", "81", ""},
		{"keep_min", "-1", ""},
		{"emergency", "", ""},
		{"osrm", "127.0.0.1", "http"},
	})
	d.post("/office/settings/planning", good)
	c, err := s.app.Settings.Company(context.Background())
	want := settings.Planning{OvertimeMin: 90, KeepMin: 10, ReservePct: 20, WindowMin: 60, PlanAt: "06:30", Emergency: "apply", OSRM: "http://127.0.0.1:5000"}
	if err != nil || c.Planning != want {
		t.Errorf("got %+v, %v", c.Planning, err)
	}
}
