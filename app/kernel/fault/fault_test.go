package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindOf_isAWarningOnlyWhenAllAre(t *testing.T) {
	warn, wrong, stale := Warn("a", "w"), Field("b", "x"), New(Stale, "stale")
	for name, c := range map[string]struct {
		err  error
		want Kind
	}{
		"one warning":         {warn, Confirm},
		"warning and mistake": {List{warn, wrong}, Invalid},
		"wrapped":             {fmt.Errorf("outer: %w", stale), Stale},
		"no fault":            {errors.New("disk"), Internal},
	} {
		if got := KindOf(c.err); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestIs_comparesCodesThroughListsAndCauses(t *testing.T) {
	cause := errors.New("disk")
	err := List{Field("name", "required"), New(Conflict, "taken").Wrap(cause)}
	if !errors.Is(err, New(Conflict, "taken")) || !errors.Is(err, cause) || errors.Is(err, New(Conflict, "gone")) {
		t.Errorf("%v", err)
	}
	if errors.Is(err, Field("phone", "required")) {
		t.Error("a fault of another field is the same")
	}
}

func TestCheck_collectsAllThatIsWrong(t *testing.T) {
	var c Check
	if c.Err() != nil {
		t.Fatal("nothing was wrong yet")
	}
	c.Need(false, "name")
	c.Need(true, "phone")
	c.Add(nil)
	c.Add(At("pin", New(Invalid, "pin_form")))
	c.That(false, Field("gstin", "gstin_form"))
	got := All(Prefix(c.Err(), "customer_"))
	want := []string{"customer_name", "customer_pin", "customer_gstin"}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i, f := range want {
		if got[i].Field != f {
			t.Errorf("fault %d stands beside %s, want %s", i, got[i].Field, f)
		}
	}
}
