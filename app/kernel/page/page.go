// Package page is stable paging by key: a cursor names the last row seen, so that rows which come or go in between
// neither repeat nor hide another, and the thousandth page costs what the first does.
//
// Owns: the cursor and its text. Does not own: the query (each slice's store.go).
package page

import (
	"encoding/base64"
	"encoding/json"
	"slices"

	"doorstep/app/kernel/fault"
)

// Cursor is a place in an ordered list: the sort key and id of a row, and the direction to read from it.
type Cursor struct {
	Key  string `json:"k"`
	ID   string `json:"i"`
	Back bool   `json:"b,omitempty"` // read towards the beginning
}

// Zero reports whether c is the beginning of the list.
func (c Cursor) Zero() bool { return c.ID == "" }

// String is the cursor as it stands in a URL; empty for the beginning.
func (c Cursor) String() string {
	if c.Zero() {
		return ""
	}
	b, _ := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Parse reads a cursor from a URL. Fault Invalid "page_bad" for text that is none.
func Parse(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Cursor{}, fault.New(fault.Invalid, "page_bad").Wrap(err)
	}
	var c Cursor
	if err := json.Unmarshal(b, &c); err != nil || c.ID == "" {
		return Cursor{}, fault.New(fault.Invalid, "page_bad")
	}
	return c, nil
}

// Of is one page of rows with the cursors of its neighbours; an empty cursor means there is none.
type Of[T any] struct {
	Rows []T
	Prev string
	Next string
}

// Cut makes a page of at most size from rows, which hold up to size+1 rows read in the direction of at.
// place gives the key and id of a row. Rows come out in list order whichever way they were read.
func Cut[T any](rows []T, size int, at Cursor, place func(T) (key, id string)) Of[T] {
	more := len(rows) > size
	if more {
		rows = rows[:size]
	}
	if at.Back {
		slices.Reverse(rows)
	}
	p := Of[T]{Rows: rows}
	if len(rows) == 0 {
		return p
	}
	if at.Back || more {
		k, id := place(rows[len(rows)-1])
		p.Next = Cursor{Key: k, ID: id}.String()
	}
	if at.Back && more || !at.Back && !at.Zero() {
		k, id := place(rows[0])
		p.Prev = Cursor{Key: k, ID: id, Back: true}.String()
	}
	return p
}
