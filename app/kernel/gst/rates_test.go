package gst_test

import (
	"encoding/json"
	"slices"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/vectors"
)

func TestVectorsRates(t *testing.T) {
	const file = "sac_hsn_rates.json"
	var v struct {
		Slabs struct {
			Before []json.Number `json:"before_2025_09_22"`
			From   []json.Number `json:"from_2025_09_22"`
		} `json:"rate_slabs"`
		Items []struct {
			Code, Type, Description, UQC, Confidence, Note string
			Trades                                         []string
			Rates                                          []struct {
				From clock.Date
				To   *clock.Date
				Rate json.Number
			}
		}
		Lookups []struct {
			Code string
			Date clock.Date
			Rate json.Number
		} `json:"rate_lookup_cases"`
	}
	vectors.Load(t, file, &v)
	bps := func(n json.Number) int { return int(thousandths(t, n.String(), 2)) }
	is := func(code string, on clock.Date, want int) {
		t.Helper()
		if got, ok := gst.RateOn(code, on); !ok || got != want {
			t.Errorf("RateOn(%s, %s) = %d, %v, want %d", code, on, got, ok, want)
		}
	}
	for _, c := range v.Items {
		got, ok := gst.Describe(c.Code)
		if !ok || got.Description != c.Description || got.Unit != c.UQC || got.Service != (c.Type == "SAC") || got.Note != c.Note ||
			got.Unsure != (c.Confidence != "high") || !slices.Equal(got.Trades, c.Trades) {
			t.Errorf("Describe(%s) = %+v, %v, want %+v", c.Code, got, ok, c)
		}
		for i, r := range c.Rates {
			is(c.Code, r.From, bps(r.Rate))
			if r.To == nil {
				is(c.Code, "2026-11-22", bps(r.Rate))
				continue
			}
			is(c.Code, *r.To, bps(r.Rate))
			if next := c.Rates[i+1].From; r.To.AddDays(1) != next {
				t.Errorf("%s has no rate between %s and %s", c.Code, *r.To, next)
			}
		}
		if rate, ok := gst.RateOn(c.Code, c.Rates[0].From.AddDays(-1)); ok {
			t.Errorf("before its first day %s has %d", c.Code, rate)
		}
	}
	for _, c := range v.Lookups {
		is(c.Code, c.Date, bps(c.Rate))
	}
	for day, slabs := range map[clock.Date][]json.Number{"2025-09-21": v.Slabs.Before, "2025-09-22": v.Slabs.From} {
		var want []int
		for _, n := range slabs {
			want = append(want, bps(n))
		}
		if got := gst.Slabs(day); !slices.Equal(got, want) {
			t.Errorf("Slabs(%s) = %v, want %v", day, got, want)
		}
	}
	if got := len(gst.Codes()); got != len(v.Items) {
		t.Errorf("%d codes, want %d", got, len(v.Items))
	}
	vectors.Count(t, file, len(v.Items)+len(v.Lookups)+2)
}

func TestRateOn_ofAShortCodeNeedsAllToAgree(t *testing.T) {
	for _, c := range []struct {
		code string
		on   clock.Date
		want int
		ok   bool
	}{
		{"8415", "2025-09-21", 2800, true},
		{"8415", "2025-09-22", 1800, true},
		{"841510", "2026-11-22", 1800, true},
		{"8507", "2025-09-21", 0, false}, // lead-acid and lithium differed
		{"8507", "2025-09-22", 1800, true},
		{"9987", "2026-11-22", 1800, true},
		{"99871", "2026-11-22", 0, false},
		{"99", "2026-11-22", 0, false},
		{"", "2026-11-22", 0, false},
		{"9954", "2016-01-01", 0, false},
		{"1234", "2026-11-22", 0, false},
	} {
		if got, ok := gst.RateOn(c.code, c.on); got != c.want || ok != c.ok {
			t.Errorf("RateOn(%s, %s) = %d, %v, want %d, %v", c.code, c.on, got, ok, c.want, c.ok)
		}
	}
}

func TestVectorsTDS(t *testing.T) {
	const file = "receivables_tds.json"
	var v struct {
		Cases []struct {
			ID, Taxable, GST string
			Invoice          string      `json:"invoice_total"`
			Rate             json.Number `json:"tds_rate_percent"`
			TDS              string      `json:"expected_tds"`
			Bank             string      `json:"expected_bank_receipt"`
			Withheld         string      `json:"gst_tds"`
		}
	}
	vectors.Load(t, file, &v)
	for _, c := range v.Cases {
		taxable, total, bank := paise(t, c.Taxable), paise(t, c.Invoice), paise(t, c.Bank)
		rate := int(thousandths(t, c.Rate.String(), 2))
		tds, government := gst.TDS(taxable, rate), money.Paise(0)
		if c.Withheld != "" {
			government = gst.TDS(taxable, 200)
		}
		if taxable+paise(t, c.GST) != total || tds != paise(t, c.TDS) || government != paise(t, c.Withheld) || total-tds-government != bank {
			t.Errorf("%s: TDS %d, GST-TDS %d, %d reach the bank; want %s, %s, %s", c.ID, tds, government, total-tds-government, c.TDS, c.Withheld, c.Bank)
		}
		guess, held, ok := gst.GuessTDS(taxable, total-bank-government)
		if usual := rate == 100 || rate == 200; ok != usual || ok && (guess != rate || held != tds) {
			t.Errorf("%s: guessed %d basis points, %d paise, %v", c.ID, guess, held, ok)
		}
	}
	vectors.Count(t, file, len(v.Cases))
}

func TestGuessTDS_allowsOneRupeeAndNoMore(t *testing.T) {
	for _, c := range []struct {
		taxable, short money.Paise
		bps            int
	}{
		{30_001_00, 600_00, 200}, // the deductor rounded
		{30_001_00, 601_02, 200},
		{30_001_00, 601_03, 0},
		{30_001_00, 599_02, 200},
		{30_001_00, 599_01, 0},
		{50_000_00, 5_000_00, 1000},
		{50_000_00, 2_500_00, 0},
		{1_00_000_00, 1_001_00, 100},
		{200_00, 3_00, 100}, // both are a rupee away: the lower
		{200_00, 3_50, 200},
		{100_00, 1_00, 0}, // a rupee is rounding
		{100_00, 0, 0},
		{100_00, -2_00, 0},
		{0, 2_00, 0},
	} {
		bps, tds, ok := gst.GuessTDS(c.taxable, c.short)
		if bps != c.bps || ok != (c.bps > 0) || ok && tds != c.short || !ok && tds != 0 {
			t.Errorf("GuessTDS(%d, %d) = %d, %d, %v, want %d", c.taxable, c.short, bps, tds, ok, c.bps)
		}
	}
}
