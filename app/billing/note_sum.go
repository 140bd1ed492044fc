package billing

import (
	"fmt"
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// rest is what of an invoice's line no credit note has taken back yet.
type rest struct {
	Line
	touched bool
}

// rests takes what notes credited from the lines of the invoice. A note's line names in JobLine what its invoice's line does, and
// in Why the line itself.
func rests(lines []Line, credited []Line) []rest {
	out := make([]rest, len(lines))
	for n, l := range lines {
		out[n].Line = l
	}
	for _, c := range credited {
		at := slices.IndexFunc(out, func(r rest) bool { return c.Why == WhyReference+":"+r.ID })
		if at < 0 {
			continue
		}
		r := &out[at]
		r.touched = true
		r.QtyMilli -= c.QtyMilli
		r.Gross, r.Taxable, r.Total = r.Gross-c.Gross, r.Taxable-c.Taxable, r.Total-c.Total
		r.CGST, r.SGST, r.IGST = r.CGST-c.CGST, r.SGST-c.SGST, r.IGST-c.IGST
	}
	return out
}

// credits are the lines of a credit note: of each line named so many, an amount before tax, or all that is left; with no line
// named all that is left of the invoice. Faults beside lines_0_line, lines_0_qty, lines_0_amount: not_found, qty_form, money_bad,
// note_over {left}; note_nothing where nothing is left or taken.
func credits(left []rest, in []NoteLine) ([]Line, error) {
	var check fault.Check
	var out []Line
	if len(in) == 0 {
		for _, r := range left {
			if r.Total > 0 {
				out = append(out, r.all())
			}
		}
	}
	for n, typed := range in {
		at := slices.IndexFunc(left, func(r rest) bool { return r.ID == typed.Line })
		field := fmt.Sprintf("lines_%d_", n)
		if at < 0 || slices.ContainsFunc(out, func(l Line) bool { return l.Why == WhyReference+":"+typed.Line }) {
			check.Add(fault.Field(field+"line", "not_found"))
			continue
		}
		l, err := left[at].some(typed)
		check.Add(fault.Prefix(err, field))
		out = append(out, l)
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(l Line) bool { return l.Total == 0 })
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "note_nothing")
	}
	return out, nil
}

func (r rest) all() Line {
	l := r.Line
	l.ID, l.Why = "", WhyReference+":"+r.ID
	if l.QtyMilli <= 0 { // its quantity went with an earlier note, a part of its price did not
		l.QtyMilli = 0
	}
	return l
}

// some is the part of the line that was typed. Every head shrinks in the same proportion; the last part takes what is left, so that
// the parts of a line come to the line.
func (r rest) some(in NoteLine) (Line, error) {
	var part, whole int64
	l := r.all()
	switch {
	case strings.TrimSpace(in.Qty) != "" && strings.TrimSpace(in.Amount) != "":
		return l, fault.Field("amount", "note_both")
	case strings.TrimSpace(in.Qty) != "":
		milli, err := catalog.ParseQty(in.Qty)
		if err != nil {
			return l, fault.At("qty", err)
		}
		if part, whole = int64(milli), r.QtyMilli; part > whole {
			return l, fault.Field("qty", "note_over", "left", catalog.QtyText(int(max(0, whole))))
		}
		l.QtyMilli = part
	case strings.TrimSpace(in.Amount) != "":
		amount, err := money.Parse(in.Amount)
		if err != nil {
			return l, fault.At("amount", err)
		}
		if part, whole = int64(amount), int64(r.Taxable); part > whole {
			return l, fault.Field("amount", "note_over", "left", r.Taxable.Rupees())
		}
		l.QtyMilli = 0
	default:
		return l, nil
	}
	if part == whole {
		return l, nil
	}
	l.Gross, l.Taxable = share(r.Gross, part, whole), share(r.Taxable, part, whole)
	l.CGST, l.SGST, l.IGST = share(r.CGST, part, whole), share(r.SGST, part, whole), share(r.IGST, part, whole)
	l.Total = l.Taxable + l.CGST + l.SGST + l.IGST
	return l, nil
}

// creditSums adds the note's lines up. Its total is to the rupee, but never over what is left of the invoice, and just that where
// the note takes back all that is left of its lines.
func creditSums(i Invoice, left []rest, leftTotal money.Paise) Invoice {
	var before, lines money.Paise
	for _, l := range i.Lines {
		i.Taxable, i.CGST, i.SGST, i.IGST = i.Taxable+l.Taxable, i.CGST+l.CGST, i.SGST+l.SGST, i.IGST+l.IGST
		before += l.Total
	}
	for _, r := range left {
		lines += r.Total
	}
	i.Total = min((before+money.Rupee/2)/money.Rupee*money.Rupee, leftTotal)
	if before == lines {
		i.Total = leftTotal
	}
	i.Round = i.Total - before
	return i
}
