package office

import (
	"testing"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

func TestWithGST_roundsHalfAPaisaUp(t *testing.T) {
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
		if got := withGST(c.price, c.bps); got != c.want {
			t.Errorf("%d at %d: %d, want %d", c.price, c.bps, got, c.want)
		}
	}
}

func TestItemView_tellsThePriceOfTodayFromThoseBeforeAndAfter(t *testing.T) {
	v := itemView{Item: catalog.Item{RateFrom: "2026-04-01"}}
	for from, want := range map[string]string{"2026-12-01": "future", "2026-04-01": "current", "2025-04-01": "past"} {
		if got := v.when(catalog.Rate{From: clock.Date(from)}, "2026-11-16"); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
}
