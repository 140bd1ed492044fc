package geo

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"doorstep/app/kernel/gst"
)

//go:embed pincodes.csv.gz
var packed []byte

// row is one PIN code in 24 bytes; lat and lng are in 1/10,000 degree, as the file has them, 0 where unknown.
type row struct {
	code      uint32
	lat, lng  int32
	office    uint32 // where its name begins in pins.offices
	officeLen uint8
	state     uint8  // index of pins.states
	district  uint16 // index of pins.districts
}

type pins struct {
	rows      []row
	offices   string
	districts []string
	states    []gst.State
}

// directory unpacks the file when it is first needed. The file is part of the program, so a fault in it is one of ours: it panics.
var directory = sync.OnceValue(func() *pins {
	d, err := unpack(packed)
	if err != nil {
		panic(fmt.Errorf("PIN code directory: %w", err))
	}
	return d
})

func (d *pins) pin(i int) Pin {
	r := d.rows[i]
	state := d.states[r.state]
	p := Pin{
		Code:      strconv.Itoa(int(r.code)),
		Office:    d.offices[r.office : r.office+uint32(r.officeLen)],
		District:  d.districts[r.district],
		StateCode: state.Code,
		State:     state.Name,
		Located:   r.lat != 0,
	}
	if p.Located {
		p.Point = Point{Lat: float64(r.lat) / 1e4, Lng: float64(r.lng) / 1e4}
	}
	return p
}

func unpack(gz []byte) (*pins, error) {
	z, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	d := &pins{districts: []string{""}, states: []gst.State{{}}, rows: make([]row, 0, 20000)}
	district, state := map[string]uint16{"NA": 0, "": 0}, map[string]uint8{}
	var offices strings.Builder
	lines := bufio.NewScanner(z)
	lines.Scan() // the header
	for lines.Scan() {
		f := strings.Split(lines.Text(), ",")
		if len(f) != 7 {
			return nil, fmt.Errorf("line %q has %d fields", lines.Text(), len(f))
		}
		code, err := strconv.ParseUint(f[0], 10, 32)
		if err != nil || len(f[3]) > math.MaxUint8 {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		r := row{code: uint32(code), office: uint32(offices.Len()), officeLen: uint8(len(f[3]))}
		offices.WriteString(f[3])
		if r.lat, err = tenThousandths(f[1]); err == nil {
			r.lng, err = tenThousandths(f[2])
		}
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		if r.district, err = d.districtOf(district, f[4]); err == nil {
			r.state, err = d.stateOf(state, f[0], f[5])
		}
		if err != nil {
			return nil, err
		}
		d.rows = append(d.rows, r)
	}
	d.offices, d.rows = strings.Clone(offices.String()), slices.Clip(d.rows)
	if !slices.IsSortedFunc(d.rows, func(a, b row) int { return int(a.code) - int(b.code) }) {
		return nil, fmt.Errorf("codes are not in order")
	}
	return d, lines.Err()
}

func (d *pins) districtOf(seen map[string]uint16, raw string) (uint16, error) {
	if i, ok := seen[raw]; ok {
		return i, nil
	}
	i := uint16(len(d.districts))
	seen[strings.Clone(raw)] = i
	d.districts = append(d.districts, title(raw))
	return i, nil
}

// stateOf finds the State by the directory's spelling. Rows without one take that of the row before where their first three
// digits agree, otherwise the guess from the PIN code alone.
func (d *pins) stateOf(seen map[string]uint8, code, raw string) (uint8, error) {
	var s gst.State
	if raw == "NA" || raw == "" {
		if last := len(d.rows) - 1; last >= 0 && strconv.Itoa(int(d.rows[last].code))[:3] == code[:3] && d.rows[last].state > 0 {
			return d.rows[last].state, nil
		}
		s, _ = gst.StateOfPin(code)
		raw = s.Name
	}
	if i, ok := seen[raw]; ok {
		return i, nil
	}
	s, ok := gst.StateByName(raw)
	if !ok && raw != "" {
		return 0, fmt.Errorf("PIN code %s lies in %q, which is no State", code, raw)
	}
	if at := slices.IndexFunc(d.states, func(have gst.State) bool { return have.Code == s.Code }); at >= 0 {
		return uint8(at), nil
	}
	i := uint8(len(d.states))
	seen[strings.Clone(raw)] = i
	d.states = append(d.states, s)
	return i, nil
}

// tenThousandths reads "28.6199" as 286199 and nothing as 0.
func tenThousandths(s string) (int32, error) {
	if s == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 4 {
		return 0, fmt.Errorf("position %s has more than four decimals", s)
	}
	n, err := strconv.ParseInt(whole+part+"0000"[len(part):], 10, 32)
	return int32(n), err
}

// title writes a district that the directory shouts: "LAHUL AND SPITI" becomes "Lahul and Spiti". Names already in mixed case,
// and initials, stay.
func title(s string) string {
	if s != strings.ToUpper(s) || strings.Contains(s, ".") {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		switch w {
		case "NTR", "SPSR":
		case "AND":
			words[i] = "and"
		default:
			words[i] = capital(w)
		}
	}
	return strings.Join(words, " ")
}

func capital(word string) string {
	var b strings.Builder
	start := true
	for _, r := range word {
		if start {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		start = !unicode.IsLetter(r)
	}
	return b.String()
}

func cosine(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }
