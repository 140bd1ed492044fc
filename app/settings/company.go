package settings

import (
	"context"
	"net/mail"
	"strconv"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/phone"
)

// CompanyInput is who the company is and where, as typed. Lat and Lng may be empty: the place of the PIN code is taken.
// Confirmed is set once the person has read the warnings and insists.
type CompanyInput struct {
	Rev                           int
	Name, LegalName, Phone, Email string
	GSTMode, GSTIN                string
	Address, Pin, Lat, Lng        string
	Confirmed                     bool
}

// UpdateCompany changes who the company is and where. Faults beside name, legal_name, phone, email, gst_mode, gstin, address,
// pin and lat; Confirm pin_other_state and pin_unknown; Stale.
func (s *Service) UpdateCompany(ctx context.Context, in CompanyInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.company", "")
	set, err := in.parse()
	if err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, set)
}

// parse checks the input and returns what puts it into a company.
func (in CompanyInput) parse() (func(*Company), error) {
	var check fault.Check
	n := Company{
		Name: strings.TrimSpace(in.Name), LegalName: strings.TrimSpace(in.LegalName),
		Address: strings.TrimSpace(in.Address), GSTMode: GSTMode(in.GSTMode),
	}
	check.Need(n.Name != "", "name")
	check.Need(n.Address != "", "address")
	check.That(len([]rune(n.Name)) <= 120, fault.Field("name", "too_long"))
	check.That(len([]rune(n.LegalName)) <= 120, fault.Field("legal_name", "too_long"))
	check.That(len([]rune(n.Address)) <= 300, fault.Field("address", "too_long"))
	var err error
	if strings.TrimSpace(in.Phone) != "" {
		n.Phone, err = phone.Parse(in.Phone)
		check.Add(fault.At("phone", err))
	}
	n.Email, err = ParseEmail(in.Email)
	check.Add(fault.At("email", err))
	pin := in.place(&n, &check)
	in.tax(&n, pin, &check)
	return func(c *Company) {
		c.Name, c.LegalName, c.Phone, c.Email = n.Name, n.LegalName, n.Phone, n.Email
		c.GSTMode, c.GSTIN, c.StateCode = n.GSTMode, n.GSTIN, n.StateCode
		c.Address, c.Pin, c.District, c.At = n.Address, n.Pin, n.District, n.At
	}, check.Err()
}

// place reads the PIN code and the position.
func (in CompanyInput) place(n *Company, check *fault.Check) geo.Pin {
	if strings.TrimSpace(in.Pin) == "" {
		check.Need(false, "pin")
		return geo.Pin{}
	}
	pin, err := geo.CheckPin(in.Pin)
	if fault.KindOf(err) != fault.Confirm || !in.Confirmed {
		check.Add(fault.At("pin", err))
	}
	n.Pin, n.District, n.At = pin.Code, pin.District, pin.Point
	if in.Lat != "" || in.Lng != "" {
		lat, err1 := strconv.ParseFloat(strings.TrimSpace(in.Lat), 64)
		lng, err2 := strconv.ParseFloat(strings.TrimSpace(in.Lng), 64)
		n.At = geo.Point{Lat: lat, Lng: lng}
		check.That(err1 == nil && err2 == nil && n.At.Valid(), fault.Field("lat", "position_bad"))
	}
	return pin
}

// tax reads the GSTIN and finds the State: from the GSTIN where there is one, from the PIN code otherwise.
func (in CompanyInput) tax(n *Company, pin geo.Pin, check *fault.Check) {
	switch n.GSTMode {
	case Regular, Composition:
	case Unregistered:
		check.That(strings.TrimSpace(in.GSTIN) == "", fault.Field("gstin", "gstin_unregistered"))
		n.StateCode = pin.StateCode
		check.That(pin.Code == "" || pin.StateCode != "", fault.Field("pin", "pin_unknown", "pin", pin.Code))
		return
	default:
		check.Add(fault.Field("gst_mode", "required"))
		return
	}
	g, err := gst.ParseGSTIN(in.GSTIN)
	if err != nil {
		check.Add(fault.At("gstin", err))
		return
	}
	check.That(g.Kind == gst.Regular, fault.Field("gstin", "gstin_kind"))
	n.GSTIN, n.StateCode = g.Text, g.StateCode
	if pin.Code != "" && pin.StateCode != g.StateCode && !gst.PinMatchesState(pin.Code, g.StateCode) && !in.Confirmed {
		state, _ := gst.StateByCode(g.StateCode)
		check.Add(fault.Warn("pin", "pin_other_state", "pin", pin.Code, "state", state.Name))
	}
}

// ParseEmail reads a mail address, in small letters; empty stays empty. Fault email_form.
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 120 || !strings.Contains(s[strings.LastIndex(s, "@")+1:], ".") {
		return "", fault.Field("", "email_form")
	}
	return strings.ToLower(s), nil
}
