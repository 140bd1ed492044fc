// Package statement reads a bank's account statement, as the bank's site gives it, into lines.
//
// Owns: the file forms (CSV, XLSX, XLS), where the table begins and ends, the layouts of banks, what a narration says
// (kind, bank reference, our reference), the identity of a line.
// Does not own: which receipt a line belongs to, what was imported before (payments).
// Amounts never pass through a float. A row that is no line and no footer is reported, never dropped.
package statement

import (
	"bytes"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Limits of a file. Columns beyond maxColumns are not read: no bank has them.
const (
	MaxBytes   = 10 << 20
	MaxRows    = 200_000
	maxColumns = 64
	maxSheets  = 8
)

// Sheet is a file as a table of texts. Rows[0] is row 1 of the file; empty cells at a row's end are cut.
type Sheet struct {
	Name string
	Rows [][]string
	mac  bool // Excel serial dates count from 1904
}

// Line is one entry of an account. Exactly one of Credit and Debit is above zero; Balance is negative when overdrawn and zero
// where the statement has none. Row is counted from 1, as a spreadsheet shows it.
type Line struct {
	Row                    int
	Date                   clock.Date
	Narration, Ref         string
	Credit, Debit, Balance money.Paise
	RRN                    string // 12 digits of a UPI or IMPS payment
	TR                     string // what may be our own reference in the narration
	Kind                   string // one of the Kind constants
	Hash                   string // 32 hex digits; the same line in another download has the same
}

// Kinds of a line, as its narration says.
const (
	KindUPI    = "upi"
	KindIMPS   = "imps"
	KindNEFT   = "neft"
	KindRTGS   = "rtgs"
	KindCheque = "cheque"
	KindCash   = "cash"
	KindOther  = "other"
)

// Problem is a row that could not be read: date, date_mixed, amount, sides, empty or loose. Text is the cell it is about.
type Problem struct {
	Row        int
	Code, Text string
}

// What can be wrong with a row.
const (
	ProblemDate      = "date"       // there are amounts, but the date is no date
	ProblemDateMixed = "date_mixed" // a spreadsheet program swapped day and month in this column
	ProblemAmount    = "amount"     // an amount is no amount
	ProblemSides     = "sides"      // money in and out at once, or a direction that is neither
	ProblemEmpty     = "empty"      // a date but no amount
	ProblemLoose     = "loose"      // narration without date and amount
)

// Faults of reading a file.
var (
	ErrEmpty    = fault.New(fault.Invalid, "statement_empty")
	ErrTooLarge = fault.New(fault.TooLarge, "statement_too_large", "mb", MaxBytes>>20, "rows", MaxRows)
	ErrForm     = fault.New(fault.Invalid, "statement_form")
	ErrLocked   = fault.New(fault.Invalid, "statement_locked")
	ErrNoLines  = fault.New(fault.Invalid, "statement_no_lines")
)

// Read makes a table of a CSV, XLSX or XLS file. What the file is is seen from its content: banks give CSV the ending .xls.
// Of a workbook it takes the sheet that looks like a statement. Faults: ErrEmpty, ErrTooLarge, ErrForm, ErrLocked.
func Read(name string, body []byte) (Sheet, error) {
	if len(body) > MaxBytes {
		return Sheet{}, ErrTooLarge
	}
	var (
		sheets []Sheet
		err    error
	)
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return Sheet{}, ErrEmpty
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		sheets, err = readXLSX(body)
	case bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		sheets, err = readXLS(body)
	default:
		sheets, err = readText(body)
	}
	if err != nil {
		return Sheet{}, err
	}
	best := choose(sheets)
	best.Name = name
	if len(best.Rows) == 0 {
		return Sheet{}, ErrEmpty
	}
	return best, nil
}

// choose prefers a sheet of a known bank, then one with a header, then the longest.
func choose(sheets []Sheet) Sheet {
	var best Sheet
	rank := -1
	for _, s := range sheets {
		_, c, known := Guess(s)
		r := 0
		switch {
		case known:
			r = 2
		case c.Date != "":
			r = 1
		}
		if r > rank || r == rank && len(s.Rows) > len(best.Rows) {
			best, rank = s, r
		}
	}
	return best
}

// trim cuts the empty cells at a row's end and what no bank has.
func trim(row []string) []string {
	if len(row) > maxColumns {
		row = row[:maxColumns]
	}
	for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return nil
	}
	return row
}

// trimRows cuts the empty rows at the end.
func trimRows(rows [][]string) [][]string {
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// clean takes from a cell what spreadsheets and banks put around a value: spaces, a text mark ', ="…".
func clean(cell string) string {
	s := strings.TrimSpace(cell)
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		s = strings.TrimSpace(s[2 : len(s)-1])
	}
	return strings.TrimPrefix(s, "'")
}
