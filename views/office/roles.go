package office

import (
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/views/web"
)

// permissionWords says what a permission lets one do. A test fails for one that is missing here.
var permissionWords = map[string]string{
	"audit.see":              "Read the audit log, check its chain",
	"board.see":              "See the day board",
	"board.assign":           "Assign, move, tell and cancel visits",
	"catalog.see":            "See price list and job types",
	"catalog.edit_prices":    "Change parts and their prices",
	"catalog.edit_services":  "Change services and their prices",
	"catalog.edit_types":     "Change job types",
	"catalog.manage_manuals": "Add and remove manuals of machines",
	"checkins.review":        "Review check-ins that look made up",
	"customers.see":          "See customers, sites and machines",
	"customers.edit":         "Add and change customers, sites and machines",
	"customers.merge":        "Merge two customers into one",
	"expenses.approve":       "Approve and reject technicians’ expenses",
	"jobs.see":               "See jobs and visits",
	"jobs.book":              "Book jobs",
	"jobs.edit":              "Change, hold and cancel jobs",
	"jobs.note":              "Write notes on jobs",
	"notify.receive":         "Get messages of new work on one’s own phone",
	"people.account":         "Change one's own password and language, sign out one's own devices",
	"people.attend":          "Start and end one’s own day, say whether positions may be taken",
	"people.manage_leave":    "Enter and remove leave",
	"people.manage_staff":    "Add and change people, roles, passwords, skills, areas and shifts",
	"people.see_staff":       "See who works here and where they are signed in",
	"people.see_technicians": "See technicians, skills, areas, shifts and leave",
	"settings.holidays":      "Add and remove holidays",
	"settings.manage":        "Change company, hours, money details, service levels and rules",
	"settings.see":           "Read the settings",
	"sync.send":              "Send in one’s own work from the phone",
	"sync.settle":            "See what phones sent, settle what was refused, let phones be signed out",
	"visits.own":             "See one's own visits",
	"visits.answer":          "Accept and reject one's own visits",
	"billing.see":            "See invoices, drafts and what settled them",
	"billing.draft":          "Draft invoices and estimates",
	"billing.issue":          "Issue invoices",
	"billing.correct":        "Make credit and debit notes, refunds, tax held back, write-offs",
	"payments.see":           "See payments, receipts and cash",
	"payments.claim":         "Record payments",
	"payments.verify":        "Verify and reject payments, put them to invoices",
	"payments.refund":        "Pay money back",
	"cash.count":             "Count the cash that technicians hand over",
	"cash.deposit":           "Take cash from the till to the bank",
	"customers.link":         "Give customers a link to their own pages, and take it back",
	"receivables.see":        "See who owes how much since when, statements of account, disputes",
	"receivables.settle":     "Enter disputes, say who looks after them, end them",
	"backup.manage":          "Make, check and take away copies of all data, say where they go",
	"bank.see":               "See bank statements and what they were matched with",
	"bank.match":             "Bring in statements and match their lines",
	"gateway.manage":         "Enter the payment gateway’s keys",
	"gateway.request":        "Ask for payments by link or QR code",
	"customers.set_prices":   "Choose customers’ price lists and discounts",
	"reports.see":            "See the figures of the company: what is pending, where money leaks",
	"contracts.bill":         "Have contracts’ bills drafted, leave one out, open it again",
	"settings.schedules":     "See what runs by itself, and how that went",
	"settings.run_schedules": "Run a schedule at once",
	"contracts.see":          "See contracts, what they cover, their visits and bills",
	"contracts.write":        "Draft and change contracts, their cover, machines and visit plans",
	"contracts.decide":       "Put contracts in force, suspend, resume and close them, bring them in",
	"contracts.renew":        "Offer renewals, say why one was lost",
	"stock.see":              "See what vans carry",
	"stock.move":             "Load vans, take parts back, count",
	"board.look_back":        "See what planning would have saved on past days",
	"messages.send":          "Read, send and discard the messages to customers that wait",
}

// partNames are the groups of the table, by the first word of a permission.
var partNames = map[string]string{
	"audit": "Audit", "backup": "Copies of the data", "bank": "Bank statements", "billing": "Invoices and estimates", "board": "Day board", "cash": "Cash", "gateway": "Payment gateway", "payments": "Payments",
	"receivables": "Receivables", "reports": "The owner’s figures", "catalog": "Price list and job types", "checkins": "Check-ins", "contracts": "Contracts", "customers": "Customers", "expenses": "Expenses", "jobs": "Jobs",
	"messages": "Messages to customers", "notify": "Messages", "people": "People", "settings": "Settings", "stock": "Vans", "sync": "What phones send", "visits": "The technician’s phone",
}

// right is one row of the table of who may do what.
type right struct {
	words string
	may   []bool // by act.Roles
}

// rights are all permissions, grouped by the part of the house that declares them.
func rights() (groups []string, rows map[string][]right) {
	rows = map[string][]right{}
	for _, p := range act.All() {
		part, _, _ := strings.Cut(p.Name, ".")
		if _, ok := rows[part]; !ok {
			groups = append(groups, part)
		}
		r := right{words: permissionWords[p.Name]}
		for _, role := range act.Roles {
			r.may = append(r.may, p.Allows(role))
		}
		rows[part] = append(rows[part], r)
	}
	return groups, rows
}

func (o *office) rolesPage(req *web.Request) error {
	groups, rows := rights()
	return req.Page("Who may do what", "settings", rolesPage(groups, rows))
}
