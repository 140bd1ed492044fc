// Package phone reads and prints telephone numbers. Stored numbers are E.164: "+919876543210".
//
// Owns: what counts as a number, the form stored, the form shown, digits for searching by the last ones.
// Does not own: whose number it is, whether it answers.
// Indian mobiles, nearly all there are, are recognised by their own rule: it is quick, and a series newer than the library's
// numbering plan is still a number.
package phone

import (
	"regexp"
	"strings"
	"unicode"

	"doorstep/app/kernel/fault"

	"github.com/nyaruka/phonenumbers"
)

var (
	indian = regexp.MustCompile(`^(?:\+91|0091|91|0)?([6-9][0-9]{9})$`)
	mobile = regexp.MustCompile(`^\+91[6-9][0-9]{9}$`)
)

const longest = 40 // as typed, with its spaces

// Parse reads a number as people write it: with 0 or +91 before it, with spaces, dots, dashes or brackets, a landline with its
// area code, or a foreign one that begins with +. Fault: phone_form, also where there are two numbers in one.
func Parse(s string) (string, error) {
	bare, ok := strip(s)
	if !ok {
		return "", fault.Field("", "phone_form")
	}
	if m := indian.FindStringSubmatch(bare); m != nil {
		return "+91" + m[1], nil
	}
	n, err := phonenumbers.Parse(bare, "IN")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", fault.Field("", "phone_form").Wrap(err)
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// strip keeps the digits and a + before them; false where there is anything that does not belong in a number.
func strip(s string) (string, bool) {
	if len(s) > longest*3 {
		return "", false
	}
	s = strings.TrimSpace(s)
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '०' && r <= '९':
			b.WriteRune('0' + r - '०')
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), r == '.', r == '(', r == ')',
			r == '\u200b', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // copied from messages
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0 && b.Len() <= longest
}

// IsMobile says whether it is an Indian mobile, which begins with 6 to 9 and can receive messages.
func IsMobile(e164 string) bool { return mobile.MatchString(e164) }

// Format prints a stored number: "98765 43210" for Indian mobiles, "+91 20 2553 1234" otherwise. What is no number comes back as it is.
func Format(e164 string) string {
	if IsMobile(e164) {
		return e164[3:8] + " " + e164[8:]
	}
	n, err := phonenumbers.Parse(e164, "IN")
	if err != nil || !strings.HasPrefix(e164, "+") {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Digits keeps only the digits, for searching what somebody begins to type; Devanagari ones become Latin.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '०' && r <= '९':
			return '0' + r - '०'
		}
		return -1
	}, s)
}

// Reverse turns digits round, so that a search by the last ones is a search by prefix in an index.
func Reverse(digits string) string {
	out := make([]byte, len(digits))
	for i := range len(digits) {
		out[len(digits)-1-i] = digits[i]
	}
	return string(out)
}
