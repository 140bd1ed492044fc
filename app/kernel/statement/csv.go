package statement

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A quoted cell may hold line breaks. One that does not end within these is a stray quote, and one file has few of those.
const (
	quoteBytes = 8 << 10
	quoteFails = 1000
)

const headBytes = 64 << 10

// readText reads delimited text; rows keep their numbers, so an empty line is an empty row.
func readText(body []byte) ([]Sheet, error) {
	text, err := decode(body)
	if err != nil {
		return nil, err
	}
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 512)]))
	if strings.HasPrefix(head, "%pdf") || strings.HasPrefix(head, "<") || strings.HasPrefix(head, "{\\rtf") || strings.ContainsRune(head, 0) {
		return nil, ErrForm
	}
	rows, ok := split(text, delimiter(text))
	if !ok {
		return nil, ErrTooLarge
	}
	return []Sheet{{Rows: rows}}, nil
}

// decode makes UTF-8 of UTF-16 (with a mark or recognisable) and of Windows-1252.
func decode(body []byte) (string, error) {
	var utf16 *unicode.Endianness
	little, big := unicode.LittleEndian, unicode.BigEndian
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		utf16 = &little
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		utf16 = &big
	case len(body) > 3 && body[0] != 0 && body[1] == 0 && body[2] != 0 && body[3] == 0:
		utf16 = &little
	case len(body) > 3 && body[0] == 0 && body[1] != 0 && body[2] == 0 && body[3] != 0:
		utf16 = &big
	}
	if utf16 != nil {
		out, err := unicode.UTF16(*utf16, unicode.UseBOM).NewDecoder().Bytes(body)
		if err != nil {
			return "", ErrForm.Wrap(err)
		}
		return strings.TrimPrefix(string(out), "\ufeff"), nil
	}
	return legible(strings.TrimPrefix(string(body), "\ufeff")), nil
}

// legible reads bytes that are no UTF-8 as Windows-1252, in which every byte is something.
func legible(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return out
}

// delimiter is the one under which a header is seen, else the one that makes most columns.
func delimiter(text string) byte {
	head := text
	if len(head) > headBytes {
		head = head[:headBytes]
	}
	best, most := byte(','), -1
	for _, d := range []byte{',', '\t', ';', '|'} {
		rows, _ := split(head, d)
		if _, c, known := Guess(Sheet{Rows: rows}); known || c.Date != "" {
			return d
		}
		columns := 0
		for _, r := range rows {
			columns += max(len(r)-1, 0)
		}
		if columns > most {
			best, most = d, columns
		}
	}
	return best
}

// split cuts text into rows; ok is false when there are more than MaxRows.
func split(text string, d byte) (rows [][]string, ok bool) {
	fails := 0
	for len(text) > 0 {
		if len(rows) == MaxRows {
			return rows, strings.TrimSpace(text) == ""
		}
		row := make([]string, 0, 8)
		for {
			cell, rest, more := cut(text, d, &fails)
			if len(row) < maxColumns {
				row = append(row, cell)
			}
			text = rest
			if !more {
				break
			}
		}
		rows = append(rows, trim(row))
	}
	return trimRows(rows), true
}

// cut takes the first cell; more says that its row goes on.
func cut(text string, d byte, fails *int) (cell, rest string, more bool) {
	if text != "" && text[0] == '"' && *fails < quoteFails {
		if end, ok := closing(text, d); ok {
			cell = text[1:end]
			if strings.Contains(cell, `""`) {
				cell = strings.ReplaceAll(cell, `""`, `"`)
			}
			rest, more = after(text[end+1:], d)
			return cell, rest, more
		}
		*fails++
	}
	end := strings.IndexAny(text, string(rune(d))+"\r\n")
	if end < 0 {
		return text, "", false
	}
	cell = text[:end]
	rest, more = after(text[end:], d)
	return cell, rest, more
}

// after steps over a delimiter or an end of line.
func after(text string, d byte) (rest string, more bool) {
	text = strings.TrimLeft(text, " ")
	switch {
	case text == "":
		return "", false
	case text[0] == d:
		return text[1:], true
	case strings.HasPrefix(text, "\r\n"):
		return text[2:], false
	default:
		return text[1:], false
	}
}

// closing finds the quote that ends the cell: one before a delimiter or an end of line, spaces between allowed.
func closing(text string, d byte) (int, bool) {
	limit := min(len(text), quoteBytes)
	for i := 1; i < limit; i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		tail := strings.TrimLeft(text[i+1:min(len(text), i+16)], " ")
		if tail == "" && i+16 >= len(text) || tail != "" && (tail[0] == d || tail[0] == '\n' || tail[0] == '\r') {
			return i, true
		}
	}
	return 0, false
}
