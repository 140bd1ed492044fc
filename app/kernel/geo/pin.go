package geo

import (
	"slices"
	"strconv"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
)

// Pin is a postal code and where it lies. Office is one of its post offices; District is empty where the directory has none;
// Located is false, and Point zero, where no position is known.
type Pin struct {
	Code, Office, District, StateCode, State string

	Point   Point
	Located bool
}

// FindPin looks a PIN code up.
func FindPin(code string) (Pin, bool) {
	n, err := strconv.ParseUint(code, 10, 32)
	if err != nil || len(code) != 6 {
		return Pin{}, false
	}
	d := directory()
	i, ok := slices.BinarySearchFunc(d.rows, uint32(n), func(r row, n uint32) int { return int(r.code) - int(n) })
	if !ok {
		return Pin{}, false
	}
	return d.pin(i), true
}

// CheckPin reads a PIN code as typed, "411 038" too. Fault pin_form where it is no PIN code. Where the directory does not have
// it the fault is pin_unknown {pin}, a warning a person may overrule since codes are added; the Pin then holds the code and the
// State its first digits speak for.
func CheckPin(s string) (Pin, error) {
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" || code[0] == '0' {
		return Pin{}, fault.Field("", "pin_form")
	}
	if pin, ok := FindPin(code); ok {
		return pin, nil
	}
	state, _ := gst.StateOfPin(code)
	return Pin{Code: code, StateCode: state.Code, State: state.Name}, fault.Warn("", "pin_unknown", "pin", code)
}

// NearPins returns the n located PIN codes nearest to p, nearest first: enough to sketch a map without tiles.
func NearPins(p Point, n int) []Pin {
	d := directory()
	n = min(n, len(d.rows))
	if n <= 0 {
		return nil
	}
	type near struct {
		far float64
		row int
	}
	found := make([]near, 0, n+1)
	shrink := cosine(p.Lat)
	for i, r := range d.rows {
		if r.lat == 0 {
			continue
		}
		// Flat-earth squares order places as near as these rightly, and cost no trigonometry.
		north, east := float64(r.lat)/1e4-p.Lat, (float64(r.lng)/1e4-p.Lng)*shrink
		far := north*north + east*east
		if len(found) == n && far >= found[n-1].far {
			continue
		}
		at, _ := slices.BinarySearchFunc(found, far, func(f near, far float64) int {
			if f.far <= far {
				return -1
			}
			return 1
		})
		if len(found) == n {
			found = found[:n-1]
		}
		found = slices.Insert(found, at, near{far, i})
	}
	pins := make([]Pin, len(found))
	for i, f := range found {
		pins[i] = d.pin(f.row)
	}
	return pins
}
