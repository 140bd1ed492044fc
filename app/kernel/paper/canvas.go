package paper

import (
	"bytes"
	"fmt"
	"strings"
)

// mm is a millimetre in points, the unit of every length in this package.
const mm = 72 / 25.4

// style is how a piece of text looks; grey 0 is black. A style with a colour is printed in the red of a void document.
type style struct {
	size, grey float64
	bold, red  bool
}

func (s style) lead(tall bool) float64 {
	if tall {
		return s.size * 1.55
	}
	return s.size * 1.32
}

// canvas draws on pages; y runs down from the top edge, texts stand on y.
type canvas struct {
	width, height float64
	pages         []*bytes.Buffer
	on            *bytes.Buffer
	fonts         []*embedded
	words         map[wordKey]word
	space         float64
}

type wordKey struct {
	text string
	bold bool
}

// line is one line of wrapped text.
type line struct {
	words []word
	width float64 // in ems
	tall  bool
}

func newCanvas(width, height float64) *canvas {
	o := open(latin.regular)
	gid, _ := o.font.Cmap.Lookup(' ')
	return &canvas{width: width, height: height, words: map[wordKey]word{}, space: float64(o.advance(uint16(gid))) / float64(o.upem)}
}

func (c *canvas) newPage() {
	c.on = &bytes.Buffer{}
	c.pages = append(c.pages, c.on)
}

func (c *canvas) word(text string, bold bool) word {
	k := wordKey{text, bold}
	w, ok := c.words[k]
	if !ok {
		w = setWord(text, bold)
		c.words[k] = w
	}
	return w
}

// set lays s out on a single line.
func (c *canvas) set(s string, bold bool) line {
	var l line
	s = clean(s)
	if s == "" {
		return l
	}
	for text := range strings.SplitSeq(s, " ") {
		l.add(c.word(text, bold), c.space)
	}
	return l
}

func (l *line) add(w word, space float64) {
	if len(l.words) > 0 {
		l.width += space
	}
	l.words = append(l.words, w)
	l.width += w.width
	l.tall = l.tall || w.tall
}

func (c *canvas) measure(s string, st style) float64 { return c.set(s, st.bold).width * st.size }

// wrap breaks s into lines no wider than width, at spaces, and within a word that is wider alone.
func (c *canvas) wrap(s string, st style, width float64) []line {
	var lines []line
	var l line
	room := width / st.size
	for _, w := range c.set(s, st.bold).words {
		if len(l.words) > 0 && l.width+c.space+w.width > room {
			lines, l = append(lines, l), line{}
		}
		for w.width > room {
			head, tail := c.cut(w, room, st.bold)
			if tail == "" {
				break
			}
			lines = append(lines, line{words: []word{head}, width: head.width, tall: head.tall})
			w = c.word(tail, st.bold)
		}
		l.add(w, c.space)
	}
	if len(l.words) > 0 {
		lines = append(lines, l)
	}
	return lines
}

// cut takes from a word as many whole syllables as fit into room, at least one.
func (c *canvas) cut(w word, room float64, bold bool) (head word, tail string) {
	at, width, texts := 0, 0.0, ""
	for _, r := range w.runs {
		for _, g := range r.glyphs {
			if g.text != "" && at > 0 && width+g.adv > room {
				return c.word(w.text[:at], bold), w.text[at:]
			}
			texts += g.text
			at, width = len(texts), width+g.adv
		}
	}
	return w, ""
}

// text draws s at x and returns where it ends.
func (c *canvas) text(x, y float64, s string, st style) float64 {
	l := c.set(s, st.bold)
	c.line(x, y, l, st)
	return x + l.width*st.size
}

// right draws s so that it ends at x.
func (c *canvas) right(x, y float64, s string, st style) {
	l := c.set(s, st.bold)
	c.line(x-l.width*st.size, y, l, st)
}

// fit is st made smaller, down to half, where s would be wider than width.
func (c *canvas) fit(s string, st style, width float64) style {
	if w := c.measure(s, st); w > width {
		st.size = max(st.size*width/w, st.size/2)
	}
	return st
}

// rule draws a line of the given thickness across the page.
func (c *canvas) rule(x1, x2, y, thick, grey float64) {
	fmt.Fprintf(c.on, "%s G %s w %s %s m %s %s l S\n", number(grey), number(thick), number(x1), c.up(y), number(x2), c.up(y))
}

func (c *canvas) up(y float64) string { return number(c.height - y) }
