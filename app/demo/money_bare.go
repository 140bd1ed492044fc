package demo

import (
	"github.com/pocketbase/pocketbase/core"
)

// bulky are the tables into which so much goes at once that their indexes are sooner made afterwards.
var bulky = []string{"invoices", "invoice_lines", "payments", "settlements", "allocations", "cash_moves", "bank_lines"}

// bare takes the indexes off the bulky tables; dress puts them back.
func bare(tx core.App) (dress func() error, err error) {
	var made []string
	for _, table := range bulky {
		var found []struct {
			Name string `db:"name"`
			SQL  string `db:"sql"`
		}
		if err := tx.DB().NewQuery("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = '" + table + "' ORDER BY rowid").All(&found); err != nil {
			return nil, err
		}
		for _, f := range found {
			if _, err := tx.DB().NewQuery("DROP INDEX `" + f.Name + "`").Execute(); err != nil {
				return nil, err
			}
			made = append(made, f.SQL)
		}
	}
	return func() error {
		for _, sql := range made {
			if _, err := tx.DB().NewQuery(sql).Execute(); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// brief is JSON without what is empty in it: read back it is the same.
func brief(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		n := emptyField(text[i:])
		switch {
		case n == 0:
			end := token(text[i:])
			out = append(out, text[i:i+end]...)
			i += end
		case text[i+n] == ',':
			i += n + 1
		default: // the last of its object
			if last := len(out) - 1; out[last] == ',' {
				out = out[:last]
			}
			i += n
		}
	}
	return out
}

// token is how long the string at the beginning is, or 1.
func token(text []byte) int {
	if text[0] != '"' {
		return 1
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// emptyField is how long the field at the beginning is, if its value is empty; 0 otherwise.
func emptyField(text []byte) int {
	if text[0] != '"' {
		return 0
	}
	name := token(text)
	if name >= len(text) || text[name] != ':' {
		return 0
	}
	rest := text[name+1:]
	for _, empty := range []string{`""`, "null", "false", "0", "[]"} {
		n := len(empty)
		if len(rest) > n && string(rest[:n]) == empty && (rest[n] == ',' || rest[n] == '}') {
			return name + 1 + n
		}
	}
	return 0
}
