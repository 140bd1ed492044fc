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
		{i18n.T("en", "tech.promised_between", "from", "10:00", "to", "12:00"), "Promised between 10:00 and 12:00"},
		{i18n.T("hi", "tech.promised_between", "from", "10:00", "to", "12:00"), "10:00 से 12:00 के बीच आने का वादा है"},
		{i18n.T("en", "tech.promised_between", "from", "{to}", "to", "12:00"), "Promised between {to} and 12:00"},
		{i18n.T("en", "tech.promised_between", "from"), "Promised between {from} and {to}"},
		{i18n.T("en", "tech.promised_between", "from", clock.Date("2026-11-22"), "to", time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)), "Promised between 22 Nov 2026 and 22 Nov, 23:30"},
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
		i18n.T("hi", "tech.promised_between", "from", "10:00", "to", "12:00")
	}
}
