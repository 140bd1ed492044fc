package paper

import (
	"encoding/binary"

	"github.com/go-text/typesetting/font/opentype"
)

// Flags of a part of a composite glyph, from the OpenType specification of the glyf table.
const (
	argsAreWords    = 0x0001
	haveScale       = 0x0008
	moreParts       = 0x0020
	haveTwoScales   = 0x0040
	haveMatrix      = 0x0080
	haveInstruction = 0x0100
)

// embedded is a font as one document uses it: the glyphs drawn, numbered anew in the order of their first use.
type embedded struct {
	outline *outline
	object  int
	ids     map[uint16]uint16
	order   []uint16
	text    []string // by new number, for copying out of the document
}

func newEmbedded(o *outline) *embedded {
	return &embedded{outline: o, ids: map[uint16]uint16{0: 0}, order: []uint16{0}, text: []string{""}}
}

// id is the number of a glyph within the document. same tells whether the number copies as text.
func (e *embedded) id(gid uint16, text string) (id uint16, same bool) {
	id, ok := e.ids[gid]
	if !ok {
		id = uint16(len(e.order))
		e.ids[gid] = id
		e.order, e.text = append(e.order, gid), append(e.text, text)
	}
	if e.text[id] == "" && id != 0 {
		e.text[id] = text
	}
	return id, e.text[id] == text
}

// file is a TrueType font of the used glyphs only, without hinting instructions.
func (e *embedded) file() []byte {
	var glyf, hmtx, loca []byte
	for i := 0; i < len(e.order); i++ { // e.order grows by the parts of composite glyphs
		gid := e.order[i]
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(e.outline.advance(gid)))
		data := e.outline.bytes(gid)
		hmtx = binary.BigEndian.AppendUint16(hmtx, leftBearing(data))
		glyf = append(glyf, e.unhinted(data)...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	count := uint16(len(e.order))
	head, hhea, maxp := clone(e.outline.head), clone(e.outline.hhea), clone(e.outline.maxp)
	binary.BigEndian.PutUint32(head[8:], 0)  // the checksum of the whole file, which readers of PDF leave alone
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	binary.BigEndian.PutUint16(hhea[34:], count)
	binary.BigEndian.PutUint16(maxp[4:], count)
	tables := []opentype.Table{
		{Tag: opentype.MustNewTag("glyf"), Content: glyf},
		{Tag: opentype.MustNewTag("head"), Content: head},
		{Tag: opentype.MustNewTag("hhea"), Content: hhea},
		{Tag: opentype.MustNewTag("hmtx"), Content: hmtx},
		{Tag: opentype.MustNewTag("loca"), Content: loca},
		{Tag: opentype.MustNewTag("maxp"), Content: maxp},
	}
	return opentype.WriteTTF(tables)
}

// clone copies a table, padded to whole words as every table begins on one.
func clone(b []byte) []byte {
	return append(make([]byte, 0, len(b)+3), append(b[:len(b):len(b)], make([]byte, (4-len(b)%4)%4)...)...)
}

// leftBearing is the left edge of the outline, which Noto's fonts keep equal to the side bearing.
func leftBearing(data []byte) uint16 {
	if len(data) < 10 {
		return 0
	}
	return binary.BigEndian.Uint16(data[2:])
}

// unhinted returns the outline without instructions and with the parts of a composite glyph numbered anew.
func (e *embedded) unhinted(data []byte) []byte {
	if len(data) < 10 {
		return nil
	}
	contours := int(int16(binary.BigEndian.Uint16(data)))
	if contours >= 0 {
		at := 10 + 2*contours
		skip := int(binary.BigEndian.Uint16(data[at:]))
		out := append(make([]byte, 0, len(data)), data[:at]...)
		return append(append(out, 0, 0), data[at+2+skip:]...)
	}
	out := append([]byte(nil), data...)
	at := 10
	for {
		flags := binary.BigEndian.Uint16(out[at:])
		binary.BigEndian.PutUint16(out[at:], flags&^haveInstruction)
		id, _ := e.id(binary.BigEndian.Uint16(out[at+2:]), "")
		binary.BigEndian.PutUint16(out[at+2:], id)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&haveScale != 0:
			at += 2
		case flags&haveTwoScales != 0:
			at += 4
		case flags&haveMatrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return out[:at]
		}
	}
}
