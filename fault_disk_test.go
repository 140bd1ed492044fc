//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	phones "doorstep/app/sync"
	"doorstep/app/txn"
	"doorstep/views/web"
)

// disk is one on which the room can be taken from an appliance and given back.
type disk struct {
	dir        string
	take, give func(a *appliance)
}

// cappedDisk is a disk of any size on which the appliance's files may not grow: what anybody may do to his own process.
func cappedDisk(t *testing.T) disk {
	set := func(soft func(old syscall.Rlimit) uint64) func(a *appliance) {
		return func(a *appliance) {
			var old syscall.Rlimit
			for _, now := range []*syscall.Rlimit{nil, &old} {
				if now != nil {
					now = &syscall.Rlimit{Cur: soft(old), Max: old.Max}
				}
				if _, _, failed := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(a.cmd.Process.Pid), syscall.RLIMIT_FSIZE,
					uintptr(unsafe.Pointer(now)), uintptr(unsafe.Pointer(&old)), 0, 0); failed != 0 {
					t.Fatal(failed)
				}
			}
		}
	}
	return disk{
		filepath.Join(t.TempDir(), "data"),
		set(func(syscall.Rlimit) uint64 { return 0 }), set(func(old syscall.Rlimit) uint64 { return old.Max }),
	}
}

// ownDisk is a disk of 48 MB of its own; ok is false where nothing may be mounted.
func ownDisk(t *testing.T) (d disk, ok bool) {
	at := t.TempDir()
	if err := syscall.Mount("tmpfs", at, "tmpfs", 0, "size=48m"); err != nil {
		t.Logf("only with a limit of size, for no disk can be mounted: %v", err)
		return d, false
	}
	t.Cleanup(func() { _ = syscall.Unmount(at, syscall.MNT_DETACH) })
	ballast := filepath.Join(at, "ballast")
	return disk{
		filepath.Join(at, "data"),
		func(*appliance) {
			for chunk := make([]byte, 1<<20); len(chunk) > 0; { // the rest in smaller and smaller pieces
				f, err := os.OpenFile(ballast, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
				if err != nil {
					t.Fatal(err)
				}
				if _, err = f.Write(chunk); err != nil {
					chunk = chunk[:len(chunk)/4]
				}
				_ = f.Close()
			}
		},
		func(*appliance) {
			if err := os.Remove(ballast); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		},
	}, true
}

func TestFault_aFullDiskIsSaidAtOnceAndLosesNothing(t *testing.T) {
	t.Run("limited", func(t *testing.T) { outOfRoom(t, cappedDisk(t)) })
	t.Run("small", func(t *testing.T) {
		if d, ok := ownDisk(t); ok {
			outOfRoom(t, d)
		}
	})
}

// outOfRoom works on the disk while it is full, and goes on when it is not.
func outOfRoom(t *testing.T, d disk) {
	c := hire(t, 1, 1)
	if err := os.CopyFS(d.dir, os.DirFS(c.dir)); err != nil {
		t.Fatal(err)
	}
	a := start(t, d.dir, "serve")
	v, h, photo := desk(t, a), newHandset(c, 0, 20261123, baseOf(a), &atomic.Int64{}), noise(newHandset(c, 0, 1, nil, nil).random, 160, 120)
	h.off = 0
	h.announce(c.phones[0].visits[0], "photo-0001", photo)
	if r := h.batch(t, http.StatusOK); r.Results[0].State != "done" {
		t.Fatalf("%+v", r)
	}
	h.outbox = nil

	d.take(a)
	m := &gauge{}
	v.reads(t, m)
	typed := url.Values{
		"_key": {"while-it-is-full"}, "name": {"Vasudha Full"}, "kind": {"person"}, "phone_0": {"98220 54321"}, "pin": {"411038"},
		"address": {"7 Mayur Colony"}, "lang": {"en"}, "notes": {"Rings twice"},
	}
	for range 3 {
		page := v.refused(t, m, "/office/customers", "application/x-www-form-urlencoded", strings.NewReader(typed.Encode()))
		for _, still := range []string{"Vasudha Full", "98220 54321", "7 Mayur Colony", "Rings twice"} {
			if !strings.Contains(page, still) {
				t.Errorf("%q was typed and is not on the page", still)
			}
		}
	}
	on := c.phones[0].visits[0]
	kind, body := fileForm(t, photo, "_key", "photo-while-full", "slot", "before")
	v.refused(t, m, "/office/visits/"+on.id+"/captures", kind, bytes.NewReader(body))
	// A large file is laid down on the disk while it comes.
	kind, body = fileForm(t, append(photo, make([]byte, 5<<20)...), "_key", "large-while-full", "kind", "note", "text", "The gate")
	v.refused(t, m, "/office/jobs/"+on.job+"/notes", kind, bytes.NewReader(body))
	visit(t, a.URL).refused(t, m, "/login", "application/x-www-form-urlencoded", strings.NewReader(url.Values{
		"login": {apptest.Mobiles["Anil Shah"]}, "password": {apptest.Password},
	}.Encode()))
	h.add("visit.answer", on.id, "accept", "yes")
	for range 4 { // more often than an item may fail for another reason
		h.batch(t, http.StatusInsufficientStorage)
	}
	h.piece(t, photo, http.StatusInsufficientStorage)

	d.give(a)
	if resp, err := v.post("/office/customers", typed); err != nil || resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("with room again the same form is answered %v, %v", resp, err)
	}
	if r := h.batch(t, http.StatusOK); len(r.Results) != 1 || r.Results[0].State != "done" {
		t.Errorf("the phone's item is %+v", r)
	}
	h.piece(t, photo, http.StatusOK)
	visit(t, a.URL).signIn(t, apptest.Mobiles["Anil Shah"], apptest.Password)
	d.comesAndGoes(t, a, v)
	inside(t, d.dir, func(a *app.App) {
		var customers, captures, answered int
		if err := a.Core.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM customers WHERE name = 'Vasudha Full'), (SELECT COUNT(*) FROM captures WHERE state = 'stored'),
			(SELECT COUNT(*) FROM visits WHERE status = 'accepted')`).Row(&customers, &captures, &answered); err != nil {
			t.Fatal(err)
		}
		if customers != 1 || captures != 1 || answered != 1 {
			t.Errorf("%d customers, %d photos, %d answers, want each once", customers, captures, answered)
		}
	})
	slices.Sort(m.times["page"])
	t.Logf("full: %d pages read, %v at worst; refusals after %v at worst", len(m.times["page"]), slices.Max(m.times["page"]).Round(time.Millisecond),
		slices.Max(m.times["refusal"]).Round(time.Millisecond))
	for _, e := range m.errors {
		t.Error(e)
	}
}

func baseOf(a *appliance) *atomic.Value {
	var base atomic.Value
	base.Store(a.URL)
	return &base
}

// comesAndGoes lets eight hands write while the room goes and comes back, ends the appliance, and holds what is stored against what was
// acknowledged.
func (d disk) comesAndGoes(t *testing.T, a *appliance, v *visitor) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	sent := make(chan map[int]bool)
	go func() { sent <- send(ctx, v) }()
	for range 4 {
		time.Sleep(100 * time.Millisecond)
		d.take(a)
		time.Sleep(50 * time.Millisecond)
		d.give(a)
	}
	time.Sleep(50 * time.Millisecond)
	cancel()
	acknowledged := <-sent
	a.kill()
	missing, n := absent(t, d.dir, acknowledged), stored(t, d.dir)
	if len(missing) > 0 || n != len(acknowledged) || n == 0 {
		t.Errorf("%d were acknowledged, %d are stored, missing %v", len(acknowledged), n, missing)
	}
	if out, err := verify(t, d.dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

var places = regexp.MustCompile(`href="(/office/[a-z/-]+)"`)

// reads opens today's page and every page of the office to which it leads.
func (v *visitor) reads(t *testing.T, m *gauge) {
	t.Helper()
	seen := map[string]bool{}
	for next := []string{"/office/today"}; len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		began := time.Now()
		resp, err := v.Get(v.base + next[0])
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		wrong := ""
		if err != nil || resp.StatusCode >= 500 {
			wrong = next[0] + " answered " + resp.Status
		}
		m.take("page", began, wrong)
		for _, to := range places.FindAllStringSubmatch(string(body), -1) {
			next = append(next, to[1])
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d pages were found", len(seen))
	}
}

// refused posts what cannot be saved now and returns the page, which says so and what to do.
func (v *visitor) refused(t *testing.T, m *gauge, path, kind string, body io.Reader) string {
	t.Helper()
	began := time.Now()
	resp, err := v.Post(v.base+path, kind, body)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	m.take("refusal", began, "")
	says := plainly(string(page))
	if err != nil || resp.StatusCode != http.StatusInsufficientStorage ||
		!strings.Contains(says, "so this was not saved") || !strings.Contains(says, "then send this again") {
		t.Errorf("%s answered %s: %s", path, resp.Status, says)
	}
	return string(page)
}

// fileForm is a form with a file and names and values of its other fields.
func fileForm(t *testing.T, file []byte, fields ...string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "photo.jpg")
	if err == nil {
		_, err = part.Write(file)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

// batch sends all that waits and holds the answer to its status.
func (h *handset) batch(t *testing.T, status int) (r phones.Receipt) {
	t.Helper()
	body, err := json.Marshal(phones.Batch{Device: h.device, At: h.clock(), Items: h.outbox})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := h.ask(http.MethodPost, "/t/sync", bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status || !json.Valid(text) {
		t.Errorf("a batch was answered %s %s", resp.Status, text)
	}
	_ = json.Unmarshal(text, &r)
	return r
}

// piece sends a photo at once and holds the answer to its status.
func (h *handset) piece(t *testing.T, photo []byte, status int) {
	t.Helper()
	resp, err := h.ask(http.MethodPut, "/t/uploads/photo-0001?offset=0", bytes.NewReader(photo), int64(len(photo)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != status || !json.Valid(text) {
		t.Errorf("a photo was answered %s %s", resp.Status, text)
	}
}

func TestFault_dataThatBecameReadOnlyOrMayNotGrowIsSaidAsAFullDiskIs(t *testing.T) {
	a := apptest.NewApp(t)
	pragma := func(set string) {
		t.Helper()
		if _, err := a.Core.NonconcurrentDB().NewQuery("PRAGMA " + set).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	made := 0
	create := func() error {
		made++
		_, err := a.Customers.Create(apptest.As(t, a, act.Dispatcher), customers.CustomerInput{
			Name: "Vasudha Full", Kind: "person", Phones: []customers.PhoneInput{{Number: strconv.Itoa(9600000000 + made)}}, Lang: "en",
			Notes: strings.Repeat("long ", 390),
		})
		return err
	}
	for _, c := range [][2]string{{"query_only = ON", "query_only = OFF"}, {"max_page_count = 1", "max_page_count = 1000000000"}} {
		pragma(c[0])
		err := create()
		for range 100 { // there may be room within
			if err == nil {
				err = create()
			}
		}
		if !txn.Unsaved(err) || web.StatusOf(err) != http.StatusInsufficientStorage || !web.Refill(err) {
			t.Errorf("%s: %v", c[0], err)
		}
		pragma(c[1])
		if err := create(); err != nil {
			t.Errorf("after %s: %v", c[0], err)
		}
	}
	if report, err := audit.Verify(a.Core); err != nil {
		t.Errorf("after %d events: %v", report.Events, err)
	}
}
