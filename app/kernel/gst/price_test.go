package gst_test

import (
	"testing"

	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

func TestWithTax_roundsHalfAPaisaUp(t *testing.T) {
	for _, c := range []struct {
		price money.Paise
		bps   int
		want  money.Paise
	}{
		{100_00, 1800, 118_00},
		{100_00, 0, 100_00},
		{1_01, 1800, 1_19}, // 18.18
		{25, 1800, 30},     // 4.5
		{200_00, 25, 200_50},
		{0, 2800, 0},
		{money.Paise(1) << 61, 1800, money.Paise(1)<<61 + 415051741658464911},
	} {
		if got := gst.WithTax(c.price, c.bps); got != c.want {
			t.Errorf("%d at %d: %d, want %d", c.price, c.bps, got, c.want)
		}
	}
}
