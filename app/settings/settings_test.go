package settings_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

var owner = as(act.Owner)

func as(role act.Role) context.Context {
	return act.In(context.Background(), act.By{User: "u", Name: "Asha", Role: role, Source: act.Desk})
}

func company() settings.CompanyInput {
	return settings.CompanyInput{Name: "FixWell", GSTMode: "regular", GSTIN: "27AAPFU0939F1ZV", Address: "4 Karve Road", Pin: "411004"}
}

func empty(t *testing.T) (core.App, *settings.Service) {
	t.Helper()
	app := apptest.Stored(t)
	return app, settings.New(app)
}

func open(t *testing.T) *settings.Service {
	t.Helper()
	app, s := empty(t)
	p, err := settings.Prepare(settings.SetUpInput{CompanyInput: company(), Days: settings.DefaultHours()})
	ok(t, err)
	ok(t, txn.Run(owner, app, func(tx core.App) error {
		_, err := s.Create(owner, tx, p)
		return err
	}))
	return s
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, code, field string) {
	t.Helper()
	for _, f := range fault.All(err) {
		if f.Code == code && f.Field == field {
			return
		}
	}
	t.Errorf("got %v, want %s [%s]", err, code, field)
}

func TestCompany_isNotSetUpAtFirst(t *testing.T) {
	_, s := empty(t)
	_, err := s.Company(t.Context())
	wants(t, err, "not_set_up", "")
	_, err = s.Calendar(t.Context())
	wants(t, err, "not_set_up", "")
	if on, err := s.Console(t.Context()); on || err != nil || s.Name(t.Context()) != "" || s.TileHosts(t.Context()) != nil {
		t.Error("a company that is not has a name, a console or a map", err)
	}
}

func TestUpdateCompany_knowsTheRulesOfGST(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		name         string
		change       func(*settings.CompanyInput)
		gstin, state string
		code, field  string
	}{
		{name: "State from the GSTIN", change: func(*settings.CompanyInput) {}, gstin: "27AAPFU0939F1ZV", state: "27"},
		{name: "any writing", change: func(in *settings.CompanyInput) { in.GSTIN = " 27 aapfu0939f1zv" }, gstin: "27AAPFU0939F1ZV", state: "27"},
		{name: "composition", change: func(in *settings.CompanyInput) { in.GSTMode = "composition" }, gstin: "27AAPFU0939F1ZV", state: "27"},
		{name: "composition without", change: func(in *settings.CompanyInput) { in.GSTMode, in.GSTIN = "composition", "" }, code: "required", field: "gstin"},
		{name: "regular without", change: func(in *settings.CompanyInput) { in.GSTIN = "" }, code: "required", field: "gstin"},
		{name: "wrong check digit", change: func(in *settings.CompanyInput) { in.GSTIN = "27AAPFU0939F1ZX" }, code: "gstin_check", field: "gstin"},
		{name: "unregistered", change: func(in *settings.CompanyInput) { in.GSTMode, in.GSTIN, in.Pin = "unregistered", "", "560001" }, state: "29"},
		{name: "unregistered with one", change: func(in *settings.CompanyInput) { in.GSTMode = "unregistered" }, code: "gstin_unregistered", field: "gstin"},
		{name: "no mode", change: func(in *settings.CompanyInput) { in.GSTMode = "exempt" }, code: "required", field: "gst_mode"},
		{name: "another State's PIN", change: func(in *settings.CompanyInput) { in.Pin = "560001" }, code: "pin_other_state", field: "pin"},
		{name: "and insisting", change: func(in *settings.CompanyInput) { in.Pin, in.Confirmed = "560001", true }, gstin: "27AAPFU0939F1ZV", state: "27"},
		{name: "no such PIN", change: func(in *settings.CompanyInput) { in.Pin = "411999" }, code: "pin_unknown", field: "pin"},
		{name: "no address", change: func(in *settings.CompanyInput) { in.Address = " " }, code: "required", field: "address"},
		{name: "mail", change: func(in *settings.CompanyInput) { in.Email = "me@home" }, code: "email_form", field: "email"},
		{name: "phone", change: func(in *settings.CompanyInput) { in.Phone = "12" }, code: "phone_form", field: "phone"},
		{name: "position", change: func(in *settings.CompanyInput) { in.Lat, in.Lng = "91", "0" }, code: "position_bad", field: "lat"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := company()
			c.change(&in)
			got, err := s.UpdateCompany(owner, in)
			if c.code != "" {
				wants(t, err, c.code, c.field)
				return
			}
			ok(t, err)
			if got.GSTIN != c.gstin || got.StateCode != c.state {
				t.Errorf("GSTIN %q State %q, want %q %q", got.GSTIN, got.StateCode, c.gstin, c.state)
			}
		})
	}
}

func TestUpdateCompany_fillsDistrictAndPlaceFromThePin(t *testing.T) {
	s := open(t)
	c, err := s.Company(t.Context())
	ok(t, err)
	if c.District != "Pune" || c.At.Zero() || !c.At.Valid() {
		t.Errorf("district %q at %v", c.District, c.At)
	}
	in := company()
	in.Rev, in.Lat, in.Lng, in.Phone = c.Rev, "18.5074", "73.8077", "020 2553 1234"
	got, err := s.UpdateCompany(owner, in)
	ok(t, err)
	if got.At.Lat != 18.5074 || got.At.Lng != 73.8077 || got.Phone != "+912025531234" || got.Rev != c.Rev+1 {
		t.Errorf("%+v", got)
	}
	_, err = s.UpdateCompany(owner, in)
	wants(t, err, "stale", "")
}

func TestUpdateInvoicing_numbersStayWithinSixteenCharacters(t *testing.T) {
	s := open(t)
	for typed, want := range map[string]string{"fw": "FW", "A1B2": "A1B2", "1": "1", "": "", "ABCDE": "", "0AB": "", "A-B": "", "क": ""} {
		c, err := s.UpdateInvoicing(owner, settings.InvoicingInput{Prefix: typed})
		if want == "" {
			wants(t, err, "prefix_form", "invoice_prefix")
			continue
		}
		ok(t, err)
		if n := fmt.Sprintf("%s/26-27/%05d", c.InvoicePrefix, 99999); c.InvoicePrefix != want || len(n) > 16 {
			t.Errorf("%q gives %q", typed, n)
		}
	}
	full := settings.InvoicingInput{Prefix: "FW", UPI: "fixwell@okbank", BankName: "State Bank", BankAccount: "3012 3456 789", BankIFSC: "sbin0001234"}
	c, err := s.UpdateInvoicing(owner, full)
	ok(t, err)
	if c.BankAccount != "30123456789" || c.BankIFSC != "SBIN0001234" || c.UPI != "fixwell@okbank" {
		t.Errorf("%+v", c)
	}
	for _, bad := range []struct {
		change      func(*settings.InvoicingInput)
		code, field string
	}{
		{func(in *settings.InvoicingInput) { in.UPI = "fixwell" }, "vpa_form", "upi"},
		{func(in *settings.InvoicingInput) { in.BankIFSC = "SBIN1234" }, "ifsc_form", "bank_ifsc"},
		{func(in *settings.InvoicingInput) { in.BankIFSC = "" }, "bank_part", "bank_account"},
		{func(in *settings.InvoicingInput) { in.BankAccount = "12" }, "account_form", "bank_account"},
		{func(in *settings.InvoicingInput) { in.Terms = strings.Repeat("x", 2001) }, "too_long", "terms"},
	} {
		in := full
		bad.change(&in)
		_, err := s.UpdateInvoicing(owner, in)
		wants(t, err, bad.code, bad.field)
	}
}

func TestUpdateDispatch_weighsSomething(t *testing.T) {
	s := open(t)
	c, err := s.Company(t.Context())
	ok(t, err)
	if c.Weights != settings.DefaultWeights() || c.Policies != settings.DefaultPolicies() || c.Weights.Sum() != 100 {
		t.Errorf("%+v %+v", c.Weights, c.Policies)
	}
	good := settings.DispatchInput{
		Travel: "50", SLA: "0", Skill: "0", Parts: "0", Load: " 7 ", Preferred: "0", History: "0",
		Overlap: "forbid", OutOfHours: "allow", FenceM: "8", AcceptMin: "15", TrailDays: "30",
	}
	c, err = s.UpdateDispatch(owner, good)
	ok(t, err)
	if c.Weights.Sum() != 57 || c.Policies.Overlap != settings.Forbid || c.Policies.FenceM != 8 || c.Policies.AcceptMin != 15 || c.Policies.TrailKept() != 30 {
		t.Errorf("%+v %+v", c.Weights, c.Policies)
	}
	bad := good
	bad.Travel, bad.Load = "0", "0"
	_, err = s.UpdateDispatch(owner, bad)
	wants(t, err, "weights_none", "travel")
	bad = good
	bad.SLA, bad.FenceM, bad.Overlap, bad.AcceptMin, bad.TrailDays = "-1", "7", "perhaps", "soon", "366"
	_, err = s.UpdateDispatch(owner, bad)
	wants(t, err, "number_range", "sla")
	wants(t, err, "number_range", "fence_m")
	wants(t, err, "required", "overlap")
	wants(t, err, "number_range", "accept_min")
	wants(t, err, "number_range", "trail_days")
}

func TestTrailKept_isNinetyDaysInACompanyOlderThanTheSetting(t *testing.T) {
	if got := (settings.Policies{}).TrailKept(); got != 90 || settings.DefaultPolicies().TrailKept() != 90 {
		t.Errorf("kept for %d days", got)
	}
}

func TestUpdateHours_andHolidaysMakeTheCalendar(t *testing.T) {
	s := open(t)
	_, err := s.UpdateHours(owner, settings.HoursInput{})
	wants(t, err, "hours_none", "hours")
	_, err = s.UpdateHours(owner, settings.HoursInput{Days: [7]string{2: "9-5"}})
	wants(t, err, "hours_form", "tue")
	_, err = s.UpdateHours(owner, settings.HoursInput{Days: [7]string{1: "09:00-13:00, 14:00-18:00"}})
	ok(t, err)
	h, err := s.AddHoliday(as(act.Dispatcher), settings.HolidayInput{Date: "30/11/2026", Name: "Local"})
	ok(t, err)
	_, err = s.AddHoliday(owner, settings.HolidayInput{Date: "2026-11-30", Name: "Again"})
	wants(t, err, "taken", "date")
	_, err = s.AddHoliday(owner, settings.HolidayInput{Date: "2026-11-31"})
	wants(t, err, "date_bad", "date")
	wants(t, err, "required", "name")
	cal, err := s.Calendar(t.Context())
	ok(t, err)
	if got := workcal.FormatSpans(cal.Spans("2026-11-23")); got != "09:00-13:00, 14:00-18:00" {
		t.Error(got)
	}
	if len(cal.Spans("2026-11-30")) != 0 || len(cal.Spans("2026-11-24")) != 0 {
		t.Error("open on a holiday or a day off")
	}
	ok(t, s.RemoveHoliday(owner, h.ID))
	wants(t, s.RemoveHoliday(owner, h.ID), "not_found", "")
}

func TestUpdateMap_letsNothingIntoThePolicyOfThePage(t *testing.T) {
	s := open(t)
	for url, host := range map[string]string{
		"https://tile.openstreetmap.org/{z}/{x}/{y}.png":      "https://tile.openstreetmap.org",
		"https://{s}.tiles.example.com/a/{z}/{x}/{y}?key=abc": "https://*.tiles.example.com",
		"http://tile.openstreetmap.org/{z}/{x}/{y}.png":       "",
		"https://tile.openstreetmap.org/{z}/{x}.png":          "",
		"https://*.org/{z}/{x}/{y}":                           "",
		"https://a.org; script-src *; x/{z}/{x}/{y}":          "",
		"https://{z}.org/{x}/{y}":                             "",
		"https://a.org,https://b.org/{z}/{x}/{y}":             "",
		"javascript:alert(1)//{z}/{x}/{y}":                    "",
	} {
		_, err := s.UpdateMap(owner, settings.MapInput{TileURL: url, TileCredit: "© them"})
		if host == "" {
			wants(t, err, "tile_url_form", "tile_url")
			continue
		}
		ok(t, err)
		if got := s.TileHosts(t.Context()); !slices.Equal(got, []string{host}) {
			t.Errorf("%s: %v, want %s", url, got, host)
		}
	}
	_, err := s.UpdateMap(owner, settings.MapInput{TileURL: "https://a.org/{z}/{x}/{y}"})
	wants(t, err, "required", "tile_credit")
	_, err = s.UpdateMap(owner, settings.MapInput{})
	ok(t, err)
	if got := s.TileHosts(t.Context()); got != nil {
		t.Error(got)
	}
}

func TestTarget_isTheRowOfPriorityAndPayment(t *testing.T) {
	s := open(t)
	rows, err := s.SLAs(t.Context())
	ok(t, err)
	if len(rows) != 9 || rows[0].Priority != 1 || rows[0].Payment != "chargeable" || rows[4].Payment != "amc" || rows[8].Priority != 3 {
		t.Fatalf("%+v", rows)
	}
	target, clockwise, err := s.Target(t.Context(), 1, "amc")
	ok(t, err)
	if target.Respond != time.Hour || target.Arrive != 4*time.Hour || target.Resolve != 8*time.Hour || clockwise {
		t.Errorf("%+v", target)
	}
	_, err = s.UpdateSLAs(owner, []settings.SLAInput{{Rev: 1, Priority: 1, Payment: "amc", Respond: "30", Arrive: "", Resolve: "1440", RoundClock: true}})
	ok(t, err)
	target, clockwise, err = s.Target(t.Context(), 1, "amc")
	ok(t, err)
	if target.Respond != 30*time.Minute || target.Arrive != 0 || target.Resolve != 24*time.Hour || !clockwise {
		t.Errorf("%+v", target)
	}
	_, _, err = s.Target(t.Context(), 4, "amc")
	wants(t, err, "sla_missing", "")
	for _, c := range []struct {
		in          settings.SLAInput
		code, field string
	}{
		{settings.SLAInput{Priority: 2, Payment: "amc", Respond: "-1"}, "number_range", "respond_2_amc"},
		{settings.SLAInput{Priority: 2, Payment: "amc", Respond: "60", Arrive: "30"}, "sla_order", "arrive_2_amc"},
		{settings.SLAInput{Priority: 2, Payment: "amc", Respond: "60", Resolve: "30"}, "sla_order", "resolve_2_amc"},
		{settings.SLAInput{Priority: 9, Payment: "amc"}, "sla_missing", ""},
		{settings.SLAInput{Rev: 1, Priority: 1, Payment: "amc", Respond: "5"}, "stale", ""},
	} {
		_, err := s.UpdateSLAs(owner, []settings.SLAInput{{Priority: 3, Payment: "amc", Respond: "1"}, c.in})
		wants(t, err, c.code, c.field)
	}
	if target, _, err = s.Target(t.Context(), 3, "amc"); err != nil || target.Respond != 8*time.Hour {
		t.Errorf("half of a refused table was stored: %+v, %v", target, err)
	}
}

func TestVerbs_areTheOwnersAndHolidaysTheDispatchersToo(t *testing.T) {
	s := open(t)
	for _, role := range append(act.Roles[1:], "") {
		ctx := as(role)
		for name, err := range map[string]error{
			"company":   second(s.UpdateCompany(ctx, company())),
			"hours":     second(s.UpdateHours(ctx, settings.HoursInput{Days: settings.DefaultHours()})),
			"dispatch":  second(s.UpdateDispatch(ctx, settings.DispatchInput{})),
			"invoicing": second(s.UpdateInvoicing(ctx, settings.InvoicingInput{Prefix: "X"})),
			"map":       second(s.UpdateMap(ctx, settings.MapInput{})),
			"console":   second(s.SetConsole(ctx, true)),
			"sla":       second(s.UpdateSLAs(ctx, nil)),
		} {
			t.Run(string(role)+" "+name, func(t *testing.T) { wants(t, err, "not_allowed", "") })
		}
		if role != act.Dispatcher {
			wants(t, second(s.AddHoliday(ctx, settings.HolidayInput{Date: "2026-12-25", Name: "Christmas"})), "not_allowed", "")
		}
	}
}

func TestCreate_refusesASecondCompany(t *testing.T) {
	app, s := empty(t)
	p, err := settings.Prepare(settings.SetUpInput{CompanyInput: company(), Days: settings.DefaultHours()})
	ok(t, err)
	create := func() error {
		return txn.Run(owner, app, func(tx core.App) error { return second(s.Create(owner, tx, p)) })
	}
	ok(t, create())
	wants(t, create(), "already_set_up", "")
}

func second[T any](_ T, err error) error { return err }
