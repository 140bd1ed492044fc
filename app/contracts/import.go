package contracts

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
)

// Limits of a file that brings contracts in.
const (
	ImportBytes = 4 << 20
	ImportRows  = 5000
)

// ImportState is where a file stands.
type ImportState string

// The states of a file: it was only looked through, or contracts were made of it.
const (
	ImportRead ImportState = "read"
	ImportDone ImportState = "done"
)

// Import is a file of contracts that were agreed on before, and what would be made of it as things stand now. Ignored are headings
// that say nothing to the reader. Made is how many contracts it has become; At, By and ByName say when and who brought the file.
type Import struct {
	ID, Name   string
	State      ImportState
	At         time.Time
	By, ByName string
	Rows, Made int
	Ignored    []string
	Contracts  []ImportContract
	Problems   []ImportProblem
}

// Ready is how many contracts would be made now.
func (i Import) Ready() int {
	n := 0
	for _, c := range i.Contracts {
		if c.Contract == "" && c.Problems == 0 {
			n++
		}
	}
	return n
}

// ImportProblem is what keeps a row from becoming a contract: the row as a spreadsheet counts it, the heading of the column it is
// about, empty for the whole row, and the code and parameters of a fault.
type ImportProblem struct {
	Row    int            `json:"row"`
	Column string         `json:"column"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
}

// Fault is the problem in the words of faults.
func (p ImportProblem) Fault() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Code: p.Code, Params: p.Params}
}

// ImportContract is a contract of the file. Row is its first row, No the number it had before. Of the sites and machines so many are
// not known yet. Visits says in words when it brings visits. Contract and ContractNo are what it has become.
type ImportContract struct {
	Row                  int
	No, Customer         string
	NewCustomer          bool
	Sites, NewSites      int
	Machines             int
	NewMachines          int
	Type                 Type
	Starts, Ends         clock.Date
	Value                money.Paise
	Cycle                Cycle
	Timing               string
	Visits               string
	Contract, ContractNo string
	Problems             int
}

// ReadImport keeps a file and says what would be made of it; nothing else is changed.
// Errors: Forbidden; beside file TooLarge import_large {mb, rows}, Invalid import_empty, import_form, import_locked, import_heading,
// import_columns {columns}.
func (s *Service) ReadImport(ctx context.Context, name string, body []byte) (Import, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return Import{}, err
	}
	book, err := readImportFile(name, body)
	if err != nil {
		return Import{}, fault.At("file", err)
	}
	ctx = act.Begin(ctx, "contracts.read_import", "")
	i, err := s.storeImport(ctx, baseName(name), body)
	if err != nil {
		return Import{}, err
	}
	return s.looked(ctx, i, book)
}

// Import is the file with what has been and would be made of it. Errors: Forbidden; NotFound.
func (s *Service) Import(ctx context.Context, id string) (Import, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return Import{}, err
	}
	i, book, err := s.importFile(ctx, id)
	if err != nil {
		return Import{}, err
	}
	return s.looked(ctx, i, book)
}

// Imports are the latest files, the newest first; only what is stored of them is filled. Errors: Forbidden.
func (s *Service) Imports(ctx context.Context) ([]Import, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return nil, err
	}
	return latestImports(ctx, s.app)
}

// readImportFile makes the contracts of a file, without looking anything up.
func readImportFile(name string, body []byte) (importBook, error) {
	large := fault.New(fault.TooLarge, "import_large", "mb", ImportBytes>>20, "rows", ImportRows)
	if len(body) > ImportBytes {
		return importBook{}, large
	}
	sheet, err := statement.Read(name, body)
	switch {
	case errors.Is(err, statement.ErrEmpty):
		return importBook{}, fault.New(fault.Invalid, "import_empty")
	case errors.Is(err, statement.ErrLocked):
		return importBook{}, fault.New(fault.Invalid, "import_locked")
	case errors.Is(err, statement.ErrTooLarge):
		return importBook{}, large
	case err != nil:
		return importBook{}, fault.New(fault.Invalid, "import_form").Wrap(err)
	}
	if len(sheet.Rows) > ImportRows+headingRows {
		return importBook{}, large
	}
	return readImport(sheet)
}

// looked fills in what became of the file and what would be made of the rest.
func (s *Service) looked(ctx context.Context, i Import, book importBook) (Import, error) {
	look, err := s.looker(ctx, i.ID)
	if err != nil {
		return Import{}, err
	}
	failed, err := s.failures(ctx, i.ID)
	if err != nil {
		return Import{}, err
	}
	i.Rows, i.Ignored, i.Made = book.rows, book.ignored, len(look.made)
	for _, g := range book.contracts {
		c, problems, err := look.show(ctx, g)
		if err != nil {
			return Import{}, err
		}
		if c.Contract == "" && len(problems) == 0 {
			problems = failed[g.row]
		}
		c.Problems = len(problems)
		i.Contracts, i.Problems = append(i.Contracts, c), append(i.Problems, problems...)
	}
	sortProblems(i.Problems)
	return i, nil
}

// baseName is the name of a file without the folders that some browsers send, short enough to be kept.
func baseName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if r := []rune(name); len(r) > 120 {
		return string(r[:120])
	}
	return name
}
