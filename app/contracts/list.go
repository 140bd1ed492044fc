package contracts

import (
	"context"
	"slices"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// Row is a contract as lists show it: how many machines are under it today, when the next visit is due, and what is still to be
// invoiced of it. Next is empty where no visit is to come. Its Assets are not filled.
type Row struct {
	Contract
	Machines int
	Next     clock.Date
	Open     money.Paise
}

// Contracts is a page of contracts, those that end first before the rest, 50 at a time. Errors: Forbidden.
func (s *Service) Contracts(ctx context.Context, f Filter, at page.Cursor) (page.Of[Row], error) {
	if err := act.Require(ctx, See); err != nil {
		return page.Of[Row]{}, err
	}
	rows, err := listed(ctx, s.app, f, at)
	if err != nil {
		return page.Of[Row]{}, err
	}
	return page.Cut(rows, pageSize, at, func(r Row) (string, string) { return string(r.Ends), r.ID }), nil
}

// OfCustomer are all contracts of the customer with their machines, the last to end first. Errors: Forbidden.
func (s *Service) OfCustomer(ctx context.Context, customer string) ([]Contract, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return contractsOf(ctx, s.app, customer)
}

// OfAsset are the contracts that are or were over the machine, those of the whole of its site too, the last to end first.
// Errors: Forbidden; NotFound.
func (s *Service) OfAsset(ctx context.Context, asset string) ([]Contract, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	a, err := s.customers.AssetByID(ctx, asset)
	if err != nil {
		return nil, err
	}
	all, err := contractsOf(ctx, s.app, a.Customer)
	return slices.DeleteFunc(all, func(c Contract) bool {
		if len(c.Assets) == 0 {
			return !slices.Contains(c.Sites, a.Site)
		}
		return !slices.ContainsFunc(c.Assets, func(m Machine) bool { return m.Asset == asset })
	}), err
}
