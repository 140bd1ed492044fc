package views_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
)

// tell sends what a phone's script sends.
func (s *site) tell(t *testing.T, who *http.Cookie, method, path string, body []byte, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(who)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Sec-Fetch-Mode", "cors")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestPhone_refusesWhatNoPhoneSendsWithAReason(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	ravi := s.cookie(t, "Ravi Pawar")
	for name, c := range map[string]struct {
		method, path string
		body         []byte
		headers      []string
		status       int
		says         string
	}{
		"no JSON":            {"POST", "/t/sync", []byte("items=1"), nil, 400, "bad_request"},
		"half a batch":       {"POST", "/t/sync", []byte(`{"device":"a-device-1","items":[{"key":`), nil, 400, "bad_request"},
		"a number for a key": {"POST", "/t/sync", []byte(`{"device":"a-device-1","items":[{"key":7}]}`), nil, 400, "bad_request"},
		"no device":          {"POST", "/t/sync", []byte(`{}`), nil, 422, "device_bad"},
		"over 2 MB":          {"POST", "/t/sync", make([]byte, 2<<20+1), nil, 413, "body_too_large"},
		"from another site":  {"POST", "/t/sync", []byte(`{}`), []string{"Sec-Fetch-Site", "cross-site"}, 403, "cross_site"},
		"no offset":          {"PUT", "/t/uploads/photo-0001", []byte("x"), nil, 400, "bad_request"},
		"an offset below 0":  {"PUT", "/t/uploads/photo-0001?offset=-1", []byte("x"), nil, 400, "bad_request"},
		"too large a piece":  {"PUT", "/t/uploads/photo-0001?offset=0", make([]byte, sync.PartMost+1), nil, 413, "body_too_large"},
		"not announced":      {"PUT", "/t/uploads/photo-0001?offset=0", []byte("x"), nil, 404, "not_found"},
		"a way out":          {"GET", "/t/uploads/..%2f..%2fdata.db", nil, nil, 404, "not_found"},
		"no such photo":      {"GET", "/t/captures/none", nil, nil, 404, "not_found"},
	} {
		status, text := s.tell(t, ravi, c.method, c.path, c.body, c.headers...)
		if status != c.status || !strings.Contains(text, c.says) || !json.Valid([]byte(text)) {
			t.Errorf("%s: %d %s, want %d %s", name, status, text, c.status, c.says)
		}
	}
}

func TestPhone_sendsAPhotoAndSeesItAgain(t *testing.T) {
	a := apptest.NewApp(t)
	s := serve(t, a)
	ravi, sunil := s.cookie(t, "Ravi Pawar"), s.cookie(t, "Sunil More")
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 300, 200)), nil); err != nil {
		t.Fatal(err)
	}
	now, size := clock.Now().Format("2006-01-02T15:04:05.000Z"), strconv.Itoa(photo.Len())
	batch := `{"device":"device-of-ravi","at":"` + now + `","waiting":2,"a_later_field":true,"items":[
		{"key":"item-0001","seq":1,"prev":0,"kind":"visit.answer","visit":"` + v.ID + `","at":"` + now + `","data":{"accept":"yes"}},
		{"key":"item-0002","seq":2,"prev":1,"kind":"visit.photo","visit":"` + v.ID + `","at":"` + now + `","data":{"key":"photo-0001","kind":"photo",
		"slot":"before","origin":"camera","size":"` + size + `","mime":"image/jpeg"}}],"points":null}`
	status, text := s.tell(t, ravi, "POST", "/t/sync", []byte(batch))
	var receipt sync.Receipt
	if err := json.Unmarshal([]byte(text), &receipt); err != nil || status != 200 || receipt.Last != 2 || len(receipt.Results) != 2 {
		t.Fatalf("%d %s (%v)", status, text, err)
	}
	if status, text := s.tell(t, ravi, "PUT", "/t/uploads/photo-0001?offset=0", photo.Bytes()); status != 200 || text != `{"received":`+size+`,"done":true}`+"\n" {
		t.Fatalf("%d %s", status, text)
	}
	c, err := a.Jobs.CaptureByKey(apptest.As(t, a, act.Technician), "photo-0001")
	if err != nil {
		t.Fatal(err)
	}
	if status, body := s.tell(t, ravi, "GET", "/t/captures/"+c.ID, nil); status != 200 || body != photo.String() {
		t.Errorf("he sees %d, %d bytes", status, len(body))
	}
	if status, _ := s.tell(t, sunil, "GET", "/t/captures/"+c.ID, nil); status != 404 {
		t.Errorf("another sees %d", status)
	}
	resp := s.ask(t, "GET", "/t/captures/"+c.ID, ravi, nil)
	if h := resp.Header; !strings.HasPrefix(h.Get("Cache-Control"), "private") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Content-Type") != "image/jpeg" {
		t.Errorf("headers %v", h)
	}
}
