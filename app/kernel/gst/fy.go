package gst

import (
	"fmt"

	"doorstep/app/kernel/clock"
)

// Year is a financial year, 1 April to 31 March in India.
type Year struct {
	Long, Short, Compact string // "2026-27", "26-27", "2627"
	From, To             clock.Date
}

// FY is the financial year in which d falls; the zero Year for the empty Date.
func FY(d clock.Date) Year {
	at := d.Start()
	if at.IsZero() {
		return Year{}
	}
	y := at.Year()
	if at.Month() < 4 {
		y--
	}
	next := fmt.Sprintf("%02d", (y+1)%100)
	return Year{
		Long: fmt.Sprintf("%04d-%s", y, next), Short: fmt.Sprintf("%02d-%s", y%100, next), Compact: fmt.Sprintf("%02d%s", y%100, next),
		From: clock.Date(fmt.Sprintf("%04d-04-01", y)), To: clock.Date(fmt.Sprintf("%04d-03-31", y+1)),
	}
}

// Holds says whether d falls in the year.
func (y Year) Holds(d clock.Date) bool { return d != "" && y.From <= d && d <= y.To }

// Period is the month of a GST return as the portal writes it: "112026" for November 2026; empty for the empty Date.
func Period(d clock.Date) string {
	at := d.Start()
	if at.IsZero() {
		return ""
	}
	return at.Format("012006")
}

// Quarter is the quarter of the financial year, "Q1" for April to June; empty for the empty Date.
func Quarter(d clock.Date) string {
	at := d.Start()
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf("Q%d", (int(at.Month())+8)%12/3+1)
}
