package office

import (
	"net/http"
	"strconv"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/phone"
	"doorstep/views/ui"
	"doorstep/views/web"
)

const (
	phonesShown = 3  // rows of phones in sight, and again as many behind "More numbers"
	phonesMost  = 10 // rows that are read
)

// customerForm is the form of a customer. ID is empty for a new one. Twins are others with the same phone or GSTIN.
type customerForm struct {
	*ui.Form
	ID, Name string
	Rev      int
	Twins    []customers.Duplicate
	Changed  []difference
	Lists    []catalog.PriceList // to choose from, for those who may
}

func (f customerForm) title() string {
	if f.ID == "" {
		return "New customer"
	}
	return "Change " + f.Name
}

func (f customerForm) action() string {
	if f.ID == "" {
		return "/office/customers"
	}
	return "/office/customers/" + f.ID
}

func (f customerForm) back() string {
	if f.ID == "" {
		return "/office/customers"
	}
	return f.action()
}

// phoneRows is how many rows of phones are in sight: those that are filled and one more, three at least.
func (f customerForm) phoneRows() int {
	filled := 0
	for i := range phonesMost {
		if f.Has(phoneName(i)) {
			filled = i + 1
		}
	}
	return min(max(filled+1, phonesShown), phonesMost)
}

func phoneName(i int) string  { return "phone_" + strconv.Itoa(i) }
func phoneLabel(i int) string { return "phone_label_" + strconv.Itoa(i) }

// customerInput is what the form says.
func customerInput(f *ui.Form) customers.CustomerInput {
	in := customers.CustomerInput{
		Rev: f.Int("rev"), Name: f.Get("name"), Kind: f.Get("kind"), GSTIN: f.Get("gstin"), Email: f.Get("email"),
		Address: f.Get("address"), Pin: f.Get("pin"), Lang: f.Get("lang"), Channel: f.Get("channel"), DNC: f.Bool("dnc"),
		CreditDays: f.Get("credit_days"), CreditLimit: f.Get("credit_limit"),
		PriceList: f.Get("price_list"), Discount: f.Get("discount"), TAN: f.Get("tan"), TDS: f.Get("tds"), Notes: f.Get("notes"), Confirm: f.Bool("confirm"),
	}
	for i := range phonesMost {
		in.Phones = append(in.Phones, customers.PhoneInput{Number: f.Get(phoneName(i)), Label: f.Get(phoneLabel(i)), Field: phoneName(i)})
	}
	return in
}

// fillCustomer puts a customer in a form.
func fillCustomer(f *ui.Form, c customers.Customer) *ui.Form {
	f.Set("name", c.Name).Set("kind", c.Kind).Set("gstin", c.GSTIN).Set("email", c.Email).Set("address", c.Address).Set("pin", c.Pin).
		Set("lang", c.Lang).Set("channel", c.Channel).Set("dnc", c.DNC).Set("notes", c.Notes).Set("credit_days", "").Set("credit_limit", "")
	f.Set("price_list", c.PriceList).Set("discount", "").Set("tan", c.TAN).Set("tds", "")
	if c.DiscountBps > 0 {
		f.Set("discount", catalog.GSTText(c.DiscountBps))
	}
	if c.TDSBps > 0 {
		f.Set("tds", catalog.GSTText(c.TDSBps))
	}
	if c.CreditDays > 0 {
		f.Set("credit_days", c.CreditDays)
	}
	if c.CreditLimit > 0 {
		f.Set("credit_limit", c.CreditLimit)
	}
	for i := range phonesMost {
		if i < len(c.Phones) {
			f.Set(phoneName(i), phone.Format(c.Phones[i].E164)).Set(phoneLabel(i), c.Phones[i].Label)
		}
	}
	return customerLabels(f)
}

func customerLabels(f *ui.Form) *ui.Form {
	for i := range phonesMost {
		f.Labels[phoneName(i)] = "Phone " + strconv.Itoa(i+1)
		f.Labels[phoneLabel(i)] = "Whose phone " + strconv.Itoa(i+1)
	}
	f.Labels["gstin"], f.Labels["pin"], f.Labels["dnc"] = "GSTIN", "PIN code", "Do not contact"
	f.Labels["lang"], f.Labels["email"] = "Language", "E-mail"
	f.Labels["tan"], f.Labels["tds"], f.Labels["price_list"], f.Labels["discount"] = "TAN", "Tax held back", "Price list", "Discount"
	return f
}

// newCustomer shows an empty form; a phone that was typed elsewhere comes along in the address.
func (o *office) newCustomer(req *web.Request) error {
	f := customerLabels(ui.NewForm(req.Lang()))
	f.Set("kind", customers.Person).Set("lang", "en").Set(phoneName(0), req.Query("phone")).Set("name", req.Query("name"))
	return o.customerFormPage(req, http.StatusOK, customerForm{Form: f})
}

func (o *office) createCustomer(req *web.Request) error {
	f := customerLabels(req.Form())
	c, err := o.app.Customers.Create(req.Ctx(), customerInput(f))
	if err == nil {
		return req.Go("/office/customers/"+c.ID, "Customer saved.")
	}
	if !web.Refill(err) {
		return err
	}
	return o.customerAgain(req, customerForm{Form: f}, err)
}

func (o *office) editCustomer(req *web.Request) error {
	c, err := o.app.Customers.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	form := customerForm{Form: fillCustomer(ui.NewForm(req.Lang()), c), ID: c.ID, Name: c.Name, Rev: c.Rev}
	return o.customerFormPage(req, http.StatusOK, form)
}

// customerFormPage shows the form, with the price lists for those who may choose one.
func (o *office) customerFormPage(req *web.Request, status int, form customerForm) error {
	if customers.SetPrices.Allows(req.By.Role) {
		var err error
		if form.Lists, err = o.app.Catalog.PriceLists(req.Ctx()); err != nil {
			return err
		}
	}
	return req.PageStatus(status, form.title(), "customers", customerEdit(form))
}

func (o *office) changeCustomer(req *web.Request) error {
	f := customerLabels(req.Form())
	_, err := o.app.Customers.Update(req.Ctx(), req.ID(), customerInput(f))
	if err == nil {
		return req.Go("/office/customers/"+req.ID(), "Customer saved.")
	}
	if !web.Refill(err) {
		return err
	}
	c, loadErr := o.app.Customers.Get(req.Ctx(), req.ID())
	if loadErr != nil {
		return loadErr
	}
	changed := differences(err, f, fillCustomer(ui.NewForm(req.Lang()), c))
	return o.customerAgain(req, customerForm{Form: f, ID: c.ID, Name: c.Name, Rev: heldRev(err, f, c.Rev), Changed: changed}, err)
}

// customerAgain shows the form with what is wrong, and whom the customer looks like.
func (o *office) customerAgain(req *web.Request, form customerForm, err error) error {
	form.Fail(err)
	if form.Warned() {
		numbers := make([]string, phonesMost)
		for i := range numbers {
			numbers[i] = form.Get(phoneName(i))
		}
		var findErr error
		form.Twins, findErr = o.app.Customers.Duplicates(req.Ctx(), numbers, form.Get("gstin"), form.ID)
		if findErr != nil {
			return findErr
		}
	}
	return o.customerFormPage(req, web.StatusOf(err), form)
}
