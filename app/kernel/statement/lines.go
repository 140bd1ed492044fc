package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Lines reads the rows below the heading. A row that is neither a line nor a heading, footer or ruler comes as a Problem.
// Faults: required beside date or narration, statement_amount_column, statement_columns {column}, ErrNoLines.
func (s Sheet) Lines(c Columns) ([]Line, []Problem, error) {
	l, err := s.layout(c)
	if err != nil {
		return nil, nil, err
	}
	r := reader{sheet: s, layout: l, form: c.DateForm, swapped: s.swapped(l, c.DateForm), times: map[string]int{}}
	for i := l.first; i < len(s.Rows); i++ {
		r.row(i)
	}
	if len(r.lines)+len(r.problems) == 0 {
		return nil, nil, ErrNoLines
	}
	return r.lines, r.problems, nil
}

type reader struct {
	sheet Sheet
	layout
	form     string
	swapped  bool
	footer   bool // below a total or a summary
	times    map[string]int
	lines    []Line
	problems []Problem
}

func (r *reader) problem(i int, code, text string) {
	if n := 200; len(text) > n {
		text = strings.ToValidUTF8(text[:n], "")
	}
	r.problems = append(r.problems, Problem{Row: i + 1, Code: code, Text: text})
}

func (r *reader) row(i int) {
	row := r.sheet.Rows[i]
	if ruler(row) {
		return
	}
	date := cell(row, r.date)
	day, serial, ok := readDate(date, r.form, r.sheet.mac)
	switch {
	case ok && serial && r.footer: // a sum of a summary can be a number in the range of serials
		return
	case ok && serial && r.swapped:
		r.problem(i, ProblemDateMixed, date)
	case ok:
		r.footer = false
		r.line(i, day)
	default:
		r.noDate(i, row, date)
	}
}

// noDate passes headings printed again, totals and what stands below them; amounts without a date are a problem.
func (r *reader) noDate(i int, row []string, date string) {
	if closes(row) {
		r.footer = true
	}
	if r.footer || r.layout.first > 0 && sameRow(row, r.sheet.Rows[r.layout.first-1]) {
		return
	}
	for _, at := range []int{r.debit, r.credit, r.amount} {
		if a := cell(row, at); strings.ContainsAny(a, "0123456789") {
			if p, _, ok := readAmount(a); !ok || p != 0 {
				r.problem(i, ProblemDate, date)
				return
			}
		}
	}
	if n := cell(row, r.narration); date == "" && n != "" {
		r.problem(i, ProblemLoose, n)
	}
}

func (r *reader) line(i int, day clock.Date) {
	row := r.sheet.Rows[i]
	credit, debit, code, text := r.amounts(row)
	if code != "" {
		r.problem(i, code, text)
		return
	}
	raw := cell(row, r.narration)
	line := Line{
		Row: i + 1, Date: day, Narration: strings.Join(strings.Fields(raw), " "), Credit: credit, Debit: debit, Kind: Kind(raw),
	}
	if b, _, ok := readAmount(cell(row, r.balance)); ok {
		line.Balance = b
	}
	ref := cell(row, r.ref)
	line.Ref = bankRef(ref, raw, line.Kind)
	line.RRN = RRN(raw, ref)
	line.TR = ownRef(line.Narration, line.RRN, line.Ref)
	line.Hash = r.hash(line)
	r.lines = append(r.lines, line)
}

// amounts reads the money of a row; code is empty, or the problem with the cell it is about.
func (r *reader) amounts(row []string) (credit, debit money.Paise, code, text string) {
	if r.amount >= 0 && (r.debit < 0 || r.credit < 0) {
		return r.signed(row)
	}
	in, out := cell(row, r.credit), cell(row, r.debit)
	credit, _, okIn := readAmount(in)
	debit, _, okOut := readAmount(out)
	debit = max(debit, -debit) // some banks print what goes out with a minus
	switch {
	case !okIn || credit < 0:
		return 0, 0, ProblemAmount, in
	case !okOut || debit < 0:
		return 0, 0, ProblemAmount, out
	case credit != 0 && debit != 0:
		return 0, 0, ProblemSides, in
	case credit == 0 && debit == 0:
		return 0, 0, ProblemEmpty, cell(row, r.narration)
	}
	return credit, debit, "", ""
}

// signed reads one column of amounts and the direction beside or in it.
func (r *reader) signed(row []string) (credit, debit money.Paise, code, text string) {
	a := cell(row, r.amount)
	p, marked, ok := readAmount(a)
	if !ok {
		return 0, 0, ProblemAmount, a
	}
	if p == 0 {
		return 0, 0, ProblemEmpty, cell(row, r.narration)
	}
	out := p < 0
	if r.sign >= 0 {
		switch sign := key(cell(row, r.sign)); {
		case sign == "cr" || sign == "c" || sign == "credit" || sign == "deposit":
			if out || marked && p < 0 {
				return 0, 0, ProblemSides, a
			}
		case sign == "dr" || sign == "d" || sign == "debit" || sign == "withdrawal":
			out = true
		default:
			return 0, 0, ProblemSides, cell(row, r.sign)
		}
	}
	p = max(p, -p)
	if out {
		return 0, p, "", ""
	}
	return p, 0, "", ""
}

// hash is made of what every download of the line has alike; a second identical line of the file gets another.
func (r *reader) hash(l Line) string {
	ref := l.RRN
	if ref == "" {
		ref = strings.TrimLeft(l.Ref, "0")
	}
	base := fmt.Sprintf("%s\x00%s\x00%s\x00%d\x00%d\x00%d", l.Date, key(l.Narration), key(ref), l.Credit, l.Debit, l.Balance)
	r.times[base]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", base, r.times[base]))
	return hex.EncodeToString(sum[:16])
}

// ruler: an empty row, or one of stars, dashes and the like.
func ruler(row []string) bool {
	for _, c := range row {
		if strings.Trim(c, "*-_=.~+| \t\r\n\u00a0") != "" {
			return false
		}
	}
	return true
}

var closings = []string{
	"total", "grandtotal", "pagetotal", "statementsummary", "summary", "openingbalance", "closingbalance", "broughtforward", "carriedforward",
	"endofstatement", "legend", "legends",
}

// closes: a cell says that sums or explanations begin.
func closes(row []string) bool {
	for _, c := range row {
		if len(c) > 60 {
			continue
		}
		k := key(c)
		for _, w := range closings {
			if k == w || strings.HasPrefix(k, w) && len(w) > 8 {
				return true
			}
		}
	}
	return false
}

func sameRow(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if key(a[i]) != key(b[i]) {
			return false
		}
	}
	return true
}
