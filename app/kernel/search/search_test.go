package search

import "testing"

func TestMatch_isOnlyEverWords(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  ": "", `"; DROP`: `"DROP"*`, "meera desh": `"meera"* "desh"*`, "J-00012": `"J"* "00012"*`,
		"NEAR(a b)": `"NEAR"* "a"* "b"*`, "मीरा": `"मीरा"*`, "*": "",
	} {
		if got := Match(in); got != want {
			t.Errorf("%q gave %s, want %s", in, got, want)
		}
	}
}

func TestDigits_areThoseOfAPhoneNumberOnly(t *testing.T) {
	for in, want := range map[string]string{"98220 12345": "9822012345", "+91-98220": "9198220", "123": "", "12a45": "", "": ""} {
		if got := Digits(in); got != want {
			t.Errorf("%q gave %q, want %q", in, got, want)
		}
	}
}
