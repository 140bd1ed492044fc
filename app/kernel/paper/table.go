package paper

import (
	"strconv"
	"strings"

	"doorstep/app/kernel/money"
)

// column is one column of the lines. The description is the column without a cell; the others are figures or codes as wide as
// their widest content. A column with an amount is summed at the end and at every break of the page.
type column struct {
	head   string
	left   bool
	cell   func(Line) string
	below  func(Line) string // smaller, under the cell
	amount func(Line) money.Paise
	x, w   float64
}

// table is the lines with their columns measured; size is that of the figures.
type table struct {
	columns []column
	what    int // the column of the description
	size    float64
	sums    []money.Paise
}

const (
	gap         = 9.0
	cellPad     = 3.5
	leastWhat   = 118.0
	leastFigure = 5.5
)

func (s *sheet) table() {
	t := s.measureTable()
	s.tableHead(t)
	s.cut = func() { s.sumRow(t, "Carried forward") }
	s.on = func() {
		s.tableHead(t)
		s.sumRow(t, "Brought forward")
	}
	for i, l := range s.d.Lines {
		s.row(t, i, l)
	}
	s.cut, s.on = nil, nil
	if len(s.d.Lines) == 0 {
		s.y += 16
		s.text(t.columns[t.what].x, s.y, "No lines yet", style{size: t.size, grey: 0.45})
		s.y += 8
		s.rule(leftEdge, rightEdge, s.y, 0.5, 0)
		return
	}
	s.sumRow(t, "Total")
}

// measureTable chooses the columns this document needs and sets figures smaller until the description has room.
func (s *sheet) measureTable() *table {
	t := &table{columns: s.columns(), size: 8}
	for i, c := range t.columns {
		if c.head == "Description" {
			t.what = i
		}
	}
	t.sums = make([]money.Paise, len(t.columns))
	for !s.fitTable(t) {
		t.size -= 0.5
	}
	return t
}

func (s *sheet) fitTable(t *table) bool {
	taken := 0.0
	for i := range t.columns {
		c := &t.columns[i]
		if i == t.what {
			continue
		}
		c.w = s.measure(c.head, style{size: t.size - 0.75, bold: true})
		sum := money.Paise(0)
		for _, l := range s.d.Lines {
			c.w = max(c.w, s.measure(c.cell(l), style{size: t.size}))
			if c.below != nil {
				c.w = max(c.w, s.measure(c.below(l), style{size: t.size - 1}))
			}
			if c.amount != nil {
				sum += c.amount(l)
				c.w = max(c.w, s.measure(sum.String(), style{size: t.size, bold: true}))
			}
		}
		c.w = min(c.w, 30*mm)
		taken += c.w + gap
	}
	room := rightEdge - leftEdge - taken
	if room < leastWhat && t.size > leastFigure {
		return false
	}
	x := leftEdge
	for i := range t.columns {
		c := &t.columns[i]
		if i == t.what {
			c.w = max(room, 30)
		}
		c.x = x
		x += c.w + gap
	}
	return true
}

func (s *sheet) columns() []column {
	figure := func(head string, amount func(Line) money.Paise) column {
		return column{head: head, amount: amount, cell: func(l Line) string { return amount(l).String() }}
	}
	columns := []column{
		{head: "#", left: true, cell: func(Line) string { return strconv.Itoa(len(s.d.Lines)) }},
		{head: "Description", left: true},
	}
	if s.any(func(l Line) bool { return l.HSN != "" }) {
		columns = append(columns, column{head: "HSN/SAC", left: true, cell: func(l Line) string { return l.HSN }})
	}
	columns = append(columns,
		column{head: "Qty", cell: func(l Line) string { return strings.TrimSpace(quantity(l.QtyMilli) + " " + l.UOM) }},
		column{head: "Rate", cell: func(l Line) string { return l.Rate.String() }})
	if s.any(func(l Line) bool { return l.Discount != 0 }) {
		columns = append(columns, figure("Discount", func(l Line) money.Paise { return l.Discount }))
	}
	if !s.d.ShowTax {
		return append(columns, figure("Amount (₹)", func(l Line) money.Paise { return l.Total }))
	}
	columns = append(columns, figure("Taxable", func(l Line) money.Paise { return l.Taxable }))
	tax := func(head string, milli int, amount func(Line) money.Paise) {
		c := figure(head, amount)
		c.below = func(l Line) string { return percent(l.GSTBps * milli) }
		columns = append(columns, c)
	}
	central, integrated := s.d.heads()
	if central {
		tax("CGST", 5, func(l Line) money.Paise { return l.CGST })
		tax(s.d.stateTax(), 5, func(l Line) money.Paise { return l.SGST })
	}
	if integrated {
		tax("IGST", 10, func(l Line) money.Paise { return l.IGST })
	}
	return append(columns, figure("Total (₹)", func(l Line) money.Paise { return l.Total }))
}

func (s *sheet) any(is func(Line) bool) bool {
	for _, l := range s.d.Lines {
		if is(l) {
			return true
		}
	}
	return false
}

func (d *Doc) stateTax() string {
	if d.StateTax == "" {
		return "SGST"
	}
	return d.StateTax
}

// heads tells which heads of tax the document has. Where no tax is due at all the States of seller and supply decide.
func (d *Doc) heads() (central, integrated bool) {
	if !d.ShowTax {
		return false, false
	}
	central, integrated = d.Totals.CGST != 0 || d.Totals.SGST != 0, d.Totals.IGST != 0
	for _, l := range d.Lines {
		central, integrated = central || l.CGST != 0 || l.SGST != 0, integrated || l.IGST != 0
	}
	if !central && !integrated {
		code, _, _ := strings.Cut(d.PlaceOfSupply, " ")
		integrated = code != "" && d.Seller.StateCode != "" && code != d.Seller.StateCode
		central = !integrated
	}
	return central, integrated
}

// quantity prints thousandths without idle zeros: "2", "1.5".
func quantity(milli int64) string {
	sign, n := "", uint64(milli)
	if milli < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatUint(n/1000, 10)
	if n%1000 != 0 {
		s += "." + strings.TrimRight(strconv.FormatUint(1000+n%1000, 10)[1:], "0")
	}
	return sign + s
}

// percent prints thousandths of a percent: "9%", "0.125%".
func percent(milli int) string { return quantity(int64(milli)) + "%" }

func (s *sheet) tableHead(t *table) {
	st := style{size: t.size - 0.75, bold: true, grey: 0.2}
	s.rule(leftEdge, rightEdge, s.y, 0.9, 0)
	s.y += st.size + 4
	for _, c := range t.columns {
		s.cell(c, s.y, c.head, st)
	}
	s.y += 4.5
	s.rule(leftEdge, rightEdge, s.y, 0.5, 0)
}

func (s *sheet) cell(c column, y float64, text string, st style) {
	st = s.fit(text, st, c.w+gap-2)
	if c.left {
		s.text(c.x, y, text, st)
		return
	}
	s.right(c.x+c.w, y, text, st)
}

// row draws one line of the document. A row goes to the next page whole, unless it is higher than half a page.
func (s *sheet) row(t *table, i int, l Line) {
	what := t.columns[t.what]
	main, small := style{size: t.size + 0.25}, style{size: t.size - 0.75, grey: 0.3}
	texts, details := s.wrap(l.Text, main, what.w), s.wrap(l.Detail, small, what.w)
	height := 2 * cellPad
	for _, x := range texts {
		height += main.lead(x.tall)
	}
	for _, x := range details {
		height += small.lead(x.tall)
	}
	if s.d.ShowTax { // the rates stand below the tax
		height = max(height, 2*cellPad+2.3*t.size)
	}
	carried := t.size + 2*cellPad
	s.need(min(height, footEdge/2) + carried)
	top, page := s.y, len(s.pages)
	s.y += cellPad
	first := s.y + main.size
	if len(texts) > 0 && texts[0].tall {
		first = s.y + 1.2*main.size
	}
	s.figures(t, i, l, first)
	for k, x := range texts {
		if k == 0 { // stands on one foot with the figures
			s.line(what.x, first, x, main)
			s.y = max(first+main.size*0.3, s.y+main.lead(x.tall))
			continue
		}
		s.describe(what.x, x, main, carried)
	}
	for _, x := range details {
		s.describe(what.x, x, small, carried)
	}
	for j, c := range t.columns {
		if c.amount != nil {
			t.sums[j] += c.amount(l)
		}
	}
	s.y += cellPad
	if len(s.pages) == page {
		s.y = max(s.y, top+height)
	}
	s.rule(leftEdge, rightEdge, s.y, 0.3, 0.8)
}

func (s *sheet) describe(x float64, l line, st style, carried float64) {
	s.need(st.lead(l.tall) + carried)
	s.y += st.lead(l.tall)
	s.line(x, s.y-st.size*0.2, l, st)
}

func (s *sheet) figures(t *table, i int, l Line, y float64) {
	st, below := style{size: t.size}, style{size: t.size - 1, grey: 0.35}
	for j, c := range t.columns {
		if j == t.what {
			continue
		}
		text := c.cell(l)
		if j == 0 {
			text = strconv.Itoa(i + 1)
		}
		s.cell(c, y, text, st)
		if c.below != nil {
			s.cell(c, y+t.size*1.15, c.below(l), below)
		}
	}
}

// sumRow is the sums of the columns so far, between two lines.
func (s *sheet) sumRow(t *table, said string) {
	st := style{size: t.size, bold: true}
	if said == "Total" {
		s.need(t.size + 2*cellPad)
	}
	y := s.y + cellPad + t.size
	for j, c := range t.columns {
		switch {
		case j == t.what:
			s.text(c.x, y, said, st)
		case c.amount != nil:
			s.cell(c, y, t.sums[j].String(), st)
		}
	}
	s.y = y + cellPad + 0.5
	s.rule(leftEdge, rightEdge, s.y, 0.5, 0)
}
