package office

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

// listMachines shows the newest machines first, or those that were searched for.
func (o *office) listMachines(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	query := req.Query("q")
	found, err := o.app.Customers.Machines(req.Ctx(), customers.ListInput{Query: query, Cursor: at})
	if err != nil {
		return err
	}
	return req.Page("Machines", "machines", machineList(query, found))
}
