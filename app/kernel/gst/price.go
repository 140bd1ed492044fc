package gst

import "doorstep/app/kernel/money"

// WithTax is a price with its tax at bps basis points, to the nearest paisa, half up, as a price list shows it.
// Papers compute their tax line by line and head by head instead.
func WithTax(price money.Paise, bps int) money.Paise {
	const whole = 10_000
	b := money.Paise(bps)
	return price + price/whole*b + (price%whole*b+whole/2)/whole
}
