package statement

import (
	"fmt"
	"strconv"
	"strings"

	"doorstep/app/kernel/fault"
)

// headerRows is how far down a header is looked for: banks print the account and the address above it.
const headerRows = 40

// Columns says which column of a bank's table is what. A column is named by its heading (case, spaces and dots do not matter)
// or as "#3", the third; empty means that there is none. Header, the index of the heading row, is only a hint: the next
// download has more or fewer rows above it. -1 means that there is no heading and every column is a "#n".
// There are either Debit and Credit, or Amount with Sign ("Cr", "Dr"); without Sign, minus, brackets or "Dr" are money out.
type Columns struct {
	Header    int    `json:"header"`
	Date      string `json:"date"`
	Narration string `json:"narration"`
	Ref       string `json:"ref,omitempty"`
	Debit     string `json:"debit,omitempty"`
	Credit    string `json:"credit,omitempty"`
	Amount    string `json:"amount,omitempty"`
	Sign      string `json:"sign,omitempty"`
	Balance   string `json:"balance,omitempty"`
	DateForm  string `json:"date_form,omitempty"`
}

// Forms of a date in figures. Month names and spreadsheet serials are understood under any of them.
const (
	DMY = "dmy"
	MDY = "mdy"
	YMD = "ymd"
)

type preset struct {
	bank    string
	also    []string // headings that tell the bank, besides the mapped ones
	columns Columns
}

var presets = []preset{
	{"hdfc", []string{"Value Dt"}, Columns{
		Date: "Date", Narration: "Narration", Ref: "Chq./Ref.No.", Debit: "Withdrawal Amt.", Credit: "Deposit Amt.", Balance: "Closing Balance",
	}},
	{"icici", []string{"Value Date"}, Columns{
		Date: "Transaction Date", Narration: "Transaction Remarks", Ref: "Cheque Number", Debit: "Withdrawal Amount (INR )",
		Credit: "Deposit Amount (INR )", Balance: "Balance (INR )",
	}},
	{"sbi", []string{"Value Date"}, Columns{
		Date: "Txn Date", Narration: "Description", Ref: "Ref No./Cheque No.", Debit: "Debit", Credit: "Credit", Balance: "Balance",
	}},
}

// synonyms are what other banks call the columns, the likeliest first.
var synonyms = []struct {
	of    func(*Columns) *string
	names []string
}{
	{func(c *Columns) *string { return &c.Date }, []string{"Transaction Date", "Txn Date", "Tran Date", "Trans Date", "Date", "Posting Date", "Post Date", "Value Date", "Value Dt"}},
	{func(c *Columns) *string { return &c.Narration }, []string{"Narration", "Transaction Remarks", "Particulars", "Description", "Transaction Particulars", "Transaction Description", "Transaction Details", "Details", "Remarks"}},
	{func(c *Columns) *string { return &c.Ref }, []string{"Chq./Ref.No.", "Chq/Ref Number", "Ref No./Cheque No.", "Ref No/Cheque No", "Chq / Ref No.", "Reference Number", "Reference No", "Ref No", "UTR", "UTR Number", "Transaction ID", "Cheque Number", "Cheque No", "Chq No", "ChqNo", "Instrument No"}},
	{func(c *Columns) *string { return &c.Debit }, []string{"Debit", "Withdrawal", "Withdrawals", "Withdrawal Amt.", "Withdrawal Amount", "Withdrawal Amount (INR )", "Debit Amount", "Debit Amt", "Dr", "Withdrawal (Dr)", "Paid Out"}},
	{func(c *Columns) *string { return &c.Credit }, []string{"Credit", "Deposit", "Deposits", "Deposit Amt.", "Deposit Amount", "Deposit Amount (INR )", "Credit Amount", "Credit Amt", "Cr", "Deposit (Cr)", "Paid In"}},
	{func(c *Columns) *string { return &c.Amount }, []string{"Amount", "Transaction Amount", "Transaction Amount(INR)", "Amount (INR)", "Txn Amount", "Amt"}},
	{func(c *Columns) *string { return &c.Sign }, []string{"Cr/Dr", "Dr/Cr", "DR|CR", "Type", "Debit/Credit", "Credit/Debit", "Transaction Type"}},
	{func(c *Columns) *string { return &c.Balance }, []string{"Balance", "Closing Balance", "Balance (INR )", "Available Balance", "Available Balance(INR)", "Running Balance", "Bal"}},
}

// Guess recognises the layouts of HDFC, ICICI and SBI by their headings. For other banks ok is false and the columns are what
// the headings suggest, for a person to confirm; Header is -1 and everything empty where there is no heading to be seen.
func Guess(s Sheet) (bank string, c Columns, ok bool) {
	for i, row := range s.Rows[:min(len(s.Rows), headerRows)] {
		names := headings(row)
		for _, p := range presets {
			if has(names, p.also...) && has(names, p.columns.named()...) {
				c = p.columns
				c.Header = i
				c.DateForm = s.dateForm(c)
				return p.bank, c, true
			}
		}
	}
	for i, row := range s.Rows[:min(len(s.Rows), headerRows)] {
		if c, ok := suggest(row); ok {
			c.Header = i
			c.DateForm = s.dateForm(c)
			return "", c, false
		}
	}
	return "", Columns{Header: -1}, false
}

// suggest maps a row that may be a heading: it must name a date, a narration and an amount.
func suggest(row []string) (Columns, bool) {
	var c Columns
	names := headings(row)
	taken := map[int]bool{}
	for _, s := range synonyms {
		for _, name := range s.names {
			if at, ok := names[key(name)]; ok && !taken[at] {
				*s.of(&c), taken[at] = strings.TrimSpace(row[at]), true
				break
			}
		}
	}
	if c.Debit != "" && c.Credit != "" {
		c.Amount, c.Sign = "", ""
	}
	return c, c.Date != "" && c.Narration != "" && (c.Debit != "" && c.Credit != "" || c.Amount != "")
}

// Headings are the names of the columns to choose from: what stands in the row with index header, or "#n" where that cell is
// empty or says the same as one before it. The row may be -1.
func (s Sheet) Headings(header int) []string {
	width := 0
	for _, row := range s.Rows {
		width = max(width, len(row))
	}
	out, seen := make([]string, width), map[string]bool{}
	for i := range out {
		out[i] = "#" + strconv.Itoa(i+1)
		if header < 0 || header >= len(s.Rows) || i >= len(s.Rows[header]) {
			continue
		}
		name := strings.Join(strings.Fields(s.Rows[header][i]), " ")
		if k := key(name); k != "" && !seen[k] && !strings.HasPrefix(name, "#") {
			seen[k] = true
			out[i] = name
		}
	}
	return out
}

// key is a heading without what differs between downloads.
func key(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127:
			return r
		}
		return -1
	}, heading)
}

// headings are the keys of a row and where each stands first.
func headings(row []string) map[string]int {
	names := make(map[string]int, len(row))
	for i, cell := range row {
		if len(cell) > 80 {
			continue
		}
		if k := key(cell); k != "" {
			if _, twice := names[k]; !twice {
				names[k] = i
			}
		}
	}
	return names
}

func has(names map[string]int, want ...string) bool {
	for _, w := range want {
		if _, ok := names[key(w)]; !ok {
			return false
		}
	}
	return true
}

// named are the columns given by heading.
func (c Columns) named() []string {
	var out []string
	for _, n := range []string{c.Date, c.Narration, c.Ref, c.Debit, c.Credit, c.Amount, c.Sign, c.Balance} {
		if n != "" && !strings.HasPrefix(n, "#") {
			out = append(out, n)
		}
	}
	return out
}

// layout is where the columns stand; -1 where there is none. first is the index of the first row below the heading.
type layout struct {
	first                                                      int
	date, narration, ref, debit, credit, amount, sign, balance int
}

// layout finds the heading row and the columns. Faults: required beside date or narration, statement_amount_column,
// statement_columns {column}.
func (s Sheet) layout(c Columns) (layout, error) {
	var check fault.Check
	check.Need(c.Date != "", "date")
	check.Need(c.Narration != "", "narration")
	check.That(c.Amount != "" || c.Debit != "" && c.Credit != "", fault.Field("amount", "statement_amount_column"))
	if err := check.Err(); err != nil {
		return layout{}, err
	}
	at, missing := s.heading(c)
	if missing != "" {
		return layout{}, fault.New(fault.Invalid, "statement_columns", "column", missing)
	}
	names := map[string]int{}
	if at >= 0 && at < len(s.Rows) {
		names = headings(s.Rows[at])
	}
	l := layout{first: at + 1}
	for _, m := range []struct {
		to   *int
		name string
	}{
		{&l.date, c.Date},
		{&l.narration, c.Narration},
		{&l.ref, c.Ref},
		{&l.debit, c.Debit},
		{&l.credit, c.Credit},
		{&l.amount, c.Amount},
		{&l.sign, c.Sign},
		{&l.balance, c.Balance},
	} {
		*m.to = -1
		if number, ok := strings.CutPrefix(m.name, "#"); ok {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || n > maxColumns {
				return layout{}, fault.New(fault.Invalid, "statement_columns", "column", m.name).Wrap(fmt.Errorf("column %q", m.name))
			}
			*m.to = n - 1
		} else if m.name != "" {
			*m.to = names[key(m.name)]
		}
	}
	return l, nil
}

// heading is the row that has all named columns: the one of the hint if it does, else the first. Without named columns it is
// the hint. missing is a name that the best row lacks.
func (s Sheet) heading(c Columns) (at int, missing string) {
	named := c.named()
	if len(named) == 0 {
		return max(min(c.Header, len(s.Rows)-1), -1), ""
	}
	rows := s.Rows[:min(len(s.Rows), headerRows)]
	if c.Header >= 0 && c.Header < len(rows) && has(headings(rows[c.Header]), named...) {
		return c.Header, ""
	}
	missing = named[0]
	best := 0
	for i, row := range rows {
		names, found, lacks := headings(row), 0, ""
		for _, n := range named {
			if has(names, n) {
				found++
			} else if lacks == "" {
				lacks = n
			}
		}
		if lacks == "" {
			return i, ""
		}
		if found > best {
			best, missing = found, lacks
		}
	}
	return 0, missing
}
