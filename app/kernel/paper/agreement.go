package paper

// Column is a column of a grid: its heading, how much of the width it takes beside the others, and whether it holds figures.
type Column struct {
	Head  string
	Share float64
	Right bool
}

// Grid is a table of texts. Total stands below it, in bold; nil is none.
type Grid struct {
	Columns []Column
	Rows    [][]string
	Total   []string
}

// Section is a part of an agreement: under its title a line that stands out, a sentence, points, and a table, what is there of them.
type Section struct {
	Title      string
	Lead, Text string
	Points     []string
	Grid       *Grid
}

// Signer is a side of an agreement, and who signs for it if that is known.
type Signer struct{ Party, Name string }

// Agreement is a contract. Of Doc its Title, Number, Date, parties, Meta, Declarations and Terms are printed; it has no lines.
type Agreement struct {
	Doc
	Sections []Section
	Signers  [2]Signer
}

var (
	sectionStyle = style{size: 9.5, bold: true}
	leadStyle    = style{size: 11, bold: true}
	gridStyle    = style{size: 8}
	gridHead     = style{size: 7.25, bold: true, grey: 0.2}
)

// Contract draws an agreement on as many A4 pages as it needs.
func Contract(a Agreement) []byte {
	s := &sheet{canvas: newCanvas(210*mm, 297*mm), d: &a.Doc}
	s.page()
	s.heading()
	s.parties()
	for _, part := range a.Sections {
		s.section(part)
	}
	if a.Terms != "" {
		s.section(Section{Title: "Terms"})
		s.flow(leftEdge, a.Terms, smallStyle, rightEdge-leftEdge)
	}
	s.signers(a.Signers)
	s.footers()
	return s.bytes(a.Doc)
}

// section draws one part. Its title stays with what begins it, and stands again where its table goes on upon another page.
func (s *sheet) section(part Section) {
	s.need(56)
	s.sectionTitle(part.Title)
	if part.Lead != "" {
		s.y += 3
		s.flow(leftEdge, part.Lead, leadStyle, rightEdge-leftEdge)
		s.y += 1
	}
	if part.Text != "" {
		s.flow(leftEdge, part.Text, bodyStyle, rightEdge-leftEdge)
	}
	for _, p := range part.Points {
		s.point(p)
	}
	if part.Grid != nil {
		if part.Text != "" || len(part.Points) > 0 {
			s.y += 4
		}
		s.grid(part.Title, *part.Grid)
	}
	s.y += 4
}

func (s *sheet) sectionTitle(title string) {
	s.y += 15
	s.text(leftEdge, s.y, title, sectionStyle)
	s.y += 4
	s.rule(leftEdge, rightEdge, s.y, 0.5, 0.4)
	s.y += 1.5
}

// point draws a text with a dash before its first line.
func (s *sheet) point(text string) {
	const indent = 9.0
	for i, l := range s.wrap(text, bodyStyle, rightEdge-leftEdge-indent) {
		lead := bodyStyle.lead(l.tall)
		s.need(lead)
		s.y += lead
		if i == 0 {
			s.text(leftEdge, s.y, "–", bodyStyle)
		}
		s.line(leftEdge+indent, s.y, l, bodyStyle)
	}
	s.y += 1
}

// gridColumn is a column in its place.
type gridColumn struct {
	Column
	x, width float64
}

func gridColumns(g Grid) []gridColumn {
	all := 0.0
	for _, c := range g.Columns {
		all += c.Share
	}
	room := rightEdge - leftEdge - gap*float64(len(g.Columns)-1)
	out, x := make([]gridColumn, len(g.Columns)), leftEdge
	for i, c := range g.Columns {
		out[i] = gridColumn{c, x, room * c.Share / all}
		x += out[i].width + gap
	}
	return out
}

func (s *sheet) grid(title string, g Grid) {
	columns := gridColumns(g)
	head := func() {
		s.y += gridHead.size + 5
		for _, c := range columns {
			s.gridCell(c, s.y, c.Head, gridHead)
		}
		s.y += 4
		s.rule(leftEdge, rightEdge, s.y, 0.4, 0.2)
	}
	head()
	s.on = func() {
		s.sectionTitle(title + ", continued")
		head()
	}
	for i, row := range g.Rows {
		after := 0.0
		if i == len(g.Rows)-1 && g.Total != nil { // the total is never alone on a page
			after = 18
		}
		s.gridRow(columns, row, gridStyle, after)
		s.rule(leftEdge, rightEdge, s.y, 0.3, 0.85)
	}
	if g.Total != nil {
		bold := gridStyle
		bold.bold = true
		s.gridRow(columns, g.Total, bold, 0)
		s.rule(leftEdge, rightEdge, s.y, 0.5, 0.2)
	}
	s.on = nil
}

func (s *sheet) gridCell(c gridColumn, y float64, text string, st style) {
	if c.Right {
		s.right(c.x+c.width, y, text, s.fit(text, st, c.width))
		return
	}
	s.text(c.x, y, text, s.fit(text, st, c.width+gap-2))
}

// gridRow draws one row, its texts wrapped within their columns, whole on one page; after is the height that has to follow it there.
func (s *sheet) gridRow(columns []gridColumn, row []string, st style, after float64) {
	const most = 6 // lines of a cell
	cells, height, tall := make([][]line, len(columns)), 0.0, false
	for i, c := range columns {
		if i >= len(row) || c.Right {
			continue
		}
		cells[i] = s.wrap(row[i], st, c.width)
		h := 0.0
		for n, l := range cells[i] {
			if n < most {
				h += st.lead(l.tall)
			}
			tall = tall || n == 0 && l.tall
		}
		height = max(height, h)
	}
	height = max(height, st.lead(tall)) + 5
	s.need(height + after)
	foot := s.y + 2.5 + st.size
	if tall {
		foot += 0.2 * st.size
	}
	for i, c := range columns {
		switch {
		case i >= len(row):
		case c.Right:
			s.gridCell(c, foot, row[i], st)
		default:
			s.some(c.x, foot, row[i], st, c.width, most)
		}
	}
	s.y += height
}

// signers are the places in which both sides sign.
func (s *sheet) signers(both [2]Signer) {
	const height = 92.0
	width := (rightEdge - leftEdge - 40) / 2
	s.need(height)
	top := s.y + 18
	for i, side := range both {
		x := leftEdge + float64(i)*(width+40)
		s.some(x, top, "For "+side.Party, boldStyle, width, 2)
		s.rule(x, x+width, top+48, 0.4, 0.3)
		said := "Name, signature and date"
		if side.Name != "" {
			said = side.Name + ", authorised signatory; date"
		}
		s.some(x, top+58, said, smallStyle, width, 1)
	}
	s.y += height
}
