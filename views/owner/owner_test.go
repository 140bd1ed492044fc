package owner

import (
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/clock"
	"doorstep/app/reports"
	"doorstep/views/ui"
)

func TestWords_everyFigureHasAName(t *testing.T) {
	for _, m := range reports.Measures() {
		if (rowsView{Behind: reports.Behind{Query: reports.Query{Measure: m}}}).title() == "" {
			t.Errorf("%s has no title", m)
		}
	}
	for _, m := range reports.Leaks {
		if leakWords[m].Means == "" {
			t.Errorf("%s is not explained", m)
		}
	}
}

func TestRowsOf_whatBelongsToNobodyHasAnAddressToo(t *testing.T) {
	for want, pairs := range map[string][]string{
		"/owner/rows/pending":                       nil,
		"/owner/rows/pending?technician=none":       {"technician", ""},
		"/owner/rows/pending?bucket=1&technician=x": {"bucket", "1", "technician", "x"},
	} {
		if got := rowsOf("pending", pairs...); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSpanOf_nonsenseBecomesTheUsualWeeks(t *testing.T) {
	defer clock.Freeze(apptest.Now)()
	usual := reports.Span{From: "2026-09-28", To: "2026-11-16"}
	for typed, want := range map[string]reports.Span{
		"": usual, "x 2026-11-20": {From: "2026-09-28", To: "2026-11-20"}, "2026-11-20 2026-11-01": usual, "2020-01-01 2026-11-16": usual,
		"2026-11-01 2026-11-07": {From: "2026-11-01", To: "2026-11-07"},
	} {
		from, to, _ := strings.Cut(typed, " ")
		if got := spanOf(ui.NewForm("en").Set("from", from).Set("to", to)); got != want {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

func TestScaled_theLargestIsWholeAndNothingIsNone(t *testing.T) {
	all := scaled([]part{{Sum: reports.Sum{N: 3, Paise: 500}}, {Sum: reports.Sum{N: 9, Paise: 1000}}, {}})
	if all[0].Share != 50 || all[1].Share != 100 || all[2].Share != 0 {
		t.Errorf("%+v", all)
	}
	counts := scaled([]part{{Sum: reports.Sum{N: 2}}, {Sum: reports.Sum{N: 8}}})
	if counts[0].Share != 25 || counts[1].Share != 100 {
		t.Errorf("%+v", counts)
	}
}

func TestOpens_everyRowLeadsSomewhere(t *testing.T) {
	for opened, want := range map[string]string{
		"invoices": "/office/invoices/x", "payments": "/office/payments/x", "jobs": "/office/jobs/x", "visits": "/office/visits/x", "cash": "/office/cash", "bank": "/office/bank",
	} {
		r := reports.Row{Opens: opened, ID: "x"}
		if opens(r) != want || label(r) == "" {
			t.Errorf("%s opens %s as %q", opened, opens(r), label(r))
		}
	}
}
