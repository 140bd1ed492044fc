package paper

import (
	"fmt"
	"math"
	"strings"
)

// line draws a line of words from x on; y is its foot.
func (c *canvas) line(x, y float64, l line, st style) {
	if len(l.words) == 0 {
		return
	}
	c.ink(st)
	fmt.Fprintf(c.on, "BT %s %s Td\n", number(x), c.up(y))
	c.show(l, st)
	c.on.WriteString("ET\n")
}

// across draws s in the given size upwards through the middle of the page, as a mark behind what is printed on it.
func (c *canvas) across(s string, st style) {
	l := c.set(s, true)
	sin, cos := math.Sincos(math.Pi / 5)
	half := l.width * st.size / 2
	x, y := c.width/2-half*cos+st.size/3*sin, c.height/2-half*sin-st.size/3*cos
	c.ink(st)
	fmt.Fprintf(c.on, "BT %.4f %.4f %.4f %.4f %s %s Tm\n", cos, sin, -sin, cos, number(x), number(y))
	c.show(l, st)
	c.on.WriteString("ET\n")
}

func (c *canvas) ink(st style) {
	colour := number(st.grey) + " "
	if st.red {
		colour = fmt.Sprintf("%s %s %s ", number(0.7+0.3*st.grey), number(st.grey), number(st.grey))
		c.on.WriteString(colour + "rg " + colour + "RG\n")
		return
	}
	c.on.WriteString(colour + "g " + colour + "G\n")
}

// shower writes glyphs one after another and keeps what differs from the widths in the font.
type shower struct {
	c    *canvas
	size float64
	font *embedded
	open bool    // within the brackets of a TJ
	hex  bool    // within the brackets of a string
	owed float64 // ems the pen must still move to the right
	rise float64
}

func (c *canvas) show(l line, st style) {
	s := shower{c: c, size: st.size}
	regular := open(latin.regular)
	gid, _ := regular.font.Cmap.Lookup(' ')
	for i, w := range l.words {
		if i > 0 {
			s.use(regular)
			s.glyph(glyph{gid: uint16(gid), adv: c.space, text: " "})
		}
		for _, r := range w.runs {
			s.run(r)
		}
	}
	s.close()
	if s.rise != 0 {
		c.on.WriteString("0 Ts\n")
	}
}

func (s *shower) run(r run) {
	s.use(r.outline)
	plain := r.plain
	for _, g := range r.glyphs {
		_, same := s.font.id(g.gid, g.text)
		plain = plain && same
	}
	if !plain {
		s.close()
		fmt.Fprintf(s.c.on, "/Span<</ActualText<feff%s>>>BDC\n", utf16Hex(r.text))
	}
	if r.edge {
		s.close()
		fmt.Fprintf(s.c.on, "2 Tr %s w\n", number(s.size/40))
	}
	for _, g := range r.glyphs {
		s.glyph(g)
	}
	if r.edge {
		s.close()
		s.c.on.WriteString("0 Tr\n")
	}
	if !plain {
		s.close()
		s.c.on.WriteString("EMC\n")
	}
}

// use changes the font, where it is another.
func (s *shower) use(o *outline) {
	if s.font != nil && s.font.outline == o {
		return
	}
	s.close()
	n := -1
	for i, e := range s.c.fonts {
		if e.outline == o {
			n = i
		}
	}
	if n < 0 {
		n = len(s.c.fonts)
		s.c.fonts = append(s.c.fonts, newEmbedded(o))
	}
	s.font = s.c.fonts[n]
	fmt.Fprintf(s.c.on, "/F%d %s Tf\n", n+1, number(s.size))
}

func (s *shower) glyph(g glyph) {
	if g.dy != s.rise {
		s.close()
		fmt.Fprintf(s.c.on, "%s Ts\n", number(g.dy*s.size))
		s.rise = g.dy
	}
	if !s.open {
		s.c.on.WriteByte('[')
		s.open = true
	}
	if move := number(-1000 * (s.owed + g.dx)); move != "0" {
		s.string(false)
		s.c.on.WriteString(move)
	}
	s.string(true)
	id, _ := s.font.id(g.gid, g.text)
	fmt.Fprintf(s.c.on, "%04x", id)
	s.owed = g.adv - g.dx - float64(s.font.outline.advance(g.gid))/float64(s.font.outline.upem)
}

func (s *shower) string(within bool) {
	switch {
	case within && !s.hex:
		s.c.on.WriteByte('<')
	case !within && s.hex:
		s.c.on.WriteByte('>')
	}
	s.hex = within
}

// close ends the run of glyphs; what the pen still owes is paid, as the next font or span starts from there.
func (s *shower) close() {
	if !s.open {
		return
	}
	s.string(false)
	if move := number(-1000 * s.owed); move != "0" {
		s.c.on.WriteString(move)
	}
	s.owed, s.open = 0, false
	s.c.on.WriteString("]TJ\n")
}

// bytes ends the document.
func (c *canvas) bytes(d Doc) []byte {
	var f file
	catalog, tree, resources := f.reserve(), f.reserve(), f.reserve()
	info := f.info(d)
	var kids, fonts strings.Builder
	for _, page := range c.pages {
		content := f.stream("", page.Bytes())
		n := f.add(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R>>",
			tree, number(c.width), number(c.height), resources, content))
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	for i, e := range c.fonts {
		e.object = f.reserve()
		fmt.Fprintf(&fonts, "/F%d %d 0 R", i+1, e.object)
		f.font(e)
	}
	f.set(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(en-IN)/ViewerPreferences<</DisplayDocTitle true>>>>", tree))
	f.set(tree, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(c.pages)))
	f.set(resources, fmt.Sprintf("<</Font<<%s>>>>", fonts.String()))
	return f.bytes(catalog, info)
}
