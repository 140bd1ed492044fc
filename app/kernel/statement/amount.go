package statement

import (
	"strings"

	"doorstep/app/kernel/money"
)

// noise is how many decimals only a computer writes: 1180.0000000000002 is 1180.
const noise = 9

// readAmount reads an amount of a statement. Empty, "-" and 0 are zero. A minus on either side, brackets and "Dr" make it
// negative; marked says that Cr or Dr stood there. More than two decimals are refused unless they are what floats leave.
func readAmount(s string) (p money.Paise, marked, ok bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " "))
	if strings.Trim(s, "-") == "" {
		return 0, false, true
	}
	negative := false
	if n := len(s) - 2; n > 0 {
		tail := strings.TrimSuffix(s, ".")
		tail = strings.TrimSuffix(strings.TrimSuffix(tail, ")"), "(")
		if m := len(tail) - 2; m > 0 && (strings.EqualFold(tail[m:], "dr") || strings.EqualFold(tail[m:], "cr")) {
			marked, negative = true, strings.EqualFold(tail[m:], "dr")
			s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(tail[:m]), "("))
		}
	}
	switch {
	case len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')':
		negative, s = true, s[1:len(s)-1]
	case strings.HasPrefix(s, "-"):
		negative, s = true, s[1:]
	case strings.HasSuffix(s, "-") && !strings.HasSuffix(s, "/-"):
		negative, s = true, s[:len(s)-1]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	s, up := denoise(strings.TrimSpace(s))
	p, err := money.Parse(s)
	if err != nil {
		return 0, false, false
	}
	if p += up; p < 0 {
		return 0, false, false
	}
	if negative {
		p = -p
	}
	return p, marked, true
}

// denoise cuts decimals that no bank writes to two; up is the paisa that rounding adds.
func denoise(s string) (string, money.Paise) {
	whole, decimals, _ := strings.Cut(s, ".")
	if len(decimals) < noise || !figures(decimals) {
		return s, 0
	}
	if decimals[2] >= '5' {
		return whole + "." + decimals[:2], 1
	}
	return whole + "." + decimals[:2], 0
}
