package statement

import (
	"math"
	"strconv"
	"unicode/utf16"
)

// Records of a workbook of Excel 97 to 2003 (BIFF8) that carry cells or say how to read them.
const (
	recFormula    = 0x0006
	recEOF        = 0x000a
	recDateMode   = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recBoundSheet = 0x0085
	recMulRK      = 0x00bd
	recRString    = 0x00d6
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recNumber     = 0x0203
	recLabel      = 0x0204
	recString     = 0x0207
	recRK         = 0x027e
	recBOF        = 0x0809
)

const (
	biff8 = 0x0600
	// maxRecords bounds the work of reading all sheets of a file, however they overlap.
	maxRecords = 4_000_000
)

type record struct {
	kind int
	data []byte
}

// readXLS reads the cells of an XLS file: texts, numbers as they are stored, the stored results of formulas. Dates come as
// serials. Faults: ErrForm, ErrLocked, ErrTooLarge.
func readXLS(body []byte) ([]Sheet, error) {
	stream, err := workbook(body)
	if err != nil {
		return nil, err
	}
	budget := maxRecords
	globals, ok := records(stream, 0, &budget)
	if !ok || globals[0].kind != recBOF || len(globals[0].data) < 2 || le.Uint16(globals[0].data) != biff8 {
		return nil, ErrForm
	}
	var (
		texts  []string
		starts []int
		mac    bool
	)
	for i, r := range globals {
		switch {
		case r.kind == recFilePass:
			return nil, ErrLocked
		case r.kind == recDateMode && len(r.data) >= 2:
			mac = r.data[0] == 1
		case r.kind == recBoundSheet && len(r.data) >= 6 && r.data[5] == 0: // a worksheet, no chart
			starts = append(starts, int(le.Uint32(r.data)))
		case r.kind == recSST:
			if texts, ok = sharedTexts(globals[i:]); !ok {
				return nil, ErrForm
			}
		}
	}
	var sheets []Sheet
	for _, at := range starts[:min(len(starts), maxSheets)] {
		cells, ok := records(stream, at, &budget)
		if budget <= 0 {
			return nil, ErrTooLarge
		}
		if !ok {
			return nil, ErrForm
		}
		rows, ok := cellRows(cells, texts)
		if !ok {
			return nil, ErrForm
		}
		sheets = append(sheets, Sheet{Rows: rows, mac: mac})
	}
	if len(sheets) == 0 {
		return nil, ErrForm
	}
	return sheets, nil
}

// records are those from at to the end-of-file record.
func records(stream []byte, at int, budget *int) (all []record, ok bool) {
	for at >= 0 && at+4 <= len(stream) && *budget > 0 {
		*budget--
		kind, length := int(le.Uint16(stream[at:])), int(le.Uint16(stream[at+2:]))
		at += 4
		if at+length > len(stream) {
			return nil, false
		}
		all = append(all, record{kind, stream[at : at+length]})
		at += length
		if kind == recEOF {
			return all, true
		}
	}
	return nil, false
}

// grid collects cells as they come; rows and columns count from 0.
type grid struct{ rows [][]string }

func (g *grid) set(head []byte, column int, text string) {
	row := int(le.Uint16(head))
	if column >= maxColumns || text == "" {
		return
	}
	for len(g.rows) <= row {
		g.rows = append(g.rows, nil)
	}
	for len(g.rows[row]) <= column {
		g.rows[row] = append(g.rows[row], "")
	}
	g.rows[row][column] = text
}

// cellRows makes rows of the records of a sheet; ok is false where a record is shorter than what it says.
func cellRows(all []record, texts []string) (rows [][]string, ok bool) {
	var g grid
	var formula []byte // its text result follows in a record of its own
	for _, r := range all {
		d := r.data
		switch r.kind {
		case recLabelSST:
			if len(d) < 10 || int64(le.Uint32(d[6:])) >= int64(len(texts)) {
				return nil, false
			}
			g.set(d, int(le.Uint16(d[2:])), texts[le.Uint32(d[6:])])
		case recLabel, recRString:
			if len(d) < 9 {
				return nil, false
			}
			text, ok := plainText(d[6:])
			if !ok {
				return nil, false
			}
			g.set(d, int(le.Uint16(d[2:])), text)
		case recNumber, recFormula:
			if len(d) < 14 {
				return nil, false
			}
			formula = d
			if r.kind == recNumber || le.Uint16(d[12:]) != 0xffff {
				g.set(d, int(le.Uint16(d[2:])), double(d[6:]))
			}
		case recString:
			if text, ok := plainText(d); ok && formula != nil {
				g.set(formula, int(le.Uint16(formula[2:])), text)
			}
		case recRK:
			if len(d) < 10 {
				return nil, false
			}
			g.set(d, int(le.Uint16(d[2:])), short(le.Uint32(d[6:])))
		case recMulRK:
			for i := 4; i+6 <= len(d)-2; i += 6 {
				g.set(d, int(le.Uint16(d[2:]))+(i-4)/6, short(le.Uint32(d[i+2:])))
			}
		}
	}
	for i := range g.rows {
		g.rows[i] = trim(g.rows[i])
	}
	return trimRows(g.rows), true
}

// double writes a stored number with as few digits as tell it apart: 1180.5, not 1180.5000000000001.
func double(b []byte) string {
	f := math.Float64frombits(le.Uint64(b))
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1e18 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// short writes an RK number: 30 bits of a whole number or of a double, perhaps in hundredths.
func short(rk uint32) string {
	hundredths, whole := rk&1 != 0, rk&2 != 0
	if whole {
		n := int64(int32(rk) >> 2)
		if !hundredths {
			return strconv.FormatInt(n, 10)
		}
		sign := ""
		if n < 0 {
			sign, n = "-", -n
		}
		return sign + strconv.FormatInt(n/100, 10) + "." + strconv.FormatInt(n%100+100, 10)[1:]
	}
	f := math.Float64frombits(uint64(rk&^3) << 32)
	if hundredths {
		f /= 100
	}
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1e18 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// plainText reads a text that lies in one record: count, width, characters.
func plainText(b []byte) (string, bool) {
	if len(b) < 3 {
		return "", false
	}
	s := pieces{parts: [][]byte{b[3:]}}
	return s.text(int(le.Uint16(b)), b[2]&1 != 0)
}

// sharedTexts reads the table of texts, which goes on over continuing records.
func sharedTexts(all []record) ([]string, bool) {
	if len(all[0].data) < 8 {
		return nil, false
	}
	count := le.Uint32(all[0].data[4:])
	s := pieces{parts: [][]byte{all[0].data[8:]}}
	total := len(all[0].data)
	for _, r := range all[1:] {
		if r.kind != recContinue {
			break
		}
		s.parts = append(s.parts, r.data)
		total += len(r.data)
	}
	if int64(count) > int64(total)/3 { // each text takes three bytes at least
		return nil, false
	}
	texts := make([]string, 0, count)
	for range count {
		text, ok := s.rich()
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// pieces is a text table cut into records.
type pieces struct{ parts [][]byte }

// take reads n bytes, over the cuts.
func (s *pieces) take(n int) ([]byte, bool) {
	var out []byte
	for len(s.parts) > 0 {
		k := min(n-len(out), len(s.parts[0]))
		out = append(out, s.parts[0][:k]...)
		s.parts[0] = s.parts[0][k:]
		if len(out) == n {
			return out, true
		}
		s.parts = s.parts[1:]
	}
	return nil, n == 0
}

// rich reads one text of the table and steps over its fonts and pronunciation.
func (s *pieces) rich() (string, bool) {
	head, ok := s.take(3)
	if !ok {
		return "", false
	}
	skip := 0
	if head[2]&8 != 0 {
		runs, ok := s.take(2)
		if !ok {
			return "", false
		}
		skip += 4 * int(le.Uint16(runs))
	}
	if head[2]&4 != 0 {
		size, ok := s.take(4)
		if !ok || le.Uint32(size) > MaxBytes {
			return "", false
		}
		skip += int(le.Uint32(size))
	}
	text, ok := s.text(int(le.Uint16(head)), head[2]&1 != 0)
	if !ok {
		return "", false
	}
	_, ok = s.take(skip)
	return text, ok
}

// text reads n characters of one or two bytes. Where it is cut, the next record begins with the width of what follows.
func (s *pieces) text(n int, wide bool) (string, bool) {
	units := make([]uint16, 0, n)
	for len(units) < n {
		if len(s.parts) == 0 {
			return "", false
		}
		if len(s.parts[0]) == 0 {
			s.parts = s.parts[1:]
			if len(s.parts) == 0 || len(s.parts[0]) == 0 {
				return "", false
			}
			wide, s.parts[0] = s.parts[0][0]&1 != 0, s.parts[0][1:]
			continue
		}
		size := 1
		if wide {
			size = 2
		}
		if len(s.parts[0]) < size {
			return "", false
		}
		unit := uint16(s.parts[0][0])
		if wide {
			unit = le.Uint16(s.parts[0])
		}
		units, s.parts[0] = append(units, unit), s.parts[0][size:]
	}
	return string(utf16.Decode(units)), true
}
