package statement

import (
	"regexp"
	"strings"

	"doorstep/app/kernel/upi"
)

// Kind is how the money moved, by the first word of the narration that says so.
func Kind(narration string) string {
	for _, w := range words(narration) {
		switch w = strings.ToUpper(w); {
		case w == "UPI", w == "UPIREV", glued(w, "UPI"):
			return KindUPI
		case w == "IMPS", w == "MMT", glued(w, "IMPS"):
			return KindIMPS
		case w == "NEFT", glued(w, "NEFT"):
			return KindNEFT
		case w == "RTGS", glued(w, "RTGS"):
			return KindRTGS
		case w == "CHQ", w == "CHEQUE", w == "CLG", w == "CTS", w == "CLEARING":
			return KindCheque
		case w == "CASH", w == "CDM":
			return KindCash
		}
	}
	return KindOther
}

// glued: figures follow the mark with nothing between, as in IMPS629291234570.
func glued(word, mark string) bool {
	rest, ok := strings.CutPrefix(word, mark)
	return ok && rest != "" && figures(rest)
}

// RRN is the 12-digit reference of a UPI or IMPS line, from its narration or the bank's reference column; empty if none. Only
// a group of exactly 12 digits counts: longer ones are account numbers, shorter ones were damaged on the way. The figures of
// payment addresses are nobody's reference. Where both have one, the reference column decides.
func RRN(narration, ref string) string {
	if k := Kind(narration); k != KindUPI && k != KindIMPS {
		return ""
	}
	column := columnRRN(ref)
	found := narrationRRN(narration, column)
	if found == "" && strings.ContainsAny(narration, "\r\n") { // a cell broken inside a number
		found = narrationRRN(strings.NewReplacer("\r", "", "\n", "").Replace(narration), column)
	}
	if found == "" {
		return column
	}
	return found
}

// columnRRN reads a reference column; banks pad it to 16 digits.
func columnRRN(ref string) string {
	ref = clean(ref)
	if !figures(ref) || len(ref) != 12 && len(ref) != 16 {
		return ""
	}
	rrn, err := upi.ParseRRN(ref)
	if err != nil {
		return ""
	}
	return rrn
}

func narrationRRN(narration, preferred string) string {
	first := ""
	for _, w := range words(withoutAddresses(narration)) {
		for _, mark := range []string{"IMPS", "UPI", "RRN"} {
			if glued(strings.ToUpper(w), mark) {
				w = w[len(mark):]
			}
		}
		if len(w) != 12 || !figures(w) || strings.Trim(w, "0") == "" {
			continue
		}
		if w == preferred {
			return w
		}
		if first == "" {
			first = w
		}
	}
	return first
}

// withoutAddresses blanks name@handle. Banks join the parts with - and /, so an address begins after the last of those.
func withoutAddresses(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	b := []byte(s)
	for i := range b {
		if b[i] != '@' {
			continue
		}
		for j := i - 1; j >= 0 && (digit(b[j]) || letter(b[j]) || b[j] == '.' || b[j] == '_'); j-- {
			b[j] = ' '
		}
		b[i] = ' '
		for j := i + 1; j < len(b) && (digit(b[j]) || letter(b[j])); j++ {
			b[j] = ' '
		}
	}
	return string(b)
}

// words are the groups of letters and figures.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !(r < 128 && (digit(byte(r)) || letter(byte(r))) || r > 127)
	})
}

var ifsc = regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)

// ownRef is the first word after the bank's reference that looks like one of ours: 6 to 20 letters and figures mixed, no branch
// code, no masked account. Banks cut it short, and some put their own there: a candidate, to be compared with what was issued.
func ownRef(narration, rrn, utr string) string {
	rest := withoutAddresses(narration)
	if i := strings.Index(rest, rrn); rrn != "" && i >= 0 {
		rest = rest[i+len(rrn):]
	}
	for _, w := range words(rest) {
		w = strings.ToUpper(w)
		if len(w) < 6 || len(w) > 20 || w == utr || strings.HasPrefix(w, "XX") || ifsc.MatchString(w) || !mixed(w) {
			continue
		}
		return w
	}
	return ""
}

func mixed(w string) bool {
	letters, numbers := false, false
	for i := range len(w) {
		switch {
		case letter(w[i]):
			letters = true
		case digit(w[i]):
			numbers = true
		default:
			return false
		}
	}
	return letters && numbers
}

// bankRef is the reference of a line: what the column says, unless a spreadsheet damaged it. NEFT and RTGS lines have their
// unique number (16 or 22 letters and figures) in the narration, too.
func bankRef(column, narration, kind string) string {
	column = strings.Join(strings.Fields(clean(column)), " ")
	if strings.Trim(column, "0-. ") == "" || damaged(column) {
		column = ""
	}
	if kind == KindNEFT || kind == KindRTGS {
		if u := utr(column); u != "" {
			return u
		}
		if u := utr(narration); u != "" {
			return u
		}
	}
	if len(column) == 16 && figures(column) && strings.HasPrefix(column, "0000") {
		return column[4:]
	}
	return column
}

// utr is the first word of 16 or 22 letters and figures that begins with a letter and has at least eight figures.
func utr(s string) string {
	for _, w := range words(s) {
		if len(w) != 16 && len(w) != 22 || !letter(w[0]) || !mixed(w) {
			continue
		}
		n := 0
		for i := range len(w) {
			if digit(w[i]) {
				n++
			}
		}
		if n >= 8 {
			return strings.ToUpper(w)
		}
	}
	return ""
}

var exponent = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)

// damaged: a spreadsheet program wrote a long number as 6.29091E+11.
func damaged(ref string) bool { return exponent.MatchString(ref) }
