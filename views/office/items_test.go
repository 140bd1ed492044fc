package office

import (
	"testing"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
)

func TestItemView_tellsThePriceOfTodayFromThoseBeforeAndAfter(t *testing.T) {
	v := itemView{Item: catalog.Item{RateFrom: "2026-04-01"}}
	for from, want := range map[string]string{"2026-12-01": "future", "2026-04-01": "current", "2025-04-01": "past"} {
		if got := v.when(catalog.Rate{From: clock.Date(from)}, "2026-11-16"); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
}
