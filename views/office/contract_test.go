package office

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
)

func TestContractFilter_leavesOutWhatItDoesNotUnderstand(t *testing.T) {
	for address, want := range map[string]contracts.Filter{
		"":                                {},
		"state=nonsense&type=x&ends_by=1": {},
		"state=active&type=labour&ends_by=2026-12-31&q=+Meera+&customer=c1": {
			State: contracts.Active, Type: contracts.Labour, EndsBy: "2026-12-31", Query: "Meera", Customer: "c1",
		},
	} {
		q, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := contractFilter(ui.ReadForm("en", q)); got != want {
			t.Errorf("%q gives %+v", address, got)
		}
	}
}

func TestBesideShares_putsFaultsBesideTheMachinesTheyMean(t *testing.T) {
	lines := []contracts.AssetLine{{Asset: "a1"}, {Asset: "a2"}}
	found := fault.List{
		fault.Field("assets_1_share", "money_bad"), fault.Field("assets_0_asset", "asset_twice"), fault.Field("assets_7_share", "money_bad"),
		fault.Field("value", "required"),
	}
	var fields []string
	for _, e := range fault.All(besideShares(found, lines)) {
		fields = append(fields, e.Field)
	}
	if want := []string{"share_a2", "assets", "assets_7_share", "value"}; !slices.Equal(fields, want) {
		t.Errorf("beside %v, want %v", fields, want)
	}
	if stale := fault.New(fault.Stale, "stale"); !errors.Is(besideShares(stale, nil), stale) || fault.KindOf(besideShares(stale, nil)) != fault.Stale {
		t.Error("another fault became something else")
	}
}

func TestFreeAssets_areThoseAtItsSitesThatAreNotUnderIt(t *testing.T) {
	all := []customers.Asset{
		{ID: "under", Site: "s1"},
		{ID: "left", Site: "s1"},
		{ID: "leaves", Site: "s1"},
		{ID: "free", Site: "s1"},
		{ID: "away", Site: "s2"},
		{ID: "old", Site: "s1", Status: customers.Retired},
	}
	c := contracts.Contract{Sites: []string{"s1"}, Assets: []contracts.Machine{
		{Asset: "under"}, {Asset: "left", To: "2026-11-15"}, {Asset: "leaves", To: "2026-11-16"},
	}}
	var ids []string
	for _, a := range freeAssets(all, c, "2026-11-16") {
		ids = append(ids, a.ID)
	}
	if want := []string{"left", "free"}; !slices.Equal(ids, want) {
		t.Errorf("free are %v, want %v", ids, want)
	}
}

func TestDatesShown_areThoseAroundToday(t *testing.T) {
	v := contractView{Today: "2026-11-16"}
	for n := range 40 {
		v.Dates = append(v.Dates, contracts.PlanDate{PlannedOn: clock.Date("2026-11-16").AddDays(n - 20)})
	}
	shown := v.datesShown()
	if len(shown) != 2*datesAround || shown[datesAround].PlannedOn != v.Today {
		t.Errorf("%d dates, in the middle %s", len(shown), shown[datesAround].PlannedOn)
	}
	v.Today = "2030-01-01"
	if shown = v.datesShown(); len(shown) != 2*datesAround || shown[len(shown)-1] != v.Dates[39] {
		t.Errorf("after the last date %d are shown", len(shown))
	}
	v.AllDates = true
	if len(v.datesShown()) != 40 {
		t.Error("all were asked for")
	}
}

func TestDateStanding_saysWhatBecameOfADate(t *testing.T) {
	const today = clock.Date("2026-11-16")
	for want, d := range map[string]contracts.PlanDate{
		"Planned":          {State: contracts.Pending, PlannedOn: today},
		"Not done":         {State: contracts.Pending, PlannedOn: today.AddDays(-1)},
		"Booked":           {State: contracts.Generated, PlannedOn: today},
		"Nobody assigned":  {State: contracts.Generated, PlannedOn: today, Assigning: contracts.AssignFailed},
		"Done 14 Nov 2026": {State: contracts.Generated, PlannedOn: today.AddDays(-3), DoneOn: "2026-11-14"},
		"Left out":         {State: contracts.Skipped, PlannedOn: today.AddDays(-9)},
		"Cancelled":        {State: contracts.Cancelled, PlannedOn: today.AddDays(9)},
	} {
		if _, got := dateStanding(d, today); got != want {
			t.Errorf("%+v is %q, want %q", d, got, want)
		}
	}
}

func TestLeftWords_countJobsOrQuantities(t *testing.T) {
	for want, c := range map[string]contracts.Cover{
		"3 of 4 jobs left": {Kind: contracts.CoverVisits, Most: 4, Used: 1},
		"0.5 of 1.5 left":  {Kind: contracts.CoverItems, Most: 1500, Used: 1000},
		"without limit":    {Kind: contracts.CoverLabour},
		"":                 {Kind: contracts.CoverParts, Most: 1000, Excluded: true},
	} {
		if got := leftWords(c); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

func TestPromisedHours_areWhatTheFieldTakesBack(t *testing.T) {
	for minutes, want := range map[int]string{0: "", 30: "0.5", 60: "1", 90: "1.5", 240: "4", 600: "10", 1440: "24"} {
		if got := promisedHours(minutes); got != want {
			t.Errorf("%d min is %q, want %q", minutes, got, want)
		}
	}
}
