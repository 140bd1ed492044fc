package views

import (
	"context"

	"doorstep/app"
	"doorstep/app/audit"
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/i18n"
	"doorstep/app/notify"
	"doorstep/app/payments"
	"doorstep/app/people"
	"doorstep/app/receivables"
	"doorstep/app/reports"
	"doorstep/app/settings"
	"doorstep/app/stock"
	"doorstep/app/sync"
	"doorstep/views/layout"
)

// nav is the rail of the office, or the bottom bar of the technician's phone. The layout hides what a role may not see.
func nav(by act.By) []layout.NavItem {
	if by.Role == act.Technician {
		return []layout.NavItem{
			{Label: i18n.T(by.Lang, "tech.today"), Href: "/t/today", Key: "today", Icon: "calendar", May: jobs.SeeOwn},
			{Label: i18n.T(by.Lang, "tech.account"), Href: "/account", Key: "account", Icon: "user", May: people.Account},
		}
	}
	return []layout.NavItem{
		{Group: "Work", Label: "Today", Href: "/office/today", Key: "today", Icon: "home", Hot: "g t", May: jobs.See},
		{Group: "Work", Label: "New job", Href: "/office/jobs/new", Key: "new", Icon: "plus", Hot: "n", May: jobs.Book},
		{Group: "Work", Label: "Day board", Href: "/office/board", Key: "board", Icon: "calendar", Hot: "g d", May: dispatch.SeeBoard},
		{Group: "Work", Label: "Map", Href: "/office/map", Key: "map", Icon: "map-pin", May: dispatch.SeeBoard},
		{Group: "Work", Label: "Proposals", Href: "/office/proposals", Key: "proposals", Icon: "bolt", May: dispatch.SeeBoard},
		{Group: "Work", Label: "Exceptions", Href: "/office/exceptions", Key: "exceptions", Icon: "warning", Hot: "g x", May: dispatch.SeeBoard},
		{Group: "Work", Label: "Capacity", Href: "/office/capacity", Key: "capacity", Icon: "clock", May: dispatch.SeeBoard},
		{Group: "Work", Label: "Look back", Href: "/office/replay", Key: "replay", Icon: "history", May: dispatch.LookBack},
		{Group: "Work", Label: "Messages", Href: "/office/messages", Key: "messages", Icon: "note", May: notify.SendDrafts},
		{Group: "Work", Label: "Jobs", Href: "/office/jobs", Key: "jobs", Icon: "list", Hot: "g j", May: jobs.See},
		{Group: "Work", Label: "Customers", Href: "/office/customers", Key: "customers", Icon: "users", Hot: "g c", May: customers.See},
		{Group: "Work", Label: "Machines", Href: "/office/machines", Key: "machines", Icon: "box", Hot: "g m", May: customers.See},
		{Group: "Work", Label: "Contracts", Href: "/office/contracts", Key: "contracts", Icon: "shield", Hot: "g n", May: contracts.See},
		{Group: "Work", Label: "Renewals", Href: "/office/renewals", Key: "renewals", Icon: "history", Hot: "g w", May: contracts.See},
		{Group: "Money", Label: "Money", Href: "/owner", Key: "owner", Icon: "rupee", Hot: "g o", May: reports.See},
		{Group: "Money", Label: "Leakage", Href: "/owner/leakage", Key: "leakage", Icon: "warning", Hot: "g l", May: reports.See},
		{Group: "Money", Label: "To review", Href: "/office/review", Key: "review", Icon: "check", Hot: "g r", May: billing.See},
		{Group: "Money", Label: "Invoices", Href: "/office/invoices", Key: "invoices", Icon: "note", Hot: "g i", May: billing.See},
		{Group: "Money", Label: "Estimates", Href: "/office/estimates", Key: "estimates", Icon: "note", Hot: "g e", May: billing.See},
		{Group: "Money", Label: "Payments", Href: "/office/payments", Key: "payments", Icon: "rupee", Hot: "g p", May: payments.See},
		{Group: "Money", Label: "Cash", Href: "/office/cash", Key: "cash", Icon: "box", May: payments.See},
		{Group: "Money", Label: "Bank", Href: "/office/bank", Key: "bank", Icon: "list", Hot: "g b", May: payments.SeeBank},
		{Group: "Money", Label: "Online payments", Href: "/office/gateway", Key: "gateway", Icon: "external", May: payments.AskGateway},
		{Group: "Money", Label: "Receivables", Href: "/office/receivables", Key: "receivables", Icon: "clock", May: receivables.See},
		{Group: "Money", Label: "Disputes", Href: "/office/disputes", Key: "disputes", Icon: "warning", May: receivables.See},
		{Group: "Field", Label: "Conflicts", Href: "/office/conflicts", Key: "conflicts", Icon: "warning", May: sync.Settle},
		{Group: "Field", Label: "Check-ins", Href: "/office/checkins", Key: "checkins", Icon: "map-pin", Hot: "g k", May: jobs.See},
		{Group: "Field", Label: "Vans", Href: "/office/vans", Key: "vans", Icon: "truck", May: stock.See},
		{Group: "Field", Label: "Attendance", Href: "/office/attendance", Key: "attendance", Icon: "clock", Hot: "g a", May: people.SeeTechnicians},
		{Group: "Field", Label: "Expenses", Href: "/office/expenses", Key: "expenses", Icon: "camera", May: jobs.See},
		{Group: "Field", Label: "Phones", Href: "/office/phones", Key: "phones", Icon: "phone", May: sync.Settle},
		{Group: "Set-up", Label: "Technicians", Href: "/office/technicians", Key: "technicians", Icon: "wrench", May: people.SeeTechnicians},
		{Group: "Set-up", Label: "Staff", Href: "/office/staff", Key: "staff", Icon: "user", May: people.SeeStaff},
		{Group: "Set-up", Label: "Price list", Href: "/office/items", Key: "items", Icon: "rupee", May: catalog.See},
		{Group: "Set-up", Label: "Customers’ price lists", Href: "/office/price-lists", Key: "price-lists", Icon: "rupee", May: catalog.See},
		{Group: "Set-up", Label: "Job types", Href: "/office/job-types", Key: "job-types", Icon: "note", May: catalog.See},
		{Group: "Set-up", Label: "Manuals", Href: "/office/manuals", Key: "manuals", Icon: "note", May: catalog.See},
		{Group: "Set-up", Label: "Settings", Href: "/office/settings", Key: "settings", Icon: "gear", May: settings.See},
		{Group: "Set-up", Label: "Schedules", Href: "/office/schedules", Key: "schedules", Icon: "clock", May: settings.SeeSchedules},
		{Group: "Set-up", Label: "Audit", Href: "/office/audit", Key: "audit", Icon: "shield", May: audit.See},
	}
}

// counted is the navigation with how many conflicts, exceptions and proposals wait, for whoever deals with them. A count that cannot be had is left
// out: the page itself says why.
func counted(a *app.App) func(by act.By) []layout.NavItem {
	waiting := tally{find: a.Dispatch.CountExceptions, live: a.Live}
	counts := map[string]func(context.Context) (int, error){"conflicts": a.Sync.Open, "exceptions": waiting.exceptions, "proposals": a.Dispatch.OpenProposals}
	return func(by act.By) []layout.NavItem {
		items := nav(by)
		for i := range items {
			count, ok := counts[items[i].Key]
			if !ok || !items[i].May.Allows(by.Role) {
				continue
			}
			if n, err := count(act.In(context.Background(), by)); err == nil {
				items[i].Count = n
			}
		}
		return items
	}
}
