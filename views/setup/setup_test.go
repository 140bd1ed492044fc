package setup

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/views/ui"
)

func TestRight_forgivesHowACodeIsWritten(t *testing.T) {
	p := &pages{code: "7KQF-2MXA"}
	for typed, want := range map[string]bool{
		"7KQF-2MXA": true, " 7kqf 2mxa ": true, "7kqf2mxa": true, "7KQF-2MXB": false, "": false, "7KQF": false,
	} {
		if got := p.right(typed) == nil; got != want {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
	if (&pages{}).right("") == nil {
		t.Error("without a code an empty one opens set-up")
	}
}

func TestReadHolidays_keepsLines(t *testing.T) {
	got := readHolidays("2026-01-26 Republic Day\n\n 2026-08-15  Independence Day \n2026-10-02")
	want := []settings.HolidayInput{
		{Date: "2026-01-26", Name: "Republic Day"}, {}, {Date: "2026-08-15", Name: "Independence Day"}, {Date: "2026-10-02"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestFailSetUp_namesTheLineOfAHoliday(t *testing.T) {
	f := ui.NewForm("en")
	failSetUp(f, fault.List{fault.Field("holiday_2_date", "date_bad"), fault.Field("name", "required")})
	if !strings.HasPrefix(f.Error("holidays"), "Line 3: ") || f.Error("name") == "" {
		t.Errorf("errors %v", f.Errors)
	}
}

func TestReadSetUp_wantsThePasswordTwice(t *testing.T) {
	f := ui.ReadForm("en", url.Values{"password": {"one password"}, "password2": {"another"}, "gst_mode": {"unregistered"}, "gstin": {"left over"}})
	in, err := readSetUp(f)
	if got := fault.All(err); len(got) != 1 || got[0].Field != "password2" {
		t.Errorf("fault %v", err)
	}
	if in.GSTIN != "" {
		t.Error("an unregistered company keeps a GSTIN")
	}
}

func TestAlongside_dropsOnlyThePasswordThatWasLeftOut(t *testing.T) {
	own := fault.Field("password2", "password_again")
	got := fault.All(alongside(own, fault.List{fault.Field("password", "password_short"), fault.Field("pin", "pin_form")}))
	if len(got) != 2 || got[0].Field != "password2" || got[1].Field != "pin" {
		t.Errorf("got %v", got)
	}
	if taken := fault.New(fault.Internal, "internal"); fault.KindOf(alongside(own, taken)) != fault.Internal {
		t.Error("a failure of ours is hidden")
	}
}

func TestFresh_offersTheNationalHolidaysOfTwoYears(t *testing.T) {
	t.Cleanup(clock.Freeze(time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC))) // 2027 in India
	f := fresh("en", "c")
	if got := f.Get("holidays"); !strings.HasPrefix(got, "2027-01-26 Republic Day") || !strings.HasSuffix(got, "2028-10-02 Gandhi Jayanti") {
		t.Errorf("holidays %q", got)
	}
	if f.Get("sun") != "" || f.Get("mon") != "09:30-18:30" || f.Get("sat") != "09:30-18:30" {
		t.Errorf("hours %v", f.Values)
	}
}

func TestSeriesExample_changesInApril(t *testing.T) {
	for at, want := range map[string]string{"2027-03-31": "FSA/26-27/00001", "2027-04-01": "FSA/27-28/00001", "2099-12-01": "FSA/99-00/00001"} {
		thaw := clock.Freeze(clock.Date(at).At(600))
		if got := seriesExample(" fsa "); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
		thaw()
	}
}

func TestAfter_leadsNobodyAstray(t *testing.T) {
	for _, c := range []struct {
		role       act.Role
		next, want string
	}{
		{act.Technician, "", "/t/today"},
		{act.Technician, "/office/jobs", "/t/today"},
		{act.Technician, "/t/visits/1?x=1", "/t/visits/1?x=1"},
		{act.Technician, "/account", "/account"},
		{act.Owner, "", "/owner"},
		{act.Owner, "/office/jobs?q=1", "/office/jobs?q=1"},
		{act.Owner, "/t/today", "/owner"},
		{act.Owner, "/t", "/owner"},
		{act.Owner, "/", "/owner"},
		{act.Dispatcher, "/login?next=/x", "/office/today"},
	} {
		if got := after(c.role, c.next); got != c.want {
			t.Errorf("%s to %q: %q, want %q", c.role, c.next, got, c.want)
		}
	}
}

func TestDevice_isWhatPeopleCallIt(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36":                 "Chrome, Android",
		"Mozilla/5.0 (Linux; Android 12; SM-A127F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari": "Samsung Internet, Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0":   "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1":       "Safari, iPhone",
		"curl/8.5.0": "curl/8.5.0",
		"":           "",
	} {
		if got := device(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}
