package i18n_test

import (
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/money"
)

func TestT_fillsPlaceholders(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{i18n.T("en", "fault.date_within", "from", "10:00", "to", "12:00"), "Choose a day from 10:00 to 12:00."},
		{i18n.T("hi", "fault.date_within", "from", "10:00", "to", "12:00"), "10:00 से 12:00 के बीच का दिन चुनें।"},
		{i18n.T("en", "fault.date_within", "from", "{to}", "to", "12:00"), "Choose a day from {to} to 12:00."},
		{i18n.T("en", "fault.date_within", "from"), "Choose a day from {from} to {to}."},
		{i18n.T("en", "fault.date_within", "from", clock.Date("2026-11-22"), "to", time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)), "Choose a day from 22 Nov 2026 to 22 Nov, 23:30."},
		{i18n.T("ta", "tech.today"), "Today"},
		{i18n.T("hi", "no.such"), "⟦no.such⟧"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestN_countsAsTheLanguageDoes(t *testing.T) {
	for n, want := range map[int]string{0: "0 visits", 1: "1 visit", 2: "2 visits"} {
		if got := i18n.N("en", "tech.visits", n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := i18n.N("hi", "tech.visits", 0); got != "0 विज़िट" {
		t.Errorf("got %q", got)
	}
}

func TestMessage_tellsOfAFault(t *testing.T) {
	for _, c := range []struct {
		e    *fault.Error
		want string
	}{
		{fault.Field("gstin", "gstin_check", "want", "V"), "A character is mistyped: for the rest, the last one would be V. Compare it with the certificate."},
		{fault.Field("", "upi_amount_over", "max", 100000*money.Rupee), "UPI takes at most ₹1,00,000.00 at once. Ask for part of it, or for a bank transfer."},
		{fault.New(fault.Internal, "never_written_down"), i18n.T("en", "fault.internal")},
		{nil, i18n.T("en", "fault.internal")},
	} {
		if got := i18n.Message("en", c.e); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMessage_hasWordsForTheCodesInAFault(t *testing.T) {
	for _, c := range []struct {
		lang, want string
		e          *fault.Error
	}{
		{"en", "This visit is “Arrived” and cannot become “Could not be done”. Reload the page to see where it stands.", fault.New(fault.Conflict, "visit_step", "from", "arrived", "to", "cannot_complete")},
		{"hi", "यह विज़िट “पहुँच गए” है और “काम पूरा” नहीं हो सकती। पेज फिर से खोलकर देखें।", fault.New(fault.Conflict, "visit_step", "from", "arrived", "to", "done")},
		{"en", "Payment P-1 stands at “Verified” already. Reload the page to see it.", fault.New(fault.Conflict, "payment_state", "no", "P-1", "state", "verified")},
		{"en", "This bill stands at “Left out” already. Reload the page to see it.", fault.New(fault.Conflict, "bill_state", "state", "skipped")},
		{"en", "There is no service level for P1, “Chargeable”. Look at the service levels in the settings.", fault.New(fault.NotFound, "sla_missing", "priority", 1, "payment", "chargeable")},
		{"en", "This draft cannot be issued yet. Missing: a price, proof of the work.", fault.New(fault.Conflict, "issue_missing", "what", "price, proof")},
		{"en", "This draft cannot be issued yet. Missing: something new.", fault.New(fault.Conflict, "issue_missing", "what", "something new")},
	} {
		if got := i18n.Message(c.lang, c.e); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMatch_choosesALanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "en", "hi-IN,hi;q=0.9,en;q=0.8": "hi", "en-IN,en;q=0.9,hi;q=0.5": "en", "ta-IN,hi;q=0.5": "hi", "ta": "en", "*": "en", ";;;,,q=": "en", "fr,de": "en",
	} {
		if got := i18n.Match(header); got != want {
			t.Errorf("Match(%q) = %q, want %q", header, got, want)
		}
	}
}

func BenchmarkT(b *testing.B) {
	for b.Loop() {
		i18n.T("hi", "fault.date_within", "from", "10:00", "to", "12:00")
	}
}
