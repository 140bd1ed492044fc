package paper

import (
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
)

func TestSetWord_shapesIndianScripts(t *testing.T) {
	for script, c := range map[string]struct {
		text  string
		least int // fewer glyphs than characters: conjuncts were joined
	}{
		"Devanagari conjunct": {"श्री", 1}, "Devanagari ligature": {"क्ष", 1}, "Tamil": {"க்ஷ", 1}, "Bengali": {"ক্ষ", 1}, "Gujarati": {"ક્ષ", 1},
		"Kannada": {"ಕ್ಷ", 1}, "Telugu": {"క్ష", 1}, "Malayalam": {"ക്ഷ", 1}, "Odia": {"କ୍ଷ", 1}, "Gurmukhi": {"ਸ੍ਰੀ", 1},
	} {
		w := setWord(c.text, false)
		if len(w.runs) != 1 || w.width <= 0 {
			t.Errorf("%s: %d runs, width %v", script, len(w.runs), w.width)
			continue
		}
		r := w.runs[0]
		if n := len([]rune(c.text)); len(r.glyphs) >= n {
			t.Errorf("%s: %q is %d glyphs of %d characters, nothing was joined", script, c.text, len(r.glyphs), n)
		}
		var text strings.Builder
		for _, g := range r.glyphs {
			text.WriteString(g.text)
			if g.gid == 0 || g.adv > 0 && r.outline.bytes(g.gid) == nil {
				t.Errorf("%s: glyph %d of %q is blank", script, g.gid, c.text)
			}
		}
		if text.String() != c.text || r.plain {
			t.Errorf("%s: copies as %q", script, text.String())
		}
	}
}

func TestSetWord_putsTheShortIBeforeItsLetter(t *testing.T) {
	o := open("NotoSansDevanagari-Regular")
	matra, _ := o.font.Cmap.Lookup('ि')
	letter, _ := o.font.Cmap.Lookup('क')
	shaped := setWord("कि", false).runs[0].glyphs
	if len(shaped) != 2 || font.GID(shaped[1].gid) != letter || font.GID(shaped[0].gid) == letter {
		t.Errorf("कि is %v, letter %d, matra %d", shaped, letter, matra)
	}
}

func TestByFont_keepsMixedWordsInOrder(t *testing.T) {
	var got []string
	for _, p := range byFont([]rune("Shri-श्री(राव)।x்"), false) {
		got = append(got, string(p.text))
	}
	if s := strings.Join(got, "|"); s != "Shri-|श्री|(|राव|)|।|x|்" {
		t.Errorf("parts %s", s)
	}
}

func TestSetWord_drawsABoxForWhatHasNoFont(t *testing.T) {
	for _, text := range []string{"中", "ا", "🔧", "\ufffd"} {
		w := setWord(text, false)
		g := w.runs[0].glyphs[0]
		if w.width <= 0 || w.runs[0].outline.bytes(g.gid) == nil {
			t.Errorf("%q is blank", text)
		}
	}
}

func TestFonts_allStandAndHoldTheirDigits(t *testing.T) {
	for script, f := range families {
		for _, bold := range []bool{false, true} {
			if o, edge := face(script, bold); o.upem == 0 || edge != (bold && f.bold == "") {
				t.Errorf("%v: %s edge %v", script, o.name, edge)
			}
		}
	}
	width := setWord("0", false).width
	for _, d := range "123456789" {
		if w := setWord(string(d), false).width; w != width {
			t.Errorf("digit %c is %v wide, 0 is %v: figures would not stand under each other", d, w, width)
		}
	}
	if open(latin.regular).has('₹') == false || open(latin.bold).has('₹') == false {
		t.Error("no ₹")
	}
}

func TestWrap_losesNothing(t *testing.T) {
	c := newCanvas(100, 100)
	for _, text := range []string{"one two three", "Supercalifragilisticexpialidocious", "स्वातंत्र्यवीरसावरकरमार्गपुणे", "க்ஷேத்திரபாலசுப்பிரமணியம்", "mixedश्रीகிtext"} {
		var got strings.Builder
		for _, l := range c.wrap(text, bodyStyle, 40) {
			if len(l.words) > 1 && l.width*bodyStyle.size > 40 {
				t.Errorf("%q: a line of %v", text, l.width*bodyStyle.size)
			}
			for _, w := range l.words {
				got.WriteString(w.text)
			}
		}
		if got.String() != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q became %q", text, got.String())
		}
	}
}

func TestClean_leavesOneTidyLine(t *testing.T) {
	for in, want := range map[string]string{
		" a  b\t\nc ": "a b c", "a\x00b\x1b": "ab", "\xff": "\ufffd", "a\u202eb": "ab", "क\u200dष": "क\u200dष", "": "", "₹ 5": "₹ 5",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPercent_halvesOddRates(t *testing.T) {
	for milli, want := range map[int]string{9000: "9%", 2500: "2.5%", 125: "0.125%", 0: "0%", 18000: "18%"} {
		if got := percent(milli); got != want {
			t.Errorf("percent(%d) = %s, want %s", milli, got, want)
		}
	}
	if got := language.LookupScript('ि'); got != language.Devanagari {
		t.Errorf("script %v", got)
	}
}
