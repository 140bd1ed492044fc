package gst

import (
	"math/bits"

	"doorstep/app/kernel/money"
)

// part is bps basis points of p, which is not negative, to the nearest paisa, half up.
func part(p money.Paise, bps int) money.Paise { return ratio(p, int64(bps), whole) }

// ratio is p × times ÷ by to the nearest paisa, half up. Nothing may be negative and the result has to fit into Paise; what
// lies between may be larger than that.
func ratio(p money.Paise, times, by int64) money.Paise {
	high, low := bits.Mul64(uint64(p), uint64(times))
	low, carry := bits.Add64(low, uint64(by)/2, 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(by))
	return money.Paise(quotient)
}
