package office

import (
	"net/http"
	"strconv"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/payments"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// cashView is who holds how much cash, and what moved.
type cashView struct {
	Hands    []payments.Hand
	Till     money.Paise
	Moves    page.Of[payments.Move]
	Counts   []payments.HandOver
	Deposits []payments.Deposit
	Form     *ui.Form // of a deposit
	MayCount bool
	MayBank  bool
}

// sum is the cash in all technicians' hands.
func (v cashView) sum() money.Paise {
	var all money.Paise
	for _, h := range v.Hands {
		all += h.Paise
	}
	return all
}

// cashLate says that cash lies in somebody's hands for longer than a claim may wait.
func cashLate(h payments.Hand) bool {
	return h.Paise > 0 && !h.Oldest.IsZero() && clock.Now().Sub(h.Oldest) > payments.OverdueAfter
}

func cashAge(h payments.Hand) string {
	if h.Oldest.IsZero() {
		return ""
	}
	if days := int(clock.Now().Sub(h.Oldest) / (24 * time.Hour)); days > 0 {
		return waited(clock.Now().Sub(h.Oldest))
	}
	return "today"
}

// holderOf is who held the cash that moved.
func holderOf(m payments.Move) string {
	if m.Technician == "" {
		return "Till"
	}
	return m.Name
}

// showCash is the cash in hands and in the till.
func (o *office) showCash(req *web.Request) error {
	f := ui.NewForm(req.Lang())
	return o.cashPage(req, http.StatusOK, f.Set("date", clock.Today()))
}

func (o *office) cashPage(req *web.Request, status int, f *ui.Form) error {
	v := cashView{Form: f, MayCount: payments.Count.Allows(req.By.Role), MayBank: payments.BankCash.Allows(req.By.Role)}
	var err error
	if v.Hands, err = o.app.Payments.InHand(req.Ctx()); err != nil {
		return err
	}
	if v.Till, err = o.app.Payments.Till(req.Ctx()); err != nil {
		return err
	}
	if v.Moves, err = o.app.Payments.Moves(req.Ctx(), payments.MoveFilter{Cursor: req.Query("at")}); err != nil {
		return err
	}
	if v.Counts, err = o.app.Payments.HandOvers(req.Ctx(), ""); err != nil {
		return err
	}
	if v.Deposits, err = o.app.Payments.Deposits(req.Ctx()); err != nil {
		return err
	}
	return req.PageStatus(status, "Cash", "cash", cashBody(v))
}

// depositCash takes cash from the till to the bank.
func (o *office) depositCash(req *web.Request) error {
	f := req.Form()
	in := payments.NewDeposit{Amount: f.Get("amount"), Date: f.Date("date"), Slip: f.Get("slip"), Bank: f.Get("bank"), Note: f.Get("note")}
	err := f.Err()
	var d payments.Deposit
	if err == nil {
		d, err = o.app.Payments.Deposit(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		return o.cashPage(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	return req.Go("/office/cash", d.Amount.Rupees()+" went to the bank.")
}

// handView is one technician's cash and the form that counts it.
type handView struct {
	Hand     payments.Hand
	Payments []payments.Payment
	Moves    page.Of[payments.Move]
	Form     *ui.Form
	MayCount bool
}

// showHand is one technician's cash.
func (o *office) showHand(req *web.Request) error {
	return o.handPage(req, http.StatusOK, ui.NewForm(req.Lang()))
}

func (o *office) handPage(req *web.Request, status int, f *ui.Form) error {
	v := handView{Form: f, MayCount: payments.Count.Allows(req.By.Role)}
	var err error
	if v.Hand, err = o.app.Payments.CashOf(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.Payments, err = o.app.Payments.CashPayments(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.Moves, err = o.app.Payments.Moves(req.Ctx(), payments.MoveFilter{Technician: req.ID(), Cursor: req.Query("at")}); err != nil {
		return err
	}
	shell := layout.Shell{Title: "Cash of " + v.Hand.Name, Nav: "cash"}
	return req.PageIn(status, shell, handBody(v))
}

// countCash puts what was counted into the till.
func (o *office) countCash(req *web.Request) error {
	f := req.Form()
	in := payments.NewHandOver{
		Technician: req.ID(), Counted: f.Get("counted"), Keeps: f.Get("keeps"), Expected: f.Get("expected"), Reason: f.Get("reason"),
		Notes: map[int]int{},
	}
	for _, value := range payments.Denominations {
		if n := f.Int("note_" + strconv.Itoa(value)); n != 0 {
			in.Notes[value] = n
		}
	}
	err := f.Err()
	var h payments.HandOver
	if err == nil {
		h, err = o.app.Payments.HandOver(req.Ctx(), in)
	}
	if web.Refill(err) {
		f.Fail(err)
		return o.handPage(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	said := h.Counted.Rupees() + " went to the till."
	if h.Short > 0 {
		said += " " + h.Short.Rupees() + " is short."
	}
	return req.Go("/office/cash", said)
}
