package office

import (
	"net/http"

	"doorstep/app/jobs"
	"doorstep/app/kernel/money"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// expensesView is a list of expenses in one state; refused is the form that came back, by expense.
type expensesView struct {
	state   string
	all     []jobs.Expense
	refused map[string]*ui.Form
	lang    string
	may     bool
}

func (v expensesView) form(id string) *ui.Form {
	if f := v.refused[id]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

func (v expensesView) sum() money.Paise {
	var total money.Paise
	for _, e := range v.all {
		total += e.Amount
	}
	return total
}

// expenseStates are the states of an expense in words.
var expenseStates = map[string]string{"claimed": "To decide", "approved": "Approved", "rejected": "Rejected"}

func expenseTone(state string) string {
	return map[string]string{"claimed": "warn", "approved": "good", "rejected": "faint"}[state]
}

func (o *office) listExpenses(req *web.Request) error {
	state := req.Query("state")
	if expenseStates[state] == "" {
		state = "claimed"
	}
	return o.expensesWith(req, http.StatusOK, state, nil)
}

func (o *office) expensesWith(req *web.Request, status int, state string, refused map[string]*ui.Form) error {
	v := expensesView{state: state, refused: refused, lang: req.Lang(), may: jobs.ApproveExpenses.Allows(req.By.Role)}
	var err error
	if v.all, err = o.app.Jobs.Expenses(req.Ctx(), state); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: "Expenses", Nav: "expenses", Styles: []string{"field.css"}}, expensesBody(v))
}

// approveExpense lets the company bear an expense.
func (o *office) approveExpense(req *web.Request) error { return o.decide(req, true, "Approved.") }

// rejectExpense does not, for a reason.
func (o *office) rejectExpense(req *web.Request) error { return o.decide(req, false, "Rejected.") }

func (o *office) decide(req *web.Request, approve bool, said string) error {
	f := req.Form()
	_, err := o.app.Jobs.Decide(req.Ctx(), req.ID(), approve, f.Get("reason"))
	if web.Refill(err) {
		f.Fail(err)
		return o.expensesWith(req, web.StatusOf(err), "claimed", map[string]*ui.Form{req.ID(): f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/expenses", said)
}
