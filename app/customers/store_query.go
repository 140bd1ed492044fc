package customers

import (
	"context"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/phone"
)

// The texts in which a common word is looked for: the columns of the full-text tables.
const (
	customerText = "name || ' ' || email || ' ' || gstin"
	siteText     = "label || ' ' || address || ' ' || landmark || ' ' || pin || ' ' || district"
	machineText  = "kind || ' ' || brand || ' ' || model || ' ' || serial"
)

// commonFrom is the number of matches in one full-text table from which a word counts as common.
const commonFrom = 1000

// weigh finds out which words are common; counting stops as soon as that is known.
func weigh(ctx context.Context, app core.App, q query) (query, error) {
	q.common = map[string]bool{}
	for _, word := range q.words {
		var most int
		err := app.ConcurrentDB().NewQuery(`SELECT MAX(
				(SELECT COUNT(*) FROM (SELECT 1 FROM customers_fts WHERE customers_fts MATCH {:w} LIMIT {:n})),
				(SELECT COUNT(*) FROM (SELECT 1 FROM sites_fts WHERE sites_fts MATCH {:w} LIMIT {:n})),
				(SELECT COUNT(*) FROM (SELECT 1 FROM assets_fts WHERE assets_fts MATCH {:w} LIMIT {:n})))`).
			Bind(dbx.Params{"w": quoted(word), "n": commonFrom}).WithContext(ctx).Row(&most)
		if err != nil {
			return q, err
		}
		q.common[word] = most >= commonFrom
	}
	return q, nil
}

// quoted makes a word a prefix for the full-text index; as a bound parameter it can never be syntax.
func quoted(word string) string { return `"` + word + `"*` }

// where is the condition on customers c, beginning with AND, and its parameters; empty for an empty query.
func (q query) where() (string, dbx.Params) {
	return q.match(inIndex, inText, func(params dbx.Params) string { return "c.id IN (" + inPhones("number", q.number, params) + ")" })
}

// finding is the condition that one word sets, its parameters named from name on.
type finding func(name, word string, params dbx.Params) string

// match joins the conditions of all words: rare ones make the set to choose from, common ones are asked of those whom the rest
// leaves over. A number may stand for all words.
func (q query) match(rare, common finding, byNumber func(dbx.Params) string) (string, dbx.Params) {
	params := dbx.Params{}
	if q.empty() {
		return "", params
	}
	var words []string
	for i, word := range q.words {
		name := "w" + strconv.Itoa(i)
		if q.common[word] {
			words = append(words, common(name, word, params))
			continue
		}
		words = append(words, rare(name, word, params))
	}
	all := strings.Join(words, " AND ")
	if q.number != "" {
		number := byNumber(params)
		if all == "" {
			all = number
		} else {
			all = number + " OR (" + all + ")"
		}
	}
	return " AND (" + all + ")", params
}

func inIndex(name, word string, params dbx.Params) string {
	match := " MATCH {:" + name + "}"
	params[name] = quoted(word)
	set := `SELECT c2.id FROM customers_fts f JOIN customers c2 ON c2.rowid = f.rowid WHERE customers_fts` + match + `
		UNION SELECT s2.customer FROM sites_fts f JOIN sites s2 ON s2.rowid = f.rowid WHERE sites_fts` + match + `
		UNION SELECT a2.customer FROM assets_fts f JOIN assets a2 ON a2.rowid = f.rowid WHERE assets_fts` + match
	if phone.Digits(word) == word && len(word) >= leastDigits {
		set += " UNION " + inPhones(name+"d", word, params)
	}
	return "c.id IN (" + set + ")"
}

func inText(name, word string, params dbx.Params) string {
	params[name] = word
	has := func(columns string) string { return "INSTR(LOWER(" + columns + "), LOWER({:" + name + "})) > 0" }
	either := has(customerText) + `
		OR EXISTS (SELECT 1 FROM sites WHERE customer = c.id AND ` +
		has(siteText) + `)
		OR EXISTS (SELECT 1 FROM assets WHERE customer = c.id AND ` + has(machineText) + ")"
	if phone.Digits(word) == word && len(word) >= leastDigits {
		either += " OR c.id IN (" + inPhones(name+"d", word, params) + ")"
	}
	return "(" + either + ")"
}

// inPhones are the customers with a number that ends in the digits or begins with them.
func inPhones(name, digits string, params dbx.Params) string {
	back := phone.Reverse(digits)
	params[name], params[name+"e"], params[name+"r"], params[name+"re"] = digits, digits+":", back, back+":"
	return `SELECT customer FROM phones WHERE reversed >= {:` + name + `r} AND reversed < {:` + name + `re}
		UNION SELECT customer FROM phones WHERE digits >= {:` + name + `} AND digits < {:` + name + `e}`
}
