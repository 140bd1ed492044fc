package paper

import (
	"slices"
	"strings"

	"doorstep/app/kernel/money"
)

const totalsEdge = 128 * mm // where the totals begin

// amount is one row of the totals.
type amount struct {
	label, value string
	strong       bool
}

// amounts are the totals of the document in the order they add up.
func (d *Doc) amounts() []amount {
	t := d.Totals
	var rows []amount
	put := func(label string, p money.Paise) { rows = append(rows, amount{label: label, value: p.String()}) }
	if t.Discount != 0 {
		put("Value before discount", t.Gross)
		put("Discount", -t.Discount)
	}
	if d.ShowTax {
		put("Taxable value", t.Taxable)
	}
	central, integrated := d.heads()
	if central {
		put("CGST", t.CGST)
		put(d.stateTax(), t.SGST)
	}
	if integrated {
		put("IGST", t.IGST)
	}
	if d.ShowTax || t.RoundOff != 0 {
		rows = append(rows, amount{label: "Round-off", value: withSign(t.RoundOff)})
	}
	rows = append(rows, amount{"Total", t.Total.Rupees(), true})
	if t.Settled != 0 {
		put("Received or adjusted", -t.Settled)
	}
	if d.owes() {
		rows = append(rows, amount{"Balance due", t.Balance.Rupees(), true})
	}
	return rows
}

// owes tells whether the balance says more than the total.
func (d *Doc) owes() bool {
	return d.Totals.Settled != 0 || d.Totals.Balance != 0 && d.Totals.Balance != d.Totals.Total
}

// withSign prints the sign of what is added, too.
func withSign(p money.Paise) string {
	if p > 0 {
		return "+" + p.String()
	}
	return p.String()
}

// ending is the totals on the right, the amount in words and the summary of tax on the left.
func (s *sheet) ending() {
	const beside = 6 // rows of the summary that stand beside the totals; longer ones go below, over the whole width
	rows := s.d.amounts()
	height := 10.0
	for _, r := range rows {
		height += r.lead()
	}
	heads := s.d.Heads
	if !s.d.ShowTax {
		heads = nil
	}
	width := totalsEdge - leftEdge - 16
	words := s.wrap(s.d.Words, bodyStyle, width)
	left := 10 + float64(len(words))*bodyStyle.lead(true) + 10
	if n := len(heads); n > 0 && n <= beside {
		left += float64(n+2)*12.5 + 12
	}
	s.need(max(height, left))
	top := s.y
	y := top + 4
	for _, r := range rows {
		y += r.lead()
		st := style{size: 8.5}
		if r.strong {
			st = style{size: 10.5, bold: true}
			s.rule(totalsEdge, rightEdge, y-13, 0.5, 0)
		}
		s.text(totalsEdge, y, r.label, st)
		s.right(rightEdge, y, r.value, s.fit(r.value, st, rightEdge-totalsEdge-s.measure(r.label, st)-6))
	}
	if len(words) > 0 {
		s.y += 13
		s.text(leftEdge, s.y, "AMOUNT IN WORDS", labelStyle)
		s.flow(leftEdge, s.d.Words, bodyStyle, width)
	}
	if n := len(heads); n > 0 && n <= beside {
		s.summary(heads, leftEdge, leftEdge+width)
	}
	s.y = max(y, s.y) + 6
	if len(heads) > beside {
		s.summary(heads, leftEdge, rightEdge)
		s.y += 4
	}
}

func (a amount) lead() float64 {
	if a.strong {
		return 17.5
	}
	return 12.5
}

// summary is the table of tax by HSN or SAC and rate.
func (s *sheet) summary(heads []Head, from, to float64) {
	central, integrated := s.d.heads()
	if !integrated && slices.ContainsFunc(heads, func(h Head) bool { return h.IGST != 0 }) {
		integrated = true
	}
	cells := func(code, taxable, rate, cgst, sgst, igst, total string) []string {
		row := []string{code, taxable, rate}
		if central {
			row = append(row, cgst, sgst)
		}
		if integrated {
			row = append(row, igst)
		}
		return append(row, total)
	}
	head := cells("HSN/SAC", "Taxable", "GST", "CGST", s.d.stateTax(), "IGST", "Tax")
	const code, rate = 38.0, 26.0
	step := (to - from - code - rate) / float64(len(head)-2)
	edges := []float64{from + code + step, from + code + step + rate}
	for i := 3; i < len(head); i++ {
		edges = append(edges, edges[i-2]+step)
	}
	put := func(row []string, st style) {
		s.y += 12
		s.text(from, s.y, row[0], s.fit(row[0], st, code))
		for i, v := range row[1:] {
			s.right(edges[i], s.y, v, s.fit(v, st, step-4))
		}
	}
	title := func() {
		s.y += 16
		s.text(from, s.y, "TAX BY HSN/SAC", labelStyle)
		s.y += 3
		put(head, style{size: 7, bold: true, grey: 0.2})
		s.rule(from, to, s.y+3.5, 0.4, 0.3)
		s.y += 2
	}
	s.need(60)
	title()
	s.on = title
	var sum Head
	for _, h := range heads {
		s.need(13)
		put(cells(h.HSN, h.Taxable.String(), percent(h.GSTBps*10), h.CGST.String(), h.SGST.String(), h.IGST.String(), h.tax().String()), style{size: 7.5})
		sum.Taxable, sum.CGST, sum.SGST, sum.IGST = sum.Taxable+h.Taxable, sum.CGST+h.CGST, sum.SGST+h.SGST, sum.IGST+h.IGST
	}
	s.need(16)
	s.on = nil
	s.rule(from, to, s.y+3.5, 0.4, 0.3)
	s.y += 2
	put(cells("Total", sum.Taxable.String(), "", sum.CGST.String(), sum.SGST.String(), sum.IGST.String(), sum.tax().String()), style{size: 7.5, bold: true})
}

func (h Head) tax() money.Paise { return h.CGST + h.SGST + h.IGST }

// payment is how to pay: the QR code for the balance and the bank account.
func (s *sheet) payment() error {
	const code = 33 * mm
	bank := s.d.bank()
	if s.d.UPI == "" && s.d.VPA == "" && len(bank) == 0 {
		return nil
	}
	height := 14 + float64(len(bank))*12
	if s.d.UPI != "" {
		height = code + 14
	}
	s.need(height + 8)
	s.y += 6
	s.rule(leftEdge, rightEdge, s.y, 0.3, 0.6)
	top, x := s.y+4, leftEdge
	if s.d.UPI != "" {
		// The quiet border of the code reaches into the margin, so that its modules stand flush with the text.
		if err := s.qr(x-7, top, code, s.d.UPI); err != nil {
			return err
		}
		x += code + 4
	}
	y := top + 4
	if s.d.UPI != "" || s.d.VPA != "" {
		y += 9
		s.text(x, y, "PAY BY UPI", labelStyle)
		if s.d.UPI != "" {
			y += 13
			due := s.d.due()
			s.text(x, y, "Scan to pay "+due.Rupees(), boldStyle)
		}
		if s.d.VPA != "" {
			y = s.some(x, y+12, "UPI ID: "+s.d.VPA, bodyStyle, totalsEdge-x-12, 3)
		}
		x = totalsEdge
	}
	y2 := top + 4
	if len(bank) > 0 {
		y2 += 9
		s.text(x, y2, "BANK ACCOUNT", labelStyle)
		for _, f := range bank {
			y2 += 12
			s.text(x, y2, f.Label, smallStyle)
			y2 = s.some(x+18*mm, y2, f.Value, bodyStyle, rightEdge-x-18*mm, 2)
		}
	}
	s.y = max(y, y2, top+height-16) + 2
	return nil
}

// due is what the QR code asks for.
func (d *Doc) due() money.Paise {
	if d.Totals.Balance == 0 && d.Totals.Settled == 0 {
		return d.Totals.Total
	}
	return d.Totals.Balance
}

func (d *Doc) bank() []Field {
	return slices.DeleteFunc([]Field{{"Bank", d.BankName}, {"Account", d.BankAccount}, {"IFSC", d.BankIFSC}},
		func(f Field) bool { return f.Value == "" })
}

// closing is the terms on the left and the signature on the right.
func (s *sheet) closing() {
	terms := strings.TrimSpace(s.d.Terms) != ""
	signs := s.d.Signatory != "" || s.d.ComputerGenerated
	if !terms && !signs {
		return
	}
	width := rightEdge - leftEdge
	if signs {
		s.need(62)
		width = totalsEdge - leftEdge - 16
	}
	s.y += 6
	s.rule(leftEdge, rightEdge, s.y, 0.3, 0.6)
	if signs {
		s.signature(s.y)
	}
	if terms {
		s.y += 13
		s.text(leftEdge, s.y, "TERMS", labelStyle)
		s.flow(leftEdge, s.d.Terms, smallStyle, width)
	}
}

func (s *sheet) signature(y float64) {
	y += 13
	if s.d.Signatory != "" {
		said := "For " + strings.TrimPrefix(s.d.Signatory, "For ")
		for i, l := range s.wrap(said, boldStyle, rightEdge-totalsEdge) {
			if i == 2 {
				break
			}
			s.line(rightEdge-l.width*boldStyle.size, y, l, boldStyle)
			y += boldStyle.lead(l.tall)
		}
	}
	if s.d.ComputerGenerated {
		s.right(rightEdge, y+2, "Computer generated, no signature needed", smallStyle)
		return
	}
	s.rule(rightEdge-45*mm, rightEdge, y+30, 0.4, 0.3)
	s.right(rightEdge, y+39, "Authorised signatory", smallStyle)
}
