package paper

import (
	"strconv"
	"strings"
)

// The A4 page: margins and the foot kept free for the page number.
const (
	leftEdge  = 14 * mm
	rightEdge = 196 * mm
	topEdge   = 13 * mm
	footEdge  = 280 * mm
	footLine  = 287 * mm
)

var (
	titleStyle = style{size: 19, bold: true}
	nameStyle  = style{size: 13.5, bold: true}
	partyStyle = style{size: 9.5, bold: true}
	bodyStyle  = style{size: 8.25}
	boldStyle  = style{size: 8.25, bold: true}
	smallStyle = style{size: 7.25, grey: 0.3}
	labelStyle = style{size: 6.75, grey: 0.35, bold: true}
	voidStyle  = style{size: 11, bold: true, red: true}
)

// sheet is a document on its way to A4 pages; y is where the next thing goes.
type sheet struct {
	*canvas
	d   *Doc
	y   float64
	cut func() // how the part being drawn ends on a full page; nil leaves it as it is
	on  func() // how it goes on upon the next page
}

// page begins a page; every page after the first names the document small.
func (s *sheet) page() {
	s.newPage()
	switch {
	case s.d.Cancelled:
		s.across("CANCELLED", style{size: 96, bold: true, red: true, grey: 0.86})
	case s.d.Number == "":
		s.across("DRAFT", style{size: 130, bold: true, grey: 0.93})
	}
	s.y = topEdge
	if len(s.pages) == 1 {
		return
	}
	st := style{size: 8.25, bold: true}
	said := strings.TrimSpace(s.d.Title + " " + s.number())
	if s.d.Date != "" {
		said += " of " + s.d.Date.Short()
	}
	room := s.measure(said, st)
	if s.d.Cancelled {
		said += " (CANCELLED)"
	}
	s.y += 9
	s.right(rightEdge, s.y, said, s.fit(said, st, 300))
	s.some(leftEdge, s.y, s.d.Seller.Name, bodyStyle, rightEdge-leftEdge-min(room, 300)-40, 1)
	s.y += 5
	s.rule(leftEdge, rightEdge, s.y, 0.5, 0.4)
	s.y += 9
}

func (s *sheet) number() string {
	if s.d.Number == "" {
		return "DRAFT"
	}
	return s.d.Number
}

// need begins a new page unless height is left on this one.
func (s *sheet) need(height float64) {
	if s.y+height <= footEdge || s.y <= topEdge+24 {
		return
	}
	if s.cut != nil {
		s.cut()
	}
	s.page()
	if s.on != nil {
		s.on()
	}
}

// some draws at most most lines of wrapped text from y on and returns the foot of the last; what is over ends in "…".
func (c *canvas) some(x, y float64, text string, st style, width float64, most int) float64 {
	lines := c.wrap(text, st, width)
	for i, l := range lines {
		if i == most-1 && len(lines) > most {
			l.add(c.word("…", st.bold), 0)
		}
		if i == most {
			break
		}
		if i > 0 {
			y += st.lead(l.tall)
		}
		c.line(x, y, l, st)
	}
	return y
}

// flow draws text line by line over as many pages as it needs.
func (s *sheet) flow(x float64, text string, st style, width float64) {
	for row := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		for _, l := range s.wrap(row, st, width) {
			s.need(st.lead(l.tall))
			s.y += st.lead(l.tall)
			s.line(x, s.y, l, st)
		}
	}
}

// heading is the seller on the left, what the document is on the right, and what the law wants said at the top.
func (s *sheet) heading() {
	const titleRoom = 78 * mm
	right := s.y + 19
	for i, l := range s.wrap(s.d.Title, titleStyle, titleRoom) {
		if i == 3 {
			break
		}
		if i > 0 {
			right += titleStyle.lead(l.tall)
		}
		s.line(rightEdge-l.width*titleStyle.size, right, l, titleStyle)
	}
	if s.d.Mark != "" {
		right += 12
		s.right(rightEdge, right, s.d.Mark, s.fit(s.d.Mark, labelStyle, titleRoom))
	}
	if s.d.Cancelled {
		right += 15
		s.right(rightEdge, right, "CANCELLED", voidStyle)
	}
	left := s.party(leftEdge, s.y+1, rightEdge-leftEdge-titleRoom-14, "", s.d.Seller, nameStyle)
	s.y = max(left, right) + 9
	s.rule(leftEdge, rightEdge, s.y, 0.9, 0)
	for _, text := range s.d.Declarations {
		s.y += 2
		s.flow(leftEdge, text, boldStyle, rightEdge-leftEdge)
		s.y += 2
	}
	s.y += 6
}

// party draws a name and address and returns where it ends.
func (s *sheet) party(x, y, width float64, label string, p Party, name style) float64 {
	if label != "" {
		y += 8
		s.text(x, y, label, labelStyle)
		y += 1
	}
	put := func(text string, st style, most int) {
		if lines := s.wrap(text, st, width); len(lines) > 0 {
			y += st.lead(lines[0].tall)
			y = s.some(x, y, text, st, width, most)
		}
	}
	put(p.Name, name, 8)
	y += 1
	for i, l := range p.Lines {
		if i == 8 {
			break
		}
		put(l, bodyStyle, 4)
	}
	if state := p.state(); state != "" {
		put("State: "+state, bodyStyle, 2)
	}
	put(join(" · ", pair("GSTIN: ", p.GSTIN), pair("PAN: ", p.PAN)), boldStyle, 2)
	put(join(" · ", pair("Phone: ", p.Phone), p.Email), bodyStyle, 2)
	return y
}

func (p Party) state() string {
	if p.State != "" && p.StateCode != "" {
		return p.State + " (" + p.StateCode + ")"
	}
	return p.State + p.StateCode
}

func pair(label, value string) string {
	if value == "" {
		return ""
	}
	return label + value
}

// join puts the texts that are there one after another.
func join(between string, texts ...string) string {
	var said []string
	for _, t := range texts {
		if t != "" {
			said = append(said, t)
		}
	}
	return strings.Join(said, between)
}

// parties is who buys, where it was delivered, and the facts of the document beside them.
func (s *sheet) parties() {
	const facts = 128 * mm
	width := facts - leftEdge - 14.0
	var left float64
	label := "CUSTOMER"
	if title := strings.ToUpper(s.d.Title); strings.Contains(title, "INVOICE") || strings.Contains(title, "BILL") {
		label = "BILL TO"
	}
	switch {
	case s.d.Delivery == nil:
		left = s.party(leftEdge, s.y, width, label, s.d.Buyer, partyStyle)
	default:
		width = (width - 14) / 2
		left = s.party(leftEdge, s.y, width, label, s.d.Buyer, partyStyle)
		left = max(left, s.party(leftEdge+width+14, s.y, width, "DELIVERED AT", *s.d.Delivery, partyStyle))
	}
	y := s.y
	for i, f := range s.facts() {
		st := bodyStyle
		if i == 0 {
			st.bold = true
		}
		lines := s.wrap(f.Value, st, rightEdge-facts-25*mm)
		if len(lines) == 0 {
			continue
		}
		y += st.lead(lines[0].tall) + 1
		label := s.some(facts, y, f.Label, smallStyle, 24*mm, 4)
		y = max(label, s.some(facts+25*mm, y, f.Value, st, rightEdge-facts-25*mm, 6))
	}
	if s.d.ShowTax {
		said := "Tax payable on reverse charge: No"
		if s.d.ReverseCharge {
			said = "Tax payable on reverse charge: Yes"
		}
		y += bodyStyle.lead(false) + 2
		s.text(facts, y, said, smallStyle)
	}
	s.y = max(left, y) + 12
}

// facts are what the document says of itself; the first is its number.
func (s *sheet) facts() []Field {
	facts := []Field{{"Number", s.number()}, {"Date", s.d.Date.Short()}, {"Due", s.d.Due.Short()}}
	for _, r := range s.d.Against {
		value := r.Number
		if r.Date != "" {
			value += " of " + r.Date.Short()
		}
		facts = append(facts, Field{r.Label, value})
	}
	facts = append(facts, Field{"Place of supply", s.d.PlaceOfSupply})
	return append(facts, s.d.Meta...)
}

// footers number the pages, once it is known how many there are.
func (s *sheet) footers() {
	said := strings.TrimSpace(s.d.Title + " " + s.number())
	for i, page := range s.pages {
		s.canvas.on = page
		s.some(leftEdge, footLine, said, smallStyle, 130*mm, 1)
		s.right(rightEdge, footLine, "Page "+strconv.Itoa(i+1)+" of "+strconv.Itoa(len(s.pages)), smallStyle)
	}
}
