// Package search turns what a person types into a full-text query.
//
// Owns: the query text. Does not own: the tables (migrations) or which of them a list searches (each slice's store.go).
package search

import (
	"strings"
	"unicode"
)

// Match is an FTS5 query that finds rows holding every word of text as the beginning of one of their words.
// Whatever is typed is only ever words, never query syntax. Empty where text has no letter or digit.
func Match(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	for i, w := range words {
		words[i] = `"` + w + `"*`
	}
	return strings.Join(words, " ")
}

// Digits returns the digits of text if it looks like a phone number: at least four digits and nothing but digits and
// the marks people put between them. Otherwise it is empty.
func Digits(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-()./", r):
			return ""
		}
	}
	if b.Len() < 4 {
		return ""
	}
	return b.String()
}

// After is the smallest text greater than every text that begins with prefix: the open end of an index range.
func After(prefix string) string { return prefix + "\uffff" }
