package customers

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/phone"
)

const (
	mostPhones     = 10
	mostCreditDays = 365
)

// reader turns what was typed into values. Wrong text is kept in check, what may be insisted on in warn.
type reader struct {
	check fault.Check
	warn  fault.List
}

// at puts the faults of err beside the field.
func (r *reader) at(field string, err error) {
	for _, e := range fault.All(err) {
		c := *e
		if c.Field == "" {
			c.Field = field
		}
		if c.Kind == fault.Confirm {
			r.warn = append(r.warn, &c)
			continue
		}
		r.check.Add(&c)
	}
}

// insist is what keeps the input from being saved: what is wrong, or warnings nobody confirmed.
func (r *reader) insist(confirmed bool) error {
	if err := r.check.Err(); err != nil {
		return err
	}
	if confirmed || len(r.warn) == 0 {
		return nil
	}
	return r.warn
}

func (r *reader) phone(field, typed string) string {
	if strings.TrimSpace(typed) == "" {
		return ""
	}
	e164, err := phone.Parse(typed)
	r.at(field, err)
	return e164
}

func (r *reader) pick(field, typed, otherwise string, allowed ...string) string {
	if typed == "" {
		return otherwise
	}
	if !slices.Contains(allowed, typed) {
		r.at(field, fault.Field(field, "invalid"))
	}
	return typed
}

func (r *reader) whole(field, typed string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < least || n > most {
		r.at(field, fault.Field(field, "number_range", "min", least, "max", most))
	}
	return n
}

func (r *reader) day(field, typed string) clock.Date {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return ""
	}
	d, err := clock.ParseDate(typed)
	if err != nil {
		r.at(field, fault.Field(field, "date_bad").Wrap(err))
	}
	return d
}

func (r *reader) pin(field, typed string) geo.Pin {
	pin, err := geo.CheckPin(typed)
	r.at(field, err)
	return pin
}

func (r *reader) email(field, typed string) string {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return ""
	}
	a, err := mail.ParseAddress(typed)
	if err != nil || a.Address != typed || !strings.Contains(typed[strings.LastIndexByte(typed, '@'):], ".") {
		r.at(field, fault.Field(field, "email_form"))
	}
	return typed
}

// line is text of one line: no breaks, no double spaces.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// PhoneInput is one number as typed. Field is the form field that shows its fault, "phones" if empty.
type PhoneInput struct{ Number, Label, Field string }

// CustomerInput is a customer as typed. Rev is the revision the page showed. Confirm saves in spite of warnings.
// ExternalID is only read by Create.
type CustomerInput struct {
	Rev                     int
	Name, Kind              string
	GSTIN, Email            string
	Phones                  []PhoneInput
	Address, Pin            string
	Lang, Channel           string
	DNC                     bool
	CreditDays, CreditLimit string
	PriceList, Discount     string // Discount and TDS are percent; both may be empty
	TAN, TDS                string
	Notes                   string
	Confirm                 bool
	ExternalID              string
}

// read gives the customer that was typed; what is wrong is in r.
func (in CustomerInput) read(r *reader) Customer {
	c := Customer{
		Name: line(in.Name), Email: r.email("email", in.Email), Address: strings.TrimSpace(in.Address), DNC: in.DNC,
		Notes: strings.TrimSpace(in.Notes), Lang: r.pick("lang", in.Lang, "en", Langs...),
		Channel: r.pick("channel", in.Channel, "", Channels...), ExternalID: line(in.ExternalID),
	}
	r.check.Need(c.Name != "", "name")
	c.Phones = readPhones(r, in.Phones)
	if strings.TrimSpace(in.Pin) != "" {
		pin := r.pin("pin", in.Pin)
		c.Pin, c.District, c.StateCode = pin.Code, pin.District, pin.StateCode
	}
	kind := Person
	if strings.TrimSpace(in.GSTIN) != "" {
		g, err := gst.ParseGSTIN(in.GSTIN)
		r.at("gstin", err)
		c.GSTIN, c.StateCode, kind = g.Text, g.StateCode, Business
	}
	c.Kind = r.pick("kind", in.Kind, kind, Kinds...)
	if strings.TrimSpace(in.CreditDays) != "" {
		c.CreditDays = r.whole("credit_days", in.CreditDays, 0, mostCreditDays)
	}
	if strings.TrimSpace(in.CreditLimit) != "" {
		var err error
		c.CreditLimit, err = money.Parse(in.CreditLimit)
		r.at("credit_limit", err)
	}
	in.readTerms(r, &c)
	return c
}

func readPhones(r *reader, typed []PhoneInput) []Phone {
	var phones []Phone
	for _, p := range typed {
		field := p.Field
		if field == "" {
			field = "phones"
		}
		e164 := r.phone(field, p.Number)
		known := slices.ContainsFunc(phones, func(k Phone) bool { return k.E164 == e164 })
		if e164 != "" && !known {
			phones = append(phones, Phone{E164: e164, Label: line(p.Label)})
		}
	}
	r.check.That(len(phones) <= mostPhones, fault.Field("phones", "phones_many", "most", mostPhones))
	return phones
}
