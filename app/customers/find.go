package customers

import (
	"context"
	"strings"
	"unicode"

	"doorstep/app/kernel/page"
	"doorstep/app/kernel/phone"
)

const (
	leastDigits = 4
	pageSize    = 50
	mostWords   = 6
	longestWord = 40
)

// Lookup finds customers by a number as it is typed: by its last digits or its first ones, whatever stands between them.
// Fewer than four digits find nobody. Who was merged into another is not shown. At most 50 hits.
func (s *Service) Lookup(ctx context.Context, typed string, limit int) ([]Hit, error) {
	digits := typedDigits(typed)
	if len(digits) < leastDigits {
		return nil, nil
	}
	return byPhone(ctx, s.app, digits, within(limit))
}

// Search finds customers by words of names, mail, GSTIN, addresses, machines, serials, or digits of a number, in any order.
// Every word must begin a word somewhere. Nothing a person types is an error. At most 50 hits, by name.
func (s *Service) Search(ctx context.Context, text string, limit int) ([]Hit, error) {
	q := readQuery(text)
	if q.empty() {
		return nil, nil
	}
	if digits := typedDigits(text); q.number != "" {
		if hits, err := byPhone(ctx, s.app, digits, within(limit)); err != nil || len(hits) > 0 {
			return hits, err
		}
	}
	return matching(ctx, s.app, q, within(limit))
}

// ListInput says which customers: those that Query finds as Search does, all if it is empty, from Cursor on.
type ListInput struct {
	Query  string
	Cursor page.Cursor
}

// List is a page of customers by name, 50 at a time. A query of nothing but signs finds nobody.
func (s *Service) List(ctx context.Context, in ListInput) (page.Of[Row], error) {
	q := readQuery(in.Query)
	if q.empty() && strings.TrimSpace(in.Query) != "" {
		return page.Of[Row]{}, nil
	}
	rows, err := list(ctx, s.app, q, in.Cursor, pageSize+1)
	if err != nil {
		return page.Of[Row]{}, err
	}
	return page.Cut(rows, pageSize, in.Cursor, func(r Row) (string, string) { return r.Name, r.ID }), nil
}

func within(limit int) int {
	if limit < 1 || limit > pageSize {
		return pageSize
	}
	return limit
}

// national is how a stored number stands in the search columns: Indian ones without 91, foreign ones with their country.
func national(e164 string) string {
	if rest, ok := strings.CutPrefix(e164, "+91"); ok {
		return rest
	}
	return strings.TrimPrefix(e164, "+")
}

// typedDigits are the digits to look for: without +91, 0091, 91 before ten digits, or the 0 of trunk calls.
func typedDigits(typed string) string {
	digits := phone.Digits(typed)
	international := strings.HasPrefix(strings.TrimSpace(typed), "+")
	if rest, ok := strings.CutPrefix(digits, "00"); ok && !international {
		digits, international = rest, true
	}
	if rest, ok := strings.CutPrefix(digits, "91"); ok && (international || len(digits) > 10) {
		return rest
	}
	if !international && len(digits) > 4 {
		return strings.TrimPrefix(digits, "0")
	}
	return digits
}

// query is what somebody searches for: words, each in any column, or one number.
type query struct {
	words  []string
	common map[string]bool // words that so many have that a set of them all would cost more than looking
	number string          // the digits, if the text looks like a telephone number and nothing else
}

func readQuery(text string) query {
	var q query
	if looksLikeNumber(text) {
		if d := typedDigits(text); len(d) >= leastDigits {
			q.number = d
		}
	}
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	for _, word := range strings.Fields(clean) {
		if !strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			continue
		}
		if runes := []rune(word); len(runes) > longestWord {
			word = string(runes[:longestWord])
		}
		if q.words = append(q.words, word); len(q.words) == mostWords {
			break
		}
	}
	return q
}

func looksLikeNumber(text string) bool {
	for _, r := range text {
		if phone.Digits(string(r)) == "" && !unicode.IsSpace(r) && !strings.ContainsRune("+-().", r) {
			return false
		}
	}
	return true
}

func (q query) empty() bool { return len(q.words) == 0 && q.number == "" }
