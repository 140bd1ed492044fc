package reports

// Where money leaks.
const (
	LeakNotInvoiced = "leak_not_invoiced" // completed, and no invoice
	LeakParts       = "leak_parts"        // used at a job that is invoiced, and not on an invoice
	LeakCash        = "leak_cash"         // cash that lies in hands or in the till
	LeakClaims      = "leak_claims"       // UPI claimed and still in no bank line
	LeakCredits     = "leak_credits"      // money at the bank that belongs to no payment
	LeakLate        = "leak_late"         // invoiced long after the work
	LeakProof       = "leak_proof"        // done without the photos or the sign-off that the job asks for
	LeakPrice       = "leak_price"        // sold below the price list
)

// Leaks lists them in the order in which they are shown.
var Leaks = []string{LeakNotInvoiced, LeakParts, LeakCash, LeakClaims, LeakCredits, LeakLate, LeakProof, LeakPrice}

// waited is how many hours after the end of its job an invoice was issued.
const waited = "CAST((julianday(i.issued_at) - julianday(j.completed_at)) * 24 AS INTEGER)"

// lacks is what of the proof that the job j asks for is not there of the visit v, as jobs.Demands judges it.
const lacks = `TRIM(
	CASE WHEN json_extract(j.proof, '$.before') AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.visit = v.id AND c.slot = 'before' AND c.kind = 'photo' AND c.state != 'refused')
		THEN 'photo before ' ELSE '' END ||
	CASE WHEN json_extract(j.proof, '$.after') AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.visit = v.id AND c.slot = 'after' AND c.kind = 'photo' AND c.state != 'refused')
		THEN 'photo after ' ELSE '' END ||
	CASE WHEN json_extract(j.proof, '$.sign_off') AND NOT EXISTS (SELECT 1 FROM signoffs s WHERE s.visit = v.id) THEN 'sign-off' ELSE '' END)`

// agreed says that the line's price was agreed with the customer: that of his price list, his discount, or an approved estimate.
// Such a price leaks only below the floor of the item, every other one below the list price.
const agreed = `(l.why LIKE 'list%' OR l.why IN ('customer', 'estimate'))`

// low is a line that came to less than its list price; the index invoice_lines_low holds these alone.
const low = "l.cover = '' AND l.taxable_paise * 1000 < l.list_paise * l.qty_milli - 500"

// least is what a low line should have come to before tax.
const least = `((l.qty_milli * CASE WHEN ` + agreed + ` THEN MIN(l.list_paise, COALESCE(m.floor_paise, 0)) ELSE l.list_paise END + 500) / 1000)`

// partWorth is what the used part comes to at its price before tax.
const partWorth = "(l.qty_milli * l.rate_paise + 500) / 1000"

var leakMeasures = map[string]measure{
	LeakNotInvoiced: unbilled("q.done AND q.since >= {:from_at} AND q.since < {:to_at}", true),
	LeakParts: {
		from: "jobs j INDEXED BY jobs_completed JOIN job_lines l ON l.job = j.id JOIN visits v ON v.id = l.visit", paise: partWorth, spanned: true,
		where: `j.completed_at >= {:from_at} AND j.completed_at < {:to_at} AND j.completed_at != '' AND j.billing = 'invoiced' AND l.state = 'used' AND l.kind = 'part'
			AND NOT EXISTS (SELECT 1 FROM invoice_lines b WHERE b.job_line = l.id AND b.job_line != '')`,
		dims: map[string]string{ByTechnician: "v.technician", ByWeek: weekOf(istDay("j.completed_at"))},
		row: row{
			key: "l.id", opens: "'jobs'", id: "j.id", no: "j.no", day: istDay("j.completed_at"), customer: "j.customer", technician: "v.technician", job: "j.id",
			detail: "l.name",
		},
	},
	LeakClaims: spanned(payment("payments p", `p.state = 'claimed' AND p.kind = 'receipt' AND p.mode = 'upi' AND p.bank_line = '' AND p.at_server < {:red}
		AND p.date >= {:from} AND p.date <= {:to}`)),
	LeakCredits: {
		from: "bank_lines b", where: "b.state = 'unmatched' AND b.credit_paise > 0 AND b.date >= {:from} AND b.date <= {:to}", paise: "b.credit_paise", spanned: true,
		dims: map[string]string{ByTechnician: "''", ByWeek: weekOf("b.date")},
		row:  row{key: "b.id", opens: "'bank'", id: "b.id", no: "b.rrn", day: "b.date", detail: "b.narration"},
	},
	LeakLate: {
		from: "invoices i INDEXED BY invoices_worked JOIN jobs j ON j.id = i.job", paise: "i.total_paise", hours: waited, spanned: true,
		where: `i.state = 'issued' AND i.kind = 'invoice' AND i.job != '' AND i.date >= {:from} AND i.date <= {:to} AND j.completed_at != '' AND i.issued_at > j.completed_at
			AND ` + waited + ` >= 24`,
		dims: map[string]string{ByTechnician: "i.technician", ByWeek: weekOf("i.date")},
		row: row{
			key: "i.id", opens: "'invoices'", id: "i.id", no: "i.no", day: "i.date", customer: "i.customer", technician: "i.technician", job: "i.job",
			detail: waited + " || ' h after the work'",
		},
	},
	LeakProof: {
		from: "visits v JOIN jobs j ON j.id = v.job", spanned: true,
		where: "v.status = 'done' AND v.start >= {:from_at} AND v.start < {:to_at} AND json_type(j.proof) = 'object' AND " + lacks + " != ''",
		paise: "(SELECT COALESCE(SUM((l.qty_milli * l.rate_paise + 500) / 1000), 0) FROM job_lines l WHERE l.job = j.id AND l.visit = v.id)",
		dims:  map[string]string{ByTechnician: "v.technician", ByWeek: weekOf(istDay("v.start"))},
		row: row{
			key: "v.id", opens: "'visits'", id: "v.id", no: "j.no", day: istDay("v.start"), customer: "j.customer", technician: "v.technician", job: "j.id",
			detail: "'without ' || " + lacks,
		},
	},
	LeakPrice: {
		from:  "invoice_lines l INDEXED BY invoice_lines_low CROSS JOIN invoices i ON i.id = l.invoice LEFT JOIN items m ON m.id = l.item",
		where: low + " AND i.state = 'issued' AND i.kind = 'invoice' AND i.date >= {:from} AND i.date <= {:to} AND l.taxable_paise < " + least,
		paise: least + " - l.taxable_paise", spanned: true,
		dims: map[string]string{ByTechnician: "i.technician", ByWeek: weekOf("i.date")},
		row: row{
			key: "l.id", opens: "'invoices'", id: "i.id", no: "i.no", day: "i.date", customer: "i.customer", technician: "i.technician", job: "l.job",
			detail: "l.name",
		},
	},
}

func spanned(m measure) measure { m.spanned = true; return m }
