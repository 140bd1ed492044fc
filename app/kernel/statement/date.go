package statement

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
)

// Excel's day 1 and the days between its two calendars.
const (
	macDays     = 1462
	firstSerial = 36526 // 1 Jan 2000
	lastSerial  = 73050 // 31 Dec 2099
)

// readDate reads the dates of statements: 17/10/26, 17-10-2026, 17 Oct 2026, 2026-10-17, with a time behind, or a serial.
func readDate(s, form string, mac bool) (d clock.Date, serial, ok bool) {
	if n, is := readSerial(s, mac); is {
		day := time.Date(1899, time.December, 30+n, 0, 0, 0, 0, time.UTC)
		return clock.Date(day.Format(time.DateOnly)), true, true
	}
	parts, ok := dateParts(s)
	if !ok {
		return "", false, false
	}
	year, month, day := arrange(parts, form)
	if len(year) == 2 {
		year = "20" + year
	}
	y, errY := strconv.Atoi(year)
	m, okM := readMonth(month)
	n, errN := strconv.Atoi(day)
	if errY != nil || errN != nil || !okM || len(year) != 4 || y < 2000 || y > 2099 {
		return "", false, false
	}
	t := time.Date(y, m, n, 0, 0, 0, 0, time.UTC)
	if t.Month() != m || t.Day() != n {
		return "", false, false
	}
	return clock.Date(t.Format(time.DateOnly)), false, true
}

func readSerial(s string, mac bool) (days int, ok bool) {
	whole, part, _ := strings.Cut(s, ".")
	if len(whole) != 5 || !figures(whole) || !figures(part) {
		return 0, false
	}
	n, _ := strconv.Atoi(whole)
	if mac {
		n += macDays
	}
	return n, n >= firstSerial && n <= lastSerial
}

// dateParts are the first three groups of figures or letters; only a time may follow.
func dateParts(s string) (parts [3]string, ok bool) {
	rest := strings.TrimSpace(s)
	if len(rest) > 40 {
		return parts, false
	}
	for i := range parts {
		end := 0
		for end < len(rest) && (digit(rest[end]) || letter(rest[end])) {
			end++
		}
		if end == 0 || end > 9 {
			return parts, false
		}
		parts[i], rest = rest[:end], rest[end:]
		if i < 2 {
			cut := strings.TrimLeft(rest, "/-., ")
			if cut == rest || len(rest)-len(cut) > 2 {
				return parts, false
			}
			rest = cut
		}
	}
	return parts, rest == "" || strings.IndexByte(" T,", rest[0]) >= 0 && strings.ContainsAny(rest, "0123456789")
}

// arrange puts the parts in order; a year in front and a month in letters speak for themselves.
func arrange(p [3]string, form string) (year, month, day string) {
	switch {
	case len(p[0]) == 4 && figures(p[0]):
		return p[0], p[1], p[2]
	case letter(p[1][0]):
		return p[2], p[1], p[0]
	case letter(p[0][0]), form == MDY:
		return p[2], p[0], p[1]
	case form == YMD:
		return p[0], p[1], p[2]
	}
	return p[2], p[1], p[0]
}

func readMonth(s string) (time.Month, bool) {
	if figures(s) {
		n, err := strconv.Atoi(s)
		return time.Month(n), err == nil && n >= 1 && n <= 12
	}
	if len(s) < 3 {
		return 0, false
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); len(s) <= len(name) && strings.EqualFold(s, name[:len(s)]) {
			return m, true
		}
	}
	return 9, strings.EqualFold(s, "sept")
}

// dateForm sees from the figures of the date column whether the day or the month comes first.
func (s Sheet) dateForm(c Columns) string {
	l, err := s.layout(c)
	if err != nil {
		return DMY
	}
	for _, row := range s.Rows[l.first:] {
		p, ok := dateParts(cell(row, l.date))
		if !ok || !figures(p[0]) || !figures(p[1]) {
			continue
		}
		first, _ := strconv.Atoi(p[0])
		second, _ := strconv.Atoi(p[1])
		switch {
		case len(p[0]) == 4:
			return YMD
		case first > 12 && second <= 12:
			return DMY
		case second > 12 && first <= 12:
			return MDY
		}
	}
	return DMY
}

// swapped says whether the dates of a statement have day and month exchanged.
func (s Sheet) swapped(l layout, form string) bool {
	return Swapped(func(yield func(clock.Date, bool) bool) {
		for _, row := range s.Rows[min(l.first, len(s.Rows)):] {
			if d, serial, ok := readDate(cell(row, l.date), form, s.mac); ok && !yield(d, serial) {
				return
			}
		}
	})
}

// Swapped says whether a spreadsheet program with American habits opened a file: it made dates, day and month exchanged, of those up
// to the 12th and left the others as text. days are the dates of one column, each with whether the program had made it one.
func Swapped(days iter.Seq2[clock.Date, bool]) bool {
	serials, texts := 0, 0
	for d, serial := range days {
		day := d.Start().Day()
		switch {
		case serial && day > 12, !serial && day <= 12:
			return false
		case serial:
			serials++
		default:
			texts++
		}
	}
	return serials > 0 && texts > 0
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return clean(row[at])
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

func figures(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}
