package upi_test

import (
	"errors"
	"strings"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
	"doorstep/app/kernel/vectors"
)

const file = "upi_links.json"

func code(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

func TestVectorsUPI(t *testing.T) {
	var v struct {
		Cases []struct {
			ID    string
			Input struct {
				VPA, Name, MCC, Ref, Note string
				Amount                    money.Paise `json:"amount_paise"`
			}
			URI    string `json:"expected_uri"`
			Length int    `json:"uri_length"`
			Error  string `json:"expected_error"`
		}
		Published []struct{ URI string }          `json:"published_examples"`
		Wrong     []struct{ URI, Problem string } `json:"parse_wrong_links"`
	}
	vectors.Load(t, file, &v)
	codes := map[string]string{
		"vpa": "vpa_form", "name": "upi_name", "mcc": "upi_mcc", "ref": "upi_ref", "amount": "upi_amount",
		"amount_over_upi_limit": "upi_amount_over",
	}
	for _, c := range v.Cases {
		got, err := upi.Link(upi.Pay(c.Input))
		if got != c.URI || code(err) != codes[c.Error] || c.Length != len(got) {
			t.Errorf("%s: got %q, %v\nwant %q, %s", c.ID, got, err, c.URI, c.Error)
		}
	}
	n := len(v.Cases) + len(v.Wrong)
	for _, c := range v.Wrong {
		if p, err := upi.ParseLink(c.URI); code(err) != "upi_link" {
			t.Errorf("ParseLink(%s) = %+v, %v; %s", c.URI, p, err, c.Problem)
		}
	}
	for _, c := range v.Published {
		if c.URI == "" {
			continue
		}
		n++
		if _, err := upi.ParseLink(c.URI); err != nil {
			t.Errorf("ParseLink(%s): %v", c.URI, err)
		}
	}
	vectors.Count(t, file, n)
}

func TestVectorsUPI_references(t *testing.T) {
	var v struct {
		RRN struct {
			Cases []struct {
				RRN       string
				YearDigit int `json:"year_digit"`
				Day       int `json:"day_of_year"`
			}
			Normalise []struct {
				Input string
				RRN   *string
			}
		}
	}
	vectors.Load(t, file, &v)
	for _, c := range v.RRN.Cases {
		if got, err := upi.ParseRRN(c.RRN); err != nil || got != c.RRN {
			t.Errorf("ParseRRN(%s) = %s, %v", c.RRN, got, err)
		}
		if year, day, ok := upi.RRNDay(c.RRN); !ok || year != c.YearDigit || day != c.Day {
			t.Errorf("RRNDay(%s) = %d, %d, %v", c.RRN, year, day, ok)
		}
	}
	for _, c := range v.RRN.Normalise {
		got, err := upi.ParseRRN(c.Input)
		if c.RRN == nil && code(err) != "rrn_form" || c.RRN != nil && got != *c.RRN {
			t.Errorf("ParseRRN(%q) = %q, %v", c.Input, got, err)
		}
	}
	vectors.Count(t, file, len(v.RRN.Cases)+len(v.RRN.Normalise))
}

func TestLink_writesIndianScripts(t *testing.T) {
	got, err := upi.Link(upi.Pay{VPA: " shop@bank ", Name: "श्री AC\u0000"})
	if want := "upi://pay?pa=shop@bank&pn=%E0%A4%B6%E0%A5%8D%E0%A4%B0%E0%A5%80%20AC&cu=INR"; err != nil || got != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func FuzzParseVPA(f *testing.F) {
	for _, s := range []string{"a1@bank", "a@b.c", " shop.x@okaxis", "@", "a b@c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := upi.ParseVPA(s)
		if err != nil {
			return
		}
		if again, err := upi.ParseVPA(v); err != nil || again != v || strings.Count(v, "@") != 1 {
			t.Fatalf("ParseVPA(%q) = %q, then %q, %v", s, v, again, err)
		}
	})
}

// Whatever name and note are typed, an app reads back what was meant.
func FuzzLink(f *testing.F) {
	f.Add("Rao & Sons", "50% + parts", int64(50000))
	f.Add("  ", "\u200d#", int64(0))
	f.Fuzz(func(t *testing.T, name, note string, amount int64) {
		link, err := upi.Link(upi.Pay{VPA: "shop@bank", Name: name, Note: note, Amount: money.Paise(amount)})
		if err != nil {
			return
		}
		back, err := upi.ParseLink(link)
		if err != nil || int64(back.Amount) != amount {
			t.Fatalf("%q reads back as %+v, %v", link, back, err)
		}
		if again, err := upi.Link(back); err != nil || again != link {
			t.Fatalf("%q became %q, %v", link, again, err)
		}
	})
}

func FuzzParseLink(f *testing.F) {
	f.Add("upi://pay?pa=a1@bank&pn=Shop&am=1.00&cu=INR")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := upi.ParseLink(s); err != nil && code(err) != "upi_link" {
			t.Fatalf("ParseLink(%q): %v", s, err)
		}
	})
}
