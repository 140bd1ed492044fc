package office

import (
	"net/url"
	"reflect"
	"testing"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
	"doorstep/views/ui"
)

func TestMinutesText_readsHours(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", "4:00": "240", "0:30": "30", "8": "480", "1.30": "90", "2160:00": "129600",
		"4:60": "bad", "x": "bad", "4:3": "bad", "-1:00": "bad", "1:2:3": "bad", "4h": "bad",
	} {
		got, err := minutesText("arrive_1_amc", typed)
		if err != nil {
			got = "bad"
			if fault.All(err)[0].Field != "arrive_1_amc" {
				t.Errorf("%q: the fault stands beside %q", typed, fault.All(err)[0].Field)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestHoursText_isReadBack(t *testing.T) {
	for _, minutes := range []int{0, 5, 60, 90, 2880} {
		back, err := minutesText("x", hoursText(minutes))
		if err != nil || back != map[int]string{0: "", 5: "5", 60: "60", 90: "90", 2880: "2880"}[minutes] {
			t.Errorf("%d: %q came back as %q, %v", minutes, hoursText(minutes), back, err)
		}
	}
}

func TestSlaRows_carryEachRowsOwnRevision(t *testing.T) {
	all := []settings.SLAPolicy{{Rev: 9, Priority: 1, Payment: "amc"}, {Rev: 9, Priority: 2, Payment: "warranty"}}
	f := ui.ReadForm("en", url.Values{
		"rev_1_amc": {"3"}, "respond_1_amc": {"1:00"}, "clock_1_amc": {"1"}, "rev_2_warranty": {"4"}, "resolve_2_warranty": {"16"},
	})
	rows, err := slaRows(f, all)
	want := []settings.SLAInput{
		{Rev: 3, Priority: 1, Payment: "amc", Respond: "60", RoundClock: true}, {Rev: 4, Priority: 2, Payment: "warranty", Resolve: "960"},
	}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestStretches_joinDaysWithTheSameHours(t *testing.T) {
	var week workcal.Week
	for d := time.Monday; d <= time.Saturday; d++ {
		week[d] = []workcal.Span{{From: 570, To: 1110}}
	}
	week[time.Wednesday] = nil
	got := stretches(week)
	want := []stretch{{"Mon–Tue", "09:30-18:30"}, {"Wed", "closed"}, {"Thu–Sat", "09:30-18:30"}, {"Sun", "closed"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestPinnedAt_followsANewPINUnlessThePinWasMoved(t *testing.T) {
	form := func(pin, lat string) *ui.Form {
		return ui.ReadForm("en", url.Values{"pin": {pin}, "was_pin": {"411001"}, "lat": {lat}, "was_lat": {"18.5"}, "lng": {"73.8"}, "was_lng": {"73.8"}})
	}
	for _, c := range []struct{ pin, lat, want string }{
		{"411001", "18.5", "18.5"}, {"411045", "18.5", ""}, {"411045", "18.6", "18.6"}, {"411001", "", ""},
	} {
		if lat, _ := pinnedAt(form(c.pin, c.lat)); lat != c.want {
			t.Errorf("PIN %s, pin at %q: %q, want %q", c.pin, c.lat, lat, c.want)
		}
	}
}

func TestHeldRev_takesThePresentOneOnlyWhereItIsShown(t *testing.T) {
	f := ui.ReadForm("en", url.Values{"rev": {"3"}})
	if got := heldRev(fault.New(fault.Stale, "stale"), f, 5); got != 5 {
		t.Errorf("stale: %d", got)
	}
	if got := heldRev(fault.Field("name", "required"), f, 5); got != 3 {
		t.Errorf("a wrong name would hide a change in between: %d", got)
	}
}

func TestMonthOf_reads(t *testing.T) {
	t.Cleanup(clock.Freeze(time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC))) // December in India
	for typed, want := range map[string]month{
		"2024-02": {"2024-02-01", "2024-02-29"}, "": {"2026-12-01", "2026-12-31"}, "2026-13": {"2026-12-01", "2026-12-31"}, "'": {"2026-12-01", "2026-12-31"},
	} {
		if got := monthOf(typed); got != want {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
	if got := monthOf("2026-12").next(1).key(); got != "2027-01" {
		t.Error(got)
	}
	if got := monthOf("2026-01").next(-1).words(); got != "December 2025" {
		t.Error(got)
	}
}

func TestLeaveDays_countBothEnds(t *testing.T) {
	if got := leaveDays(people.Leave{From: "2026-02-28", To: "2026-03-01"}); got != 2 {
		t.Error(got)
	}
}

func TestGaps_areLoudOnlyForWhoWorks(t *testing.T) {
	if got := len(gaps(people.Technician{Active: true})); got != 3 {
		t.Errorf("%d gaps of somebody without anything", got)
	}
	if got := gaps(people.Technician{}); got != nil {
		t.Errorf("gaps of somebody who left: %v", got)
	}
}

func TestWeightsOf_ignoresWhatIsNoNumberYet(t *testing.T) {
	f := ui.ReadForm("en", url.Values{"travel": {"35"}, "sla": {"x"}, "skill": {"-5"}, "load": {"65"}})
	if got := weightsOf(f); got != 100 {
		t.Error(got)
	}
}

func TestRights_showEveryPermissionOnce(t *testing.T) {
	groups, rows := rights()
	n := 0
	for _, g := range groups {
		for _, r := range rows[g] {
			n++
			if r.words == "" || len(r.may) != len(act.Roles) {
				t.Errorf("%s: %+v", g, r)
			}
		}
	}
	if n != len(act.All()) {
		t.Errorf("%d rows for %d permissions", n, len(act.All()))
	}
}
