package tech

import (
	"slices"
	"testing"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/i18n"
	"doorstep/app/people"
)

func TestFirst_isTheOneBegunElseTheEarliestThatWaits(t *testing.T) {
	card := func(id string, s jobs.VisitStatus) jobs.Card { return jobs.Card{ID: id, Status: s} }
	for _, c := range []struct {
		want  string
		cards []jobs.Card
	}{
		{"", nil},
		{"", []jobs.Card{card("a", jobs.Done), card("b", jobs.Partial)}},
		{"b", []jobs.Card{card("a", jobs.Done), card("b", jobs.Accepted), card("c", jobs.Dispatched)}},
		{"c", []jobs.Card{card("a", jobs.Accepted), card("b", jobs.Done), card("c", jobs.Paused)}},
	} {
		if got := first(c.cards); got != c.want {
			t.Errorf("%v: %q, want %q", c.cards, got, c.want)
		}
	}
}

func TestSpots_keepsAnotherPlaceOrAnotherQuarterOfAnHour(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	here, near, far := geo.Point{Lat: 18.5, Lng: 73.8}, geo.Point{Lat: 18.5001, Lng: 73.8}, geo.Point{Lat: 18.51, Lng: 73.8}
	got := spots([]fence.Fix{
		{Point: here, At: at},
		{Point: near, At: at.Add(time.Minute)},
		{Point: far, At: at.Add(2 * time.Minute)},
		{Point: far, At: at.Add(10 * time.Minute)},
		{Point: far, At: at.Add(17 * time.Minute)},
	})
	var minutes []int
	for _, s := range got {
		minutes = append(minutes, int(s.At.Sub(at).Minutes()))
	}
	if !slices.Equal(minutes, []int{0, 2, 17}) {
		t.Errorf("minutes %v", minutes)
	}
}

func TestNeeds_leadToWhereTheyAreGiven(t *testing.T) {
	asked := []jobs.Demand{{Token: "before", Met: true}, {Token: "check:c1", Text: "Drain flushed"}, {Token: "after", Met: true}, {Token: "signoff"}}
	all := needs(i18n.English, asked)
	var got []string
	for _, n := range all {
		if !n.met {
			got = append(got, n.text+" "+n.place("v"))
		}
	}
	want := []string{"Drain flushed /t/visits/v/work#check-c1", "Customer's signature /t/visits/v/finish#word"}
	if !slices.Equal(got, want) || len(all) != 4 || met(all) {
		t.Errorf("%v of %d, want %v of 4", got, len(all), want)
	}
	for i := range asked {
		asked[i].Met = true
	}
	if all = needs(i18n.English, asked); !met(all) {
		t.Errorf("with nothing missing: %v", all)
	}
}

func TestConsent_asksAnewForAnotherWording(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	for want, c := range map[string]people.Consent{
		"ask": {Version: "2020-01", At: at}, "yes": {Given: true, Version: people.ConsentVersion, At: at}, "no": {Version: people.ConsentVersion, At: at},
	} {
		if got := consentWord(c); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
	}
}

func TestDayWord_namesDayAndMonthInTheReadersLanguage(t *testing.T) {
	for lang, want := range map[string]string{i18n.English: "Mon 23 Nov", i18n.Hindi: "सोम 23 नव॰"} {
		if got := dayWord(lang, "2026-11-23"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		for n := range 366 {
			if dayWord(lang, clock.Date("2026-01-01").AddDays(n)) == "" {
				t.Fatal("a day has no words")
			}
		}
	}
}
