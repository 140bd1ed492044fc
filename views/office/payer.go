package office

import (
	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// payer is whose the money on a page is: the hits of a search for him, or whom a person took for him, with what he owes.
type payer struct {
	query    string
	hits     []customers.Hit
	customer customers.Customer
	open     []billing.Invoice
}

// payer looks for the one whose id came with the form, and for whom the query names. Errors: NotFound.
func (o *office) payer(req *web.Request, id string) (payer, error) {
	p := payer{query: req.Query("q")}
	var err error
	if p.query != "" {
		if p.hits, err = o.app.Customers.Search(req.Ctx(), p.query, 10); err != nil {
			return p, err
		}
	}
	if id == "" {
		return p, nil
	}
	if p.customer, err = o.app.Customers.Get(req.Ctx(), id); err != nil {
		return p, err
	}
	p.open, err = o.app.Billing.OpenOf(req.Ctx(), id)
	return p, err
}

// purposes are what he owes, to choose what the money is for. More says what there is to say of an invoice; it may be nil.
func (p payer) purposes(more func(billing.Invoice) string) []ui.Option {
	out := []ui.Option{{Label: "On account", Hint: "to be put to invoices later"}}
	for _, i := range p.open {
		hint := "dated " + i.Date.Short()
		if more != nil {
			hint += more(i)
		}
		out = append(out, ui.Option{Value: i.ID, Label: i.No + ", " + i.Balance.Rupees() + " open", Hint: hint})
	}
	return out
}
