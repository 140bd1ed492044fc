package contracts

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/statement"
)

// importBook is a file as contracts, before anything is looked up. rows is how many rows say something.
type importBook struct {
	headings
	rows      int
	contracts []importGroup
}

// importRow is one row. Amounts are nil and counts -1 where nothing is said.
type importRow struct {
	row                                  int
	no, name, phone, gstin, address, pin string
	kind, brand, model, serial           string
	typed                                Type
	starts, ends, first, next            clock.Date
	value, share                         *money.Paise
	billing, item, jobType, notes        string
	cycle                                Cycle
	timing                               string
	visits, months, done                 int
}

// machine reports whether the row names one.
func (r importRow) machine() bool { return r.kind+r.brand+r.model+r.serial != "" }

// importGroup is a contract: its rows, and its first row filled up from the others.
type importGroup struct {
	importRow
	rows     []importRow
	sites    []importSite
	problems []ImportProblem
	heading  func(column string) string
}

// importSite is a place of a contract, with what is said of its visits.
type importSite struct {
	importRow
	machines []int // places among the rows
}

// importReader reads the rows of one file and keeps what is wrong with them.
type importReader struct {
	headings
	sheet    statement.Sheet
	swapped  map[string]bool
	problems []ImportProblem
}

func (r *importReader) wrong(row int, column, code string, pairs ...any) {
	r.add(row, column, fault.New(fault.Invalid, code, pairs...))
}

func (r *importReader) add(row int, column string, err error) {
	for _, e := range fault.All(err) {
		r.problems = append(r.problems, ImportProblem{Row: row, Column: r.name(column), Code: e.Code, Params: e.Params})
	}
}

// readImport makes contracts of the rows below the headings. It looks nothing up. Faults: import_heading, import_columns {columns},
// import_empty.
func readImport(sheet statement.Sheet) (importBook, error) {
	h, err := headingsOf(sheet)
	if err != nil {
		return importBook{}, err
	}
	r := &importReader{headings: h, sheet: sheet, swapped: map[string]bool{}}
	for _, column := range []string{colStart, colEnd, colFirst, colNext} {
		r.swapped[column] = r.isSwapped(column)
	}
	book := importBook{headings: h}
	at := map[string]int{}
	for i := h.row + 1; i < len(sheet.Rows); i++ {
		if !r.says(i) {
			continue
		}
		book.rows++
		r.problems = nil
		row := r.read(i)
		n, known := at[row.key()]
		if !known {
			n = len(book.contracts)
			at[row.key()] = n
			book.contracts = append(book.contracts, importGroup{heading: h.name})
		}
		g := &book.contracts[n]
		g.rows, g.problems = append(g.rows, row), append(g.problems, r.problems...)
	}
	if book.rows == 0 {
		return book, fault.New(fault.Invalid, "import_empty")
	}
	for n := range book.contracts {
		book.contracts[n].join()
	}
	book.twins()
	return book, nil
}

// key is what rows of one contract have alike: its number, or the row itself.
func (r importRow) key() string {
	if r.no != "" {
		return "no " + strings.ToUpper(r.no)
	}
	return "row " + strconv.Itoa(r.row)
}

// says reports whether anything stands in a column that is known.
func (r *importReader) says(i int) bool {
	for column := range r.at {
		if r.cell(r.sheet, i, column) != "" {
			return true
		}
	}
	return false
}

func (r *importReader) read(i int) importRow {
	text := func(column string, most int) string {
		t := strings.Join(strings.Fields(r.cell(r.sheet, i, column)), " ")
		if len([]rune(t)) > most {
			r.wrong(i+1, column, "too_long")
			t = ""
		}
		return t
	}
	row := importRow{
		row: i + 1, no: text(colNo, 40), name: text(colName, 120), address: text(colAddress, 300), kind: text(colKind, 60), brand: text(colBrand, 60),
		model: text(colModel, 60), serial: strings.ToUpper(text(colSerial, 60)), billing: text(colBilling, 60), item: text(colItem, 120),
		jobType: text(colJobType, 120), notes: text(colNotes, 600), timing: Before,
		starts: r.date(i, colStart), ends: r.date(i, colEnd), first: r.date(i, colFirst), next: r.date(i, colNext),
		value: r.amount(i, colValue), share: r.amount(i, colShare), visits: r.count(i, colVisits, mostVisits), done: r.count(i, colDone, mostVisits*longestYears),
	}
	r.party(i, &row)
	if t := text(colType, 60); t != "" {
		var ok bool
		if row.typed, ok = typeOf(t); !ok {
			r.wrong(row.row, colType, "import_type", "text", t)
		}
	}
	if row.billing != "" {
		var ok bool
		if row.cycle, row.timing, ok = cycleOf(row.billing); !ok {
			r.wrong(row.row, colBilling, "import_billing", "text", row.billing)
		}
	}
	if t := text(colMonths, 60); t != "" {
		var ok bool
		if row.months, ok = monthsOf(t); !ok {
			r.wrong(row.row, colMonths, "import_months", "text", t, "max", mostMonths)
		}
	}
	if row.visits == 0 && row.months == 0 {
		row.visits = -1
	}
	return row
}

// party reads what the customer and the site are found by.
func (r *importReader) party(i int, row *importRow) {
	var err error
	if t := r.cell(r.sheet, i, colPhone); t != "" {
		if row.phone, err = phone.Parse(t); err != nil {
			r.add(row.row, colPhone, err)
		}
	}
	if t := r.cell(r.sheet, i, colGSTIN); t != "" {
		g, err := gst.ParseGSTIN(t)
		if err != nil {
			r.add(row.row, colGSTIN, err)
		}
		row.gstin = g.Text
	}
	if t := r.cell(r.sheet, i, colPin); t != "" {
		pin, err := geo.CheckPin(t)
		if err != nil && fault.KindOf(err) != fault.Confirm { // one that the directory does not know is taken
			r.add(row.row, colPin, err)
		}
		row.pin = pin.Code
	}
}

func (r *importReader) date(i int, column string) clock.Date {
	text := r.cell(r.sheet, i, column)
	if text == "" {
		return ""
	}
	day, serial, ok := r.sheet.Date(text)
	switch {
	case !ok:
		r.wrong(i+1, column, "date_bad")
		return ""
	case serial && r.swapped[column]:
		r.wrong(i+1, column, "import_swapped")
	}
	return day
}

// isSwapped reports whether day and month of a column's dates are exchanged.
func (r *importReader) isSwapped(column string) bool {
	return statement.Swapped(func(yield func(clock.Date, bool) bool) {
		for i := r.row + 1; i < len(r.sheet.Rows); i++ {
			if day, serial, ok := r.sheet.Date(r.cell(r.sheet, i, column)); ok && !yield(day, serial) {
				return
			}
		}
	})
}

func (r *importReader) amount(i int, column string) *money.Paise {
	text := r.cell(r.sheet, i, column)
	if text == "" {
		return nil
	}
	p, ok := statement.Amount(text)
	switch {
	case !ok:
		r.wrong(i+1, column, "money_bad")
	case p > gst.MaxAmount:
		r.wrong(i+1, column, "amount_large", "max", money.Paise(gst.MaxAmount).Rupees())
	}
	return &p
}

func (r *importReader) count(i int, column string, most int) int {
	text := r.cell(r.sheet, i, column)
	if text == "" {
		return -1
	}
	n, ok := countOf(text)
	if !ok || n > most {
		r.wrong(i+1, column, "number_range", "min", 0, "max", most)
		return -1
	}
	return n
}

func sortProblems(all []ImportProblem) {
	slices.SortStableFunc(all, func(a, b ImportProblem) int { return cmp.Compare(a.Row, b.Row) })
}
