package gst

import (
	"regexp"
	"strings"

	"doorstep/app/kernel/fault"
)

// Kinds of registration. Regular covers composition and casual taxpayers too: the number does not tell them apart.
const (
	Regular     = "regular"
	Government  = "government"
	Deductor    = "tds"
	Collector   = "tcs"
	Embassy     = "uin"
	NonResident = "nri"
	Online      = "oidar"
)

// GSTIN is a registration number whose form, State and check character are right. PAN is empty where the kind has none.
type GSTIN struct {
	Text, StateCode, PAN string
	Kind                 string
}

var forms = []struct {
	kind string
	re   *regexp.Regexp
}{
	{Collector, regexp.MustCompile(`^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]C[0-9A-Z]$`)},
	{Deductor, regexp.MustCompile(`^[0-9]{2}[A-Z]{4}[A-Z0-9][0-9]{4}[A-Z][1-9A-Z]D[0-9A-Z]$`)},
	{Regular, regexp.MustCompile(`^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z][Z1-9ABD-J][0-9A-Z]$`)},
	{Government, regexp.MustCompile(`^[0-9]{2}[A-Z]{4}[0-9]{5}[A-Z][0-9]Z[0-9]$`)},
	{Embassy, regexp.MustCompile(`^[0-9]{4}[A-Z]{3}[0-9]{5}[UO]N[A-Z0-9]$`)},
	{Online, regexp.MustCompile(`^99[0-9]{2}[A-Z]{3}[0-9]{5}OS[0-9A-Z]$`)},
	{NonResident, regexp.MustCompile(`^[0-9]{4}[A-Z]{3}[0-9]{5}NR[0-9A-Z]$`)},
}

var pan = regexp.MustCompile(`^[A-Z]{5}[0-9]{4}[A-Z]$`)

// ParseGSTIN reads a GSTIN in any case, with spaces or hyphens between. Faults, in the order they are looked for: required,
// gstin_length {have}, gstin_form, gstin_state {code}, gstin_check {want}, the check character that would be right.
func ParseGSTIN(s string) (GSTIN, error) {
	text := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' {
			return -1
		}
		return r
	}, s))
	if text == "" {
		return GSTIN{}, fault.Field("", "required")
	}
	if n := len([]rune(text)); n != 15 {
		return GSTIN{}, fault.Field("", "gstin_length", "have", n)
	}
	g := GSTIN{Text: text}
	for _, f := range forms {
		if f.re.MatchString(text) {
			g.Kind = f.kind
			break
		}
	}
	if g.Kind == "" {
		return GSTIN{}, fault.Field("", "gstin_form")
	}
	g.StateCode = text[:2]
	if !registers(g.StateCode, g.Kind) {
		return GSTIN{}, fault.Field("", "gstin_state", "code", g.StateCode)
	}
	if want := check(text[:14]); text[14] != want {
		return GSTIN{}, fault.Field("", "gstin_check", "want", string(want))
	}
	if p := text[2:12]; pan.MatchString(p) {
		g.PAN = p
	}
	return g, nil
}

// registers says whether registrations of the kind begin with the code.
func registers(code, kind string) bool {
	switch {
	case code == "99":
		return kind == Online || kind == Embassy || kind == NonResident
	case kind == Online, code == "96":
		return false
	}
	_, ok := byCode[code]
	return ok
}

// check computes the fifteenth character over the first fourteen, which are digits and capital letters.
func check(body string) byte {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sum := 0
	for i := range len(body) {
		product := strings.IndexByte(alphabet, body[i]) * (1 + i%2)
		sum += product/36 + product%36
	}
	return alphabet[(36-sum%36)%36]
}
