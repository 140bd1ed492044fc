package office

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
)

func typed(pairs ...string) *ui.Form {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return ui.ReadForm("en", v)
}

func TestBookingOf_takesAKnownCustomerWithHisSiteAndMachines(t *testing.T) {
	in, err := bookingOf(typed("customer", "c1", "site", "s1", "assets", "a1", "assets", "a2", "type", "t1", "issue", "Not cooling", "priority", "2"))
	if err != nil {
		t.Fatal(err)
	}
	if in.Customer != "c1" || in.Site != "s1" || !slices.Equal(in.Assets, []string{"a1", "a2"}) || in.Priority != 2 {
		t.Errorf("got %+v", in)
	}
	if in.NewCustomer != nil || in.NewSite != nil || in.NewAsset != nil {
		t.Error("something new was made of nothing typed")
	}
}

func TestBookingOf_givesANewCustomerTheAddressOfTheSite(t *testing.T) {
	in, err := bookingOf(typed("new", "1", "customer_name", "Kavita", "customer_phones", "9822012341", "site_pin", "411038",
		"site_address", "9 MIT Road", "site_unit", "Flat 3", "asset_kind", "Split AC", "confirm", "1"))
	if err != nil {
		t.Fatal(err)
	}
	if c := in.NewCustomer; c == nil || c.Pin != "411038" || c.Address != "Flat 3, 9 MIT Road" || !c.Confirm || c.Phones[1].Field != "phones_2" {
		t.Errorf("customer %+v", c)
	}
	if s := in.NewSite; s == nil || s.Pin != "411038" || !s.Confirm {
		t.Errorf("site %+v", s)
	}
	if in.NewAsset == nil || in.NewAsset.Kind != "Split AC" {
		t.Errorf("machine %+v", in.NewAsset)
	}
}

func TestBookingOf_leavesMachinesOfOtherSitesOutOfANewSite(t *testing.T) {
	in, err := bookingOf(typed("customer", "c1", "site", newSite, "assets", "a1", "site_address", "22 FC Road", "site_pin", "411004"))
	if err != nil {
		t.Fatal(err)
	}
	if in.Site != "" || in.NewSite == nil || len(in.Assets) > 0 {
		t.Errorf("got %+v", in)
	}
}

func TestPromiseOf_wantsDayAndBothHoursOrNothing(t *testing.T) {
	for _, c := range []struct {
		form  *ui.Form
		wrong []string
	}{
		{typed(), nil},
		{typed("promised_day", "2026-11-23", "promised_from", "09:00", "promised_to", "11:00"), nil},
		{typed("promised_day", "2026-11-23"), []string{"promised_from", "promised_to"}},
		{typed("promised_from", "09:00"), []string{"promised_day", "promised_to"}},
	} {
		_, _, err := promiseOf(c.form)
		var got []string
		for _, e := range fault.All(err) {
			got = append(got, e.Field)
		}
		if !slices.Equal(got, c.wrong) {
			t.Errorf("%v: wrong %v, want %v", c.form.Values, got, c.wrong)
		}
	}
	from, to, _ := promiseOf(typed("promised_day", "2026-11-23", "promised_from", "09:00", "promised_to", "11:00"))
	if clock.Local(from) != "2026-11-23T09:00" || to.Sub(from) != 2*time.Hour {
		t.Errorf("promised %v to %v", from, to)
	}
	back := ui.NewForm("en")
	setPromise(back, from, to)
	if again, until, err := promiseOf(back); err != nil || !again.Equal(from) || !until.Equal(to) {
		t.Errorf("a stored promise came back as %v to %v, %v", again, until, err)
	}
}

func TestReplaced_putsThePayersAddressBesideTheSites(t *testing.T) {
	err := replaced(fault.List{fault.Field("customer_pin", "pin_form"), fault.Field("customer_name", "required")})
	all := fault.All(err)
	if all[0].Field != "site_pin" || all[1].Field != "customer_name" {
		t.Errorf("got %v", all)
	}
}

func TestTwinsIn_namesWhoIsMeant(t *testing.T) {
	err := fault.List{
		fault.Warn("customer_phones", "duplicate_phone", "name", "Meera", "id", "c1"),
		fault.Warn("site_pin", "pin_unknown", "pin", "999999"),
	}
	got := twinsIn(err)
	if len(got) != 1 || got[0].ID != "c1" || got[0].Name != "Meera" || got[0].Why != "phone" {
		t.Errorf("got %+v", got)
	}
}

func TestSlots_leaveOutWhatIsPast(t *testing.T) {
	day := clock.Date("2026-11-23")
	for at, want := range map[string]int{"08:45": 8, "10:20": 8, "10:40": 7, "12:40": 6, "17:20": 5, "20:00": 4} {
		f := typed("promised_from", at)
		if got := len(slots(day.At(f.Minute("promised_from")))); got != want {
			t.Errorf("at %s there are %d windows, want %d", at, got, want)
		}
	}
}

func TestReadsAsPhone_tellsNumbersFromNames(t *testing.T) {
	for in, want := range map[string]bool{"98220": true, "+91 98220-12345": true, "Meera": false, "12 Karve": false, "": false} {
		if readsAsPhone(in) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}
