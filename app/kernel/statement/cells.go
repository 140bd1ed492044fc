package statement

import (
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Tables that are no bank's are read cell by cell: what a sheet of contracts or customers holds means the same as in a statement.

// HeadingKey is a heading without case, spaces, dots and other signs: "Contract No." and "contract no" have the same.
func HeadingKey(heading string) string { return key(heading) }

// Text is the cell in the row with index row and the column with index at, without what programs put around a value; empty where
// there is none.
func (s Sheet) Text(row, at int) string {
	if row < 0 || row >= len(s.Rows) {
		return ""
	}
	return cell(s.Rows[row], at)
}

// Date reads a cell as a day, the day before the month: 17/10/26, 17-10-2026, 17 Oct 2026, 2026-10-17, or the serial of a spreadsheet
// program, which serial says.
func (s Sheet) Date(text string) (day clock.Date, serial, ok bool) { return readDate(text, DMY, s.mac) }

// Amount reads a cell as an amount that is not negative; decimals that only a computer writes are rounded.
func Amount(text string) (money.Paise, bool) {
	p, _, ok := readAmount(text)
	return p, ok && p >= 0
}
