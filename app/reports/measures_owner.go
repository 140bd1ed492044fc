package reports

import (
	"fmt"
	"strings"
)

// The figures of the owner's screen.
const (
	Pending     = "pending"      // what is owed on issued invoices
	Overdue     = "overdue"      // of that, what is past its day
	Claimed     = "claimed"      // money somebody says was given and nobody has seen
	CashInHand  = "cash"         // cash in the hands of technicians and in the till
	NotInvoiced = "not_invoiced" // work that is done, and drafts
	Collected   = "collected"    // money given today
	JobsToday   = "jobs_today"   // jobs with a visit today
)

// aged is the key of the bucket of age in which the day or instant falls.
func aged(day, param string, buckets []int) string {
	var b strings.Builder
	b.WriteString("CASE")
	for i := range buckets {
		fmt.Fprintf(&b, " WHEN %s >= {:%s_%d} THEN '%d'", day, param, i, i)
	}
	fmt.Fprintf(&b, " ELSE '%d' END", len(buckets))
	return b.String()
}

// istDay is the day in IST of a stored instant, weekOf the Monday of a day's week.
func istDay(instant string) string { return "date(" + instant + ", '+330 minutes')" }
func weekOf(day string) string     { return "date(" + day + ", 'weekday 0', '-6 days')" }

// dueDay is the day from which an invoice counts as due.
const dueDay = "CASE WHEN i.due = '' THEN i.date ELSE i.due END"

// byLate splits what is owed by whether its day is past; late is the key of what is.
const byLate, late = "late", "late"

// owed reads from the index of open invoices alone.
func owed(where string) measure {
	return measure{
		from: "invoices i INDEXED BY invoices_open", where: "i.balance_paise > 0" + where, paise: "i.balance_paise", oldest: true,
		dims: map[string]string{
			ByBucket: aged(dueDay, "due", dueBuckets), ByTechnician: "i.technician", ByArea: "i.area", ByCustomer: "i.customer",
			byLate: "CASE WHEN " + dueDay + " < {:today} THEN '" + late + "' END",
		},
		row: row{
			key: "i.id", opens: "'invoices'", id: "i.id", no: "i.no", day: dueDay, customer: "i.customer", technician: "i.technician", job: "i.job",
			detail: `CASE WHEN EXISTS (SELECT 1 FROM disputes d WHERE d.invoice = i.id AND d.state = 'open') THEN 'disputed'
				WHEN i.settled_paise > 0 THEN 'part paid' END`,
		},
	}
}

// paid is what a payment was given by, in the words that people use for it.
const paid = `CASE p.mode WHEN 'upi' THEN 'UPI' WHEN 'bank' THEN 'transfer' ELSE p.mode END || CASE WHEN p.rrn != '' THEN ' ' || p.rrn WHEN p.ref != '' THEN ' ' || p.ref ELSE '' END`

func payment(from, where string) measure {
	return measure{
		from: from, where: where, paise: "p.paise",
		dims: map[string]string{
			ByRed: "CASE WHEN p.at_server < {:red} THEN 'red' ELSE 'fresh' END", ByTechnician: "p.technician", ByMode: "p.mode", ByState: "p.state",
			ByWeek: weekOf("p.date"),
		},
		row: row{
			key: "p.id", opens: "'payments'", id: "p.id", no: "p.no", day: "p.date", customer: "p.customer", technician: "p.technician", job: "p.job",
			detail: paid,
		},
	}
}

// doneBy is the technician of the visit by which the job j was done.
const doneBy = `(SELECT v.technician FROM visits v WHERE v.job = j.id AND v.status IN ('done', 'partial') ORDER BY v.actual_end DESC LIMIT 1)`

// worth is what was used at the visits of the job j, at its price before tax: nothing better is known before there is a draft.
const worth = `(SELECT COALESCE(SUM((l.qty_milli * l.rate_paise + 500) / 1000), 0) FROM job_lines l WHERE l.job = j.id AND l.state = 'used')`

// uninvoiced is work that is done and not invoiced: each draft of an invoice, and each completed job that has none. Since is when
// the work was done, or when the draft was made where it is for no job that is done.
const uninvoiced = `(SELECT d.id AS draft, d.job, d.customer, d.technician, d.total_paise AS paise,
		CASE WHEN j.completed_at IS NULL OR j.completed_at = '' THEN d.created ELSE j.completed_at END AS since,
		j.completed_at IS NOT NULL AND j.completed_at != '' AS done
	FROM invoices d LEFT JOIN jobs j ON j.id = d.job WHERE d.state = 'draft' AND d.kind = 'invoice'
	UNION ALL
	SELECT '', j.id, j.customer, COALESCE(` + doneBy + `, ''), ` + worth + `, j.completed_at, 1
	FROM jobs j INDEXED BY jobs_to_invoice WHERE j.billing = 'to_invoice' AND j.status IN ('completed', 'closed') AND NOT EXISTS (SELECT 1 FROM invoice_jobs x
		JOIN invoices d ON d.id = x.invoice WHERE x.job = j.id AND d.state = 'draft' AND d.kind = 'invoice')) q`

func unbilled(where string, spanned bool) measure {
	return measure{
		from: uninvoiced, where: where, paise: "q.paise", spanned: spanned, oldest: true,
		dims: map[string]string{ByBucket: aged("q.since", "done", doneBuckets), ByTechnician: "q.technician", ByWeek: weekOf(istDay("q.since"))},
		row: row{
			key: "q.draft || q.job", opens: "CASE WHEN q.draft = '' THEN 'jobs' ELSE 'invoices' END", id: "CASE WHEN q.draft = '' THEN q.job ELSE q.draft END",
			day: istDay("q.since"), customer: "q.customer", technician: "q.technician", job: "q.job", detail: "CASE WHEN q.draft = '' THEN 'no draft' ELSE 'draft' END",
		},
	}
}

var ownersMeasures = map[string]measure{
	Pending:     owed(""),
	Overdue:     owed(" AND " + dueDay + " < {:today}"),
	Claimed:     payment("payments p", "p.state = 'claimed' AND p.kind = 'receipt'"),
	NotInvoiced: unbilled("1", false),
	Collected:   payment("payments p INDEXED BY payments_date", "p.date = {:today} AND p.kind = 'receipt' AND p.state IN ('claimed', 'verified')"),
	JobsToday: {
		from: "jobs j", paise: "0",
		where: "j.id IN (SELECT v.job FROM visits v WHERE v.start >= {:morning} AND v.start < {:tonight} AND v.status != 'cancelled')",
		dims:  map[string]string{ByState: "j.status"},
		row: row{
			key: "j.id", opens: "'jobs'", id: "j.id", no: "j.no", day: istDay("j.created"), customer: "j.customer", job: "j.id", detail: "j.issue",
			technician: "(SELECT v.technician FROM visits v WHERE v.job = j.id AND v.start >= {:morning} AND v.start < {:tonight} AND v.status != 'cancelled' ORDER BY v.start LIMIT 1)",
		},
	},
}

// ModeName is a mode of payment in words.
var ModeName = map[string]string{"upi": "UPI", "cash": "Cash", "bank": "Bank transfer", "cheque": "Cheque", "card": "Card", "gateway": "Online"}
