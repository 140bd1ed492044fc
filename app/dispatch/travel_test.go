package dispatch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/settings"
)

// routing is a routing server that answers 600 seconds and 5,000 metres for every way, null for those to a place in the far north.
type routing struct {
	mu    sync.Mutex
	asked int // ways
	calls int
	fails bool
	url   string
}

func serveRoads(t *testing.T) *routing {
	t.Helper()
	r := &routing{}
	s := httptest.NewServer(http.HandlerFunc(r.answer))
	t.Cleanup(s.Close)
	r.url = s.URL
	return r
}

func (r *routing) answer(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if r.fails {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	places := strings.Split(req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:], ";")
	from, to := numbers(req, "sources="), numbers(req, "destinations=")
	table, far := make([][]*float64, len(from)), make([][]*float64, len(from))
	for i := range from {
		for _, j := range to {
			r.asked++
			n, _ := strconv.Atoi(j)
			_, lat, _ := strings.Cut(places[n], ",")
			north, _ := strconv.ParseFloat(lat, 64)
			seconds, metres := 600.0, 5000.0
			if north > 30 {
				table[i], far[i] = append(table[i], nil), append(far[i], nil)
				continue
			}
			table[i], far[i] = append(table[i], &seconds), append(far[i], &metres)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"code": "Ok", "durations": table, "distances": far})
}

// numbers are those of a list in the address; the standard library reads no semicolons.
func numbers(req *http.Request, name string) []string {
	_, list, _ := strings.Cut(req.URL.RawQuery, name)
	list, _, _ = strings.Cut(list, "&")
	return strings.Split(list, ";")
}

func routed(t *testing.T, a *app.App, server string) {
	t.Helper()
	c, err := a.Settings.Company(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Settings.UpdatePlanning(apptest.As(t, a, act.Owner), settings.PlanningInput{
		Rev: c.Rev, Overtime: "60", Keep: "15", Reserve: "15", Window: "120", Emergency: settings.EmergencyAsk, OSRM: server,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scattered are n places some hundred metres apart.
func scattered(n int) []geo.Point {
	all := make([]geo.Point, n)
	for i := range all {
		all[i] = geo.Point{Lat: 18.5 + float64(i%20)/200, Lng: 73.8 + float64(i/20)/200}
	}
	return all
}

// between reads the ways between the places.
func between(t *testing.T, a *app.App, places ...geo.Point) *dispatch.Ways {
	t.Helper()
	w, err := a.Dispatch.Ways(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Dispatch.Between(t.Context(), w, places); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWays_goByDistanceWithoutAServer(t *testing.T) {
	a := apptest.NewApp(t)
	w := between(t, a, kothrud, hadapsar)
	at := apptest.At(12, 30)
	want := time.Duration(geo.Roads{}.Minutes(kothrud, hadapsar, 12*60+30)) * time.Minute
	if got := w.Minutes(kothrud, hadapsar, at); got != want || w.Metres(kothrud, hadapsar) != geo.RoadMetres(kothrud, hadapsar) {
		t.Errorf("%v and %d m, want %v", got, w.Metres(kothrud, hadapsar), want)
	}
	if w.Minutes(geo.Point{}, hadapsar, at) != 0 || w.Metres(geo.Point{}, hadapsar) != 0 || w.Minutes(kothrud, kothrud, at) != 0 {
		t.Error("from nowhere, or to where he is, it takes time")
	}
	if got := w.Says(); got != "Travel by distance and the usual speed of the hour" || w.FellBack() {
		t.Error(got)
	}
	var none *dispatch.Ways
	if none.Minutes(kothrud, hadapsar, at) != want || none.Metres(kothrud, hadapsar) == 0 || none.Says() == "" || none.FellBack() || none.Matrix(scattered(2)).N != 2 {
		t.Error("no ways at all")
	}
}

func TestWays_matrixIsWhatPagesReckonWith(t *testing.T) {
	a, r := apptest.NewApp(t), serveRoads(t)
	for _, server := range []string{"", r.url} {
		routed(t, a, server)
		places := append(scattered(30), geo.Point{}, kothrud)
		w := between(t, a, places...)
		m := w.Matrix(places)
		roads := geo.Roads{}
		if m.Pace != roads.Pace() {
			t.Errorf("pace %v", m.Pace)
		}
		for i, from := range places {
			for j, to := range places {
				got, want := int(m.Seconds[i*m.N+j]), w.Base(from, to)
				if got < want-1 || got > want+1 {
					t.Fatalf("%q: from %v to %v the engine takes %d s, pages %d", server, from, to, got, want)
				}
			}
		}
	}
}

func TestWays_askTheServerOnceAndKeepWhatItSays(t *testing.T) {
	a, r := apptest.NewApp(t), serveRoads(t)
	routed(t, a, r.url)
	places := scattered(150)
	w := between(t, a, places...)
	if r.asked < 150*149 || r.asked > 150*150 || r.calls != 4 {
		t.Errorf("%d ways in %d requests", r.asked, r.calls)
	}
	at := clock.Today().At(3*60 + 30)
	if got := w.Minutes(places[0], places[149], at); got != 10*time.Minute || w.Metres(places[0], places[149]) != 5000 {
		t.Errorf("at night, when roads are empty: %v, %d m", got, w.Metres(places[0], places[149]))
	}
	if got := w.Minutes(places[0], places[149], clock.Today().At(9*60+30)); got != 17*time.Minute {
		t.Errorf("in the rush: %v", got)
	}
	if got := w.Says(); got != "Travel by routing server" || w.FellBack() {
		t.Error(got)
	}
	before := r.calls
	if w = between(t, a, places...); r.calls != before || w.FellBack() || w.Metres(places[3], places[4]) != 5000 {
		t.Errorf("asked %d times more, %s", r.calls-before, w.Says())
	}
	t.Cleanup(clock.Freeze(apptest.Now.AddDate(0, 0, 31)))
	if between(t, a, places...); r.calls == before {
		t.Error("what was said a month ago still counts")
	}
	other := serveRoads(t)
	routed(t, a, other.url)
	if between(t, a, places...); other.calls == 0 {
		t.Error("another server's word is taken for this one's")
	}
}

func TestWays_fallBackVisibly(t *testing.T) {
	a, r := apptest.NewApp(t), serveRoads(t)
	routed(t, a, r.url)
	north := geo.Point{Lat: 30.5, Lng: 75}
	near := scattered(3)
	w := between(t, a, append(near, north)...)
	if got := w.Says(); got != "Travel by routing server; 3 ways by distance because it knows no road there" || w.FellBack() {
		t.Error(got)
	}
	if w.Base(near[0], north) != (geo.Roads{}).Base(near[0], north) {
		t.Error("without a road the distance counts")
	}
	r.fails = true
	t.Cleanup(clock.Freeze(apptest.At(10, 42)))
	w = between(t, a, append(near, kothrud)...)
	if got := w.Says(); got != "Travel by routing server; 6 ways by distance because it did not answer at 10:42" || !w.FellBack() {
		t.Error(got)
	}
	calls := r.calls
	w = between(t, a, kothrud, hadapsar)
	if got := w.Says(); r.calls != calls || got != "Travel by distance and the usual speed of the hour, for the routing server did not answer at 10:42" {
		t.Errorf("%s, asked %d times more", got, r.calls-calls)
	}
	r.fails = false
	clock.Freeze(apptest.At(10, 44))
	if w = between(t, a, kothrud, hadapsar); w.FellBack() {
		t.Error(w.Says())
	}
}

func TestWays_holdTheBoardToTheServer(t *testing.T) {
	a, r := apptest.NewApp(t), serveRoads(t)
	routed(t, a, r.url)
	j := apptest.Job(t, a, nil)
	ranking, err := a.Dispatch.RankFor(t.Context(), j.ID, "", "")
	if err != nil || len(ranking.Candidates) == 0 {
		t.Fatal(err)
	}
	if r.calls == 0 {
		t.Error("ranking never asked the server")
	}
	board, err := a.Dispatch.Board(t.Context(), clock.Today())
	if err != nil || len(board.Lanes) == 0 || board.Lanes[0].Ways == nil {
		t.Fatal(fmt.Sprint(board.Lanes), err)
	}
	if got := board.Lanes[0].Ways.Says(); !strings.HasPrefix(got, "Travel by routing server") {
		t.Error(got)
	}
}

func BenchmarkMatrix1700(b *testing.B) {
	var w *dispatch.Ways
	places := scattered(1700)
	for b.Loop() {
		w.Matrix(places)
	}
}
