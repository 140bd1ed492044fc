package paper

import (
	"fmt"
	"strings"
)

// The roll: 80 mm wide, of which printers reach 72 mm. Heat knows no grey.
const (
	rollWidth = 80 * mm
	rollLeft  = 4.5 * mm
	rollRight = 75.5 * mm
	rollRoom  = rollRight - rollLeft
	rollLong  = 100000.0 // more than any receipt; the page is cut to what was drawn
)

var (
	rollBig   = style{size: 11.5, bold: true}
	rollBold  = style{size: 8.75, bold: true}
	rollBody  = style{size: 8.25}
	rollSmall = style{size: 7.25}
)

// roll is a receipt on its way to the roll; y is the foot of what was drawn last.
type roll struct {
	*canvas
	d *Doc
	y float64
}

// Thermal draws d for a roll of 80 mm: one page as long as needed. It errs as PDF does.
func Thermal(d Doc) ([]byte, error) {
	d = d.payable()
	r := &roll{canvas: newCanvas(rollWidth, rollLong), d: &d, y: 3 * mm}
	r.newPage()
	r.heading()
	r.rows()
	r.totals()
	if err := r.payment(); err != nil {
		return nil, err
	}
	for _, text := range d.Declarations {
		r.middle(text, rollSmall)
	}
	if d.ComputerGenerated {
		r.middle("Computer generated, no signature needed", rollSmall)
	}
	r.height = r.y + 6*mm
	drawn := r.on.Bytes()
	content := fmt.Appendf(nil, "1 0 0 1 0 %s cm\n%s", number(r.height-rollLong), drawn)
	r.on.Reset()
	r.on.Write(content)
	return r.bytes(d), nil
}

func (r *roll) middle(text string, st style) {
	for _, l := range r.wrap(text, st, rollRoom) {
		r.y += st.lead(l.tall)
		r.line(rollWidth/2-l.width*st.size/2, r.y, l, st)
	}
}

func (r *roll) left(text string, st style) {
	for _, l := range r.wrap(text, st, rollRoom) {
		r.y += st.lead(l.tall)
		r.line(rollLeft, r.y, l, st)
	}
}

// both puts a label left and a value right; a value too long for one line goes below its label.
func (r *roll) both(label, value string, st style) {
	if value == "" {
		return
	}
	l := r.set(value, st.bold)
	if r.measure(label, st)+l.width*st.size+6 > rollRoom {
		r.left(label, st)
		for _, l := range r.wrap(value, st, rollRoom) {
			r.y += st.lead(l.tall)
			r.line(rollRight-l.width*st.size, r.y, l, st)
		}
		return
	}
	r.y += st.lead(l.tall)
	r.text(rollLeft, r.y, label, st)
	r.line(rollRight-l.width*st.size, r.y, l, st)
}

func (r *roll) cutLine() {
	r.y += 5
	r.rule(rollLeft, rollRight, r.y, 0.6, 0)
	r.y += 2
}

func (r *roll) heading() {
	d, p := r.d, r.d.Seller
	r.middle(p.Name, rollBig)
	for _, l := range p.Lines {
		r.middle(l, rollSmall)
	}
	r.middle(join(" · ", pair("State: ", p.state()), pair("Phone: ", p.Phone)), rollSmall)
	r.middle(pair("GSTIN: ", p.GSTIN), rollBody)
	r.cutLine()
	r.middle(d.Title, rollBig)
	r.middle(d.Mark, rollSmall)
	if d.Cancelled {
		r.middle("CANCELLED", rollBig)
	}
	s := sheet{d: d}
	for _, f := range s.facts() {
		r.both(f.Label, f.Value, rollBody)
	}
	if b := d.Buyer; b.Name != "" {
		r.both("Customer", b.Name, rollBody)
		r.both("Phone", b.Phone, rollBody)
		r.both("GSTIN", b.GSTIN, rollBody)
	}
	if d.ShowTax {
		said := "No"
		if d.ReverseCharge {
			said = "Yes"
		}
		r.both("Tax payable on reverse charge", said, rollSmall)
	}
	r.cutLine()
}

// rows are two lines each: what it is, then quantity × rate and what that comes to before tax.
func (r *roll) rows() {
	for _, l := range r.d.Lines {
		r.left(l.Text, rollBold)
		r.left(l.Detail, rollSmall)
		value := l.Taxable
		if !r.d.ShowTax {
			value = l.Total
		}
		said := strings.TrimSpace(quantity(l.QtyMilli)+" "+l.UOM) + " × " + l.Rate.String()
		r.both(said, value.String(), rollBody)
		if l.Discount != 0 {
			r.left("less discount "+l.Discount.String(), rollSmall)
		}
		said = pair("HSN/SAC ", l.HSN)
		if r.d.ShowTax {
			said = join(", ", said, "GST "+percent(l.GSTBps*10))
		}
		r.left(said, rollSmall)
		r.y += 2
	}
	r.cutLine()
}

func (r *roll) totals() {
	for _, a := range r.d.amounts() {
		st := rollBody
		if a.strong {
			st = rollBig
			r.y += 2
		}
		r.both(a.label, a.value, st)
	}
	if r.d.Words != "" {
		r.y += 2
		r.left(r.d.Words, rollSmall)
	}
	r.cutLine()
}

func (r *roll) payment() error {
	if r.d.UPI != "" {
		const code = 46 * mm
		r.y += 2
		if err := r.qr((rollWidth-code)/2, r.y, code, r.d.UPI); err != nil {
			return err
		}
		r.y += code
		due := r.d.due()
		r.middle("Scan to pay "+due.Rupees(), rollBold)
	}
	r.middle(pair("UPI ID: ", r.d.VPA), rollSmall)
	return nil
}
