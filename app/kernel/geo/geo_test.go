package geo_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
)

var (
	shivajinagar = geo.Point{Lat: 18.5308, Lng: 73.8475}
	mumbai       = geo.Point{Lat: 19.0760, Lng: 72.8777}
	delhi        = geo.Point{Lat: 28.6139, Lng: 77.2090}
)

func TestMetres_matchesKnownDistances(t *testing.T) {
	for _, c := range []struct {
		a, b geo.Point
		km   float64
	}{
		{mumbai, delhi, 1153},
		{shivajinagar, mumbai, 118.6},
		{mumbai, mumbai, 0},
		{geo.Point{Lat: 0, Lng: 0}, geo.Point{Lat: 0, Lng: 1}, 111.195},
		{geo.Point{Lat: 90}, geo.Point{Lat: -90}, 20015.1},
	} {
		if got := geo.Metres(c.a, c.b) / 1000; math.Abs(got-c.km) > c.km*0.005+0.001 || math.Abs(got-geo.Metres(c.b, c.a)/1000) > 1e-6 {
			t.Errorf("Metres(%v, %v) = %.3f km, want %.3f", c.a, c.b, got, c.km)
		}
	}
	a, b := shivajinagar, geo.Point{Lat: shivajinagar.Lat + 0.01, Lng: shivajinagar.Lng}
	if got := geo.RoadMetres(a, b); got != 1501 {
		t.Errorf("RoadMetres = %d", got)
	}
}

func TestPoint_knowsIndia(t *testing.T) {
	if !mumbai.Valid() || (geo.Point{}).Valid() || !(geo.Point{}).Zero() || mumbai.Zero() || (geo.Point{Lat: 51.5}).Valid() ||
		(geo.Point{Lat: math.NaN(), Lng: 77}).Valid() {
		t.Error("the box around India is wrong")
	}
}

func TestFindPin_readsTheDirectory(t *testing.T) {
	for code, want := range map[string]geo.Pin{
		"411038": {District: "Pune", StateCode: "27", State: "Maharashtra"}, "110001": {Office: "Baroda House SO", District: "New Delhi", StateCode: "07", State: "Delhi"},
		"121999": {Office: "NDC Faridabad", StateCode: "06", State: "Haryana"}, "194101": {StateCode: "38", State: "Ladakh", District: "Leh Ladakh"},
		"396230": {District: "Dadra and Nagar Haveli", StateCode: "26", State: "Dadra and Nagar Haveli and Daman and Diu"},
	} {
		got, ok := geo.FindPin(code)
		if !ok || got.Code != code || got.District != want.District || got.StateCode != want.StateCode || got.State != want.State || want.Office != "" && got.Office != want.Office {
			t.Errorf("FindPin(%s) = %+v, %v", code, got, ok)
		}
		if !got.Located || !got.Point.Valid() {
			t.Errorf("FindPin(%s) lies at %v", code, got.Point)
		}
	}
	if got, ok := geo.FindPin("131022"); !ok || got.Located || !got.Point.Zero() {
		t.Errorf("131022 has no position, got %+v", got)
	}
	for _, code := range []string{"", "999999", "41103", "4110388", "abcdef", "-11038", "+11038"} {
		if got, ok := geo.FindPin(code); ok {
			t.Errorf("FindPin(%q) = %+v", code, got)
		}
	}
}

func TestCheckPin_saysWhatIsWrong(t *testing.T) {
	for in, want := range map[string]string{
		"411038": "", " 411 038 ": "", "411-038": "", "41103": "pin_form", "4110388": "pin_form", "011038": "pin_form", "41l038": "pin_form", "": "pin_form",
		"411999": "pin_unknown", "४११०३८": "pin_form",
	} {
		got, err := geo.CheckPin(in)
		var f *fault.Error
		errors.As(err, &f)
		if want == "" && (err != nil || got.Code != "411038") || want != "" && (f == nil || f.Code != want) {
			t.Errorf("CheckPin(%q) = %+v, %v, want %s", in, got, err, want)
		}
		if want == "pin_unknown" && (f.Kind != fault.Confirm || got.StateCode != "27") {
			t.Errorf("CheckPin(%q) = %+v, %v: a person may insist", in, got, err)
		}
	}
}

func TestNearPins_comeNearestFirst(t *testing.T) {
	got := geo.NearPins(shivajinagar, 60)
	if len(got) != 60 {
		t.Fatalf("%d PIN codes", len(got))
	}
	if !slices.IsSortedFunc(got, func(a, b geo.Pin) int {
		return int(geo.Metres(shivajinagar, a.Point)/50) - int(geo.Metres(shivajinagar, b.Point)/50)
	}) {
		t.Error("not in order")
	}
	if far := geo.Metres(shivajinagar, got[0].Point); far > 3000 {
		t.Errorf("the nearest is %.0f m away", far)
	}
	seen := map[string]bool{}
	for _, p := range got {
		if seen[p.Code] || !p.Located {
			t.Errorf("%+v", p)
		}
		seen[p.Code] = true
	}
	if len(geo.NearPins(shivajinagar, 0)) != 0 || len(geo.NearPins(shivajinagar, -1)) != 0 || len(geo.NearPins(delhi, 1)) != 1 {
		t.Error("the number asked for is not kept")
	}
}

// PinMatchesState only warns; were it to warn about many real codes, nobody would read it.
func TestPinMatchesState_agreesWithTheDirectory(t *testing.T) {
	all := geo.NearPins(delhi, 1<<20)
	doubted := 0
	for _, p := range all {
		if !gst.PinMatchesState(p.Code, p.StateCode) {
			doubted++
		}
		if p.StateCode == "" || p.District == "NA" {
			t.Errorf("%+v", p)
		}
	}
	t.Logf("%d of %d codes are doubted", doubted, len(all))
	if len(all) < 19000 || doubted*100 > len(all) {
		t.Errorf("%d of %d codes are doubted", doubted, len(all))
	}
}

func FuzzCheckPin(f *testing.F) {
	f.Add("411 038")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := geo.CheckPin(s)
		if err == nil {
			if again, err := geo.CheckPin(p.Code); err != nil || again != p {
				t.Fatalf("CheckPin(%q) = %+v, then %+v, %v", s, p, again, err)
			}
		}
	})
}

func BenchmarkNearPins60(b *testing.B) {
	geo.FindPin("411038")
	for b.Loop() {
		geo.NearPins(shivajinagar, 60)
	}
}

func BenchmarkFindPin(b *testing.B) {
	for b.Loop() {
		geo.FindPin("411038")
	}
}
