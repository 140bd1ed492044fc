package reach

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)

func TestChecks_sayHowItIsAndWhatToDo(t *testing.T) {
	lan := Serving{HTTP: "0.0.0.0:8090", LANPort: 8443, PID: 1}
	plain := Serving{HTTP: "0.0.0.0:8090", PID: 1}
	alone := Serving{HTTP: "127.0.0.1:8090", PID: 1}
	public := Serving{HTTP: "0.0.0.0:443", Domains: []string{"work.example.in"}, PID: 1}
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		got  Check
		want State
		says string
	}{
		"folder":                 {Folder("/data", nil, 50<<30), OK, "50.0 GB free"},
		"folder of unknown size": {Folder("/data", nil, -1), OK, "can be written"},
		"folder getting full":    {Folder("/data", nil, 1<<30), Attention, "1.0 GB"},
		"folder full":            {Folder("/data", nil, 100<<20), Failed, "100 MB"},
		"folder not ours":        {Folder("/data", errors.New("denied"), 50<<30), Failed, "denied"},
		"database":               {Database(nil, 12, nil), OK, "12 events"},
		"database new":           {Database(nil, 0, nil), OK, "nothing has been written"},
		"database shut":          {Database(errors.New("locked"), 0, nil), Failed, "locked"},
		"database forged":        {Database(nil, 12, errors.New("breaks at event 7")), Failed, "event 7"},
		"clock":                  {Clock(noon, noon.Add(-day), noon.Add(-time.Minute)), OK, "16 Nov 2026"},
		"clock of a new box":     {Clock(noon, time.Time{}, time.Time{}), OK, "16 Nov 2026"},
		"clock before the build": {Clock(noon.AddDate(-20, 0, 0), noon, time.Time{}), Failed, "before this program"},
		"clock before the work":  {Clock(noon, time.Time{}, noon.Add(time.Hour)), Failed, "before the last thing"},
		"running":                {Running(lan, nil), OK, "0.0.0.0:8090"},
		"not running":            {Running(Serving{}, errors.New("x")), Attention, "not running"},
		"not answering":          {Running(lan, errors.New("refused")), Attention, "refused"},
		"addresses":              {Addresses(lan, shop()), OK, "https://192.168.1.5:8443 or http://192.168.1.5:8090"},
		"addresses none":         {Addresses(lan, Names{}), Attention, "no network"},
		"addresses alone":        {Addresses(alone, shop()), Attention, "this computer only"},
		"addresses domain":       {Addresses(public, Names{}), OK, "https://work.example.in"},
		"https":                  {HTTPS(lan, Certificate{Names: []string{"a", "b"}, Until: noon.Add(300 * day)}, noon), OK, "for a, b"},
		"https off":              {HTTPS(plain, Certificate{}, noon), Attention, "off"},
		"https ends":             {HTTPS(lan, Certificate{Until: noon.Add(3 * day)}, noon), Attention, "19 Nov 2026"},
		"https broken":           {HTTPS(lan, Certificate{Err: errors.New("refused")}, noon), Attention, "refused"},
		"https domain broken":    {HTTPS(public, Certificate{Err: errors.New("refused")}, noon), Attention, "work.example.in"},
		"proxy":                  {Proxy("X-Forwarded-For", plain), OK, "X-Forwarded-Proto"},
		"proxy none":             {Proxy("", plain), OK, "no header"},
		"proxy before a domain":  {Proxy("X-Real-IP", public), Attention, "pretend"},
		"internet":               {Internet(), OK, "not needed"},
	} {
		if c.got.State != c.want || !strings.Contains(c.got.Says, c.says) {
			t.Errorf("%s: %+v, want %s with %q", name, c.got, c.want, c.says)
		}
		if (c.got.State != OK) != (c.got.Do != "") {
			t.Errorf("%s: what is wrong must say what to do, and nothing else: %+v", name, c.got)
		}
	}
}

func TestPlaces_knowThatBrowsersWantHTTPS(t *testing.T) {
	for name, c := range map[string]struct {
		s    Serving
		want []State
	}{
		"lan":    {Serving{HTTP: "0.0.0.0:8090", LANPort: 8443}, []State{OK, OK}},
		"plain":  {Serving{HTTP: "0.0.0.0:8090"}, []State{Attention}},
		"alone":  {Serving{HTTP: "127.0.0.1:8090"}, nil},
		"domain": {Serving{HTTP: "0.0.0.0:443", Domains: []string{"work.example.in"}}, []State{OK}},
	} {
		var got []State
		for _, check := range Places(c.s, shop()) {
			got = append(got, check.State)
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] || len(got) > 1 && got[1] != c.want[1] {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAuthorityAge_warnsAYearBeforePhonesStopTrusting(t *testing.T) {
	for after, want := range map[time.Duration]State{5 * 365 * 24 * time.Hour: OK, 300 * 24 * time.Hour: Attention, -time.Hour: Failed} {
		if c, there := AuthorityAge(noon.Add(after), noon); !there || c.State != want {
			t.Errorf("after %v: %+v", after, c)
		}
	}
	if _, there := AuthorityAge(time.Time{}, noon); there {
		t.Error("there is no certificate, but it was checked")
	}
}

func TestReport_failsOnlyOnAFailure(t *testing.T) {
	var out strings.Builder
	if Report(&out, []Check{ok("A", "fine"), attention("B", "so so", "do this")}) {
		t.Error("attention is no failure")
	}
	if want := "OK         A: fine\nATTENTION  B: so so\n           -> do this\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
	if !Report(&out, []Check{failed("C", "broken", "mend it")}) {
		t.Error("a failure was not told")
	}
}
