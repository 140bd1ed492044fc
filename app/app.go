// Package app is the appliance's business, put together: every service once, over one PocketBase.
//
// It imports neither hooks nor views: what happens by itself is bound in hooks, what people see in views.
package app

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/audit"
	"doorstep/app/backup"
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/live"
	"doorstep/app/notify"
	"doorstep/app/payments"
	"doorstep/app/people"
	"doorstep/app/reach"
	"doorstep/app/receivables"
	"doorstep/app/reports"
	"doorstep/app/settings"
	"doorstep/app/stock"
	"doorstep/app/sync"
	"doorstep/app/txn"
)

// App holds the services. Core is PocketBase; Live tells open pages what changed.
type App struct {
	Version     string // of the program, as copies of the data note it
	Core        core.App
	Live        *live.Hub
	Settings    *settings.Service
	People      *people.Service
	Customers   *customers.Service
	Catalog     *catalog.Service
	Jobs        *jobs.Service
	Stock       *stock.Service
	Contracts   *contracts.Service
	Dispatch    *dispatch.Service
	Billing     *billing.Service
	Payments    *payments.Service
	Receivables *receivables.Service
	Reports     *reports.Service
	Sync        *sync.Service
	Audit       *audit.Service
	Notify      *notify.Service
	Backup      *backup.Service
	Reach       *reach.Box
	Claims      txn.Claims
	Clock       Clock
}

// New builds the services over pb. Nothing is read or written until a verb is called.
func New(pb core.App) *App {
	a := &App{Core: pb, Live: &live.Hub{}, Audit: audit.New(pb), Claims: txn.Claims{App: pb}}
	a.Reach = reach.New(pb.DataDir())
	a.Settings = settings.New(pb)
	a.People = people.New(pb, a.Settings)
	a.Customers = customers.New(pb, a.fence)
	a.Customers.Signer = customers.NewSigner(a.Reach.Dir())
	a.Catalog = catalog.New(pb)
	a.Jobs = jobs.New(pb, a.Settings, a.People, a.Customers, a.Catalog)
	a.Stock = stock.New(pb, a.People, a.Catalog, a.Jobs)
	a.Contracts = contracts.New(pb, a.Settings, a.People, a.Customers, a.Catalog, a.Jobs)
	a.Dispatch = dispatch.New(pb, a.Settings, a.People, a.Customers, a.Jobs, a.Stock)
	a.Billing = billing.New(pb, a.Settings, a.People, a.Customers, a.Catalog, a.Jobs, a.Contracts)
	a.Payments = payments.New(pb, a.Settings, a.People, a.Customers, a.Jobs, a.Billing, a.Reach.Dir())
	a.Receivables = receivables.New(pb, a.Settings, a.Customers, a.Jobs, a.Billing, a.Payments)
	a.Reports = reports.New(pb)
	a.Sync = sync.New(pb, a.People, a.Customers, a.Jobs, a.Billing, a.Payments)
	a.Notify = notify.New(pb, a.Settings, a.Reach.Dir(), notify.Services())
	a.Backup = backup.New(pb, a.Settings, func() string { return a.Version })
	return a
}

// fence is the radius in metres that a new site gets.
func (a *App) fence() int {
	c, err := a.Settings.Company(context.Background())
	if err != nil {
		return customers.FenceDefault
	}
	return c.Policies.FenceM
}
