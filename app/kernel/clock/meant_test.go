package clock

import "testing"

func TestParseDate_takesOnlyYearsThatCanBeMeant(t *testing.T) {
	for typed, want := range map[string]Date{
		"1900-01-01": "1900-01-01", "2199-12-31": "2199-12-31", "0026-11-16": "", "1899-12-31": "", "2200-01-01": "", "9999-12-31": "", "20260-01-01": "",
	} {
		if got, err := ParseDate(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestParseLocal_takesOnlyYearsThatCanBeMeant(t *testing.T) {
	for typed, want := range map[string]bool{
		"2026-11-16T10:00": true, "0026-11-16T10:00": false, "9999-12-31T10:00": false,
	} {
		if _, err := ParseLocal(typed); (err == nil) != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
