package views_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
)

// mapAnswer is as much of the map's JSON as tests look at.
type mapAnswer struct {
	Total  int
	Routes []struct {
		ID    string
		Stops []mapAnswerPin
	}
	Waiting []mapAnswerPin
	Places  []struct{ Name string }
}

type mapAnswerPin struct {
	Key, Title, Shape, Plan, Take string
	At                            []float64
	N, P                          int
	Lines                         []string
}

func (d desk) mapOf(path string) mapAnswer {
	d.t.Helper()
	var m mapAnswer
	if err := json.Unmarshal([]byte(d.get(path, "Accept", "application/json").want(http.StatusOK).Body), &m); err != nil {
		d.t.Fatal(err)
	}
	return m
}

func TestMap_saysInWordsAndInJSONWhoGoesWhereAndWhatWaits(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	gone, waits := apptest.Job(t, s.app, nil), apptest.Job(t, s.app, func(b *jobs.Booking) { b.Priority = 1 })
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), gone.ID, gone.Rev, "", false)
	if err != nil {
		t.Fatal(err)
	}
	page := d.get("/office/map").want(http.StatusOK).says("Ravi Pawar").says("1 visit").says("Meera Deshpande").says("Unassigned").says("Free, no visit yet")
	if len(page.links("/office/visits/"+v.ID+"/move")) == 0 || len(page.links("/office/jobs/"+waits.ID+"/candidates")) == 0 {
		t.Error("the list does not lead to moving and assigning, which the keyboard needs")
	}
	m := d.mapOf("/office/map/day?places=1")
	stop, wait := m.Routes[0].Stops[0], m.Waiting[0]
	if stop.N != 1 || len(stop.At) != 2 || stop.Shape != "planned" || stop.Plan != "/office/visits/"+v.ID+"/move" {
		t.Errorf("the stop is drawn as %+v", stop)
	}
	if m.Total != 1 || wait.Key != waits.ID || wait.P != 1 || wait.Plan != "/office/jobs/"+waits.ID+"/candidates" || !strings.Contains(wait.Take, "day=2026-11-16") {
		t.Errorf("%d wait; drawn is %+v", m.Total, wait)
	}
	if len(m.Places) == 0 {
		t.Error("without tiles no place around has a name")
	}
	if len(d.mapOf("/office/map/day").Places) > 0 {
		t.Error("with tiles the names of places are sent too")
	}
}

func TestMap_aVisitThatHasBegunCannotBeDragged(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	j := apptest.Job(t, s.app, nil)
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.app.Core.FindRecordById("visits", v.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("status", "working")
	if err := s.app.Core.UnsafeWithoutHooks().Save(r); err != nil {
		t.Fatal(err)
	}
	d := s.at(t, "Deepa Joshi")
	if stop := d.mapOf("/office/map/day").Routes[0].Stops[0]; stop.Shape != "underway" || stop.Plan != "" {
		t.Errorf("it is drawn as %+v", stop)
	}
	if n := d.get("/office/map").links("/office/visits/" + v.ID + "/move"); len(n) > 0 {
		t.Error("the list offers to move it")
	}
}

func TestMap_theAddressRemembersWhoIsShown(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	sunil := apptest.Technician(t, s.app, "Sunil More")
	ticked := func(path string) []string {
		var all []string
		for _, n := range d.get(path).want(http.StatusOK).all(func(n *html.Node) bool { return attr(n, "name") == "t" && has(n, "checked") }) {
			all = append(all, attr(n, "value"))
		}
		return all
	}
	if got := ticked("/office/map?t=" + sunil); len(got) != 1 || got[0] != sunil {
		t.Errorf("asked for Sunil, %v are shown", got)
	}
	if got := ticked("/office/map?t="); len(got) != 0 {
		t.Errorf("asked for nobody, %v are shown", got)
	}
	if got := ticked("/office/map"); len(got) != 0 {
		t.Errorf("nobody has a visit, but %v are shown", got)
	}
	d.get("/office/map?day=31-31-31&t=none&at=x").want(http.StatusOK)
}

func TestMap_aDropOpensTheConfirmationWithTheTechnicianChosen(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	sunil := apptest.Technician(t, s.app, "Sunil More")
	j := apptest.Job(t, s.app, nil)
	if got := d.get("/office/jobs/" + j.ID + "/candidates?technician=" + sunil).want(http.StatusOK).typed("technician"); len(got) != 1 || got[0] != sunil {
		t.Errorf("the job is offered to %v", got)
	}
	v, err := s.app.Dispatch.AssignBest(apptest.As(t, s.app, act.Dispatcher), j.ID, j.Rev, "", false)
	if err != nil {
		t.Fatal(err)
	}
	form := d.get("/office/visits/" + v.ID + "/move?technician=" + sunil).want(http.StatusOK)
	if got := form.typed("technician"); len(got) != 1 || got[0] != sunil {
		t.Errorf("the visit is offered to %v", got)
	}
	if got := form.typed("start"); len(got) != 1 || got[0] == "" {
		t.Errorf("its start is lost: %v", got)
	}
}
