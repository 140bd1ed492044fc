package office

import (
	"context"
	"net/http"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// listPriceLists is all price lists, and the form of a new one.
func (o *office) listPriceLists(req *web.Request) error {
	return o.priceListsPage(req, http.StatusOK, ui.NewForm(req.Lang()))
}

func (o *office) priceListsPage(req *web.Request, status int, f *ui.Form) error {
	all, err := o.app.Catalog.PriceLists(req.Ctx())
	if err != nil {
		return err
	}
	return req.PageStatus(status, "Price lists", "price-lists", priceLists(all, f))
}

func (o *office) createPriceList(req *web.Request) error {
	f := req.Form()
	l, err := o.app.Catalog.SavePriceList(req.Ctx(), catalog.PriceListInput{Name: f.Get("name"), Discount: f.Get("discount"), Active: true})
	if err == nil {
		return req.Go("/office/price-lists/"+l.ID, "Price list saved.")
	}
	if !web.Refill(err) {
		return err
	}
	f.Fail(err)
	return o.priceListsPage(req, web.StatusOf(err), f)
}

// priceRule is what the customer pays, in one sentence that says what goes before what.
func (o *office) priceRule(ctx context.Context, c customers.Customer) (string, error) {
	if c.PriceList == "" {
		return ruleWords(catalog.PriceList{}, c.DiscountBps), nil
	}
	l, err := o.app.Catalog.PriceList(ctx, c.PriceList)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	return ruleWords(l, c.DiscountBps), nil
}

// ruleWords names the prices of a list and a customer's own discount in the order in which they hold: a price of the list, then
// the list's discount, then the customer's, then the standard price. A list that is not in use does not hold.
func ruleWords(l catalog.PriceList, own int) string {
	if !l.Active {
		l = catalog.PriceList{}
	}
	rest := "standard prices"
	switch {
	case l.DiscountBps > 0:
		rest = percentText(l.DiscountBps) + " off standard prices"
	case own > 0:
		rest = percentText(own) + " off standard prices"
	}
	said := "Pays " + rest + "."
	if l.Items > 0 {
		said = "Pays the prices of “" + l.Name + "” for " + countWords(l.Items, "item", "items") + " and " + rest + " for all others."
	} else if l.DiscountBps > 0 {
		said = "Pays " + rest + ", by “" + l.Name + "”."
	}
	if l.DiscountBps > 0 && own > 0 {
		said += " The customer’s own discount does not come on top."
	}
	return said
}

// priceListOptions are the lists to choose from: those in use, and the present one.
func priceListOptions(all []catalog.PriceList, present string) []ui.Option {
	out := []ui.Option{{Label: "Standard prices"}}
	for _, l := range all {
		if l.Active || l.ID == present {
			out = append(out, ui.Option{Value: l.ID, Label: l.Name})
		}
	}
	return out
}
