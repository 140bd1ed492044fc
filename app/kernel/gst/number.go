package gst

import (
	"fmt"
	"regexp"
	"strings"

	"doorstep/app/kernel/fault"
)

// NumberMax is how many characters a document number may have, CGST Rule 46(b).
const NumberMax = 16

// seriesDigits is how many digits a running number has at least, as far as the prefix leaves room.
const seriesDigits = 5

var numberForm = regexp.MustCompile(`^[A-Z1-9][A-Z0-9/-]{0,15}$`)

// CheckNumber refuses what is no document number of GST. Faults, in this order: required, number_length {max}, number_form.
// Small letters are refused: portals write them large, so CleanNumber comes first where people type.
func CheckNumber(s string) error {
	switch {
	case s == "":
		return fault.Field("", "required")
	case len([]rune(s)) > NumberMax:
		return fault.Field("", "number_length", "max", NumberMax)
	case !numberForm.MatchString(s):
		return fault.Field("", "number_form")
	}
	return nil
}

var dashes = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-")

// CleanNumber writes a typed or pasted number as it is stored: without space around it, in capital letters, every dash a hyphen.
func CleanNumber(s string) string { return dashes.Replace(strings.ToUpper(strings.TrimSpace(s))) }

// SameNumber says whether two numbers are one to the portals, which do not tell small letters from large ones.
func SameNumber(a, b string) bool { return CleanNumber(a) == CleanNumber(b) }

// Number writes the n-th number of a series in a year: "FW/26-27/00001". A prefix of up to four characters leaves room for
// 99,999 numbers, a longer one for fewer digits. Faults: number_form, number_length {max} for a prefix that leaves no room,
// number_full {prefix} where n has more digits than there is room for.
func Number(prefix string, fy Year, n int64) (string, error) {
	head := CleanNumber(prefix) + "/" + fy.Short + "/"
	room := min(NumberMax-len(head), seriesDigits)
	if room < 1 {
		return "", fault.Field("", "number_length", "max", NumberMax)
	}
	s := fmt.Sprintf("%s%0*d", head, room, n)
	if len(s) > NumberMax {
		return "", fault.Field("", "number_full", "prefix", CleanNumber(prefix))
	}
	if fy.Short == "" || n < 1 || !numberForm.MatchString(s) {
		return "", fault.Field("", "number_form")
	}
	return s, nil
}
