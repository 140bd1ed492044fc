package payments

import (
	"regexp"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/statement"
)

// Layout is a file as a person sees it who has to say what its columns are. Header is the row of the headings, -1 without one;
// Columns is what they suggest.
type Layout struct {
	Bank     string
	Known    bool
	Header   int
	Columns  statement.Columns
	Headings []string
	Rows     [][]string
}

// layoutRows is how many rows a person is shown.
const layoutRows = 8

// LayoutOf shows the first rows of a file from the heading on. header is the row that a person takes for the heading; nil asks the
// file. Errors of statement.Read.
func LayoutOf(name string, body []byte, header *int) (Layout, error) {
	sheet, err := statement.Read(name, body)
	if err != nil {
		return Layout{}, fault.At("file", err)
	}
	var l Layout
	l.Bank, l.Columns, l.Known = statement.Guess(sheet)
	l.Header = l.Columns.Header
	if l.Columns.Date == "" {
		l.Header = widest(sheet)
	}
	if header != nil {
		l.Header = min(max(*header, -1), len(sheet.Rows)-1)
	}
	l.Headings = sheet.Headings(l.Header)
	l.Rows = sheet.Rows[max(l.Header, 0):min(len(sheet.Rows), max(l.Header, 0)+layoutRows)]
	return l, nil
}

// widest is the first of the rows with the most filled cells: where a table begins of which no heading is known.
func widest(s statement.Sheet) int {
	best, most := 0, 0
	for i, row := range s.Rows[:min(len(s.Rows), 40)] {
		n := 0
		for _, c := range row {
			if strings.TrimSpace(c) != "" {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// lines reads a file by the columns that a person chose, by those that are kept of the account, or by its headings.
func (a Account) lines(sheet statement.Sheet, chosen *statement.Columns) ([]statement.Line, []statement.Problem, error) {
	if chosen != nil {
		return sheet.Lines(*chosen)
	}
	if a.Columns != nil {
		if lines, problems, err := sheet.Lines(*a.Columns); err == nil {
			return lines, problems, nil
		}
	}
	_, c, ok := statement.Guess(sheet)
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "statement_unknown")
	}
	return sheet.Lines(c)
}

var banks = []string{"hdfc", "icici", "sbi"}

// suits warns of a file that looks like another account's: of another bank, or with another number printed above its table.
func (a Account) suits(sheet statement.Sheet) error {
	bank, c, _ := statement.Guess(sheet)
	own := ""
	for _, b := range banks {
		if strings.Contains(strings.ToLower(a.Bank), b) {
			own = b
		}
	}
	if bank != "" && own != "" && bank != own {
		return fault.Warn("account", "statement_other_bank", "bank", strings.ToUpper(bank), "account", a.Name)
	}
	if a.Last4 == "" || c.Header < 1 {
		return nil
	}
	other := ""
	for _, row := range sheet.Rows[:min(c.Header, len(sheet.Rows))] {
		for _, end := range accountEnds(strings.Join(row, " ")) {
			if end == a.Last4 {
				return nil
			}
			other = end
		}
	}
	if other != "" {
		return fault.Warn("account", "statement_other_account", "last4", other)
	}
	return nil
}

// accountNo is an account's number, whole or masked.
var accountNo = regexp.MustCompile(`\b_?[0-9Xx*]{4,20}([0-9]{4})\b`)

// accountEnds are the last digits of what a row above the table may name as the account.
func accountEnds(row string) []string {
	lower := strings.ToLower(row)
	if !strings.Contains(lower, "account n") && !strings.Contains(lower, "a/c n") && !strings.Contains(lower, "transactions list") {
		return nil
	}
	var ends []string
	for _, m := range accountNo.FindAllStringSubmatch(row, -1) {
		ends = append(ends, m[1])
	}
	return ends
}
