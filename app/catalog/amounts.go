package catalog

import (
	"slices"
	"strconv"
	"strings"

	"doorstep/app/kernel/fault"
)

// ParseGST reads a GST rate in percent, "18", "18%" or "0.25", as basis points. Fault gst_rate for a rate that GST does not know.
func ParseGST(s string) (int, error) {
	bps, ok := fixed(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%")), 2)
	if !ok || !slices.Contains(GSTRates, bps) {
		return 0, fault.Field("", "gst_rate")
	}
	return bps, nil
}

// GSTText prints basis points as percent: "18", "0.25".
func GSTText(bps int) string { return decimal(bps, 2) }

// ParseQty reads a quantity of up to three decimals, "1.5", as thousandths. Fault qty_form; quantities lie above 0 and below 100000.
func ParseQty(s string) (int, error) {
	milli, ok := fixed(strings.TrimSpace(s), 3)
	if !ok || milli == 0 {
		return 0, fault.Field("", "qty_form")
	}
	return milli, nil
}

// QtyText prints thousandths: "1.5", "2".
func QtyText(milli int) string { return decimal(milli, 3) }

// fixed reads digits with at most places decimals as a whole number of the last place.
func fixed(s string, places int) (int, bool) {
	whole, part, dotted := strings.Cut(s, ".")
	if whole == "" || len(whole) > 5 || len(part) > places || dotted && part == "" {
		return 0, false
	}
	digits := whole + part + strings.Repeat("0", places-len(part))
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

func decimal(n, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.Itoa(n)
	for len(digits) <= places {
		digits = "0" + digits
	}
	cut := len(digits) - places
	text := strings.TrimRight(digits[cut:], "0")
	if text == "" {
		return sign + digits[:cut]
	}
	return sign + digits[:cut] + "." + text
}
