package office

import (
	"net/url"
	"reflect"
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
)

func TestCustomerForm_givesBackWhatItWasFilledWith(t *testing.T) {
	c := customers.Customer{
		Name: "Meera Deshpande", Kind: customers.Business, GSTIN: "27AAPFU0939F1ZV", Email: "meera@example.in", Address: "12 Lane 5\nBaner",
		Pin: "411045", Lang: "hi", Channel: "whatsapp", DNC: true, CreditDays: 15, CreditLimit: 50_000 * money.Rupee, Notes: "pays in cash",
		Phones: []customers.Phone{{E164: "+919876512345", Label: "shop"}, {E164: "+912025531234"}},
	}
	in := customerInput(fillCustomer(ui.NewForm("en"), c))
	want := customers.CustomerInput{
		Name: c.Name, Kind: c.Kind, GSTIN: c.GSTIN, Email: c.Email, Address: c.Address, Pin: c.Pin, Lang: "hi", Channel: "whatsapp",
		DNC: true, CreditDays: "15", CreditLimit: "50000.00", Notes: c.Notes, Phones: in.Phones,
	}
	if !reflect.DeepEqual(in, want) {
		t.Errorf("got  %+v\nwant %+v", in, want)
	}
	first := customers.PhoneInput{Number: "98765 12345", Label: "shop", Field: "phone_0"}
	if len(in.Phones) != phonesMost || in.Phones[0] != first || in.Phones[1].Number == "" || in.Phones[2].Number != "" {
		t.Errorf("phones %+v", in.Phones)
	}
}

func TestCustomerForm_showsOneEmptyPhoneMoreThanAreFilled(t *testing.T) {
	for last, want := range map[int]int{-1: 3, 0: 3, 2: 4, 8: 10, 9: 10} {
		f := ui.NewForm("en")
		if last >= 0 {
			f.Set(phoneName(last), "98765 12345")
		}
		if got := (customerForm{Form: f}).phoneRows(); got != want {
			t.Errorf("last filled %d: %d rows, want %d", last, got, want)
		}
	}
}

func TestDifferences_nameOnlyFieldsThatSomebodyElseChanged(t *testing.T) {
	stored := ui.NewForm("en").Set("name", "Meera").Set("dnc", true).Set("pin", "411045").Set("email", "")
	stored.Labels["pin"] = "PIN code"
	typed := ui.ReadForm("en", url.Values{"name": {"Meera"}, "pin": {"411038"}, "rev": {"1"}, "_key": {"k"}})
	got := differences(fault.New(fault.Stale, "stale"), typed, stored)
	want := []difference{{"Dnc", "1", ""}, {"PIN code", "411045", "411038"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := differences(fault.Field("name", "required"), typed, stored); got != nil {
		t.Errorf("a form that is only wrong shows %+v", got)
	}
}

func TestKeyedHref_keepsTheFiltersAndDropsTheOldPlace(t *testing.T) {
	filters := url.Values{"q": {"ac & co"}, "kind": {""}, "at": {"old"}}
	if got, want := keyedHref("/office/items", filters, "new"), "/office/items?at=new&q=ac+%26+co"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := keyedHref("/office/items", filters, ""); got != "" {
		t.Errorf("there is no further page, got %s", got)
	}
}

func TestMergeLines_leaveOutWhatNeitherHas(t *testing.T) {
	keep := customers.Customer{Name: "Meera", Phones: []customers.Phone{{E164: "+919876512345", Label: "home"}}, DNC: true}
	drop := customers.Customer{Name: "Mira", Email: "m@example.in"}
	got := map[string]mergeLine{}
	for _, l := range mergeLines(keep, drop) {
		got[l.Label] = l
	}
	for _, want := range []mergeLine{
		{"Name", "Meera", "Mira"},
		{"Phones", "98765 12345, home", ""},
		{"E-mail", "", "m@example.in"},
		{"Reminders and offers", "not allowed", "allowed"},
	} {
		if got[want.Label] != want {
			t.Errorf("got %+v, want %+v", got[want.Label], want)
		}
	}
	if _, there := got["GSTIN"]; there {
		t.Error("neither has a GSTIN, and it is shown")
	}
}
