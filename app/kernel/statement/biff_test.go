package statement_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

var le = binary.LittleEndian

func rec(kind int, data []byte) []byte {
	return append(le.AppendUint16(le.AppendUint16(nil, uint16(kind)), uint16(len(data))), data...)
}

// sharedTable writes texts as Excel does: in records of at most limit bytes, cutting inside texts; every third is wide, every
// fifth has fonts.
func sharedTable(texts []string, limit int) []byte {
	kind, buf := 0xfc, le.AppendUint32(le.AppendUint32(nil, uint32(len(texts))), uint32(len(texts)))
	var out []byte
	flush := func(next []byte) {
		out = append(out, rec(kind, buf)...)
		kind, buf = 0x3c, next
	}
	for i, s := range texts {
		units := utf16.Encode([]rune(s))
		flags := byte(0)
		if i%3 == 0 {
			flags |= 1
		}
		head := append(le.AppendUint16(nil, uint16(len(units))), flags)
		if i%5 == 0 {
			head[2] |= 8
			head = le.AppendUint16(head, 1)
		}
		if len(buf)+len(head) > limit {
			flush(nil)
		}
		buf = append(buf, head...)
		for _, u := range units {
			if len(buf)+2 > limit {
				flags ^= 1 // Excel may change the width at a cut
				if u > 255 {
					flags |= 1
				}
				flush([]byte{flags})
			}
			if flags&1 == 1 {
				buf = le.AppendUint16(buf, u)
			} else {
				buf = append(buf, byte(u))
			}
		}
		if i%5 == 0 {
			buf = append(buf, 0, 0, 1, 0)
		}
	}
	flush(nil)
	return out
}

// biff writes a workbook stream with one sheet. Cells that are numbers in canonical form become NUMBER, RK or FORMULA cells in
// turn, others texts.
func biff(rows [][]string, limit int) []byte {
	var texts []string
	var cells []byte
	n := 0
	for r, row := range rows {
		for c, text := range row {
			at := le.AppendUint16(le.AppendUint16(le.AppendUint16(nil, uint16(r)), uint16(c)), 15)
			f, err := strconv.ParseFloat(text, 64)
			if err != nil || strconv.FormatFloat(f, 'f', -1, 64) != text {
				if text != "" {
					cells = append(cells, rec(0xfd, le.AppendUint32(at, uint32(len(texts))))...)
					texts = append(texts, text)
				}
				continue
			}
			n++
			cents := int64(math.Round(f * 100))
			switch {
			case n%3 == 0 && cents > -1<<28 && cents < 1<<28:
				cells = append(cells, rec(0x27e, le.AppendUint32(at, uint32(cents<<2)|3))...)
			case n%3 == 1:
				cells = append(cells, rec(0x06, append(le.AppendUint64(at, math.Float64bits(f)), make([]byte, 8)...))...)
			default:
				cells = append(cells, rec(0x203, le.AppendUint64(at, math.Float64bits(f)))...)
			}
		}
	}
	bof := func(kind byte) []byte { return rec(0x809, []byte{0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) }
	sst, end := sharedTable(texts, limit), rec(0x0a, nil)
	bound := func(at int) []byte { return rec(0x85, append(le.AppendUint32(nil, uint32(at)), 0, 0, 1, 0, 'S')) }
	start := len(bof(5)) + len(bound(0)) + len(sst) + len(end)
	return bytes.Join([][]byte{bof(5), bound(start), sst, end, bof(16), cells, end}, nil)
}

// xlsFile puts a workbook stream into a compound file; one under 4096 bytes goes into small sectors.
func xlsFile(stream []byte) []byte {
	const sector, free, end = 512, 0xffffffff, 0xfffffffe
	pad := func(b []byte) []byte { return append(b, make([]byte, (sector-len(b)%sector)%sector)...) }
	entry := func(name string, kind byte, start uint32, size int) []byte {
		e := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(name)) {
			le.PutUint16(e[2*i:], u)
		}
		le.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66] = kind
		le.PutUint32(e[116:], start)
		le.PutUint32(e[120:], uint32(size))
		return e
	}
	data := pad(bytes.Clone(stream))
	sectors := len(data) / sector
	var fat []uint32
	chain := func(n int) uint32 {
		first := uint32(len(fat))
		for i := range n {
			next := first + uint32(i) + 1
			if i == n-1 {
				next = end
			}
			fat = append(fat, next)
		}
		return first
	}
	start, miniFAT, miniCount := chain(sectors), uint32(end), 0
	mini := []byte(nil)
	root, book := entry("Root Entry", 5, end, 0), entry("Workbook", 2, start, len(stream))
	if len(stream) < 4096 {
		small := (len(stream) + 63) / 64
		for i := range small {
			mini = le.AppendUint32(mini, uint32(i)+1)
		}
		le.PutUint32(mini[4*(small-1):], end)
		mini = pad(mini)
		miniFAT, miniCount = chain(len(mini)/sector), len(mini)/sector
		root, book = entry("Root Entry", 5, start, len(data)), entry("Workbook", 2, 0, len(stream))
	}
	dir := chain(1)
	fats := 1
	for (len(fat)+fats)*4 > fats*sector {
		fats++
	}
	fatAt := len(fat)
	for range fats {
		fat = append(fat, 0xfffffffd)
	}
	table := []byte(nil)
	for _, f := range fat {
		table = le.AppendUint32(table, f)
	}
	for len(table)%sector != 0 {
		table = le.AppendUint32(table, free)
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(head[24:], []byte{0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0})
	for at, v := range map[int]uint32{44: uint32(fats), 48: dir, 56: 4096, 60: miniFAT, 64: uint32(miniCount), 68: end} {
		le.PutUint32(head[at:], v)
	}
	for i := range 109 {
		v := uint32(free)
		if i < fats {
			v = uint32(fatAt + i)
		}
		le.PutUint32(head[76+4*i:], v)
	}
	return bytes.Join([][]byte{head, data, mini, pad(append(root, book...)), table}, nil)
}

func rowsOf(csv string) (rows [][]string) {
	for line := range strings.Lines(csv) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), ","))
	}
	return rows
}
