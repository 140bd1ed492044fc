package office

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/statement"
	"doorstep/app/payments"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// statementBody is the largest upload: a file, or one that is held in the page while its columns are chosen.
const statementBody = 2 * statement.MaxBytes

// importView is the form that takes a statement. Layout is set where a person has to say what the columns are; held is the file
// meanwhile, packed.
type importView struct {
	form       *ui.Form
	accounts   []payments.Account
	layout     *payments.Layout
	held, name string
}

func (o *office) newImport(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("account", req.Query("account"))
	return o.importWith(req, http.StatusOK, importView{form: f})
}

func (o *office) importWith(req *web.Request, status int, v importView) error {
	var err error
	if v.accounts, err = o.app.Payments.Accounts(req.Ctx()); err != nil {
		return err
	}
	if len(v.accounts) == 1 && !v.form.Has("account") {
		v.form.Set("account", v.accounts[0].ID)
	}
	return bankPage(req, status, "Bring in a statement", importBody(v))
}

// importStatement brings a file in. One whose columns are not known comes back with them to choose.
func (o *office) importStatement(req *web.Request) error {
	f := req.Form()
	body, name, err := statementFile(req, f)
	if err == nil && f.Has("mapped") && f.Has("preview") {
		return o.chooseColumns(req, http.StatusOK, f, name, body)
	}
	var done payments.Imported
	if err == nil {
		in := payments.Import{Account: f.Get("account"), Name: name, Body: body, Sure: f.Bool("confirm")}
		if f.Has("mapped") {
			in.Columns = columnsOf(f)
		}
		done, err = o.app.Payments.Import(req.Ctx(), in)
	}
	if err != nil && (web.Refill(err) || fault.KindOf(err) == fault.TooLarge) {
		f.Fail(err)
		if f.Has("mapped") || fault.All(err)[0].Code == "statement_unknown" || fault.All(err)[0].Code == "statement_columns" {
			return o.chooseColumns(req, web.StatusOf(err), f, name, body)
		}
		return o.importWith(req, web.StatusOf(err), importView{form: f, held: pack(body), name: name})
	}
	switch {
	case err != nil:
		return err
	case done.Fresh == 0:
		return req.Go("/office/bank", "All "+strconv.Itoa(done.Known)+" lines of that file were there already. Nothing changed.")
	}
	return req.Go("/office/bank/imports/"+done.ID, "The statement is in.")
}

// chooseColumns shows the first rows of the file with a choice for each column.
func (o *office) chooseColumns(req *web.Request, status int, f *ui.Form, name string, body []byte) error {
	var header *int
	if n, err := strconv.Atoi(f.Get("header")); err == nil && f.Has("mapped") {
		header = &n
	}
	l, err := payments.LayoutOf(name, body, header)
	if web.Refill(err) {
		f.Fail(err)
		return o.importWith(req, web.StatusOf(err), importView{form: f})
	}
	if err != nil {
		return err
	}
	if !f.Has("mapped") {
		c := l.Columns
		for field, value := range map[string]string{
			"date": c.Date, "narration": c.Narration, "ref": c.Ref, "debit": c.Debit, "credit": c.Credit, "amount": c.Amount, "sign": c.Sign,
			"balance": c.Balance, "date_form": c.DateForm,
		} {
			f.Set(field, value)
		}
	}
	f.Set("header", l.Header)
	return o.importWith(req, status, importView{form: f, layout: &l, held: pack(body), name: name})
}

// columnsOf are the columns as a person chose them.
func columnsOf(f *ui.Form) *statement.Columns {
	return &statement.Columns{
		Header: f.Int("header"), Date: f.Get("date"), Narration: f.Get("narration"), Ref: f.Get("ref"), Debit: f.Get("debit"),
		Credit: f.Get("credit"), Amount: f.Get("amount"), Sign: f.Get("sign"), Balance: f.Get("balance"), DateForm: f.Get("date_form"),
	}
}

// statementFile is the file that was chosen, or the one that the page holds since the try before.
func statementFile(req *web.Request, f *ui.Form) (body []byte, name string, err error) {
	file, head, err := req.Request.FormFile("file")
	if err == nil {
		defer func() { _ = file.Close() }() // read only
		body, err = io.ReadAll(io.LimitReader(file, statement.MaxBytes+1))
		return body, head.Filename, err
	}
	if !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart) {
		return nil, "", fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	if f.Get("held") == "" {
		return nil, "", fault.Field("file", "required")
	}
	body, err = unpack(f.Get("held"))
	return body, f.Get("held_name"), err
}

// pack makes a text of a file that a form can hold; unpack takes it out again.
func pack(body []byte) string {
	if len(body) == 0 || len(body) > statement.MaxBytes {
		return ""
	}
	var b bytes.Buffer
	text := base64.NewEncoder(base64.RawURLEncoding, &b)
	zip := gzip.NewWriter(text)
	_, err := zip.Write(body)
	if err = errors.Join(err, zip.Close(), text.Close()); err != nil {
		return "" // memory does not fail; the file is asked for again
	}
	return b.String()
}

func unpack(held string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(held)
	if err != nil {
		return nil, fault.Field("file", "required").Wrap(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.Field("file", "required").Wrap(err)
	}
	body, err := io.ReadAll(io.LimitReader(zip, statement.MaxBytes+1))
	if err != nil {
		return nil, fault.Field("file", "required").Wrap(err)
	}
	return body, nil
}

func (o *office) showImport(req *web.Request) error {
	done, err := o.app.Payments.ImportOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	open, err := o.app.Payments.Lines(req.Ctx(), payments.LineFilter{Import: done.ID})
	if err != nil {
		return err
	}
	matched, err := o.app.Payments.Lines(req.Ctx(), payments.LineFilter{Import: done.ID, State: payments.LineMatched})
	if err != nil {
		return err
	}
	return bankPage(req, http.StatusOK, done.Name, importedBody(done, open.Rows, matched.Rows))
}

// columnOptions are the headings of the file to choose from.
func (v importView) columnOptions(none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, h := range v.layout.Headings {
		out = append(out, ui.Option{Value: h, Label: h})
	}
	return out
}

// headerOptions are the rows that may be the heading.
func (v importView) headerOptions() []ui.Option {
	out := []ui.Option{{Value: "-1", Label: "There is none"}}
	for i := range 40 {
		out = append(out, ui.Option{Value: strconv.Itoa(i), Label: "Row " + strconv.Itoa(i+1)})
	}
	return out
}

var problemWords = map[string]string{
	statement.ProblemDate: "the date is none", statement.ProblemDateMixed: "day and month were swapped by a spreadsheet program",
	statement.ProblemAmount: "the amount is none", statement.ProblemSides: "money in and out at once",
	statement.ProblemEmpty: "there is no amount", statement.ProblemLoose: "text without date and amount",
}
