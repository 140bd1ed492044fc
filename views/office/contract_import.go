package office

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"doorstep/app/contracts"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

func (o *office) newContractImport(req *web.Request) error {
	return o.contractImportWith(req, http.StatusOK, ui.NewForm(req.Lang()))
}

func (o *office) contractImportWith(req *web.Request, status int, f *ui.Form) error {
	before, err := o.app.Contracts.Imports(req.Ctx())
	if err != nil {
		return err
	}
	return req.PageStatus(status, "Bring in contracts", "contracts", contractImportBodyOf(f, before))
}

// readContractImport keeps a file and shows what would be made of it.
func (o *office) readContractImport(req *web.Request) error {
	f := req.Form()
	body, name, err := contractFile(req)
	var read contracts.Import
	if err == nil {
		read, err = o.app.Contracts.ReadImport(req.Ctx(), name, body)
	}
	if err != nil && (web.Refill(err) || fault.KindOf(err) == fault.TooLarge) {
		f.Fail(err)
		return o.contractImportWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/contract-imports/"+read.ID, "")
}

// contractFile is the file that was chosen.
func contractFile(req *web.Request) (body []byte, name string, err error) {
	file, head, err := req.Request.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return nil, "", fault.Field("file", "required")
	case err != nil:
		return nil, "", fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	defer func() { _ = file.Close() }() // read only
	body, err = io.ReadAll(io.LimitReader(file, contracts.ImportBytes+1))
	return body, head.Filename, err
}

func (o *office) showContractImport(req *web.Request) error {
	i, err := o.app.Contracts.Import(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Page(i.Name, "contracts", contractImportPage(i, ui.NewForm(req.Lang())))
}

func (o *office) applyContractImport(req *web.Request) error {
	made, err := o.app.Contracts.ApplyImport(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Go("/office/contract-imports/"+req.ID(), contractsMade(made))
}

func contractsMade(n int) string {
	if n == 0 {
		return "There was nothing left to make."
	}
	return counted(n, "contract is", "contracts are") + " in force."
}

// counted is a number with its words: "1 contract is", "3 contracts are".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (o *office) contractTemplate(req *web.Request) error {
	return req.Download("contracts.csv", "text/csv; charset=utf-8", contracts.ImportTemplate())
}

// contractPDF is the contract on paper, drawn as it stands.
func (o *office) contractPDF(req *web.Request) error {
	name, body, err := o.app.Contracts.PDF(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Stored(name, body)
}

// problemText is what is wrong in a row, and what to do.
func problemText(p contracts.ImportProblem) string { return i18n.Message(i18n.English, p.Fault()) }

// newWords is how many there are, and how many of them are new: "2, 1 new".
func newWords(n, fresh int) string {
	switch {
	case n == 0:
		return "all at the site"
	case fresh == 0:
		return strconv.Itoa(n)
	case fresh == n:
		return strconv.Itoa(n) + " new"
	}
	return strconv.Itoa(n) + ", " + strconv.Itoa(fresh) + " new"
}

// importedTerms is the contract's type and how it is billed.
func importedTerms(c contracts.ImportContract) string {
	billed := cycleWords(contracts.Contract{Cycle: c.Cycle, Timing: c.Timing})
	return strings.Join(filled(contractTypeWords(c.Type), strings.ToLower(billed[:1])+billed[1:]), ", ")
}
