package people_test

import (
	"errors"
	"sync"
	"testing"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

func TestSetUp_ofTwoAtOnceOneWins(t *testing.T) {
	app, s, p := newApp(t)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { _, errs[i] = p.SetUp(t.Context(), input()) })
	}
	wg.Wait()
	lost := errors.Join(errs...)
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("want one to win: %v", errs)
	}
	wants(t, lost, "already_set_up", "")
	for table, want := range map[string]int{"company": 1, "users": 1, "shifts": 1, "skills": 2, "sla_policies": 9, "holidays": 1} {
		var n int
		ok(t, app.DB().NewQuery("SELECT count(*) FROM "+table).Row(&n))
		if n != want {
			t.Errorf("%s: %d rows, want %d", table, n, want)
		}
	}
	if done, err := s.IsSetUp(t.Context()); err != nil || !done {
		t.Errorf("set up: %v, %v", done, err)
	}
}

func TestSetUp_saysEverythingThatIsWrongAtOnceAndStoresNothing(t *testing.T) {
	_, s, p := newApp(t)
	in := input()
	in.GSTIN, in.Pin, in.UPI, in.Prefix = "27AAPFU0939F1ZX", "41100", "nobody", "TOOLONG"
	in.OwnerMobile, in.Password, in.Days[1] = "12345", "short", "nine to five"
	in.Holidays[0].Date = "31/02/2026"
	in.Trades = []string{"astrology"}
	_, err := p.SetUp(t.Context(), in)
	wants(t, err, "gstin_check", "gstin")
	wants(t, err, "pin_form", "pin")
	wants(t, err, "vpa_form", "upi")
	wants(t, err, "prefix_form", "invoice_prefix")
	wants(t, err, "hours_form", "mon")
	wants(t, err, "date_bad", "holiday_0_date")
	wants(t, err, "mobile_form", "owner_mobile")
	wants(t, err, "password_short", "password")
	wants(t, err, "invalid", "trades")
	if done, _ := s.IsSetUp(t.Context()); done {
		t.Error("something was stored")
	}
}

func TestSetUp_ownerSignsInByMobileOrMail(t *testing.T) {
	s := open(t)
	if s.owner.Role != act.Owner || s.owner.Mobile != "+919822011111" || !s.owner.Active || s.owner.Lang != "en" {
		t.Errorf("owner: %+v", s.owner)
	}
	for _, login := range []string{"9822011111", "+91 98220-11111", "098220 11111", "Asha@Example.com "} {
		token, u, err := s.SignIn(t.Context(), people.SignInInput{Login: login, Password: "kothrud sunrise", Device: "Chrome"})
		if err != nil || u.ID != s.owner.ID || len(token) != 43 {
			t.Errorf("%s: %q, %v, %v", login, token, u, err)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ password, code string }{
		{"kothrud sunrise", ""},
		{"नमस्ते दुनिया", ""},
		{"1234567", "password_short"},
		{"77777777", "password_plain"},
		{"अअअअअअअअ", "password_plain"},
		{"9822011111", "password_mobile"},
		{"098220 11111!", "password_mobile"},
		{"हिन्दी में बहुत लम्बा वाक्य यहाँ है", "password_long"},
	} {
		err := people.CheckPassword(c.password, "+919822011111")
		if c.code == "" {
			if err != nil {
				t.Errorf("%q: %v", c.password, err)
			}
			continue
		}
		if !errors.Is(err, fault.Field("password", c.code)) {
			t.Errorf("%q: %v, want %s", c.password, err, c.code)
		}
	}
}
