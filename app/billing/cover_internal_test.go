package billing

import (
	"strings"
	"testing"

	"doorstep/app/contracts"
)

func TestBorne_splitsALineIntoWhatIsCoveredAndWhatIsCharged(t *testing.T) {
	c := contracts.Covering{No: "FWA/26-27/00001", Bears: "amc"}
	l := Line{JobLine: "l1", QtyMilli: 3000, Rate: 100_00, Detail: "S/N 7", Why: "list:Corporates"}
	gas := contracts.Grant{Name: "Gas charge", QtyMilli: 1000, Count: "1 of 1"}
	got := borne(l, c, contracts.Decision{Borne: []contracts.Grant{gas, {Name: "Parts", QtyMilli: 500}}, Charged: 1500, Why: "Gas charge used 1 of 1"})
	if len(got) != 3 || got[0].QtyMilli+got[1].QtyMilli+got[2].QtyMilli != 3000 {
		t.Fatalf("%+v", got)
	}
	for n, want := range []Line{
		{QtyMilli: 1000, Cover: "amc", Why: "cover:FWA/26-27/00001 · Gas charge · 1 of 1", Detail: "S/N 7"},
		{QtyMilli: 500, Cover: "amc", Why: "cover:FWA/26-27/00001 · Parts", Detail: "S/N 7"},
		{QtyMilli: 1500, Why: "list:Corporates", Detail: "S/N 7 · not covered: Gas charge used 1 of 1"},
	} {
		want.JobLine, want.Rate = "l1", 100_00
		if got[n] != want {
			t.Errorf("line %d: %+v, want %+v", n, got[n], want)
		}
	}
	if whole := borne(l, c, contracts.Decision{Charged: 3000}); len(whole) != 1 || whole[0] != l {
		t.Errorf("of which no rule speaks: %+v", whole)
	}
}

func TestBorne_keepsWithinWhatALineHolds(t *testing.T) {
	long := strings.Repeat("ठ", 120)
	got := borne(Line{QtyMilli: 2, Detail: "S/N 7"}, contracts.Covering{No: "FWA/26-27/00001", Bears: "amc"}, contracts.Decision{
		Borne: []contracts.Grant{{Name: long, QtyMilli: 1, Count: "1.5 of 2.5"}}, Charged: 1, Why: strings.Repeat(long, 3),
	})
	if why := []rune(got[0].Why); len(why) != whyMost || !strings.HasSuffix(got[0].Why, "… · 1.5 of 2.5") {
		t.Errorf("%d characters: %s", len(why), got[0].Why)
	}
	if detail := []rune(got[1].Detail); len(detail) != detailMost || !strings.HasPrefix(got[1].Detail, "S/N 7 · not covered: ठ") {
		t.Errorf("%d characters: %s", len(detail), got[1].Detail)
	}
}

func TestKeepIDs_letsBothPartsOfALineKeepTheirs(t *testing.T) {
	part := func(id, cover string) Line { return Line{ID: id, Job: "j", JobLine: "l1", Cover: cover} }
	got := keepIDs([]Line{part("a", "amc"), part("b", "")}, []Line{part("", "amc"), part("", ""), part("", "")})
	if got[0].ID != "a" || got[1].ID != "b" || got[2].ID != "" {
		t.Errorf("%+v", got)
	}
}

func TestSettledBilling_followsWhoBearsTheWork(t *testing.T) {
	free, charged := Line{Cover: CoverAMC}, Line{}
	for name, c := range map[string]struct {
		t    takeover
		want string
	}{
		"nothing was used and nobody bears it": {takeover{}, ""},
		"nothing was used of a covered visit":  {takeover{borne: true}, BillingCovered},
		"parts covered, no work entered":       {takeover{lines: []Line{free}}, BillingCovered},
		"one line charged":                     {takeover{lines: []Line{free, charged}, borne: true}, ""},
		"nothing left after its invoice":       {takeover{issued: true}, BillingInvoiced},
		"covered ones came after its invoice":  {takeover{issued: true, borne: true, lines: []Line{free}}, BillingInvoiced},
		"charged ones came after its invoice":  {takeover{issued: true, lines: []Line{charged}}, ""},
	} {
		if got := settledBilling(c.t); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
