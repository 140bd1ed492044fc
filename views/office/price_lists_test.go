package office

import (
	"testing"

	"doorstep/app/catalog"
)

func TestRuleWords_sayWhichPriceGoesFirst(t *testing.T) {
	for _, c := range []struct {
		list catalog.PriceList
		own  int
		want string
	}{
		{catalog.PriceList{}, 0, "Pays standard prices."},
		{catalog.PriceList{}, 500, "Pays 5% off standard prices."},
		{catalog.PriceList{Name: "D", DiscountBps: 1000, Active: true}, 0, "Pays 10% off standard prices, by “D”."},
		{catalog.PriceList{Name: "D", DiscountBps: 1000, Active: true}, 500, "Pays 10% off standard prices, by “D”. The customer’s own discount does not come on top."},
		{catalog.PriceList{Name: "D", Items: 2, Active: true}, 500, "Pays the prices of “D” for 2 items and 5% off standard prices for all others."},
		{catalog.PriceList{Name: "D", Items: 2, DiscountBps: 1000}, 0, "Pays standard prices."},
	} {
		if got := ruleWords(c.list, c.own); got != c.want {
			t.Errorf("%+v, own %d: %q, want %q", c.list, c.own, got, c.want)
		}
	}
}
