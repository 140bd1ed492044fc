package gst_test

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

func asFault(err error) *fault.Error {
	f := new(fault.Error)
	errors.As(err, &f)
	return f
}

// anySupply makes a document of the kind a shop writes, in every mode and for every sort of buyer.
func anySupply(r *rand.Rand) gst.Supply {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	states := []string{"27", "27", "27", "29", "38", "07", "28", "97"}
	s := gst.Supply{
		Seller: gst.Seller{Mode: gst.Mode(pick("regular", "regular", "regular", "composition", "unregistered")), StateCode: pick(states...)},
		Exact:  r.IntN(4) == 0,
	}
	switch r.IntN(4) {
	case 0:
		s.Buyer.AddressState = pick(states...)
	case 1:
		s.Buyer.GSTIN = pick(states...) + "AABCF1234K1ZT"
	case 2:
		s.Buyer.GSTIN, s.Buyer.SEZ = pick(states...)+"AABCF1234K1ZT", pick("WP", "WOP")
	}
	s.PropertyState, s.DeliveryState, s.Place = pick("", "", "24"), pick("", "", "27", "08"), pick("", "", "", "27", "33")
	rates := gst.Slabs("2026-11-22")
	var net money.Paise
	for range 1 + r.IntN(12) {
		l := gst.SupplyLine{
			Goods: r.IntN(2) == 0, QtyMilli: r.Int64N(20_000), Rate: money.Paise(r.Int64N(50_000_00)), Inclusive: r.IntN(3) == 0,
			DiscountBps: r.IntN(3) * r.IntN(5000), GSTBps: rates[r.IntN(len(rates))],
		}
		l.Installed = l.Goods && s.DeliveryState != "" && r.IntN(3) == 0
		gross := (int64(l.Rate)*l.QtyMilli + 500) / 1000
		left := money.Paise(gross - (gross*int64(l.DiscountBps)+5000)/10_000)
		if left > 0 && r.IntN(3) == 0 {
			l.Discount = money.Paise(r.Int64N(int64(left) + 1))
		}
		net += left - l.Discount
		s.Lines = append(s.Lines, l)
	}
	if r.IntN(3) == 0 {
		s.Discount = money.Paise(r.Int64N(int64(net) + 1))
	}
	return s
}

// nearest is a × times ÷ by, half up, in arithmetic that has no size.
func nearest(a money.Paise, times, by int64) money.Paise {
	n := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(2*times))
	n.Add(n, big.NewInt(by))
	return money.Paise(n.Div(n, big.NewInt(2*by)).Int64())
}

func TestCompute_addsUpForAnyDocument(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 2017))
	heads := map[gst.Heads]int{}
	for n := range 100_000 {
		s := anySupply(r)
		got, err := gst.Compute(s)
		if err != nil {
			t.Fatalf("document %d: %v\n%+v", n, err, s)
		}
		heads[got.Heads]++
		if wrong := disagrees(s, got); wrong != "" {
			t.Fatalf("document %d: %s\n%+v\n%+v", n, wrong, s, got)
		}
	}
	for _, h := range []gst.Heads{gst.HeadsCGSTSGST, gst.HeadsCGSTUTGST, gst.HeadsIGST, gst.HeadsZero, gst.HeadsNone} {
		if heads[h] < 1000 {
			t.Errorf("only %d documents with %s", heads[h], h)
		}
	}
}

// disagrees names what does not hold in the tax of a document, empty where all does.
func disagrees(s gst.Supply, c gst.Computed) string {
	var sum gst.LineTax
	for i, l := range c.Lines {
		if wrong := lineDisagrees(s.Lines[i], l, c.Heads); wrong != "" {
			return wrong
		}
		sum.Gross, sum.Discount, sum.Shared, sum.Taxable = sum.Gross+l.Gross, sum.Discount+l.Discount, sum.Shared+l.Shared, sum.Taxable+l.Taxable
		sum.CGST, sum.SGST, sum.IGST, sum.Total = sum.CGST+l.CGST, sum.SGST+l.SGST, sum.IGST+l.IGST, sum.Total+l.Total
	}
	var rates gst.RateTax
	for _, r := range c.ByRate() {
		rates.Taxable, rates.CGST, rates.SGST, rates.IGST = rates.Taxable+r.Taxable, rates.CGST+r.CGST, rates.SGST+r.SGST, rates.IGST+r.IGST
	}
	switch {
	case sum.Total != c.Before || c.Before+c.RoundOff != c.Total:
		return "lines and round-off are not the total"
	case sum.Gross != c.Gross || sum.Discount != c.Discount || sum.Taxable != c.Taxable:
		return "the lines are not the taxable value"
	case sum.CGST != c.CGST || sum.SGST != c.SGST || sum.IGST != c.IGST || c.Tax() != c.CGST+c.SGST+c.IGST || c.Before != c.Taxable+c.Tax():
		return "the heads of the lines are not those of the document"
	case rates != gst.RateTax{Taxable: c.Taxable, CGST: c.CGST, SGST: c.SGST, IGST: c.IGST}:
		return "the rates are not the document"
	case sum.Shared != s.Discount:
		return "a paisa of the discount is lost"
	case c.RoundOff < -50 || c.RoundOff > 50 || !s.Exact && (c.RoundOff == -50 || c.Total%100 != 0):
		return "the total is not rounded to the rupee, 50 paise up"
	case (c.Heads == gst.HeadsNone) != (s.Seller.Mode != gst.ModeRegular):
		return "a seller who may not show tax does, or the other way round"
	}
	return ""
}

func lineDisagrees(in gst.SupplyLine, l gst.LineTax, heads gst.Heads) string {
	net := l.Gross - l.Discount
	taxable := net
	if in.Inclusive && heads != gst.HeadsNone {
		taxable = nearest(net, 10_000, int64(10_000+in.GSTBps))
	}
	half, full := nearest(l.Taxable, int64(in.GSTBps), 20_000), nearest(l.Taxable, int64(in.GSTBps), 10_000)
	switch {
	case l.Gross != nearest(in.Rate, in.QtyMilli, 1000) || l.Shared < 0 || net < 0 || l.Taxable != taxable:
		return "the taxable value of a line is wrong"
	case l.Total != l.Taxable+l.CGST+l.SGST+l.IGST:
		return "the heads are not the line"
	case l.CGST != l.SGST:
		return "the halves differ"
	case heads.Intra() && (l.CGST != half || l.IGST != 0):
		return "the halves are wrong"
	case heads == gst.HeadsIGST && (l.IGST != full || l.CGST != 0):
		return "the integrated tax is wrong"
	case !heads.Intra() && heads != gst.HeadsIGST && l.Total != l.Taxable:
		return "a head stands where none is due"
	}
	return ""
}
