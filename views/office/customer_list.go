package office

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

// listCustomers shows the customers by name, or those that were searched for.
func (o *office) listCustomers(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	query := req.Query("q")
	found, err := o.app.Customers.List(req.Ctx(), customers.ListInput{Query: query, Cursor: at})
	if err != nil {
		return err
	}
	return req.Page("Customers", "customers", customerList(query, found))
}
