package views_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
)

// slip is one thing typed wrongly.
type slip struct{ field, typed, says string }

// slips posts the form once for each slip: the message must stand beside the field, everything typed must still be there,
// and nothing may be saved.
func slips(t *testing.T, d desk, path string, good url.Values, all []slip) {
	t.Helper()
	for _, c := range all {
		t.Run(c.field+" "+c.typed, func(t *testing.T) {
			d.t = t
			form := but(good, c.field, c.typed)
			d.unsaved(t, func() {
				page := d.post(path, form).want(http.StatusUnprocessableEntity)
				if said := page.beside(c.field); !strings.Contains(said, c.says) {
					t.Errorf("beside %s stands %q, want %q", c.field, said, c.says)
				}
				page.keeps(form)
			})
		})
	}
}

const (
	noGSTIN = "This is no GSTIN"
	noPIN   = "six digits"
)

func TestBadField_customerFormSaysItBesideTheFieldAndKeepsTheRest(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	good := fill(
		"name", "Sharma & Sons", "kind", "business", "phone_0", "98220 54321", "phone_label_0", "shop", "email", "shop@example.com",
		"gstin", "27AAPFU0939F1ZV", "pin", "411038", "address", "4 Paud Road\nKothrud", "credit_days", "15", "credit_limit", "20000",
		"lang", "hi", "channel", "sms", "notes", "Pays on Fridays",
	)
	wrong := []slip{
		{"gstin", "27AAPFU0939F1ZW", "mistyped"},
		{"gstin", "27AAPFU0939F1", "15 characters"},
		{"gstin", "27AAPFU093XF1ZV", noGSTIN},
		{"gstin", "99AAPFU0939F1ZV", ""},
		{"phone_0", "12345", ""},
		{"phone_3", "98220 1234", ""},
		{"pin", "4110", noPIN},
		{"pin", "011038", noPIN},
		{"pin", "41103٨", noPIN},
		{"email", "shop@", ""},
		{"credit_days", "-1", ""},
		{"credit_days", "9999999999999999999999", ""},
		{"credit_limit", "-5", ""},
		{"credit_limit", "1e9", ""},
		{"credit_limit", "99999999999999999999999999", ""},
		{"lang", "xx", ""},
		{"name", "", ""},
	}
	slips(t, d, "/office/customers", good, wrong[:len(wrong)-2])
	slips(t, d, "/office/customers", good, wrong[len(wrong)-1:])
	s.unsaved(t, func() {
		d.post("/office/customers", but(good, "pin", "999999")).want(http.StatusUnprocessableEntity).says("999999 is not in the directory")
	})
	to := d.post("/office/customers", good).want(http.StatusSeeOther).Header.Get("Location")
	slips(t, d, to, but(good, "rev", "1"), wrong[:8])
}

func TestBadField_intakeSaysItBesideTheFieldAndKeepsTheRest(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	good := fill(
		"new", "1", "customer_name", "Ramesh Iyer", "customer_phones", "98220 77777", "customer_gstin", "27AAPFU0939F1ZV", "customer_lang", "hi",
		"site_pin", "411038", "site_address", "9 Dahanukar Colony", "site_unit", "B-4", "site_access", "Gate 2",
		"asset_kind", "Split AC", "asset_serial", "ZZ-77", "asset_warranty_end", "2027-01-31", "type", apptest.JobType(t, s.app, "AC-REP"),
		"issue", "Water drips on the sofa", "payment", "warranty", "priority", "1", "duration_min", "75",
		"promised_day", "2026-11-17", "promised_from", "09:00", "promised_to", "11:00", "contact_name", "Sita", "contact_phone", "98220 88888",
	)
	slips(t, d, "/office/jobs", good, []slip{
		{"customer_gstin", "27AAPFU0939F1ZW", "mistyped"},
		{"customer_gstin", "nonsense", ""},
		{"customer_phones", "12345", ""},
		{"customer_phones_2", "98220 1234", ""},
		{"site_pin", "4110", noPIN},
		{"asset_warranty_end", "31-02-2027", ""},
		{"asset_warranty_end", "2027-02-31", ""},
		{"contact_phone", "12", ""},
		{"promised_day", "2026-13-01", ""},
		{"promised_day", "9999-12-30", ""},
		{"promised_day", "", ""},
		{"promised_to", "", ""},
		{"promised_from", "", ""},
		{"promised_from", "25:00", ""},
		{"promised_to", "08:00", ""},
		{"promised_to", "09:00", ""},
		{"duration_min", "-5", ""},
		{"duration_min", "4", ""},
		{"duration_min", "2881", ""},
		{"duration_min", "sixty", ""},
		{"duration_min", "99999999999999999999", ""},
		{"duration_min", "NaN", ""},
		{"issue", "", ""},
		{"customer_name", "", ""},
		{"site_address", "", ""},
		{"type", "", ""},
	})
	past := but(good, "promised_day", "2026-11-15")
	s.unsaved(t, func() {
		page := d.post("/office/jobs", past).want(http.StatusUnprocessableEntity)
		page.beside("promised_to")
		page.keeps(past)
	})
	long := but(good, "promised_day", "20270-01-01")
	s.unsaved(t, func() { d.post("/office/jobs", long).want(http.StatusUnprocessableEntity).beside("promised_day") })
	many := but(good, "customer_phones", "12345", "site_pin", "4110", "customer_gstin", "nonsense")
	page := d.post("/office/jobs", many).want(http.StatusUnprocessableEntity)
	for _, name := range []string{"customer_phones", "site_pin", "customer_gstin"} {
		page.beside(name)
	}
	d.post("/office/jobs", good).want(http.StatusSeeOther)
}

func TestBadField_setUpSaysItBesideTheFieldAndKeepsTheRest(t *testing.T) {
	s := serve(t, apptest.Empty(t))
	good := fill(
		"code", "TEST-CODE", "name", "Fixwell Services", "gst_mode", "regular", "gstin", "27AAPFU0939F1ZV", "address", "12 Karve Road", "pin", "411004",
		"upi", "fixwell.pune@examplebank", "invoice_prefix", "FSA", "monday", "09:30-18:30", "holidays", "2026-01-26 Republic Day", "trades", "ac",
		"owner_name", "Asha Kulkarni", "owner_mobile", "98220 00001", "password", apptest.Password, "password2", apptest.Password,
	)
	good = setUpDays(t, s, good)
	wrong := []slip{
		{"gstin", "27AAPFU0939F1ZW", "mistyped"},
		{"gstin", "27AAPFU0939F1", "15 characters"},
		{"pin", "4110", noPIN},
		{"upi", "fixwell", "no UPI ID"},
		{"upi", "a@b@c", "no UPI ID"},
		{"invoice_prefix", "F/S A", ""},
		{"holidays", "2026-02-30 Nothing", "Line 1"},
		{"owner_mobile", "12345", ""},
		{"owner_email", "asha@", ""},
		{"password", "short", ""},
	}
	// Set-up is limited per minute and address: each slip has an appliance of its own only where that is needed.
	for i, c := range wrong {
		if i%8 == 0 {
			s = serve(t, s.app)
		}
		d := s.at(t, "")
		if c.field == "password" {
			form := but(good, "password", c.typed, "password2", c.typed)
			s.unsaved(t, func() { d.post("/setup", form).want(http.StatusUnprocessableEntity).beside("password") })
			continue
		}
		slips(t, d, "/setup", good, []slip{c})
	}
	s = serve(t, s.app)
	d := s.at(t, "")
	s.unsaved(t, func() {
		d.post("/setup", but(good, "code", "WRONG")).want(http.StatusUnprocessableEntity).beside("code")
		form := but(good, "password2", "another one", "gstin", "27AAPFU0939F1ZW")
		page := d.post("/setup", form).want(http.StatusUnprocessableEntity)
		page.beside("password2")
		page.beside("gstin")
	})
	d.post("/setup", good).want(http.StatusSeeOther)
}

// setUpDays gives the form the names of days that the page itself uses.
func setUpDays(t *testing.T, s *site, good url.Values) url.Values {
	t.Helper()
	page := s.at(t, "").post("/setup/code", fill("code", "TEST-CODE")).want(http.StatusOK)
	form := but(good, "monday", "")
	for _, n := range page.all(func(n *html.Node) bool { return attr(n, "placeholder") == "closed" }) {
		if v := attr(n, "value"); v != "" {
			form.Set(attr(n, "name"), v)
		}
	}
	return form
}

func TestBadField_settingsSayItBesideTheFieldAndKeepTheRest(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	slips(t, d, "/office/settings/company", fill(
		"rev", "1", "name", "Fixwell Care", "legal_name", "Fixwell LLP", "phone", "020 2553 1234", "email", "office@example.com", "gst_mode", "regular",
		"gstin", "27AAPFU0939F1ZV", "address", "12 Karve Road", "pin", "411004",
	), []slip{
		{"gstin", "27AAPFU0939F1ZW", "mistyped"},
		{"gstin", "", ""},
		{"phone", "12", ""},
		{"email", "office", ""},
		{"pin", "4110", noPIN},
		{"name", "", ""},
		{"lat", "91", ""},
		{"lat", "NaN", ""},
	})
	slips(t, d, "/office/settings/invoicing", fill("rev", "1", "invoice_prefix", "FSB", "upi", "fixwell@examplebank", "bank_name", "Bank", "terms", "Due at once"), []slip{
		{"upi", "fixwell", "no UPI ID"},
		{"upi", "x@y z", "no UPI ID"},
		{"invoice_prefix", "TOOLONG", ""},
		{"bank_ifsc", "123", ""},
	})
	slips(t, d, "/office/settings/holidays", fill("date", "2026-12-25", "name", "Christmas"), []slip{{"date", "25/12/2026x", ""}, {"name", "", ""}})
}

func TestBadField_machineLeaveAndJobTypeSayItBesideTheField(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	_, place, machine := s.meera(t)
	good := fill("kind", "Window AC", "brand", "LG", "model", "W1", "serial", "LG-9", "installed_on", "2025-01-01", "warranty_end", "2027-01-01", "location", "Hall", "notes", "Old")
	wrong := []slip{
		{"installed_on", "2025-02-30", ""},
		{"warranty_end", "soon", ""},
		{"installed_on", "0025-01-01", ""},
		{"warranty_end", "9999-12-31", ""},
		{"warranty_end", "2024-12-31", ""},
		{"kind", "", ""},
	}
	slips(t, d, "/office/sites/"+place+"/machines", good, wrong)
	slips(t, d, "/office/machines/"+machine, but(good, "rev", "1"), wrong)
	slips(t, d, "/office/sites/"+place+"/machines", but(good, "brand", "Voltas"), []slip{{"serial", "vt-1001", ""}})

	ravi := apptest.Technician(t, s.app, "Ravi Pawar")
	leave := fill("technician", ravi, "from", "2026-11-20", "to", "2026-11-22", "reason", "Wedding")
	slips(t, d, "/office/leaves", leave, []slip{
		{"from", "2026-11-31", ""},
		{"from", "0026-11-20", ""},
		{"from", "", ""},
		{"to", "20-11", ""},
		{"to", "2026-11-19", ""},
		{"to", "2036-11-19", ""},
		{"technician", "", ""},
	})
	leave.Del("technician")
	slips(t, d, "/office/technicians/"+ravi+"/leaves", leave, []slip{{"from", "2026-11-31", ""}, {"to", "2026-11-19", ""}})

	kind := fill("code", "AC-INS", "name", "AC installation", "trade", "AC", "duration_min", "120", "priority", "2", "payment", "chargeable",
		"issues", "New AC", "active", "1", "position", "3", "check_0_text", "Drain tested", "check_0_kind", "tick")
	slips(t, d, "/office/job-types", kind, []slip{
		{"duration_min", "", ""},
		{"duration_min", "0", ""},
		{"duration_min", "-60", ""},
		{"duration_min", "100000", ""},
		{"duration_min", "1.5", ""},
		{"position", "99999999999999999999999", ""},
		{"code", "", ""},
		{"code", "AC-REP", ""},
		{"name", "", ""},
	})
}

func TestBadField_jobEditAndAssigningSayItBesideTheField(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Deepa Joshi")
	j := apptest.Job(t, s.app, nil)
	slips(t, d, "/office/jobs/"+j.ID, fill(
		"rev", "1", "issue", "Leaks", "priority", "1", "payment", "amc", "duration_min", "30",
		"promised_day", "2026-11-17", "promised_from", "09:00", "promised_to", "11:00", "contact_name", "Sita",
	), []slip{
		{"issue", "", ""},
		{"duration_min", "", ""},
		{"duration_min", "-1", ""},
		{"promised_to", "08:00", ""},
		{"promised_to", "", ""},
		{"contact_phone", "1", ""},
	})
	good := fill("rev", "1", "technician", apptest.Technician(t, s.app, "Ravi Pawar"), "start", "2026-11-16T14:00", "minutes", "60", "tell", "1")
	wrong := []slip{
		{"start", "yesterday", ""},
		{"start", "9999-12-31T10:00", ""},
		{"start", "", ""},
		{"minutes", "-60", ""},
		{"minutes", "100000", ""},
		{"minutes", "an hour", ""},
		{"technician", "", ""},
	}
	slips(t, d, "/office/jobs/"+j.ID+"/visits", good, wrong)
	s.unsaved(t, func() {
		d.post("/office/jobs/"+j.ID+"/visits", but(good, "technician", "nobodynobody123")).want(http.StatusUnprocessableEntity).beside("technician")
	})
}
