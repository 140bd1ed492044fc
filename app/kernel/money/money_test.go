package money_test

import (
	"errors"
	"math"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/vectors"
)

func TestVectorsMoney(t *testing.T) {
	const file = "amount_in_words.json"
	var v struct {
		Cases []struct {
			Paise      money.Paise
			Rupees     string
			Grouped    string
			NoDecimals string `json:"grouped_no_decimals"`
			Words      string
		}
		NegativeGrouping []struct {
			Paise   money.Paise
			Grouped string
		} `json:"negative_grouping"`
		ParseBack []struct {
			Input string
			Paise money.Paise
		} `json:"parse_back"`
	}
	vectors.Load(t, file, &v)
	is := func(what string, p money.Paise, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s of %d paise = %q, want %q", what, int64(p), got, want)
		}
	}
	for _, c := range v.Cases {
		is("Plain", c.Paise, c.Paise.Plain(), c.Rupees)
		is("String", c.Paise, c.Paise.String(), c.Grouped)
		is("Rupees", c.Paise, c.Paise.Rupees(), "₹"+c.Grouped)
		is("Whole", c.Paise, c.Paise.Whole(), c.NoDecimals)
		is("Words", c.Paise, money.Words(c.Paise), c.Words)
	}
	for _, c := range v.NegativeGrouping {
		is("String", c.Paise, c.Paise.String(), c.Grouped)
	}
	for _, c := range v.ParseBack {
		if got, err := money.Parse(c.Input); err != nil || got != c.Paise {
			t.Errorf("Parse(%q) = %d, %v, want %d", c.Input, int64(got), err, int64(c.Paise))
		}
	}
	vectors.Count(t, file, len(v.Cases)+len(v.NegativeGrouping)+len(v.ParseBack))
}

func TestParse_readsWhatPeopleType(t *testing.T) {
	for in, want := range map[string]money.Paise{
		"500": 50000, "₹ 500": 50000, "₹500.5": 50050, "1,23,456.50": 12345650, " 0 ": 0, "0.05": 5, ".5": 50, "7.": 700,
		"Rs. 1,500/-": 150000, "rs 20": 2000, "INR 2,500.00 Cr": 250000, "₹\u00a0१,५००": 150000,
		"92233720368547758.07": math.MaxInt64,
	} {
		if got, err := money.Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", in, int64(got), err, int64(want))
		}
	}
}

func TestParse_refusesWhatIsNoAmount(t *testing.T) {
	for _, in := range []string{
		"", " ", "₹", ".", ",", "-5", "+5", "5-", "1.234", "1.2.3", "abc", "1e3", "5 00", "1,2", "1,23", ",500", "500,", "1,,000",
		"1234,567", "2,500.00 Dr", "0x10", "92233720368547758.08", "99999999999999999999", "5 €", "1,000.5,0", "Infinity",
	} {
		got, err := money.Parse(in)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != "money_bad" || f.Field != "" || got != 0 {
			t.Errorf("Parse(%q) = %d, %v, want money_bad", in, int64(got), err)
		}
	}
}

func TestString_holdsAtTheEndsOfTheRange(t *testing.T) {
	if got, want := money.Paise(math.MinInt64).String(), "-92,23,37,20,36,85,47,758.08"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := money.Paise(-5).Rupees(), "-₹0.05"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := money.Words(-150), "Minus Rupees One and Fifty Paise Only"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1,23,456.50", "₹ 500", "Rs. 5/-", "INR 2,500.00 Cr", "1.234", "-1", "९९"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := money.Parse(s)
		if err != nil {
			return
		}
		if p < 0 {
			t.Fatalf("Parse(%q) = %d, negative", s, int64(p))
		}
		for _, printed := range []string{p.String(), p.Rupees(), p.Plain()} {
			if back, err := money.Parse(printed); err != nil || back != p {
				t.Fatalf("Parse(%q) = %d, but %q reads back as %d, %v", s, int64(p), printed, int64(back), err)
			}
		}
	})
}
