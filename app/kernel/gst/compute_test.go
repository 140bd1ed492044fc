package gst_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/vectors"
)

type computation struct {
	ID        string
	Date      clock.Date
	Doc, Kind string
	PriceMode string `json:"price_mode"`
	Property  string `json:"property_state"`
	Round     *bool  `json:"round_total"`
	Seller    struct{ State, Type string }
	Buyer     struct {
		Registered bool
		State, SEZ string
		Address    *string `json:"address_state"`
	}
	Lines []struct {
		HSN         string `json:"hsn_sac"`
		Qty         string
		Price       string `json:"unit_price"`
		Rate        string
		Discount    string
		DiscountPct string `json:"discount_pct"`
	}
	Expected struct {
		Place  string `json:"place_of_supply"`
		Inter  bool   `json:"inter_state"`
		Heads  gst.Heads
		Labels []string
		Lines  []sums
		ByRate map[string]sums `json:"by_rate"`
		Total  sums
	}
}

// sums are the amounts of a line, a rate or a document; each kind has some of them.
type sums struct {
	Gross, Discount, Taxable, CGST, IGST, Tax string
	SGST                                      string      `json:"sgst_or_utgst"`
	Total                                     string      `json:"line_total"`
	Before                                    string      `json:"before_round_off"`
	RoundOff                                  string      `json:"round_off"`
	Grand                                     string      `json:"grand_total"`
	GrandPaise                                money.Paise `json:"grand_total_paise"`
}

// thousandths reads "2.375" as 2375 without a float.
func thousandths(t *testing.T, s string, places int) int64 {
	t.Helper()
	units, rest, _ := strings.Cut(s, ".")
	if len(rest) > places {
		t.Fatalf("%s has too many decimals", s)
	}
	n, err := strconv.ParseInt(units+rest+strings.Repeat("0", places-len(rest)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func paise(t *testing.T, s string) money.Paise {
	t.Helper()
	if s == "" {
		return 0
	}
	p, err := money.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (c computation) supply(t *testing.T) gst.Supply {
	s := gst.Supply{
		Seller: gst.Seller{Mode: gst.Mode(c.Seller.Type), StateCode: c.Seller.State}, PropertyState: c.Property,
		Buyer: gst.Buyer{SEZ: c.Buyer.SEZ}, Exact: c.Round != nil && !*c.Round,
	}
	if c.Buyer.Registered {
		s.Buyer.GSTIN = c.Buyer.State + "AABCF1234K1ZT"
	}
	if c.Buyer.Address != nil {
		s.Buyer.AddressState = *c.Buyer.Address
	}
	for _, l := range c.Lines {
		in := gst.SupplyLine{
			Goods: c.Kind == "goods", QtyMilli: thousandths(t, l.Qty, 3), Rate: paise(t, l.Price), Inclusive: c.PriceMode == "inclusive",
			Discount: paise(t, l.Discount), GSTBps: int(thousandths(t, l.Rate, 2)),
		}
		if l.DiscountPct != "" {
			in.DiscountBps = int(thousandths(t, l.DiscountPct, 2))
		}
		s.Lines = append(s.Lines, in)
	}
	return s
}

var titles = map[string]struct {
	kind  gst.Kind
	title gst.Title
}{
	"tax_invoice": {gst.Invoice, gst.TitleTaxInvoice}, "bill_of_supply": {gst.Invoice, gst.TitleBill}, "job_sheet": {gst.Invoice, gst.TitleJobSheet},
	"credit_note": {gst.Credit, gst.TitleCredit}, "receipt_voucher": {gst.Advance, gst.TitleAdvance},
}

func TestVectorsComputation(t *testing.T) {
	const file = "gst_computation.json"
	var v struct{ Cases []computation }
	vectors.Load(t, file, &v)
	for _, c := range v.Cases {
		t.Run(c.ID, func(t *testing.T) {
			s, want := c.supply(t), c.Expected
			got, err := gst.Compute(s)
			if err != nil {
				t.Fatal(err)
			}
			if got.Place != want.Place || got.Heads != want.Heads || (got.Heads == gst.HeadsIGST) != want.Inter || !slices.Equal(got.Heads.Labels(), want.Labels) {
				t.Errorf("place %s, %s %v, want %s, %s %v", got.Place, got.Heads, got.Heads.Labels(), want.Place, want.Heads, want.Labels)
			}
			lines := make([]sums, len(got.Lines))
			for i, l := range got.Lines {
				lines[i] = sums{
					Gross: l.Gross.Plain(), Discount: l.Discount.Plain(), Taxable: l.Taxable.Plain(),
					CGST: l.CGST.Plain(), SGST: l.SGST.Plain(), IGST: l.IGST.Plain(), Total: l.Total.Plain(),
				}
			}
			if !slices.Equal(lines, want.Lines) {
				t.Errorf("lines %+v\nwant %+v", lines, want.Lines)
			}
			total := sums{
				Taxable: got.Taxable.Plain(), CGST: got.CGST.Plain(), SGST: got.SGST.Plain(), IGST: got.IGST.Plain(), Tax: got.Tax().Plain(),
				Before: got.Before.Plain(), RoundOff: got.RoundOff.Plain(), Grand: got.Total.Plain(), GrandPaise: got.Total,
			}
			if total != want.Total {
				t.Errorf("total %+v\nwant %+v", total, want.Total)
			}
			rates := got.ByRate()
			if len(rates) != len(want.ByRate) {
				t.Errorf("%d rates, want %d", len(rates), len(want.ByRate))
			}
			for _, r := range rates {
				sum := sums{Taxable: r.Taxable.Plain(), CGST: r.CGST.Plain(), SGST: r.SGST.Plain(), IGST: r.IGST.Plain()}
				if rate := strconv.Itoa(r.GSTBps / 100); sum != want.ByRate[rate] {
					t.Errorf("at %s: %+v, want %+v", rate, sum, want.ByRate[rate])
				}
			}
			if doc, known := titles[c.Doc]; !known || gst.TitleOf(doc.kind, s, got) != doc.title {
				t.Errorf("it is called %s, want %s", gst.TitleOf(doc.kind, s, got), c.Doc)
			}
			for i, l := range c.Lines {
				if bps, ok := gst.RateOn(l.HSN, c.Date); c.Date != "" && (!ok || bps != s.Lines[i].GSTBps) {
					t.Errorf("on %s %s has %d basis points", c.Date, l.HSN, bps)
				}
			}
		})
	}
	vectors.Count(t, file, len(v.Cases))
}

const service, goods = "service", "goods"

// sold is a supply of one thing at ₹100 and 18 % from Maharashtra.
func sold(what string, buyer gst.Buyer) gst.Supply {
	return gst.Supply{
		Seller: gst.Seller{Mode: gst.ModeRegular, StateCode: "27"}, Buyer: buyer,
		Lines: []gst.SupplyLine{{Goods: what == goods, QtyMilli: 1000, Rate: 100_00, GSTBps: 1800}},
	}
}

func TestPlaceOfSupply_followsTheAct(t *testing.T) {
	kannadiga, private, gujarati := gst.Buyer{GSTIN: "29AABCR1718E1ZL"}, gst.Buyer{}, gst.Buyer{AddressState: "24"}
	zone := gst.Buyer{GSTIN: "27AABCF1234K1ZT", SEZ: gst.SEZWithPayment}
	with := func(s gst.Supply, change func(*gst.Supply)) gst.Supply {
		change(&s)
		return s
	}
	property := func(s *gst.Supply) { s.PropertyState = "30" }
	delivery := func(s *gst.Supply) { s.DeliveryState = "08" }
	installed := func(s *gst.Supply) { s.DeliveryState, s.Lines[0].Installed = "08", true }
	for _, c := range []struct {
		what       string
		s          gst.Supply
		place, why string
	}{
		{"service, registered", sold(service, kannadiga), "29", gst.PlaceRegistered},
		{"service, registered, State given apart", sold(service, gst.Buyer{GSTIN: "9917USA12345OS1", StateCode: "29"}), "29", gst.PlaceRegistered},
		{"service, address", sold(service, gujarati), "24", gst.PlaceAddress},
		{"service, no address", sold(service, private), "27", gst.PlaceSupplier},
		{"service, delivery means nothing", with(sold(service, gujarati), delivery), "24", gst.PlaceAddress},
		{"property, registered", with(sold(service, kannadiga), property), "30", gst.PlaceProperty},
		{"property, private", with(sold(service, gujarati), property), "30", gst.PlaceProperty},
		{"goods, property means nothing", with(sold(goods, gujarati), property), "24", gst.PlaceAddress},
		{"goods, no address", sold(goods, private), "27", gst.PlaceSupplier},
		{"goods, address", sold(goods, gujarati), "24", gst.PlaceAddress},
		{"goods, delivered elsewhere", with(sold(goods, gujarati), delivery), "08", gst.PlaceDelivery},
		{"goods, registered", sold(goods, kannadiga), "29", gst.PlaceRegistered},
		{"goods, installed for a registered buyer", with(sold(goods, kannadiga), installed), "08", gst.PlaceSite},
		{"goods installed, with a service", with(sold(goods, kannadiga), func(s *gst.Supply) {
			installed(s)
			s.Lines = append(s.Lines, gst.SupplyLine{QtyMilli: 1000, Rate: 1})
		}), "08", gst.PlaceSite},
		{"goods and service, delivered elsewhere", with(sold(goods, kannadiga), func(s *gst.Supply) {
			delivery(s)
			s.Lines = append(s.Lines, gst.SupplyLine{QtyMilli: 1000, Rate: 1})
		}), "29", gst.PlaceRegistered},
		{"zone", sold(service, zone), "27", gst.PlaceSEZ},
		{"zone, property", with(sold(service, zone), property), "27", gst.PlaceSEZ},
		{"chosen", with(sold(service, zone), func(s *gst.Supply) { s.Place = "33" }), "33", gst.PlaceChosen},
		{"an old code of Andhra Pradesh", sold(service, gst.Buyer{GSTIN: "28AABCR1718E1ZL"}), "37", gst.PlaceRegistered},
	} {
		if place, why, err := gst.PlaceOfSupply(c.s); err != nil || place != c.place || why != c.why {
			t.Errorf("%s: %s because of %s (%v), want %s because of %s", c.what, place, why, err, c.place, c.why)
		}
	}
}

func TestCompute_refusesWhatCannotStandOnPaper(t *testing.T) {
	for _, c := range []struct {
		field, code string
		change      func(s *gst.Supply)
	}{
		{"place", "place_state", func(s *gst.Supply) { s.Place = "77" }},
		{"place", "place_state", func(s *gst.Supply) { s.Place = "96" }},
		{"place", "place_state", func(s *gst.Supply) { s.Buyer.GSTIN = "2" }},
		{"state_code", "place_state", func(s *gst.Supply) { s.Seller.StateCode = "" }},
		{"gstin", "sez_gstin", func(s *gst.Supply) { s.Buyer.SEZ = gst.SEZUnderLUT }},
		{"site_state", "required", func(s *gst.Supply) { s.Lines[0].Goods, s.Lines[0].Installed = true, true }},
		{"gst_mode", "required", func(s *gst.Supply) { s.Seller.Mode = "" }},
		{"qty_0", "amount_negative", func(s *gst.Supply) { s.Lines[0].QtyMilli = -1 }},
		{"rate_0", "amount_negative", func(s *gst.Supply) { s.Lines[0].Rate = -1 }},
		{"discount_0", "amount_negative", func(s *gst.Supply) { s.Lines[0].Discount = -1 }},
		{"discount_0", "amount_negative", func(s *gst.Supply) { s.Lines[0].DiscountBps = -1 }},
		{"discount_0", "discount_large", func(s *gst.Supply) { s.Lines[0].Discount = 100_01 }},
		{"discount_0", "discount_large", func(s *gst.Supply) { s.Lines[0].DiscountBps = 10_001 }},
		{"discount_0", "discount_large", func(s *gst.Supply) { s.Lines[0].DiscountBps, s.Lines[0].Discount = 5000, 50_01 }},
		{"discount", "amount_negative", func(s *gst.Supply) { s.Discount = -1 }},
		{"discount", "discount_large", func(s *gst.Supply) { s.Discount = 100_01 }},
		{"discount", "discount_large", func(s *gst.Supply) { s.DiscountBps, s.Discount = 10_000, 1 }},
		{"gst_0", "gst_rate", func(s *gst.Supply) { s.Lines[0].GSTBps = -1 }},
		{"gst_0", "gst_rate", func(s *gst.Supply) { s.Lines[0].GSTBps = 10_001 }},
		{"rate_0", "amount_large", func(s *gst.Supply) { s.Lines[0].Rate = gst.MaxAmount + 1 }},
		{"rate_0", "amount_large", func(s *gst.Supply) { s.Lines[0].Rate, s.Lines[0].QtyMilli = gst.MaxAmount, 1001 }},
		{"", "lines_many", func(s *gst.Supply) { s.Lines = make([]gst.SupplyLine, gst.MaxLines+1) }},
	} {
		s := sold(service, gst.Buyer{})
		c.change(&s)
		_, err := gst.Compute(s)
		if f := asFault(err); f.Code != c.code || f.Field != c.field {
			t.Errorf("%v, want %s beside %q", err, c.code, c.field)
		}
	}
}

func TestCompute_holdsTheLargestDocument(t *testing.T) {
	s := sold(service, gst.Buyer{})
	s.Lines[0] = gst.SupplyLine{QtyMilli: 1000, Rate: gst.MaxAmount, GSTBps: 10_000}
	s.Discount = gst.MaxAmount
	for len(s.Lines) < gst.MaxLines {
		s.Lines = append(s.Lines, s.Lines[0])
	}
	got, err := gst.Compute(s)
	if want := gst.MaxAmount * (gst.MaxLines - 1); err != nil || got.Taxable != want || got.Total != 2*want {
		t.Errorf("%d and %d, %v", got.Taxable, got.Total, err)
	}
}

func TestCompute_spreadsTheDiscountOfTheDocumentToThePaisa(t *testing.T) {
	s := sold(service, gst.Buyer{})
	s.Lines = []gst.SupplyLine{
		{QtyMilli: 1000, Rate: 100_00, GSTBps: 1800},
		{QtyMilli: 1000, Rate: 0, GSTBps: 1800},
		{QtyMilli: 1000, Rate: 110_00, DiscountBps: 1000, GSTBps: 500},
		{QtyMilli: 1000, Rate: 100_00, GSTBps: 1800},
	}
	s.DiscountBps, s.Discount = 100, 7_01
	got, err := gst.Compute(s)
	if err != nil {
		t.Fatal(err)
	}
	// 1 % of 299.00 is 2.99; with 7.01 it makes 10.00.
	shares := []money.Paise{3_34, 0, 3_32, 3_34}
	for i, l := range got.Lines {
		if l.Shared != shares[i] || l.Taxable != l.Gross-l.Discount {
			t.Errorf("line %d bears %d of the discount and is taxed on %d, want %d", i, l.Shared, l.Taxable, shares[i])
		}
	}
	if got.Discount != 10_00+11_00 || got.Taxable != 289_00 {
		t.Errorf("discount %d, taxable %d", got.Discount, got.Taxable)
	}
}

func TestCompute_withoutRoundingAnInclusivePriceStaysWhatItWas(t *testing.T) {
	s := sold(service, gst.Buyer{})
	s.Exact = true
	s.Lines[0].Rate, s.Lines[0].Inclusive = 999_00, true
	s.Lines = append(s.Lines, gst.SupplyLine{QtyMilli: 1000, Rate: 100_50, GSTBps: 1800})
	got, err := gst.Compute(s)
	if err != nil || got.Before != 998_99+118_60 || got.RoundOff != 1 || got.Total != 999_00+118_60 {
		t.Errorf("%d and %d make %d, %v", got.Before, got.RoundOff, got.Total, err)
	}
}

func TestCompute_takesTheTaxOutOfAPriceOnlyWhereThereMayBeOne(t *testing.T) {
	for mode, want := range map[gst.Mode]money.Paise{gst.ModeRegular: 100_00, gst.ModeComposition: 118_00, gst.ModeUnregistered: 118_00} {
		s := sold(service, gst.Buyer{GSTIN: "27AABCF1234K1ZT", SEZ: gst.SEZUnderLUT})
		s.Seller.Mode, s.Lines[0].Rate, s.Lines[0].Inclusive = mode, 118_00, true
		for _, s.Exact = range []bool{false, true} {
			if got, err := gst.Compute(s); err != nil || got.Total != want || got.Tax() != 0 {
				t.Errorf("%s: %d with tax %d, %v", mode, got.Total, got.Tax(), err)
			}
		}
	}
}

func TestCompute_warnsACompositionSellerWhoGoesOutside(t *testing.T) {
	s := sold(service, gst.Buyer{AddressState: "29"})
	for mode, want := range map[gst.Mode]string{gst.ModeRegular: "", gst.ModeComposition: "composition_outside", gst.ModeUnregistered: ""} {
		s.Seller.Mode = mode
		if got, err := gst.Compute(s); err != nil || got.Caution != want {
			t.Errorf("%s: %q, %v", mode, got.Caution, err)
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	s := sold(service, gst.Buyer{AddressState: "27"})
	s.Discount = 33_33
	for len(s.Lines) < 10 {
		s.Lines = append(s.Lines, gst.SupplyLine{QtyMilli: 2375, Rate: 640_00, Inclusive: len(s.Lines)%2 == 0, DiscountBps: 250, GSTBps: 1800})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := gst.Compute(s); err != nil {
			b.Fatal(err)
		}
	}
}
