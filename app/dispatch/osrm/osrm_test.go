package osrm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/app/dispatch/osrm"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

var (
	shop    = geo.Point{Lat: 18.53081, Lng: 73.84749}
	kothrud = geo.Point{Lat: 18.5074, Lng: 73.8077}
	lonely  = geo.Point{Lat: 18.6, Lng: 73.9}
)

// serve answers every request alike.
func serve(t *testing.T, status int, body string) (server string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.String())
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func TestTable_asksForPlacesAndReadsWhatThereIs(t *testing.T) {
	server, asked := serve(t, 200, `{"code":"Ok","durations":[[612.2,null]],"distances":[[5120.6,null]],"sources":[],"destinations":[]}`)
	c := &osrm.Client{}
	got, err := c.Table(t.Context(), server+"/", []geo.Point{shop}, []geo.Point{kothrud, lonely})
	if err != nil || len(got) != 1 || got[0][0] != (osrm.Way{Seconds: 613, Metres: 5121, Found: true}) || got[0][1] != (osrm.Way{}) {
		t.Errorf("%+v %v", got, err)
	}
	want := "/table/v1/driving/73.8475,18.5308;73.8077,18.5074;73.9000,18.6000?annotations=duration,distance&generate_hints=false&sources=0&destinations=1;2"
	if len(*asked) != 1 || (*asked)[0] != want {
		t.Errorf("asked for %v", *asked)
	}
}

func TestTable_takesAnOldServerWithoutDistances(t *testing.T) {
	server, _ := serve(t, 200, `{"code":"Ok","durations":[[612.2]]}`)
	got, err := (&osrm.Client{}).Table(t.Context(), server, []geo.Point{shop}, []geo.Point{kothrud})
	if err != nil || got[0][0] != (osrm.Way{Seconds: 613, Metres: -1, Found: true}) {
		t.Errorf("%+v %v", got, err)
	}
}

func TestTable_refusesWhatIsNoTable(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
	}{
		{200, ""},
		{200, "<html>welcome</html>"},
		{200, `{"code":"Ok"}`},
		{200, `{"code":"Ok","durations":[[1,2],[3,4]]}`},
		{200, `{"code":"Ok","durations":[[1]],"distances":[[1,2]]}`},
		{200, `{"code":"Ok","durations":[[-1]]}`},
		{200, `{"code":"Ok","durations":[[1e18]]}`},
		{200, `{"code":"Ok","durations":[["612"]]}`},
		{200, `{"code":"NoTable","message":"no"}`},
		{400, `{"code":"TooBig","message":"Too many table coordinates"}`},
		{500, `{"code":"Ok","durations":[[1]]}`},
		{200, `{"code":"Ok","durations":[[1]],"x":"` + strings.Repeat("y", 5<<20) + `"}`},
	} {
		server, _ := serve(t, c.status, c.body)
		if got, err := (&osrm.Client{}).Table(t.Context(), server, []geo.Point{shop}, []geo.Point{kothrud}); err == nil {
			t.Errorf("%d %.60s: %v", c.status, c.body, got)
		}
	}
	if _, err := (&osrm.Client{}).Table(t.Context(), "http://127.0.0.1:1", nil, []geo.Point{shop}); err == nil {
		t.Error("a table of nothing")
	}
}

func TestTable_followsNobodyElsewhere(t *testing.T) {
	elsewhere, asked := serve(t, 200, `{"code":"Ok","durations":[[1]]}`)
	s := httptest.NewServer(http.RedirectHandler(elsewhere, http.StatusFound))
	t.Cleanup(s.Close)
	if _, err := (&osrm.Client{}).Table(t.Context(), s.URL, []geo.Point{shop}, []geo.Point{kothrud}); err == nil || len(*asked) != 0 {
		t.Errorf("%v, asked %v", err, *asked)
	}
}

func TestTable_leavesAServerAloneForAMinute(t *testing.T) {
	now := time.Date(2026, 11, 22, 5, 12, 0, 0, time.UTC)
	t.Cleanup(clock.Freeze(now))
	server, asked := serve(t, 502, "bad gateway")
	other, _ := serve(t, 200, `{"code":"Ok","durations":[[1]]}`)
	c := &osrm.Client{}
	for range 3 {
		if _, err := c.Table(t.Context(), server, []geo.Point{shop}, []geo.Point{kothrud}); err == nil {
			t.Fatal("it answered")
		}
	}
	if len(*asked) != 1 || !c.Down(server).Equal(now) {
		t.Errorf("asked %d times, down since %v", len(*asked), c.Down(server))
	}
	if _, err := c.Table(t.Context(), other, []geo.Point{shop}, []geo.Point{kothrud}); err != nil {
		t.Errorf("another one: %v", err)
	}
	clock.Freeze(now.Add(61 * time.Second))
	if _, err := c.Table(t.Context(), server, []geo.Point{shop}, []geo.Point{kothrud}); errors.Is(err, osrm.ErrDown) || len(*asked) != 2 {
		t.Errorf("after a minute: %v, asked %d times", err, len(*asked))
	}
}

func TestTable_waitsNoLongerThanItsContext(t *testing.T) {
	stop := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(stop) })
	c := &osrm.Client{}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := c.Table(ctx, s.URL, []geo.Point{shop}, []geo.Point{kothrud}); !errors.Is(err, context.DeadlineExceeded) || c.Down(s.URL).IsZero() {
		t.Errorf("slow: %v, down %v", err, c.Down(s.URL))
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	c = &osrm.Client{}
	if _, err := c.Table(gone, s.URL, []geo.Point{shop}, []geo.Point{kothrud}); err == nil || !c.Down(s.URL).IsZero() {
		t.Errorf("whoever asked went away: %v, down %v", err, c.Down(s.URL))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"code":"Ok","durations":[[1,null]],"distances":[[2,null]]}`, `{"code":"Ok","durations":null}`, `[]`, `{"code":"Ok","durations":[[1e309,1]]}`} {
		f.Add([]byte(s), 1, 2)
	}
	f.Fuzz(func(t *testing.T, raw []byte, from, to int) {
		table, err := osrm.Parse(raw, from, to)
		if err != nil {
			return
		}
		for _, row := range table {
			for _, w := range row {
				if w.Seconds < 0 || w.Seconds > 48*3600 || w.Metres < -1 || w.Metres > 10_000_000 || !w.Found && w != (osrm.Way{}) {
					t.Fatal(fmt.Sprint(w))
				}
			}
		}
		if len(table) != from {
			t.Fatalf("%d rows of %d", len(table), from)
		}
	})
}
