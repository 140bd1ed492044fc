package customers_test

import (
	"slices"
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

func TestCreate_readsWhatWasTyped(t *testing.T) {
	s, _, ctx := setUp(t)
	c, err := s.Create(ctx, customers.CustomerInput{
		Name: "  Pai   Stores ", GSTIN: "27aapfu0939f1zv", Email: "pai@example.in", Pin: "560 001",
		Phones: []customers.PhoneInput{{Number: "098220-12345", Label: "shop"}, {Number: "+91 98220 12345"}, {Number: " "}},
		Lang:   "hi", Channel: "whatsapp", CreditDays: "30", CreditLimit: "₹ 50,000", Notes: "pays by cheque",
	})
	must(t, err)
	got, err := s.Get(ctx, c.ID)
	must(t, err)
	if got.Name != "Pai Stores" || got.Kind != customers.Business || got.GSTIN != gstin || got.StateCode != "27" ||
		got.Pin != "560001" || got.CreditDays != 30 || got.CreditLimit != 50000*money.Rupee || got.Lang != "hi" {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(got.Phones, []customers.Phone{{E164: "+919822012345", Label: "shop"}}) {
		t.Errorf("phones %+v", got.Phones)
	}
	if got.District == "" || got.CreatedAt.IsZero() || got.Rev != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestCreate_saysAllThatIsWrongBesideItsField(t *testing.T) {
	s, _, ctx := setUp(t)
	_, err := s.Create(ctx, customers.CustomerInput{
		GSTIN: "27AAPFU0939F1ZX", Email: "pai", Pin: "12", Phones: []customers.PhoneInput{{Number: "12", Field: "phones.0"}},
		Kind: "dog", Lang: "fr", Channel: "fax", CreditDays: "soon", CreditLimit: "much",
	})
	for field, code := range map[string]string{
		"name": "required", "gstin": "gstin_check", "email": "email_form", "pin": "pin_form", "phones.0": "phone_form",
		"kind": "invalid", "lang": "invalid", "channel": "invalid", "credit_days": "number_range", "credit_limit": "money_bad",
	} {
		wantFault(t, err, field, code)
	}
}

func TestCreate_takesTheStateFromThePinWithoutAGSTIN(t *testing.T) {
	s, _, ctx := setUp(t)
	c, err := s.Create(ctx, customers.CustomerInput{Name: "Asha", Pin: "560001"})
	if err != nil || c.StateCode != "29" || c.Kind != customers.Person {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestCreate_warnsOfDuplicatesThenSavesIfConfirmed(t *testing.T) {
	s, _, ctx := setUp(t)
	first, err := s.Create(ctx, customers.CustomerInput{Name: "Pai Stores", GSTIN: gstin, Phones: []customers.PhoneInput{{Number: "9822012345"}}})
	must(t, err)
	again := customers.CustomerInput{Name: "Pai", GSTIN: gstin, Phones: []customers.PhoneInput{{Number: "+91-98220 12345"}}}
	_, err = s.Create(ctx, again)
	e := wantFault(t, err, "phones", "duplicate_phone")
	if e.Params["id"] != first.ID || e.Params["name"] != "Pai Stores" || !isKind(err, fault.Confirm) {
		t.Errorf("got %v", err)
	}
	wantFault(t, err, "gstin", "duplicate_gstin")
	found, err := s.Duplicates(ctx, []string{"98220 12345", "rubbish"}, gstin, "")
	if err != nil || len(found) != 2 || found[0].Why != customers.SamePhone || found[1].Why != customers.SameGSTIN {
		t.Errorf("got %+v, %v", found, err)
	}
	again.Confirm = true
	second, err := s.Create(ctx, again)
	must(t, err)

	// What is known already is not warned about again; what is new is.
	same := customers.CustomerInput{Rev: second.Rev, Name: "Pai Traders", GSTIN: gstin, Phones: again.Phones}
	second, err = s.Update(ctx, second.ID, same)
	must(t, err)
	add(t, s, ctx, "Ravi", "9822099999")
	same.Rev, same.Phones = second.Rev, append(same.Phones, customers.PhoneInput{Number: "9822099999"})
	_, err = s.Update(ctx, second.ID, same)
	if e := wantFault(t, err, "phones", "duplicate_phone"); e.Params["name"] != "Ravi" {
		t.Errorf("got %v", err)
	}
}

func TestUpdate_refusesAStalePageAndKeepsPhonesThatStay(t *testing.T) {
	s, app, ctx := setUp(t)
	c := add(t, s, ctx, "Asha", "9822012345", "9822012346")
	before, err := app.FindFirstRecordByData("phones", "e164", "+919822012346")
	must(t, err)
	in := customers.CustomerInput{Rev: c.Rev, Name: "Asha K", Phones: []customers.PhoneInput{{Number: "9822012346"}, {Number: "9822012347"}}}
	changed, err := s.Update(ctx, c.ID, in)
	must(t, err)
	if changed.Rev != c.Rev+1 || changed.Phone() != "+919822012346" {
		t.Errorf("got %+v", changed)
	}
	after, err := app.FindFirstRecordByData("phones", "e164", "+919822012346")
	if err != nil || after.Id != before.Id {
		t.Errorf("the number that stayed has another record: %v", err)
	}
	if hits, err := s.Lookup(ctx, "12345", 5); err != nil || len(hits) != 0 {
		t.Errorf("the removed number still finds %v, %v", hits, err)
	}
	_, err = s.Update(ctx, c.ID, in)
	if !isKind(err, fault.Stale) {
		t.Errorf("got %v, want stale", err)
	}
	_, err = s.Update(ctx, "nobody", in)
	if !isKind(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func TestCreate_takesAnExternalIDOnce(t *testing.T) {
	s, _, ctx := setUp(t)
	_, err := s.Create(ctx, customers.CustomerInput{Name: "A", ExternalID: "L-1"})
	must(t, err)
	_, err = s.Create(ctx, customers.CustomerInput{Name: "B", ExternalID: "L-1"})
	wantFault(t, err, "external_id", "taken")
}

func TestCreate_asksAboutAPinThatIsNotInTheDirectory(t *testing.T) {
	s, _, ctx := setUp(t)
	in := customers.CustomerInput{Name: "A", Pin: "411999"}
	_, err := s.Create(ctx, in)
	wantFault(t, err, "pin", "pin_unknown")
	in.Confirm = true
	c, err := s.Create(ctx, in)
	if err != nil || c.Pin != "411999" || c.StateCode != "27" {
		t.Errorf("got %+v, %v", c, err)
	}
}
