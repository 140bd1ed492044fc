package catalog_test

import (
	"testing"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestPriceList_holdsPricesOfItsOwnUntilItIsTakenOutOfUse(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	list, err := s.SavePriceList(ctx, catalog.PriceListInput{Name: " Big  societies ", Discount: "7.5%", Active: true})
	must(t, err)
	if list.Name != "Big societies" || list.DiscountBps != 750 || !list.Active {
		t.Errorf("got %+v", list)
	}
	for _, price := range []string{"1,000", "950.50"} {
		must(t, s.SetOwnPrice(ctx, list.ID, item.ID, price))
	}
	got, err := s.Prices(ctx, list.ID, []string{item.ID, "other"})
	if err != nil || len(got) != 1 || got[item.ID] != 95050 {
		t.Errorf("prices %v %v", got, err)
	}
	own, err := s.OwnPrices(ctx, list.ID)
	if err != nil || len(own) != 1 || own[0].Price != 95050 || own[0].Item.Price != 120000 {
		t.Errorf("own prices %+v %v", own, err)
	}
	list, err = s.SavePriceList(ctx, catalog.PriceListInput{ID: list.ID, Rev: list.Rev, Name: "Societies"})
	must(t, err)
	if list.Items != 1 || list.Active || list.DiscountBps != 0 {
		t.Errorf("got %+v", list)
	}
	if got, err := s.Prices(ctx, list.ID, []string{item.ID}); err != nil || len(got) != 0 {
		t.Errorf("out of use it prices %v %v", got, err)
	}
	for range 2 {
		must(t, s.DropOwnPrice(ctx, list.ID, item.ID))
	}
	if own, err := s.OwnPrices(ctx, list.ID); err != nil || len(own) != 0 {
		t.Errorf("dropped: %+v %v", own, err)
	}
}

func TestPriceList_refusesWhatCannotBe(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	list, err := s.SavePriceList(ctx, catalog.PriceListInput{Name: "Dealers", Active: true})
	must(t, err)
	_, err = s.SavePriceList(ctx, catalog.PriceListInput{Name: "dealers"})
	wantFault(t, err, "name", "taken")
	_, err = s.SavePriceList(ctx, catalog.PriceListInput{Name: "", Discount: "101"})
	wantFault(t, err, "name", "required")
	wantFault(t, err, "discount", "percent_form")
	_, err = s.SavePriceList(ctx, catalog.PriceListInput{ID: list.ID, Rev: list.Rev + 1, Name: "D"})
	wantFault(t, err, "", "stale")
	wantFault(t, s.SetOwnPrice(ctx, list.ID, item.ID, "899"), "price", "floor_under")
	wantFault(t, s.SetOwnPrice(ctx, list.ID, "", "x"), "item", "required")
	wantFault(t, s.SetOwnPrice(ctx, list.ID, "nosuchitemhere1", "1"), "item", "not_found")
	for _, role := range []act.Role{act.Dispatcher, act.Storekeeper, act.Technician} {
		if _, err := s.SavePriceList(as(role), catalog.PriceListInput{Name: "Mine"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestItemsByCode_findsThemInAnyCase(t *testing.T) {
	freeze(t)
	s, _, ctx := setUp(t)
	item, err := s.CreateItem(ctx, gas)
	must(t, err)
	got, err := s.ItemsByCode(ctx, []string{"Gas-r32", "none"}, "2026-11-22")
	if err != nil || len(got) != 1 || got["GAS-R32"] != item {
		t.Errorf("%+v %v", got, err)
	}
}
