package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"doorstep/app/kernel/clock"
)

// file collects the objects of a PDF; object n is the n-th added.
type file struct{ objects [][]byte }

func (f *file) add(body string) int {
	f.objects = append(f.objects, []byte(body))
	return len(f.objects)
}

// reserve takes a number for an object that is set later.
func (f *file) reserve() int { return f.add("") }

func (f *file) set(n int, body string) { f.objects[n-1] = []byte(body) }

// stream adds compressed data; dict is what its dictionary says besides length and filter.
func (f *file) stream(dict string, data []byte) int {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // a bytes.Buffer does not fail
	_ = z.Close()
	f.objects = append(f.objects, fmt.Appendf(nil, "<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", dict, b.Len(), b.Bytes()))
	return len(f.objects)
}

// bytes is the whole file. Its identity is a digest of its objects.
func (f *file) bytes(catalog, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	sum := sha256.New()
	at := make([]int, len(f.objects))
	for i, o := range f.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
		sum.Write(o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	id := hex.EncodeToString(sum.Sum(nil)[:16])
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, catalog, info, id, id, xref)
	return b.Bytes()
}

// font adds an embedded font under the number it was given when it was first used.
func (f *file) font(e *embedded) {
	program := e.file() // numbers the parts of composite glyphs
	stream := f.stream(fmt.Sprintf("/Length1 %d", len(program)), program)
	name := "DRSTEP+" + e.outline.name
	descriptor := f.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-500 -600 2500 1200]/ItalicAngle 0"+
		"/Ascent 1069/Descent -293/CapHeight 714/StemV 80/FontFile2 %d 0 R>>", name, stream))
	var widths strings.Builder
	for _, gid := range e.order {
		widths.WriteString(number(1000 * float64(e.outline.advance(gid)) / float64(e.outline.upem)))
		widths.WriteByte(' ')
	}
	cid := f.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[0[%s]]>>", name, descriptor, widths.String()))
	f.set(e.object, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, cid, f.stream("", e.toUnicode())))
}

// toUnicode tells readers which characters the glyphs stand for.
func (e *embedded) toUnicode() []byte {
	var rows []string
	for id, text := range e.text {
		if text != "" {
			rows = append(rows, fmt.Sprintf("<%04x> <%s>", id, utf16Hex(text)))
		}
	}
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n")
	for len(rows) > 0 {
		n := min(100, len(rows)) // the most a block may hold
		fmt.Fprintf(&b, "%d beginbfchar\n%s\nendbfchar\n", n, strings.Join(rows[:n], "\n"))
		rows = rows[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

func utf16Hex(s string) string {
	const hexits = "0123456789abcdef"
	out := make([]byte, 0, 4*len(s))
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, hexits[u>>12], hexits[u>>8&15], hexits[u>>4&15], hexits[u&15])
	}
	return string(out)
}

// info adds the document's title and the start of its date as the time of making.
func (f *file) info(d Doc) int {
	title := strings.TrimSpace(clean(d.Title) + " " + clean(d.Number))
	return f.add(fmt.Sprintf("<</Title<feff%s>/Author<feff%s>/Producer(Doorstep)%s>>", utf16Hex(title), utf16Hex(clean(d.Seller.Name)), made(d.Date)))
}

func made(d clock.Date) string {
	at := d.Start()
	if at.IsZero() {
		return ""
	}
	stamp := "(D:" + at.Format("20060102150405") + "+05'30')"
	return "/CreationDate" + stamp + "/ModDate" + stamp
}

// number prints a length with at most two decimals.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
