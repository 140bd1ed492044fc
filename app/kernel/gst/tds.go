package gst

import "doorstep/app/kernel/money"

// TDS is the tax a business customer holds back: bps basis points of the value without GST, half a paisa going up.
func TDS(taxable money.Paise, bps int) money.Paise { return part(taxable, bps) }

// usual are the rates held back: contracts by individuals, contracts by others, fees.
var usual = []int{100, 200, 1000}

// GuessTDS explains why a receipt is short by so much: 1, 2 or 10 % of the taxable value within one rupee, for deductors round
// to the rupee. It returns the rate that comes nearest and what was held back, which is short itself. Not ok where no rate
// fits, and for a rupee or less, which is rounding. A guess is proposed to a person, never booked.
func GuessTDS(taxable, short money.Paise) (bps int, tds money.Paise, ok bool) {
	if taxable <= 0 || short <= money.Rupee {
		return 0, 0, false
	}
	nearest := money.Rupee + 1
	for _, rate := range usual {
		off := TDS(taxable, rate) - short
		if off < 0 {
			off = -off
		}
		if off < nearest {
			nearest, bps = off, rate
		}
	}
	if bps == 0 {
		return 0, 0, false
	}
	return bps, short, true
}
