package billing

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/search"
)

// manyFrom is the number of finds from which going through the list itself costs less than sorting a set of all that is found.
const manyFrom = 2000

// finder says which documents a query finds, from the parts that can stand in one: sets read these from their indexes, tests ask a
// document i the same.
type finder struct {
	sets, tests []string
	within      string // the days of all that is found, if they are known
	params      dbx.Params
}

// yearly is a number up to its financial year at least, in which its document is dated.
var yearly = regexp.MustCompile(`^[A-Z0-9-]+/(\d\d)-(\d\d)(/\d*)?$`)

// readQuery reads a query that is not empty. Numbers have digits, names have letters; what may be either is looked for as both.
// Nothing a person types is an error.
func readQuery(query string) finder {
	f := finder{params: dbx.Params{}}
	no := gst.CleanNumber(query)
	year := yearly.FindStringSubmatch(no)
	digits := strings.ContainsAny(no, "0123456789")
	if digits {
		f.number(no)
	}
	if year == nil && (!digits || strings.Trim(no, "0123456789/- ") != "") {
		f.name(query)
	}
	if year != nil {
		f.within = " AND i.date >= {:april} AND i.date <= {:march}"
		f.params["april"], f.params["march"] = "20"+year[1]+"-04-01", "20"+year[2]+"-03-31"
	}
	return f
}

func (f *finder) number(typed string) {
	const from, to = "no COLLATE NOCASE >= {:no}", "no COLLATE NOCASE < {:noEnd}"
	f.add("SELECT rowid FROM invoices WHERE no != '' AND "+from+" AND "+to, "i.no != '' AND +i."+from+" AND +i."+to)
	f.params["no"], f.params["noEnd"] = typed, search.After(typed)
	head := strings.TrimRight(typed, "0123456789")
	seq, err := strconv.ParseInt(typed[len(head):], 10, 64)
	if err != nil || seq == 0 { // it ends in no digit, or in more than a number has
		return
	}
	f.add("SELECT rowid FROM invoices WHERE seq > 0 AND seq = {:seq} AND instr(no, {:head}) > 0",
		"+i.seq = {:seq} AND instr(i.no, {:head}) > 0")
	f.params["seq"], f.params["head"] = seq, strings.TrimSpace(head)
}

func (f *finder) name(typed string) {
	words := search.Match(typed)
	if words == "" {
		return
	}
	f.params["match"] = "name : (" + words + ")"
	f.add(`SELECT v.rowid FROM customers_fts f CROSS JOIN customers k ON k.rowid = f.rowid CROSS JOIN invoices v ON v.customer = k.id
		WHERE customers_fts MATCH {:match}`,
		`(SELECT k.rowid FROM customers k WHERE k.id = i.customer) IN (SELECT rowid FROM customers_fts WHERE customers_fts MATCH {:match})`)
}

func (f *finder) add(set, test string) {
	f.sets, f.tests = append(f.sets, set), append(f.tests, "("+test+")")
}

// found is the condition on i that a query sets, and whether what it finds is few enough to be read row by row and then sorted.
// Finds are counted first, no further than manyFrom.
func (s *Service) found(ctx context.Context, query string, params dbx.Params) (where string, few bool, err error) {
	f := readQuery(query)
	if len(f.sets) == 0 {
		return "0", true, nil
	}
	f.params["many"] = manyFrom
	set, n := strings.Join(f.sets, " UNION ALL "), 0
	err = s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM (" + set + " LIMIT {:many})").Bind(f.params).WithContext(ctx).Row(&n)
	if err != nil {
		return "", false, err
	}
	delete(f.params, "many")
	for name, value := range f.params {
		params[name] = value
	}
	if n < manyFrom {
		return "i.rowid IN (" + set + ")", true, nil
	}
	return "(" + strings.Join(f.tests, " OR ") + ")" + f.within, false, nil
}
