package paper

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// glyph is one outline in its place. Lengths are in ems; text is what it stands for, "" when a neighbour says it.
type glyph struct {
	gid         uint16
	adv, dx, dy float64
	text        string
}

// run is glyphs of one font. A run that is not plain carries its characters beside the glyphs, which may be reordered or joined.
type run struct {
	outline *outline
	edge    bool // drawn with an edge, for want of a bold font
	plain   bool
	text    string
	glyphs  []glyph
}

// word is what stands between two spaces.
type word struct {
	text  string
	runs  []run
	width float64 // in ems
	tall  bool    // has marks above and below, wants more room between lines
}

var (
	noLigatures = harfbuzz.Feature{Tag: opentype.MustNewTag("liga"), End: harfbuzz.FeatureGlobalEnd}
	noKerning   = harfbuzz.Feature{Tag: opentype.MustNewTag("kern"), End: harfbuzz.FeatureGlobalEnd}
)

// setWord shapes text, which holds no space. Figures are not kerned, so that they stand under each other.
func setWord(text string, bold bool) word {
	w := word{text: text}
	for _, part := range byFont([]rune(text), bold) {
		features := []harfbuzz.Feature{noLigatures}
		if strings.Trim(text, "0123456789.,-₹%") == "" {
			features = append(features, noKerning)
		}
		if part.script != language.Latin {
			features, w.tall = nil, true
		}
		r := part.shape(features)
		for _, g := range r.glyphs {
			w.width += g.adv
		}
		w.runs = append(w.runs, r)
	}
	return w
}

// part is a piece of a word in one script and so in one font.
type part struct {
	outline *outline
	script  language.Script
	edge    bool
	text    []rune
}

// byFont cuts a word where the font changes. Marks, joiners and dandas stay with the letters before them.
func byFont(text []rune, bold bool) []part {
	var parts []part
	for _, r := range text {
		script := language.LookupScript(r)
		if danda(r) {
			script = language.Devanagari // shared by the scripts, and not in Latin fonts
		}
		_, indic := families[script]
		if n := len(parts); n > 0 {
			last := &parts[n-1]
			follows := script == last.script || !indic && last.script == language.Latin || clings(r) && last.outline.has(r)
			if follows {
				last.text = append(last.text, r)
				continue
			}
		}
		if !indic {
			script = language.Latin
		}
		outline, edge := face(script, bold)
		parts = append(parts, part{outline, script, edge, []rune{r}})
	}
	return parts
}

func clings(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d' || danda(r)
}

func danda(r rune) bool { return r == '।' || r == '॥' }

func face(script language.Script, bold bool) (o *outline, edge bool) {
	f, ok := families[script]
	if !ok {
		f = latin
	}
	switch {
	case !bold:
		return open(f.regular), false
	case f.bold == "":
		return open(f.regular), true
	}
	return open(f.bold), false
}

func (p part) shape(features []harfbuzz.Feature) run {
	s := p.outline.shapers.Get().(*shaper)
	defer p.outline.shapers.Put(s)
	s.buf.Clear()
	s.buf.AddRunes(p.text, 0, -1)
	s.buf.Props = harfbuzz.SegmentProperties{Script: p.script, Direction: harfbuzz.LeftToRight, Language: "en"}
	s.buf.Shape(s.font, features)
	r := run{
		outline: p.outline, edge: p.edge, plain: p.script == language.Latin, text: string(p.text),
		glyphs: make([]glyph, len(s.buf.Info)),
	}
	em, before := float64(p.outline.upem), -1
	for i, info := range s.buf.Info {
		pos := s.buf.Pos[i]
		g := glyph{
			gid: uint16(info.Glyph), adv: float64(pos.XAdvance) / em,
			dx: float64(pos.XOffset) / em, dy: float64(pos.YOffset) / em,
		}
		if info.Cluster != before {
			end := len(p.text)
			for _, next := range s.buf.Info[i+1:] {
				if next.Cluster > info.Cluster {
					end = next.Cluster
					break
				}
			}
			g.text, before = string(p.text[info.Cluster:end]), info.Cluster
		}
		r.plain = r.plain && g.gid != 0 && g.text != ""
		r.glyphs[i] = g
	}
	return r
}

// clean makes any text printable on one line: valid UTF-8, no control or direction characters, white space single.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0':
			return ' '
		case unicode.IsControl(r), r == '\ufeff', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i+1 == len(s) || s[i+1] == ' ') {
			return false
		}
	}
	return true
}
