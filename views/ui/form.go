// Package ui is the set of parts from which pages are made: form fields, buttons, marks, panels.
//
// Owns: how a part looks in HTML, its labels and ids, what was typed and what is wrong with it.
// Does not own: the shell around a page (views/layout), the words of faults (i18n), rules of the business.
// No part carries a style attribute or a script: the content security policy forbids both.
package ui

import (
	"crypto/rand"
	"net/url"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/money"
)

// Form is what stands in a form: the values, what is wrong beside which field, and what may be saved if the person insists.
// The field "" means the form as a whole.
type Form struct {
	Values   url.Values
	Errors   map[string][]string
	Warnings map[string][]string
	Labels   map[string]string // what a field is called in the summary; default: its name in words
	Lang     string
	Key      string // idempotency key of the next submit
	found    fault.Check
}

// NewForm makes an empty form with a fresh key.
func NewForm(lang string) *Form { return ReadForm(lang, url.Values{}) }

// ReadForm makes a form of what was posted. Its Key is fresh: a refused attempt used nothing up.
func ReadForm(lang string, values url.Values) *Form {
	if values == nil {
		values = url.Values{}
	}
	return &Form{
		Values:   values,
		Errors:   map[string][]string{},
		Warnings: map[string][]string{},
		Labels:   map[string]string{},
		Lang:     lang,
		Key:      rand.Text(),
	}
}

// Get is the first value of the field without surrounding space.
func (f *Form) Get(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// All is every value of the field that is not blank.
func (f *Form) All(name string) []string {
	var all []string
	for _, v := range f.Values[name] {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// Has reports whether the field has a value that is not blank.
func (f *Form) Has(name string) bool { return len(f.All(name)) > 0 }

// Set puts a value in the field as its input wants it and returns f, for chains.
func (f *Form) Set(name string, value any) *Form {
	if list, ok := value.([]string); ok {
		f.Values[name] = list
		return f
	}
	f.Values.Set(name, text(value))
	return f
}

// Add appends a value to the field.
func (f *Form) Add(name string, value any) *Form {
	f.Values.Add(name, text(value))
	return f
}

// Fail spreads err over the fields in the form's language. Confirm faults become Warnings.
func (f *Form) Fail(err error) {
	for _, e := range fault.All(err) {
		to := f.Errors
		if e.Kind == fault.Confirm {
			to = f.Warnings
		}
		to[e.Field] = append(to[e.Field], i18n.Message(f.Lang, e))
	}
}

// Failed reports whether something is wrong with the form.
func (f *Form) Failed() bool { return len(f.Errors) > 0 }

// Warned reports whether something wants confirmation.
func (f *Form) Warned() bool { return len(f.Warnings) > 0 }

// Error is all that is wrong with the field, in one line; empty if nothing is.
func (f *Form) Error(name string) string { return strings.Join(f.Errors[name], " ") }

// Err is what the typed getters found wrong so far: nil or a fault.List.
func (f *Form) Err() error { return f.found.Err() }

// Int reads a whole number; 0 if the field is empty. Faults: number_bad.
func (f *Form) Int(name string) int {
	s := strings.ReplaceAll(f.Get(name), ",", "")
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		f.found.Add(fault.Field(name, "number_bad").Wrap(err))
	}
	return n
}

// Float reads a decimal number; 0 if the field is empty. Not for money. Faults: decimal_bad.
func (f *Form) Float(name string) float64 {
	s := f.Get(name)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != n || n > 1e15 || n < -1e15 {
		f.found.Add(fault.Field(name, "decimal_bad"))
		return 0
	}
	return n
}

// Date reads a day; empty if the field is. Faults: date_bad.
func (f *Form) Date(name string) clock.Date {
	s := f.Get(name)
	if s == "" {
		return ""
	}
	d, err := clock.ParseDate(s)
	if err != nil {
		f.found.Add(fault.Field(name, "date_bad").Wrap(err))
	}
	return d
}

// Time reads the value of a date-and-time input as IST and gives it in UTC; zero if the field is empty. Faults: time_bad.
func (f *Form) Time(name string) time.Time {
	s := f.Get(name)
	if s == "" {
		return time.Time{}
	}
	t, err := clock.ParseLocal(s)
	if err != nil {
		f.found.Add(fault.Field(name, "time_bad").Wrap(err))
	}
	return t
}

// Minute reads "15:04" as minutes after midnight; -1 if the field is empty. Faults: hour_bad.
func (f *Form) Minute(name string) int {
	s := f.Get(name)
	if s == "" {
		return -1
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		if t, err = time.Parse("15:04:05", s); err != nil {
			f.found.Add(fault.Field(name, "hour_bad").Wrap(err))
			return -1
		}
	}
	return t.Hour()*60 + t.Minute()
}

// Paise reads an amount as people type it; 0 if the field is empty. Faults: those of money.Parse.
func (f *Form) Paise(name string) money.Paise {
	s := f.Get(name)
	if s == "" {
		return 0
	}
	p, err := money.Parse(s)
	for _, e := range fault.All(err) {
		e.Field = name
		f.found.Add(e)
	}
	return p
}

// Bool reads a tick.
func (f *Form) Bool(name string) bool {
	switch strings.ToLower(f.Get(name)) {
	case "1", "on", "true", "yes":
		return true
	}
	return false
}
