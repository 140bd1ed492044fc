package gst_test

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/vectors"
)

func TestVectorsStates(t *testing.T) {
	const file = "gst_states.json"
	type state struct {
		Code, Name, Short, Kind string
		Label                   *string  `json:"state_tax_label"`
		Selectable              bool     `json:"selectable"`
		Ranges                  []string `json:"pin_prefix3_ranges_soft"`
	}
	var v struct {
		States  []state
		Special []state `json:"obsolete_or_special"`
	}
	vectors.Load(t, file, &v)
	for _, want := range append(v.States, v.Special...) {
		got, ok := gst.StateByCode(want.Code)
		label := ""
		if want.Label != nil {
			label = *want.Label
		}
		if !ok || got.Name != want.Name || got.Short != want.Short || got.Kind != want.Kind || got.Label != label || got.Selectable != want.Selectable {
			t.Errorf("StateByCode(%s) = %+v, %v, want %+v label %s", want.Code, got, ok, want, label)
		}
		if byName, ok := gst.StateByName(strings.ToUpper(want.Name)); want.Selectable && (!ok || byName.Code != want.Code) {
			t.Errorf("StateByName(%s) = %s, %v", want.Name, byName.Code, ok)
		}
		for _, r := range want.Ranges {
			from, to, _ := strings.Cut(r, "-")
			if !gst.PinMatchesState(from+"001", want.Code) || !gst.PinMatchesState(to+"999", want.Code) {
				t.Errorf("PIN codes %s do not match %s", r, want.Name)
			}
		}
	}
	if got := len(gst.States()); got != len(v.States) {
		t.Errorf("%d States may be chosen, want %d", got, len(v.States))
	}
	vectors.Count(t, file, len(v.States)+len(v.Special))
}

func code(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

func TestVectorsGSTIN(t *testing.T) {
	const file = "gstin_valid_invalid.json"
	type good struct {
		GSTIN     string
		Type      string
		StateCode string `json:"state_code"`
		PAN       string
	}
	var v struct {
		Public    []good                                  `json:"valid_public_examples"`
		Synthetic []good                                  `json:"valid_synthetic_for_our_samples"`
		Check     []struct{ GSTIN, Correct string }       `json:"invalid_check_digit"`
		Sandbox   []struct{ GSTIN string }                `json:"sandbox_exceptions"`
		Other     []struct{ Input, Error, Reason string } `json:"invalid_other"`
		Normal    []struct {
			Input, Normalised string
			Valid             bool
		} `json:"normalisation"`
	}
	vectors.Load(t, file, &v)
	for _, c := range append(v.Public, v.Synthetic...) {
		got, err := gst.ParseGSTIN(c.GSTIN)
		if err != nil || got.Text != c.GSTIN || got.StateCode != c.StateCode || got.PAN != c.PAN {
			t.Errorf("ParseGSTIN(%s) = %+v, %v", c.GSTIN, got, err)
		}
		if kind, _, _ := strings.Cut(c.Type, " "); kind != "" && got.Kind != strings.TrimSuffix(kind, ",") {
			t.Errorf("ParseGSTIN(%s) is %s, want %s", c.GSTIN, got.Kind, c.Type)
		}
	}
	for _, c := range v.Check {
		_, err := gst.ParseGSTIN(c.GSTIN)
		if f := new(fault.Error); !errors.As(err, &f) || f.Code != "gstin_check" || f.Params["want"] != c.Correct {
			t.Errorf("ParseGSTIN(%s): %v, want check character %s", c.GSTIN, err, c.Correct)
		}
	}
	for _, c := range v.Sandbox {
		if _, err := gst.ParseGSTIN(c.GSTIN); err == nil {
			t.Errorf("ParseGSTIN(%s) took a number that only the sandbox knows", c.GSTIN)
		}
	}
	want := map[string]string{
		"empty": "^required$", "length": "^gstin_length$", "format": "^gstin_form$", "check_digit": "^gstin_check$",
		"state_code": "^gstin_state$", "check_digit_or_state_code": "^gstin_(state|check)$",
	}
	for _, c := range v.Other {
		_, err := gst.ParseGSTIN(c.Input)
		if err == nil && strings.Contains(c.Reason, "strip first") {
			continue // spaces are stripped, and the rest is right
		}
		if !regexp.MustCompile(want[c.Error]).MatchString(code(err)) || err == nil {
			t.Errorf("ParseGSTIN(%q) = %v, want %s (%s)", c.Input, err, c.Error, c.Reason)
		}
	}
	for _, c := range v.Normal {
		if got, err := gst.ParseGSTIN(c.Input); (err == nil) != c.Valid || c.Valid && got.Text != c.Normalised {
			t.Errorf("ParseGSTIN(%q) = %+v, %v, want %s", c.Input, got, err, c.Normalised)
		}
	}
	vectors.Count(t, file, len(v.Public)+len(v.Synthetic)+len(v.Check)+len(v.Sandbox)+len(v.Other)+len(v.Normal))
}

func TestStateByName_knowsOtherSpellings(t *testing.T) {
	for name, want := range map[string]string{
		"THE DADRA AND NAGAR HAVELI AND DAMAN AND DIU": "26", "Jammu & Kashmir": "01", "  tamil   nadu ": "33", "Orissa": "21",
		"MH": "27", "the": "", "": "", "NA": "", "Andaman & Nicobar Islands": "35", "Pondicherry": "34", "other country": "96",
	} {
		if got, _ := gst.StateByName(name); got.Code != want {
			t.Errorf("StateByName(%q) = %q, want %q", name, got.Code, want)
		}
	}
}

func TestStates_areSortedAndACopy(t *testing.T) {
	all := gst.States()
	for i := 1; i < len(all); i++ {
		if all[i-1].Name >= all[i].Name {
			t.Errorf("%s stands before %s", all[i-1].Name, all[i].Name)
		}
	}
	all[0].Name = "changed"
	if gst.States()[0].Name == "changed" {
		t.Error("a caller changed the table")
	}
}

func TestPinMatchesState_doubtsOnlyWhatItKnows(t *testing.T) {
	for _, c := range []struct {
		pin, code string
		want      bool
	}{
		{"411038", "27", true},
		{"411038", "29", false},
		{"403001", "30", true},
		{"403001", "27", true},
		{"110001", "07", true},
		{"110001", "09", false},
		{"411038", "97", true},
		{"411038", "77", true},
		{"41", "29", true},
		{"", "29", true},
		{"abcdef", "29", true},
		{"396210", "25", true},
		{"411038", "25", false},
		{"520001", "28", true},
	} {
		if got := gst.PinMatchesState(c.pin, c.code); got != c.want {
			t.Errorf("PinMatchesState(%s, %s) = %v", c.pin, c.code, got)
		}
	}
}

func TestStateOfPin_takesTheNarrowestRange(t *testing.T) {
	for pin, want := range map[string]string{
		"411038": "27", "403001": "30", "160017": "04", "194101": "38", "190001": "01", "500001": "36", "520001": "37", "682555": "31", "999999": "", "1": "",
	} {
		if got, _ := gst.StateOfPin(pin); got.Code != want {
			t.Errorf("StateOfPin(%s) = %q, want %q", pin, got.Code, want)
		}
	}
}

// A wrong character anywhere is caught, whichever it is: the check is over values modulo 36 with factors 1 and 2.
func TestParseGSTIN_catchesEverySingleWrongDigit(t *testing.T) {
	const right = "27AABCF1234K1ZT"
	for _, i := range []int{0, 1, 7, 8, 9, 10, 12} {
		for d := range 10 {
			wrong := right[:i] + strconv.Itoa(d) + right[i+1:]
			if _, err := gst.ParseGSTIN(wrong); err == nil && wrong != right {
				t.Errorf("ParseGSTIN(%s) took a wrong digit", wrong)
			}
		}
	}
}

func FuzzParseGSTIN(f *testing.F) {
	for _, s := range []string{"27AABCF1234K1ZT", " 27-aabcf1234k-1zt", "20ALYPD6528PQC5", "९७", "9917USA12345OS1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := gst.ParseGSTIN(s)
		if err != nil {
			if code(err) == "" {
				t.Fatalf("ParseGSTIN(%q): %v is no fault", s, err)
			}
			return
		}
		if again, err := gst.ParseGSTIN(g.Text); err != nil || again != g {
			t.Fatalf("ParseGSTIN(%q) = %+v, then %+v, %v", s, g, again, err)
		}
		if _, ok := gst.StateByCode(g.StateCode); !ok {
			t.Fatalf("ParseGSTIN(%q) has State %s", s, g.StateCode)
		}
	})
}
