package contracts

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// whole is the contract with its customer's name and its machines. NotFound.
func (s *Service) whole(ctx context.Context, id string) (Contract, error) {
	r, err := txn.Find(s.app, "contracts", id)
	if err != nil {
		return Contract{}, err
	}
	c := readContract(r)
	if c.Assets, err = machinesOf(ctx, s.app, id); err != nil {
		return Contract{}, err
	}
	customer, err := s.customers.Get(ctx, c.Customer)
	c.CustomerName = customer.Name
	return c, err
}

// inForce are the customer's active contracts with their machines; those in force on the day, or all where it is empty.
func inForce(ctx context.Context, app core.App, customer string, on clock.Date) ([]Contract, error) {
	query := app.RecordQuery("contracts").WithContext(ctx).AndWhere(dbx.HashExp{"customer": customer, "state": string(Active)})
	if on != "" {
		query.AndWhere(dbx.NewExp("starts <= {:on} AND ends >= {:on}", dbx.Params{"on": string(on)}))
	}
	return withMachines(ctx, app, query.OrderBy("ends", "id"))
}

// withMachines are the contracts of the query, each with all its machines.
func withMachines(ctx context.Context, app core.App, query *dbx.SelectQuery) ([]Contract, error) {
	var rows []*core.Record
	if err := query.All(&rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	out, at, ids := make([]Contract, len(rows)), map[string]int{}, make([]any, len(rows))
	for i, r := range rows {
		out[i], ids[i], at[r.Id] = readContract(r), r.Id, i
	}
	var machines []*core.Record
	err := app.RecordQuery("contract_assets").WithContext(ctx).AndWhere(dbx.In("contract", ids...)).OrderBy("from", "rowid").All(&machines)
	for _, r := range machines {
		m := readMachine(r)
		out[at[m.Contract]].Assets = append(out[at[m.Contract]].Assets, m)
	}
	return out, err
}

// contractsOf are the customer's contracts, the last to end first.
func contractsOf(ctx context.Context, app core.App, customer string) ([]Contract, error) {
	return withMachines(ctx, app, app.RecordQuery("contracts").WithContext(ctx).AndWhere(dbx.HashExp{"customer": customer}).
		OrderBy("ends DESC", "id DESC"))
}
