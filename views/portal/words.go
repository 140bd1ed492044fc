package portal

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
	"doorstep/views/ui"
)

// wrong is one thing that is wrong in a form; Field is empty for the form as a whole.
type wrong struct{ Field, Text string }

func wrongs(f *ui.Form) []wrong {
	var all []wrong
	for _, field := range slices.Sorted(maps.Keys(f.Errors)) {
		for _, text := range f.Errors[field] {
			all = append(all, wrong{field, text})
		}
	}
	return all
}

// saidWords tells what has arrived; what is an address's own word, so nothing else is said.
func saidWords(g guest, what string) string {
	if slices.Contains([]string{"complaint", "dispute", "approved", "declined"}, what) {
		return g.t("said_" + what)
	}
	return ""
}

// jobWords is where a job stands, in the customer's terms.
func jobWords(g guest, s jobs.Status) string { return g.t("job_" + string(s)) }

// visitWords is where a visit stands: of what happens before the technician sets out the customer sees one state.
func visitWords(g guest, s jobs.VisitStatus) string {
	if s.Waiting() {
		return g.t("visit_planned")
	}
	return g.t("visit_" + string(s))
}

// shownVisit reports whether the customer sees the visit: nobody was sent there yet, or not any more, means nothing to him.
func shownVisit(s jobs.VisitStatus) bool { return s != jobs.Planned && s != jobs.VisitCancelled }

// first is how the technician introduces himself.
func first(name string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return word
}

// window is a stretch of time: "16 Nov, 10:00 – 12:00".
func window(from, to time.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return clock.Stamp(from)
	case clock.DateOf(from) == clock.DateOf(to):
		return clock.Stamp(from) + " – " + clock.HM(to)
	}
	return clock.Stamp(from) + " – " + clock.Stamp(to)
}

// documentWords is what a document is called.
func documentWords(g guest, k billing.Kind) string { return g.t("doc_" + string(k)) }

// billWords is where an invoice stands.
func billWords(g guest, d billing.Invoice) (tone, words string) {
	switch {
	case !d.Kind.Owed():
		return "", ""
	case d.Balance <= 0:
		return "good", g.t("settled")
	case d.Overdue(clock.Today()):
		return "bad", g.t("overdue")
	case d.Settled > 0:
		return "warn", g.t("part")
	}
	return "warn", g.t("to_pay")
}

// paidWords is how sure the company is of a payment.
func paidWords(g guest, s payments.State) (tone, words string) {
	if s == payments.Verified {
		return "good", g.t("received")
	}
	return "info", g.t("checking")
}

func modeWords(g guest, m payments.Mode) string { return g.t("mode_" + string(m)) }

// quantity prints thousandths of a unit without idle zeros.
func quantity(milli int64) string {
	s := strconv.FormatInt(milli/1000, 10)
	if milli%1000 == 0 {
		return s
	}
	return s + "." + strings.TrimRight(strconv.FormatInt(1000+milli%1000, 10)[1:], "0")
}
