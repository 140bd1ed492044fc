// Package upi knows the texts of the Unified Payments Interface: addresses, payment links and references.
//
// Owns: the form of a VPA, the upi://pay link that a QR code carries, the form of a bank's reference number (RRN).
// Does not own: drawing the QR code, whether anything was paid (payments).
// A link of ours is unsigned: it carries no tid, mode, sign or orgid, which only payment apps and registered merchants set.
package upi

import (
	"regexp"
	"strings"
	"unicode"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Limits of a link. The amount is NPCI's for one ordinary payment; the lengths are ours, the specification has none.
const (
	MaxAmount = 1_00_000 * money.Rupee
	maxName   = 80
	maxNote   = 50
)

var (
	vpa = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,254}@[A-Za-z][A-Za-z0-9]{1,63}$`)
	ref = regexp.MustCompile(`^[A-Za-z0-9]{1,35}$`)
	mcc = regexp.MustCompile(`^[0-9]{4}$`)
)

// ParseVPA reads a UPI address such as "fixwell.pune@examplebank"; spaces around it are dropped. Fault: vpa_form.
func ParseVPA(s string) (string, error) {
	s = strings.TrimSpace(s)
	if !vpa.MatchString(s) {
		return "", fault.Field("", "vpa_form")
	}
	return s, nil
}

// Pay is what a payment link asks for. Amount 0 lets the payer type it, as at a counter. MCC is set only where the acquirer
// gave one. Ref must be unique for each attempt to pay.
type Pay struct {
	VPA, Name, MCC, Ref, Note string
	Amount                    money.Paise
}

// Link writes the upi://pay link. White space is tidied, name and note are cut to what apps show.
// Faults: vpa_form, upi_name, upi_mcc, upi_ref, upi_amount, upi_amount_over {max}.
func Link(p Pay) (string, error) {
	address, err := ParseVPA(p.VPA)
	if err != nil {
		return "", err
	}
	name := tidy(p.Name, maxName)
	switch {
	case name == "":
		return "", fault.Field("", "upi_name")
	case p.MCC != "" && !mcc.MatchString(p.MCC):
		return "", fault.Field("", "upi_mcc")
	case p.Ref != "" && !ref.MatchString(p.Ref):
		return "", fault.Field("", "upi_ref")
	case p.Amount < 0:
		return "", fault.Field("", "upi_amount")
	case p.Amount > MaxAmount:
		return "", fault.Field("", "upi_amount_over", "max", MaxAmount)
	}
	amount := ""
	if p.Amount > 0 {
		amount = p.Amount.Plain()
	}
	var b strings.Builder
	b.WriteString("upi://pay?pa=" + address)
	for _, param := range [][2]string{
		{"pn", name},
		{"mc", p.MCC},
		{"tr", p.Ref},
		{"tn", tidy(p.Note, maxNote)},
		{"am", amount},
		{"cu", "INR"},
	} {
		if param[1] != "" {
			b.WriteString("&" + param[0] + "=" + escape(param[1]))
		}
	}
	return b.String(), nil
}

// tidy makes runs of white space one space, drops what cannot be printed and cuts to max characters.
func tidy(s string, max int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPrint(r) || r == '\u200c' || r == '\u200d' { // joiners belong to Indian scripts
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > max {
		runes = runes[:max]
	}
	return strings.TrimSpace(string(runes))
}

// escape follows RFC 3986: url.QueryEscape writes + for a space, url.PathEscape leaves & + = as they are.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
