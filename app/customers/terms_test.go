package customers_test

import (
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
)

func TestTerms_areSetByOwnerAndAccountantAndKeptByOthers(t *testing.T) {
	s, _, _ := setUp(t)
	ctx := as(act.Owner)
	c, err := s.Create(ctx, customers.CustomerInput{Name: "Pai Stores", Discount: "7.5%", TAN: "pune 12345a", TDS: "2"})
	must(t, err)
	if c.DiscountBps != 750 || c.TAN != "PUNE12345A" || c.TDSBps != 200 {
		t.Errorf("got %+v", c)
	}
	c, err = s.Update(as(act.Dispatcher), c.ID, customers.CustomerInput{Rev: c.Rev, Name: "Pai & Sons", Discount: "50", TAN: "PUNE12345A"})
	must(t, err)
	if c.Name != "Pai & Sons" || c.DiscountBps != 750 || c.TDSBps != 0 {
		t.Errorf("the dispatcher left %+v", c)
	}
	c, err = s.Create(as(act.Dispatcher), customers.CustomerInput{Name: "Rao", Discount: "50"})
	must(t, err)
	if c.DiscountBps != 0 {
		t.Errorf("the dispatcher gave %d", c.DiscountBps)
	}
	_, err = s.Create(ctx, customers.CustomerInput{Name: "X", Discount: "much", TAN: "12", TDS: "31", PriceList: "none"})
	wantFault(t, err, "discount", "percent_form")
	wantFault(t, err, "tan", "tan_form")
	wantFault(t, err, "tds", "percent_most")
	_, err = s.Create(ctx, customers.CustomerInput{Name: "X", PriceList: "nosuchlist12345"})
	wantFault(t, err, "price_list", "invalid")
}
