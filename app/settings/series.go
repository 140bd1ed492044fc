package settings

import (
	"fmt"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

// FirstInvoice is how the first number of a series with the prefix is written in the running financial year, which begins
// in April: "INV/26-27/00001".
func FirstInvoice(prefix string) string {
	today := clock.Today().Start()
	year := today.Year()
	if today.Month() < time.April {
		year--
	}
	return fmt.Sprintf("%s/%02d-%02d/00001", strings.ToUpper(strings.TrimSpace(prefix)), year%100, (year+1)%100)
}
