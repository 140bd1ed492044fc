package upi

import (
	"net/url"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// ParseLink reads a payment link strictly: what some apps refuse or misread is refused here. Parameters that are not in Pay
// are ignored. Fault: upi_link.
func ParseLink(link string) (Pay, error) {
	bad := fault.Field("", "upi_link")
	query, ok := strings.CutPrefix(link, "upi://pay?")
	if !ok || strings.ContainsAny(link, " \t\r\n") {
		return Pay{}, bad
	}
	var p Pay
	for part := range strings.SplitSeq(query, "&") {
		key, raw, _ := strings.Cut(part, "=")
		value, err := url.PathUnescape(raw)
		if err != nil || value == "" {
			return Pay{}, bad.Wrap(err)
		}
		switch key {
		case "pa":
			p.VPA = raw // an escaped @ is refused by some apps
		case "pn":
			p.Name = value
		case "mc":
			p.MCC = value
		case "tr":
			p.Ref = value
		case "tn":
			p.Note = value
		case "am":
			if p.Amount, err = money.Parse(value); err != nil || p.Amount == 0 {
				return Pay{}, bad.Wrap(err)
			}
		case "cu":
			if value != "INR" {
				return Pay{}, bad
			}
		}
	}
	if _, err := ParseVPA(p.VPA); err != nil || p.Name == "" {
		return Pay{}, bad.Wrap(err)
	}
	return p, nil
}

// ParseRRN reads the 12-digit reference of a UPI payment as apps, messages and statements write it: with spaces, with "UPI/"
// before it, or padded to 16 digits. It stays text: leading zeros count. Fault: rrn_form.
func ParseRRN(s string) (string, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	for _, mark := range []string{"UPI", "RRN", "UTR"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			s = strings.TrimLeft(rest, "/:-.")
			break
		}
	}
	if len(s) == 16 {
		s = strings.TrimPrefix(s, "0000")
	}
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" || strings.Trim(s, "0") == "" {
		return "", fault.Field("", "rrn_form")
	}
	return s, nil
}

// RRNDay reads the last digit of the year and the day of the year with which most RRNs begin. Banks do not promise it:
// a reason to look twice, never to refuse. ok is false where the digits are no such day.
func RRNDay(rrn string) (yearDigit, day int, ok bool) {
	if len(rrn) != 12 {
		return 0, 0, false
	}
	yearDigit = int(rrn[0] - '0')
	day = int(rrn[1]-'0')*100 + int(rrn[2]-'0')*10 + int(rrn[3]-'0')
	return yearDigit, day, day >= 1 && day <= 366
}
