package gst

import (
	"slices"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Heads says under which heads a document carries tax.
type Heads string

// The heads. HeadsZero is a zero-rated supply; with HeadsNone no GST may be shown.
const (
	HeadsCGSTSGST  Heads = "CGST_SGST"
	HeadsCGSTUTGST Heads = "CGST_UTGST"
	HeadsIGST      Heads = "IGST"
	HeadsZero      Heads = "ZERO"
	HeadsNone      Heads = "NONE"
)

// Labels are the names of the heads as they stand on paper, none where there is no tax.
func (h Heads) Labels() []string {
	switch h {
	case HeadsCGSTSGST:
		return []string{"CGST", "SGST"}
	case HeadsCGSTUTGST:
		return []string{"CGST", "UTGST"}
	case HeadsIGST:
		return []string{"IGST"}
	}
	return nil
}

// Intra says whether the tax is split between the Union and the State.
func (h Heads) Intra() bool { return h == HeadsCGSTSGST || h == HeadsCGSTUTGST }

// headsOf derives the heads from the parties and the place. Fault required beside gst_mode for a mode that is none.
func headsOf(s Supply, place string) (Heads, error) {
	switch s.Seller.Mode {
	case ModeComposition, ModeUnregistered:
		return HeadsNone, nil
	case ModeRegular:
	default:
		return "", fault.Field("gst_mode", "required")
	}
	switch {
	case s.Buyer.SEZ == SEZUnderLUT:
		return HeadsZero, nil
	case s.Buyer.SEZ != "" || place != successor(s.Seller.StateCode):
		return HeadsIGST, nil
	case byCode[place].Label == "UTGST":
		return HeadsCGSTUTGST, nil
	}
	return HeadsCGSTSGST, nil
}

// RateTax is what the lines of one rate come to.
type RateTax struct {
	GSTBps                    int
	Taxable, CGST, SGST, IGST money.Paise
}

// ByRate sums the lines by their rate, the lowest first.
func (c Computed) ByRate() []RateTax {
	var out []RateTax
	for _, l := range c.Lines {
		i := slices.IndexFunc(out, func(r RateTax) bool { return r.GSTBps == l.GSTBps })
		if i < 0 {
			i, out = len(out), append(out, RateTax{GSTBps: l.GSTBps})
		}
		r := &out[i]
		r.Taxable, r.CGST, r.SGST, r.IGST = r.Taxable+l.Taxable, r.CGST+l.CGST, r.SGST+l.SGST, r.IGST+l.IGST
	}
	slices.SortFunc(out, func(a, b RateTax) int { return a.GSTBps - b.GSTBps })
	return out
}
