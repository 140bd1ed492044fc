package paper

import (
	"bytes"
	"embed"
	"encoding/binary"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// outline is one embedded font file, read once in the life of the process.
type outline struct {
	name string
	font *font.Font
	upem int

	glyf, loca, hmtx []byte
	head, hhea, maxp []byte
	longLoca         bool
	metrics          int // long entries of hmtx

	shapers sync.Pool // *shaper: HarfBuzz fonts and buffers are not for two at once
}

type shaper struct {
	font *harfbuzz.Font
	buf  *harfbuzz.Buffer
}

// family is how a script is set. Where Noto's bold is not embedded the regular one is drawn with an edge.
type family struct{ regular, bold string }

var latin = family{"NotoSans-Regular", "NotoSans-Bold"}

var families = map[language.Script]family{
	language.Devanagari: {"NotoSansDevanagari-Regular", "NotoSansDevanagari-Bold"},
	language.Tamil:      {"NotoSansTamil-Regular", "NotoSansTamil-Bold"},
	language.Bengali:    {regular: "NotoSansBengali-Regular"},
	language.Gujarati:   {regular: "NotoSansGujarati-Regular"},
	language.Gurmukhi:   {regular: "NotoSansGurmukhi-Regular"},
	language.Kannada:    {regular: "NotoSansKannada-Regular"},
	language.Malayalam:  {regular: "NotoSansMalayalam-Regular"},
	language.Oriya:      {regular: "NotoSansOriya-Regular"},
	language.Telugu:     {regular: "NotoSansTelugu-Regular"},
}

var (
	outlinesMu sync.Mutex
	outlines   = map[string]*outline{}
)

// open returns the font of that name; a font that is not embedded is a mistake in this package, found by its tests.
func open(name string) *outline {
	outlinesMu.Lock()
	defer outlinesMu.Unlock()
	if o := outlines[name]; o != nil {
		return o
	}
	o, err := readOutline(name)
	if err != nil {
		panic("paper: font " + name + ": " + err.Error())
	}
	outlines[name] = o
	return o
}

func readOutline(name string) (*outline, error) {
	data, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, err
	}
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	f, err := font.NewFont(loader)
	if err != nil {
		return nil, err
	}
	o := &outline{name: name, font: f, upem: int(f.Upem())}
	for tag, table := range map[string]*[]byte{
		"glyf": &o.glyf, "loca": &o.loca, "hmtx": &o.hmtx, "head": &o.head, "hhea": &o.hhea, "maxp": &o.maxp,
	} {
		if *table, err = loader.RawTable(opentype.MustNewTag(tag)); err != nil {
			return nil, err
		}
	}
	o.longLoca = binary.BigEndian.Uint16(o.head[50:]) == 1
	o.metrics = int(binary.BigEndian.Uint16(o.hhea[34:]))
	o.shapers.New = func() any {
		return &shaper{font: harfbuzz.NewFont(font.NewFace(f)), buf: harfbuzz.NewBuffer()}
	}
	return o, nil
}

func (o *outline) has(r rune) bool {
	_, ok := o.font.Cmap.Lookup(r)
	return ok
}

// advance is the width of a glyph in font units.
func (o *outline) advance(gid uint16) int {
	at := min(int(gid), o.metrics-1) * 4
	return int(binary.BigEndian.Uint16(o.hmtx[at:]))
}

// bytes of the outline of a glyph; nil for one without ink.
func (o *outline) bytes(gid uint16) []byte {
	var from, to int
	if o.longLoca {
		from, to = int(binary.BigEndian.Uint32(o.loca[4*int(gid):])), int(binary.BigEndian.Uint32(o.loca[4*int(gid)+4:]))
	} else {
		from, to = 2*int(binary.BigEndian.Uint16(o.loca[2*int(gid):])), 2*int(binary.BigEndian.Uint16(o.loca[2*int(gid)+2:]))
	}
	if from >= to {
		return nil
	}
	return o.glyf[from:to]
}
