package owner

import (
	"doorstep/app/reports"
)

func aged(f reports.Figures) table {
	t := table{Caption: "Pending by age", Head: "Days over due", Of: "Invoices", Sum: f.Pending, Href: rowsOf(reports.Pending)}
	t.Rows = parts(f.Aged, named(""), by(reports.Pending, reports.ByBucket))
	for i := range t.Rows {
		t.Rows[i].Tone = []string{"calm", "", "", "warn", "warn", "bad"}[i]
	}
	return t
}

func debtors(f reports.Figures) table {
	t := table{Caption: "Pending by customer", Head: "Customer", Of: "Invoices", Sum: f.Pending, Href: rowsOf(reports.Pending)}
	t.Rows = parts(f.Customers, named("(no name)"), by(reports.Pending, reports.ByCustomer))
	if f.Others.N > 0 {
		t.Rows = append(t.Rows, part{Label: "All others", Href: rowsOf(reports.Pending) + "?rest=1", Sum: f.Others.Sum})
	}
	return t
}

func technicians(f reports.Figures) table {
	return table{
		Caption: "Pending by technician", Head: "Technician", Of: "Invoices", Sum: f.Pending, Href: rowsOf(reports.Pending),
		Rows: parts(f.Technicians, named("No technician"), by(reports.Pending, reports.ByTechnician)),
	}
}

func areas(f reports.Figures) table {
	return table{
		Caption: "Pending by area", Head: "Area", Of: "Invoices", Sum: f.Pending, Href: rowsOf(reports.Pending),
		Rows: parts(f.Areas, named("No area"), by(reports.Pending, reports.ByArea)),
	}
}

func cash(f reports.Figures) table {
	return table{
		Caption: "Cash in hands", Head: "Who holds it", Of: "Receipts", Sum: f.CashTotal, Href: rowsOf(reports.CashInHand),
		Rows: parts(f.Cash, named("(no name)"), by(reports.CashInHand, reports.ByTechnician)),
	}
}

func notInvoiced(f reports.Figures) table {
	t := table{
		Caption: "Done and not invoiced", Head: "Days since", Of: "Jobs", Sum: f.NotInvoiced, Href: rowsOf(reports.NotInvoiced),
		Rows: parts(f.NotInvoicedAged, named(""), by(reports.NotInvoiced, reports.ByBucket)),
	}
	for i := range t.Rows {
		t.Rows[i].Tone = []string{"calm", "", "warn", "warn", "bad"}[i]
	}
	return t
}

// collected lists what came today: verified money first, then what is only claimed.
func collected(f reports.Figures) table {
	t := table{Caption: "Collected today", Head: "How", Of: "Payments", Href: rowsOf(reports.Collected)}
	t.Sum = reports.Sum{N: f.CollectedVerified.N + f.CollectedClaims.N, Paise: f.Collected()}
	add := func(groups []reports.Group, state, words, tone string) {
		for _, g := range groups {
			t.Rows = append(t.Rows, part{
				Label: named(g.Key)(g) + ", " + words, Sum: g.Sum, Tone: tone,
				Href: rowsOf(reports.Collected, reports.ByState, state, reports.ByMode, g.Key),
			})
		}
	}
	add(f.Verified, "verified", "verified", "")
	add(f.Unverified, "claimed", "claimed only", "calm")
	t.Rows = scaled(t.Rows)
	return t
}

func jobsToday(f reports.Figures) table {
	order := []string{"unscheduled", "scheduled", "in_progress", "completed", "closed", "cancelled"}
	t := table{Caption: "Jobs today", Head: "State", Of: "Jobs", Sum: f.Jobs, Href: rowsOf(reports.JobsToday), Counts: true}
	for _, state := range order {
		for _, g := range f.JobStates {
			if g.Key == state {
				t.Rows = append(t.Rows, part{Label: states[state], Sum: g.Sum, Href: rowsOf(reports.JobsToday, reports.ByState, state)})
			}
		}
	}
	t.Rows = scaled(t.Rows)
	return t
}

// states are those of a job in words.
var states = map[string]string{
	"unscheduled": "Unscheduled", "scheduled": "Scheduled", "in_progress": "In progress", "completed": "Completed", "closed": "Closed", "cancelled": "Cancelled",
	"claimed": "claimed only", "verified": "verified",
}
