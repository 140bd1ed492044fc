package setup

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// start asks for the code. One in the address only fills the field: a guess must be posted, where guesses are counted.
func (p *pages) start(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("code", req.Query("code"))
	return req.Plain("Set up", codePage(f))
}

func (p *pages) checkCode(req *web.Request) error {
	f := req.Form()
	if err := p.right(f.Get("code")); err != nil {
		return p.wrongCode(req, f, err)
	}
	return p.form(req, http.StatusOK, fresh(req.Lang(), f.Get("code")))
}

// right says whether the code is the one on the console, in a time that does not tell how much of it is.
func (p *pages) right(typed string) error {
	if p.code == "" || subtle.ConstantTimeCompare([]byte(bareCode(typed)), []byte(bareCode(p.code))) != 1 {
		return fault.Field("code", "setup_code_wrong")
	}
	return nil
}

// bareCode leaves out what people add or lose when they copy a code.
func bareCode(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '\u00a0' {
			return -1
		}
		return r
	}, s))
}

func (p *pages) wrongCode(req *web.Request, f *ui.Form, err error) error {
	f.Fail(err)
	return req.PlainStatus(web.StatusOf(err), "Set up", codePage(f))
}

func (p *pages) form(req *web.Request, status int, f *ui.Form) error {
	label(f)
	return req.PlainStatus(status, "Set up", setUpPage(f), "htmx.js")
}

func (p *pages) setUp(req *web.Request) error {
	f := req.Form()
	if err := p.right(f.Get("code")); err != nil {
		return p.wrongCode(req, f, err)
	}
	in, err := readSetUp(f)
	if err == nil {
		_, err = p.app.People.SetUp(req.Ctx(), in)
	} else {
		// Something the page itself found is wrong: without a password set-up saves nothing, and says what else is wrong.
		in.Password = ""
		_, more := p.app.People.SetUp(req.Ctx(), in)
		err = alongside(err, more)
	}
	if web.Refill(err) {
		failSetUp(f, err)
		return p.form(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	login := in.OwnerMobile
	if strings.TrimSpace(login) == "" {
		login = in.OwnerEmail
	}
	token, _, err := p.app.People.SignIn(req.Ctx(), people.SignInInput{
		Login: login, Password: in.Password, Device: device(req.Request.UserAgent()), IP: req.IP(),
	})
	if err != nil {
		return err
	}
	req.SetSession(token)
	return req.Go("/office/today", in.Name+" is set up. Everything can be changed in Settings.")
}

// fresh is the form as set-up begins: usual hours, and the three national holidays of this year and the next.
func fresh(lang, code string) *ui.Form {
	f := ui.NewForm(lang).Set("code", code).Set("gst_mode", string(settings.Regular)).Set("invoice_prefix", "INV")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if d != time.Sunday {
			f.Set(workcal.DayKey(d), "09:30-18:30")
		}
	}
	year := clock.Today().Start().In(clock.IST).Year()
	var lines []string
	for _, y := range []int{year, year + 1} {
		lines = append(lines, fmt.Sprintf("%d-01-26 Republic Day", y), fmt.Sprintf("%d-08-15 Independence Day", y),
			fmt.Sprintf("%d-10-02 Gandhi Jayanti", y))
	}
	return f.Set("holidays", strings.Join(lines, "\n"))
}

// readSetUp takes the form apart. Its own faults: password_again beside password2.
func readSetUp(f *ui.Form) (people.SetUpInput, error) {
	in := people.SetUpInput{
		OwnerName: f.Get("owner_name"), OwnerMobile: f.Get("owner_mobile"), OwnerEmail: f.Get("owner_email"),
		Password: f.Values.Get("password"), Trades: f.All("trades"),
	}
	in.CompanyInput = settings.CompanyInput{
		Name: f.Get("name"), GSTMode: f.Get("gst_mode"), GSTIN: f.Get("gstin"),
		Address: f.Get("address"), Pin: f.Get("pin"), Confirmed: f.Bool("confirm"),
	}
	if in.GSTMode == string(settings.Unregistered) {
		in.GSTIN = "" // the field is kept for whoever changes his mind back
	}
	in.Prefix, in.UPI = f.Get("invoice_prefix"), f.Get("upi")
	for d := time.Sunday; d <= time.Saturday; d++ {
		in.Days[d] = f.Get(workcal.DayKey(d))
	}
	in.Holidays = readHolidays(f.Get("holidays"))
	if in.Password != f.Values.Get("password2") {
		return in, fault.Field("password2", "password_again")
	}
	return in, nil
}

// readHolidays reads one holiday a line, "2026-01-26 Republic Day". A blank line stays one, so that places in the result are lines.
func readHolidays(text string) []settings.HolidayInput {
	var days []settings.HolidayInput
	for line := range strings.Lines(text) {
		date, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		days = append(days, settings.HolidayInput{Date: date, Name: strings.TrimSpace(name)})
	}
	return days
}

// alongside is the page's own fault with the faults of set-up, but for those of the password that was left out.
func alongside(own, more error) error {
	if fault.KindOf(more) != fault.Invalid && fault.KindOf(more) != fault.Confirm {
		return more
	}
	found := fault.All(own)
	for _, e := range fault.All(more) {
		if e.Field != "password" {
			found = append(found, e)
		}
	}
	return found
}

// failSetUp spreads err over the form; a holiday's faults stand beside the text, with their line.
func failSetUp(f *ui.Form, err error) {
	var rest fault.List
	for _, e := range fault.All(err) {
		if line, ok := strings.CutPrefix(e.Field, "holiday_"); ok {
			n, _, _ := strings.Cut(line, "_")
			i, _ := strconv.Atoi(n)
			f.Errors["holidays"] = append(f.Errors["holidays"], fmt.Sprintf("Line %d: %s", i+1, i18n.Message(f.Lang, e)))
			continue
		}
		rest = append(rest, e)
	}
	f.Fail(rest)
}

func label(f *ui.Form) {
	for name, words := range map[string]string{
		"name": "Company name", "gst_mode": "GST", "gstin": "GSTIN", "pin": "PIN code", "upi": "UPI ID", "invoice_prefix": "Invoice series",
		"owner_name": "Your name", "owner_mobile": "Your mobile", "owner_email": "Your e-mail", "password2": "Password again",
		"hours": "Working hours",
	} {
		f.Labels[name] = words
	}
}

// The three answers below are fragments that follow what is typed; what does not make sense yet is met with silence.

func (p *pages) gstin(req *web.Request) error {
	g, err := gst.ParseGSTIN(req.Query("gstin"))
	if len(req.Query("gstin")) < 15 {
		return req.Fragment(told("", ""))
	}
	if err != nil {
		return req.Fragment(told("bad", i18n.Message(req.Lang(), fault.All(err)[0])))
	}
	state, _ := gst.StateByCode(g.StateCode)
	return req.Fragment(told("good", "State: "+state.Name))
}

func (p *pages) pin(req *web.Request) error {
	if len(req.Query("pin")) < 6 {
		return req.Fragment(told("", ""))
	}
	pin, err := geo.CheckPin(req.Query("pin"))
	if err != nil {
		return req.Fragment(told("bad", i18n.Message(req.Lang(), fault.All(err)[0])))
	}
	return req.Fragment(told("good", place(pin)))
}

func place(pin geo.Pin) string {
	if pin.District == "" {
		return pin.State
	}
	return pin.District + ", " + pin.State
}

func (p *pages) series(req *web.Request) error {
	return req.Fragment(told("", seriesExample(req.Query("invoice_prefix"))))
}

// seriesExample is the first number of the series, for which INV stands until another is typed.
func seriesExample(prefix string) string {
	if strings.TrimSpace(prefix) == "" {
		prefix = "INV"
	}
	no := settings.FirstInvoice(prefix)
	if no == "" {
		return ""
	}
	return "The first invoice: " + no
}
