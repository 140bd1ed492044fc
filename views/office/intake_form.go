package office

import (
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
)

// newSite is the value of the choice of sites that stands for one about to be entered.
const newSite = "new"

// intakeLabels is what the fields are called where the summary of the form names them.
var intakeLabels = map[string]string{
	"customer": "Customer", "site": "Site", "assets": "Machines", "type": "Job type", "issue": "Issue", "duration_min": "Minutes of work",
	"promised_day": "Promised day", "promised_from": "Promised from", "promised_to": "Promised until", "payment": "Expected payment",
	"customer_name": "Name", "customer_phones": "Phone", "customer_phones_2": "Second phone", "customer_gstin": "GSTIN",
	"customer_email": "E-mail", "site_pin": "PIN code", "site_address": "Address", "site_unit": "Flat or floor",
	"site_landmark": "Landmark", "site_access": "Access notes", "site_contact_phone": "Phone at the site", "asset_kind": "Kind of machine",
	"asset_serial": "Serial number", "asset_warranty_end": "Warranty until", "asset_brand": "Brand", "asset_model": "Model",
	"contact_phone": "Phone for this job", "priority": "Priority", "contract": "Under contract",
}

// bookingOf reads the form as jobs.Book takes it. Its faults are those of reading: numbers and dates that are none.
func bookingOf(f *ui.Form) (jobs.Booking, error) {
	in := jobs.Booking{
		Customer: f.Get("customer"), Assets: f.All("assets"), Type: f.Get("type"), Priority: f.Int("priority"), Issue: f.Get("issue"),
		Payment: jobs.Payment(f.Get("payment")), DurationMin: f.Int("duration_min"),
		ContactName: f.Get("contact_name"), ContactPhone: f.Get("contact_phone"), Contract: f.Get("contract"),
	}
	if in.Contract != "" && in.Contract != jobs.NoContract {
		in.Payment = "" // the contract says who pays
	}
	confirmed := f.Bool("confirm")
	if in.Customer == "" && f.Has("new") {
		in.NewCustomer = newCustomerOf(f, confirmed)
	}
	if in.NewCustomer != nil || f.Get("site") == newSite || in.Customer != "" && f.Has("site_address") {
		in.NewSite = newSiteOf(f, confirmed)
		in.Assets = nil
	} else {
		in.Site = f.Get("site")
	}
	if wantsAsset(f) {
		in.NewAsset = &customers.AssetInput{
			Kind: f.Get("asset_kind"), Brand: f.Get("asset_brand"), Model: f.Get("asset_model"), Serial: f.Get("asset_serial"),
			WarrantyEnd: f.Get("asset_warranty_end"), Location: f.Get("asset_location"),
		}
	}
	var check fault.Check
	from, to, err := promiseOf(f)
	in.PromisedFrom, in.PromisedTo = from, to
	check.Add(f.Err())
	check.Add(err)
	return in, check.Err()
}

// newCustomerOf reads who calls. Who pays lives where the work is until somebody says otherwise.
func newCustomerOf(f *ui.Form, confirmed bool) *customers.CustomerInput {
	return &customers.CustomerInput{
		Name: f.Get("customer_name"), GSTIN: f.Get("customer_gstin"), Email: f.Get("customer_email"), Lang: f.Get("customer_lang"),
		Phones: []customers.PhoneInput{
			{Number: f.Get("customer_phones"), Field: "phones"},
			{Number: f.Get("customer_phones_2"), Field: "phones_2"},
		},
		Address: strings.Join(filled(f.Get("site_unit"), f.Get("site_address")), ", "), Pin: f.Get("site_pin"), Confirm: confirmed,
	}
}

func newSiteOf(f *ui.Form, confirmed bool) *customers.SiteInput {
	return &customers.SiteInput{
		Label: f.Get("site_label"), Address: f.Get("site_address"), Unit: f.Get("site_unit"), Landmark: f.Get("site_landmark"),
		Pin: f.Get("site_pin"), Access: f.Get("site_access"), ContactName: f.Get("site_contact_name"),
		ContactPhone: f.Get("site_contact_phone"), Confirm: confirmed,
	}
}

// wantsAsset reports whether anything was typed of a new machine.
func wantsAsset(f *ui.Form) bool {
	for _, name := range []string{"kind", "brand", "model", "serial", "warranty_end", "location"} {
		if f.Has("asset_" + name) {
			return true
		}
	}
	return false
}

// promiseOf reads the promised day and hours; both zero where nothing was promised.
func promiseOf(f *ui.Form) (from, to time.Time, err error) {
	day, begin, end := f.Date("promised_day"), f.Minute("promised_from"), f.Minute("promised_to")
	if !f.Has("promised_day") && begin < 0 && end < 0 {
		return from, to, nil
	}
	var check fault.Check
	check.Need(f.Has("promised_day"), "promised_day")
	check.Need(f.Has("promised_from"), "promised_from")
	check.Need(f.Has("promised_to"), "promised_to")
	if err := check.Err(); err != nil || day == "" || begin < 0 || end < 0 {
		return from, to, err
	}
	return day.At(begin), day.At(end), nil
}

// setPromise puts a stored promise into the fields that promiseOf reads.
func setPromise(f *ui.Form, from, to time.Time) {
	if from.IsZero() {
		return
	}
	f.Set("promised_day", clock.DateOf(from)).Set("promised_from", clock.HM(from)).Set("promised_to", clock.HM(to))
}

// replaced puts faults of the payer's address beside the site's, which is where it was typed.
func replaced(err error) error {
	var all fault.List
	for _, e := range fault.All(err) {
		c := *e
		switch c.Field {
		case "customer_pin":
			c.Field = "site_pin"
		case "customer_address":
			c.Field = "site_address"
		}
		all = append(all, &c)
	}
	return all
}

// twinsIn lists the customers that the warnings in err name.
func twinsIn(err error) []customers.Duplicate {
	var all []customers.Duplicate
	for _, e := range fault.All(err) {
		if e.Code != "duplicate_phone" && e.Code != "duplicate_gstin" {
			continue
		}
		id, _ := e.Params["id"].(string)
		name, _ := e.Params["name"].(string)
		if id != "" {
			all = append(all, customers.Duplicate{ID: id, Name: name, Why: strings.TrimPrefix(e.Code, "duplicate_")})
		}
	}
	return all
}

// slot is a stretch of hours that is often promised.
type slot struct {
	Day      clock.Date
	From, To string
}

// slots are the usual windows of today, those that are still to come, and of tomorrow.
func slots(now time.Time) []slot {
	var all []slot
	today := clock.DateOf(now)
	for _, day := range []clock.Date{today, today.AddDays(1)} {
		for _, hour := range []int{9, 11, 14, 16} {
			from, to := day.At(hour*60), day.At((hour+2)*60)
			if to.After(now.Add(30 * time.Minute)) {
				all = append(all, slot{Day: day, From: clock.HM(from), To: clock.HM(to)})
			}
		}
	}
	return all
}

// readsAsPhone reports whether what was typed in the finder can be a number, so that it is filled in as one.
func readsAsPhone(typed string) bool {
	return typed != "" && strings.Trim(typed, "+0123456789 -().") == ""
}

// filled are the texts that are not empty.
func filled(all ...string) []string {
	var some []string
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}
