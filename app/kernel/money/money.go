// Package money holds amounts of Indian rupees as whole paise and prints them the Indian way.
//
// Owns: reading what people type, 3-2-2 grouping, the amount in words.
// Does not own: tax and rounding rules of documents (billing).
// Digits are always Latin; no float is involved anywhere.
package money

import (
	"math"
	"strconv"
	"strings"

	"doorstep/app/kernel/fault"
)

// Paise is an amount; 100 paise are a rupee. Negative amounts are debts or reversals.
type Paise int64

// Rupee is one rupee in paise.
const Rupee Paise = 100

// String prints with Indian grouping and two decimals: "1,23,456.50".
func (p Paise) String() string {
	sign, rupees, paise := p.parts()
	return sign + group(rupees) + "." + paise
}

// Rupees is String with the sign of the currency: "₹1,23,456.50".
func (p Paise) Rupees() string {
	sign, rupees, paise := p.parts()
	return sign + "₹" + group(rupees) + "." + paise
}

// Plain prints without grouping, as inputs and machine-readable files want it: "123456.50".
func (p Paise) Plain() string {
	sign, rupees, paise := p.parts()
	return sign + rupees + "." + paise
}

// Whole prints the rupees with grouping and leaves the paise out, without rounding: "1,23,456".
func (p Paise) Whole() string {
	sign, rupees, _ := p.parts()
	if rupees == "0" {
		sign = ""
	}
	return sign + group(rupees)
}

func (p Paise) parts() (sign, rupees, paise string) {
	n := uint64(p)
	if p < 0 {
		sign, n = "-", -n
	}
	paise = strconv.FormatUint(n%100, 10)
	if len(paise) == 1 {
		paise = "0" + paise
	}
	return sign, strconv.FormatUint(n/100, 10), paise
}

func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	var b strings.Builder
	for i, d := range head {
		if i > 0 && (len(head)-i)%2 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String() + "," + tail
}

// Parse reads an amount as people type it or banks print it: "1,23,456.50", "₹ 500", "Rs. 500/-", "100,000.00", "INR 2,500.00 Cr".
// Devanagari digits are understood. Signs, a trailing "Dr", more than two decimals, misplaced commas and amounts over the
// range of int64 give the fault money_bad.
func Parse(s string) (Paise, error) {
	rupees, paise, _ := strings.Cut(bare(s), ".")
	rupees, ok := ungroup(rupees)
	if !ok || rupees+paise == "" || len(paise) > 2 || !digits(paise) {
		return 0, bad()
	}
	for len(paise) < 2 {
		paise += "0"
	}
	n, err := strconv.ParseUint(rupees+paise, 10, 64)
	if err != nil || n > math.MaxInt64 {
		return 0, bad()
	}
	return Paise(n), nil
}

func bad() error { return fault.Field("", "money_bad") }

// bare takes the currency, the bank's "Cr" and the shopkeeper's "/-" away.
func bare(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '०' && r <= '९' {
			return '0' + r - '०'
		}
		if r == '\u00a0' || r == '\u202f' {
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(s, "/-"))
	if n := len(s) - 2; n > 0 && strings.EqualFold(s[n:], "cr") {
		s = strings.TrimSpace(s[:n])
	}
	for _, mark := range []string{"₹", "rs.", "rs", "inr"} {
		if len(s) >= len(mark) && strings.EqualFold(s[:len(mark)], mark) {
			return strings.TrimSpace(s[len(mark):])
		}
	}
	return s
}

// ungroup removes commas that stand where Indian or western grouping puts them.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		first, last := i == 0, i == len(groups)-1
		switch {
		case !digits(g):
			return "", false
		case first && last:
		case first && (g == "" || len(g) > 3):
			return "", false
		case last && len(g) != 3, !first && len(g) != 2 && len(g) != 3:
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
