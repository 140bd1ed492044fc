package owner

import (
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/reports"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// usualWeeks is how far back the page looks if nobody says otherwise; mostDays how far it may be asked to.
const usualWeeks, mostDays = 8, 366

// leakView is the page of leaks with the form of its span.
type leakView struct {
	reports.LeakPage
	Form *ui.Form
}

// showLeakage lists where money was lost in a span of days.
func (o *owner) showLeakage(req *web.Request) error {
	f := req.Form()
	span := spanOf(f)
	p, err := o.app.Reports.Leakage(req.Ctx(), span.From, span.To, clock.Now())
	if err != nil {
		return err
	}
	f.Set("from", span.From).Set("to", span.To)
	return req.PageIn(200, layout.Shell{Title: "Leakage", Nav: "leakage", Styles: []string{"owner.css"}}, leakageBody(leakView{p, f}))
}

// spanOf reads a span from an address; what is not understood or makes no sense becomes the usual one.
func spanOf(f *ui.Form) reports.Span {
	usual := reports.Weeks(usualWeeks, clock.Now())
	from, err := clock.ParseDate(f.Get("from"))
	if err != nil {
		from = usual.From
	}
	to, err := clock.ParseDate(f.Get("to"))
	if err != nil {
		to = usual.To
	}
	if from > to || from < to.AddDays(-mostDays) {
		return usual
	}
	return reports.Span{From: from, To: to}
}

// leakWords say what a leak is, and what follows from it.
var leakWords = map[string]struct{ Name, Means string }{
	reports.LeakNotInvoiced: {"Completed without invoice", "Work that is done and not invoiced; at the draft's total, else at what was used"},
	reports.LeakParts:       {"Parts used and not invoiced", "Used at a job that is invoiced, and on no invoice; at the price list, before tax"},
	reports.LeakCash:        {"Cash not deposited", "In a technician's hands or in the till for more than 3 days"},
	reports.LeakClaims:      {"Reference not found at the bank", "UPI that a technician entered more than 2 days ago, and on no statement"},
	reports.LeakCredits:     {"Money at the bank that belongs to nothing", "Credits on statements that match no payment"},
	reports.LeakLate:        {"Invoiced late", "Issued more than 24 hours after the work was done"},
	reports.LeakProof:       {"Closed without proof", "Done without the photos or the sign-off that the job asks for; at what was used there"},
	reports.LeakPrice:       {"Sold below the price list", "Below the floor of the item, or below the list where no such price was agreed; what is lacking"},
}

// of leads to the rows of a leak within the page's span.
func (v leakView) of(measure string, pairs ...string) string {
	return rowsOf(measure, append(pairs, "from", string(v.From), "to", string(v.To))...)
}

// shares are the weeks of a leak against its worst, in percent.
func shares(l reports.Leak) []int {
	all := make([]part, len(l.Weeks))
	for i, w := range l.Weeks {
		all[i] = part{Sum: w.Sum}
	}
	out := make([]int, len(all))
	for i, p := range scaled(all) {
		out[i] = p.Share
	}
	return out
}

// weekly says the weeks of a leak in words.
func weekly(l reports.Leak) string {
	var b strings.Builder
	b.WriteString("By week: ")
	for i, w := range l.Weeks {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(clock.Date(w.Key).Start().Format("2 Jan") + " " + whole(w.Paise))
	}
	return b.String()
}

// height of a week's bar in a box of 24.
func height(share int) int {
	if share == 0 {
		return 1
	}
	return max(2, share*24/100)
}

// late adds how late invoices were on average.
func late(l reports.Leak) string {
	if l.Measure != reports.LeakLate || l.N == 0 {
		return ""
	}
	return strconv.Itoa(l.Hours) + " hours on average."
}

// anyone reports whether a leak is with somebody.
func anyone(v leakView) bool { return len(v.Technicians) > 0 }
