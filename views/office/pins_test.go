package office

import "testing"

func TestPlaceOf_saysWhereAPinLiesOrWhatIsWrong(t *testing.T) {
	if p := placeOf("en", "411 038"); p.Words() != "Pune, Maharashtra" || p.Wrong != "" || !p.Pin.Located {
		t.Errorf("411 038: %+v", p)
	}
	if p := placeOf("en", "41103"); p.Wrong == "" || p.Words() != "" {
		t.Errorf("five digits: %+v", p)
	}
	if p := placeOf("en", "  "); p != (postal{}) {
		t.Errorf("nothing typed: %+v", p)
	}
}

func TestPointOf_refusesWhatIsNoPlaceOnEarth(t *testing.T) {
	for _, c := range []struct {
		lat, lng string
		want     bool
	}{
		{"18.5", "73.8", true},
		{"91", "73.8", false},
		{"NaN", "73.8", false},
		{"18.5", "Inf", false},
		{"", "", false},
	} {
		if _, ok := pointOf(c.lat, c.lng); ok != c.want {
			t.Errorf("%q, %q: %v", c.lat, c.lng, ok)
		}
	}
}

func TestRegistrationOf_namesTheState(t *testing.T) {
	if r := registrationOf("en", "27aapfu0939f1zv"); r.State != "27 Maharashtra" || r.Wrong != "" {
		t.Errorf("got %+v", r)
	}
	if r := registrationOf("en", "27AAPFU0939F1ZX"); r.State != "" || r.Wrong == "" {
		t.Errorf("a mistyped check character: %+v", r)
	}
}
