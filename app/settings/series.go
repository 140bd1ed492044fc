package settings

import (
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
)

// FirstInvoice is how the first number of a series with the prefix is written in the running financial year: "INV/26-27/00001".
// Empty where no number may begin so.
func FirstInvoice(prefix string) string {
	no, err := gst.Number(strings.ToUpper(strings.TrimSpace(prefix)), gst.FY(clock.Today()), 1)
	if err != nil {
		return ""
	}
	return no
}
