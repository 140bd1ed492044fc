package office

import (
	"context"
	"slices"
	"strings"

	"doorstep/app/customers"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

const (
	machinesWanted = 40 // machines that make a page full
	machinePages   = 20 // pages of customers read for one page of machines: where few have any, the search goes on
)

// machineRow is a machine with whose it is and where.
type machineRow struct {
	customers.Asset
	Owner, Where string
}

// listMachines shows machines by their customer's name, or those that were searched for.
func (o *office) listMachines(req *web.Request) error {
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	query := req.Query("q")
	found, err := o.machines(req.Ctx(), query, at)
	if err != nil {
		return err
	}
	return req.Page("Machines", "machines", machineList(query, found))
}

// machines reads customers page by page until there are machines enough: a page holds all machines of its customers, so it is
// stable as the list of customers is.
func (o *office) machines(ctx context.Context, query string, at page.Cursor) (page.Of[machineRow], error) {
	all := page.Of[machineRow]{}
	for n := range machinePages {
		found, err := o.app.Customers.List(ctx, customers.ListInput{Query: query, Cursor: at})
		if err != nil {
			return all, err
		}
		rows, err := o.machinesOf(ctx, query, found.Rows)
		if err != nil {
			return all, err
		}
		further := found.Next
		if at.Back {
			all.Rows, further = append(rows, all.Rows...), found.Prev
		} else {
			all.Rows = append(all.Rows, rows...)
		}
		if n == 0 || at.Back {
			all.Prev = found.Prev
		}
		if n == 0 || !at.Back {
			all.Next = found.Next
		}
		if further == "" || len(all.Rows) >= machinesWanted {
			break
		}
		if at, err = page.Parse(further); err != nil {
			return all, err
		}
	}
	return all, nil
}

// machinesOf are the machines of the customers of one page that fit the query best.
func (o *office) machinesOf(ctx context.Context, query string, owners []customers.Row) ([]machineRow, error) {
	var all []machineRow
	for _, c := range owners {
		if c.Assets == 0 {
			continue
		}
		assets, err := o.app.Customers.Assets(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		sites, err := o.app.Customers.Sites(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range bestFits(query, assets) {
			row := machineRow{Asset: a, Owner: c.Name}
			if i := slices.IndexFunc(sites, func(s customers.Site) bool { return s.ID == a.Site }); i >= 0 {
				row.Where = siteAndSpot(sites[i], a)
			}
			all = append(all, row)
		}
	}
	return all, nil
}

// bestFits are the machines to which most words of the query belong: all of a customer's where the words name the customer only.
func bestFits(query string, assets []customers.Asset) []customers.Asset {
	words := strings.Fields(strings.ToLower(query))
	most := 0
	var fits []customers.Asset
	for _, a := range assets {
		n := 0
		for _, w := range words {
			if begins(a, w) {
				n++
			}
		}
		if n > most {
			most, fits = n, nil
		}
		if n == most {
			fits = append(fits, a)
		}
	}
	return fits
}

// begins reports whether the word begins a word of the machine.
func begins(a customers.Asset, word string) bool {
	text := strings.ToLower(strings.Join([]string{a.Kind, a.Brand, a.Model, a.Serial}, " "))
	return strings.Contains(" "+text, " "+word)
}
