package gst_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/vectors"
)

func TestVectorsYearAndNumber(t *testing.T) {
	const file = "invoice_number_fy.json"
	var v struct {
		Years []struct {
			Date    clock.Date
			Long    string     `json:"fy_long"`
			Short   string     `json:"fy_short"`
			Compact string     `json:"fy_compact"`
			From    clock.Date `json:"fy_start"`
			To      clock.Date `json:"fy_end"`
			Period  string     `json:"gstr1_fp"`
			Quarter string
		} `json:"fy_cases"`
		Valid   []string                         `json:"number_valid"`
		Invalid []struct{ Input, Reason string } `json:"number_invalid"`
		Unique  []struct {
			Existing, Candidate, Verdict string
			From                         clock.Date `json:"existing_date"`
			To                           clock.Date `json:"candidate_date"`
		} `json:"uniqueness"`
		Budget []struct {
			Pattern string
			Length  int
		} `json:"prefix_length_budget"`
		Zones []struct {
			UTC  time.Time
			Date clock.Date `json:"ist_date"`
			Long string     `json:"fy_long"`
		} `json:"timezone_cases"`
	}
	vectors.Load(t, file, &v)
	for _, c := range v.Years {
		want := gst.Year{Long: c.Long, Short: c.Short, Compact: c.Compact, From: c.From, To: c.To}
		if got := gst.FY(c.Date); got != want || !got.Holds(c.Date) || got.Holds(c.To.AddDays(1)) || got.Holds(c.From.AddDays(-1)) {
			t.Errorf("FY(%s) = %+v, want %+v", c.Date, got, want)
		}
		if period, quarter := gst.Period(c.Date), gst.Quarter(c.Date); period != c.Period || quarter != c.Quarter {
			t.Errorf("%s lies in %s, %s, want %s, %s", c.Date, period, quarter, c.Period, c.Quarter)
		}
	}
	for _, c := range v.Zones {
		if d := clock.DateOf(c.UTC); d != c.Date || gst.FY(d).Long != c.Long {
			t.Errorf("%s is %s of %s, want %s of %s", c.UTC, d, gst.FY(d).Long, c.Date, c.Long)
		}
	}
	for _, s := range v.Valid {
		if err := gst.CheckNumber(s); err != nil {
			t.Errorf("CheckNumber(%s) = %v", s, err)
		}
	}
	for _, c := range v.Invalid {
		want := "number_form"
		if strings.Contains(c.Reason, "empty") {
			want = "required"
		} else if strings.Contains(c.Reason, "17") {
			want = "number_length"
		}
		if err := gst.CheckNumber(c.Input); code(err) != want {
			t.Errorf("CheckNumber(%q) = %v, want %s (%s)", c.Input, err, want, c.Reason)
		}
	}
	for _, c := range v.Unique {
		duplicate := gst.SameNumber(c.Existing, c.Candidate) && gst.FY(c.From) == gst.FY(c.To)
		if want := strings.HasPrefix(c.Verdict, "duplicate"); duplicate != want {
			t.Errorf("%s after %s: duplicate %v, want %v", c.Candidate, c.Existing, duplicate, want)
		}
	}
	for _, c := range v.Budget {
		if err := gst.CheckNumber(c.Pattern); err != nil || len(c.Pattern) != c.Length || c.Length > gst.NumberMax {
			t.Errorf("%s has %d characters: %v", c.Pattern, len(c.Pattern), err)
		}
	}
	vectors.Count(t, file, len(v.Years)+len(v.Zones)+len(v.Valid)+len(v.Invalid)+len(v.Unique)+len(v.Budget))
}

func TestFY_ofNoDayIsNone(t *testing.T) {
	if gst.FY("") != (gst.Year{}) || gst.Period("") != "" || gst.Quarter("") != "" || gst.FY("2026-11-22").Holds("") {
		t.Error("no day falls into a year")
	}
}

func TestCleanNumber_mapsEveryDashAndCase(t *testing.T) {
	for typed, want := range map[string]string{
		" inv/26–27/1 ": "INV/26-27/1", "A—1": "A-1", "a‐b‑c‒d−e": "A-B-C-D-E", "": "", "INV 1": "INV 1",
	} {
		if got := gst.CleanNumber(typed); got != want {
			t.Errorf("CleanNumber(%q) = %q, want %q", typed, got, want)
		}
	}
	if !gst.SameNumber("fw/26–27/00001", "FW/26-27/00001") || gst.SameNumber("FW/1", "FW/01") {
		t.Error("numbers are the same but for case and dashes")
	}
}

func TestNumber_keepsWithinSixteenCharacters(t *testing.T) {
	year := gst.FY("2026-11-22")
	for _, c := range []struct {
		prefix string
		n      int64
		want   string
		code   string
	}{
		{"FW", 1, "FW/26-27/00001", ""},
		{"fw", 99_999, "FW/26-27/99999", ""},
		{"FW", 9_999_999, "FW/26-27/9999999", ""},
		{"FW", 10_000_000, "", "number_full"},
		{"INVA", 42, "INVA/26-27/00042", ""},
		{"INVA", 100_000, "", "number_full"},
		{"INVAB", 42, "INVAB/26-27/0042", ""},
		{"A–1", 1, "A-1/26-27/00001", ""},
		{"INVABCDEF", 1, "", "number_length"},
		{"0A", 1, "", "number_form"},
		{"", 1, "", "number_form"},
		{"फ", 1, "", "number_form"},
		{"FW", 0, "", "number_form"},
		{"FW", -1, "", "number_form"},
	} {
		got, err := gst.Number(c.prefix, year, c.n)
		if got != c.want || code(err) != c.code {
			t.Errorf("Number(%s, %d) = %q, %v, want %q %s", c.prefix, c.n, got, err, c.want, c.code)
		}
		if err == nil && gst.CheckNumber(got) != nil {
			t.Errorf("Number(%s, %d) = %q: %v", c.prefix, c.n, got, gst.CheckNumber(got))
		}
	}
	if got, err := gst.Number("FW", gst.Year{}, 1); err == nil {
		t.Errorf("a number of no year is %s", got)
	}
}

func TestTitleOf_isThatOfTheRules(t *testing.T) {
	firm := gst.Buyer{GSTIN: "27AABCF1234K1ZT"}
	zone := gst.Buyer{GSTIN: "27AABCF1234K1ZT", SEZ: gst.SEZUnderLUT}
	for _, c := range []struct {
		kind  gst.Kind
		mode  gst.Mode
		buyer gst.Buyer
		rates []int
		want  gst.Title
	}{
		{gst.Invoice, gst.ModeRegular, firm, []int{1800}, gst.TitleTaxInvoice},
		{gst.Invoice, gst.ModeRegular, zone, []int{1800}, gst.TitleTaxInvoice},
		{gst.Invoice, gst.ModeRegular, firm, []int{0}, gst.TitleBill},
		{gst.Invoice, gst.ModeRegular, firm, []int{0, 1800}, gst.TitleTaxInvoice},
		{gst.Invoice, gst.ModeRegular, gst.Buyer{}, []int{0, 1800}, gst.TitleInvoiceBill},
		{gst.Invoice, gst.ModeComposition, firm, []int{1800}, gst.TitleBill},
		{gst.Invoice, gst.ModeUnregistered, firm, []int{1800}, gst.TitleInvoice},
		{gst.Credit, gst.ModeUnregistered, firm, []int{1800}, gst.TitleCredit},
		{gst.Debit, gst.ModeRegular, firm, []int{1800}, gst.TitleDebit},
		{gst.Refund, gst.ModeRegular, firm, []int{1800}, gst.TitleRefund},
		{gst.Challan, gst.ModeRegular, firm, []int{1800}, gst.TitleChallan},
		{gst.Advance, gst.ModeRegular, firm, []int{1800}, gst.TitleAdvance},
		{gst.Advance, gst.ModeRegular, zone, []int{1800}, gst.TitleAdvance},
		{gst.Advance, gst.ModeComposition, firm, []int{1800}, gst.TitleReceipt},
		{gst.Advance, gst.ModeRegular, firm, []int{0}, gst.TitleReceipt},
	} {
		s := gst.Supply{Seller: gst.Seller{Mode: c.mode, StateCode: "27"}, Buyer: c.buyer}
		for _, bps := range c.rates {
			s.Lines = append(s.Lines, gst.SupplyLine{QtyMilli: 1000, Rate: 100_00, GSTBps: bps})
		}
		computed, err := gst.Compute(s)
		if got := gst.TitleOf(c.kind, s, computed); err != nil || got != c.want || got.Paper() == "" {
			t.Errorf("%s of a %s seller at %v is a %s, %v, want %s", c.kind, c.mode, c.rates, got, err, c.want)
		}
	}
}

func TestStatement_isPrintedWhereTheRulesWantIt(t *testing.T) {
	for _, c := range []struct {
		mode gst.Mode
		sez  string
		want string
	}{
		{gst.ModeComposition, "", "not eligible to collect tax on supplies"},
		{gst.ModeComposition, gst.SEZUnderLUT, "not eligible to collect tax on supplies"},
		{gst.ModeRegular, gst.SEZWithPayment, "on payment of integrated tax"},
		{gst.ModeRegular, gst.SEZUnderLUT, "without payment of integrated tax"},
	} {
		if got := gst.Statement(gst.Supply{Seller: gst.Seller{Mode: c.mode}, Buyer: gst.Buyer{SEZ: c.sez}}); !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q", c.mode, c.sez, got)
		}
	}
	for _, mode := range []gst.Mode{gst.ModeRegular, gst.ModeUnregistered} {
		if got := gst.Statement(gst.Supply{Seller: gst.Seller{Mode: mode}}); got != "" {
			t.Errorf("%s: %q", mode, got)
		}
	}
	if len(gst.Copies(true)) != 3 || len(gst.Copies(false)) != 2 {
		t.Error("goods go in triplicate, services in duplicate")
	}
}

func FuzzCleanNumber(f *testing.F) {
	for _, s := range []string{"FW/26-27/00001", "inv–1", " 0", "चालान1", "ß", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := gst.CleanNumber(s)
		if gst.CheckNumber(clean) == nil && (len(clean) > gst.NumberMax || gst.CleanNumber(clean) != clean || !gst.SameNumber(s, clean)) {
			t.Errorf("%q becomes %q", s, clean)
		}
	})
}
