package sync_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/sync"
)

// photo is a picture that differs with n, of some 20 kB.
func photo(t *testing.T, n int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 200, 150))
	for i := range m.Pix {
		m.Pix[i] = byte((i*i*7 + i*n*13) >> 3)
	}
	m.SetGray(0, 0, color.Gray{Y: byte(n)})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (p *phone) announce(visit, key string, body []byte) sync.Item {
	sum := sha256.Sum256(body)
	return p.item("visit.photo", visit, "key", key, "kind", "photo", "slot", "before", "origin", "camera",
		"sha256", hex.EncodeToString(sum[:]), "size", strconv.Itoa(len(body)), "mime", "image/jpeg")
}

func parts(t *testing.T, a *app.App) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(a.Core.DataDir(), "uploads", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// accepted is a visit of Ravi's that he said yes to.
func accepted(t *testing.T, a *app.App) (*phone, jobs.Visit) {
	t.Helper()
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes")), "done")
	return p, v
}

func TestUpload_goesOnWhereItEndedAndStoresTheWhole(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	body := photo(t, 1)
	if _, err := a.Sync.Upload(p.ctx, "photo-0001", 0, body[:1000]); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("before it was announced: %v", err)
	}
	want(t, p.send(p.announce(v.ID, "photo-0001", body)), "done")
	for _, c := range []struct{ offset, from, to, received int }{
		{0, 0, 1000, 1000}, {0, 0, 1000, 1000}, {500, 500, 2000, 1000}, {4000, 4000, 5000, 1000}, {1000, 1000, 4000, 4000}, {4000, 4000, 4000, 4000},
	} {
		got, err := a.Sync.Upload(p.ctx, "photo-0001", c.offset, body[c.from:c.to])
		if err != nil || got.Done || got.Received != c.received {
			t.Fatalf("%+v: %+v %v", c, got, err)
		}
	}
	if got, err := a.Sync.Progress(p.ctx, "photo-0001"); err != nil || got.Received != 4000 || got.Done {
		t.Fatalf("%+v %v", got, err)
	}
	for range 2 { // the answer may have been lost
		if got, err := a.Sync.Upload(p.ctx, "photo-0001", 4000, body[4000:]); err != nil || !got.Done || got.Received != len(body) {
			t.Fatalf("%+v %v", got, err)
		}
	}
	c, err := a.Jobs.CaptureByKey(p.ctx, "photo-0001")
	if err != nil || c.State != "stored" || len(parts(t, a)) != 0 {
		t.Errorf("%+v %v, %v", c, err, parts(t, a))
	}
}

func TestUpload_refusesWhatLiesHoweverOftenItComes(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	body := photo(t, 2)
	longer := append(bytes.Clone(body), "more"...)
	other := bytes.Clone(body)
	other[len(other)/2] ^= 1
	script := []byte(strings.Repeat("<script>alert(1)</script>", 1000))
	for name, c := range map[string]struct {
		said, come []byte
		code       string
	}{
		"longer-than-announced": {body, longer, "capture_size"},
		"other-bytes":           {body, other, "capture_hash"},
		"no-picture-at-all":     {script, script, "capture_kind"},
	} {
		want(t, p.send(p.announce(v.ID, name, c.said)), "done")
		for range 2 {
			_, err := a.Sync.Upload(p.ctx, name, 0, c.come)
			if err == nil || fault.All(err)[0].Code != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if got, err := a.Sync.Progress(p.ctx, name); err != nil || got != (sync.Uploaded{}) {
			t.Errorf("%s later: %+v %v", name, got, err)
		}
		if c, err := a.Jobs.CaptureByKey(p.ctx, name); err != nil || c.State != jobs.Refused {
			t.Errorf("%s is %+v %v", name, c, err)
		}
	}
	if len(parts(t, a)) != 0 {
		t.Errorf("left %v", parts(t, a))
	}
	if _, err := a.Sync.Upload(p.ctx, "any", 0, make([]byte, sync.PartMost+1)); !errors.Is(err, fault.New(fault.Invalid, "part_large")) {
		t.Error(err)
	}
}

func TestUpload_asksOnceMoreForBytesThatAPowerCutTore(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	body := photo(t, 3)
	want(t, p.send(p.announce(v.ID, "photo-torn", body)), "done")
	upload := func(spoil bool) (sync.Uploaded, error) {
		if _, err := a.Sync.Upload(p.ctx, "photo-torn", 0, body[:5000]); err != nil {
			t.Fatal(err)
		}
		if file := parts(t, a)[0]; spoil {
			if err := os.WriteFile(file, make([]byte, 5000), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return a.Sync.Upload(p.ctx, "photo-torn", 5000, body[5000:])
	}
	if got, err := upload(true); err != nil || got.Done || got.Received != 0 {
		t.Fatalf("torn: %+v %v", got, err)
	}
	if got, err := upload(false); err != nil || !got.Done {
		t.Fatalf("again: %+v %v", got, err)
	}
}

func TestUpload_keepsThePhotoOfARefusedItemUntilTheOfficeTakesItOver(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	cancel(t, a)(visit(t, a, v.ID))
	body := photo(t, 4)
	want(t, p.send(p.announce(v.ID, "photo-kept", body)), "conflict visit_ended")
	if got, err := a.Sync.Upload(p.ctx, "photo-kept", 0, body); err != nil || !got.Done {
		t.Fatalf("%+v %v", got, err)
	}
	t.Cleanup(clock.Freeze(time.Now().AddDate(0, 2, 0)))
	if n, err := a.Sync.ClearUploads(t.Context()); err != nil || n != 0 {
		t.Errorf("%d were cleared (%v)", n, err)
	}
	if err := a.Sync.Accept(office(t, a), v.ID, ""); err != nil {
		t.Fatal(err)
	}
	c, err := a.Jobs.CaptureByKey(p.ctx, "photo-kept")
	if err != nil || c.State != "stored" || c.Visit == v.ID || c.Origin != "camera" || c.ByName != "Ravi Pawar" || len(parts(t, a)) != 0 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestUpload_isHisOwn(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	body := photo(t, 5)
	want(t, p.send(p.announce(v.ID, "photo-mine", body)), "done")
	if _, err := a.Sync.Upload(phoneOf(t, a, "Sunil More").ctx, "photo-mine", 0, body); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another's: %v", err)
	}
	if _, err := a.Sync.Upload(office(t, a), "photo-mine", 0, body); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the office: %v", err)
	}
}

func TestClearUploads_removesWhatDoesNotGoOn(t *testing.T) {
	a := apptest.NewApp(t)
	p, v := accepted(t, a)
	body := photo(t, 6)
	want(t, p.send(p.announce(v.ID, "photo-left", body)), "done")
	if _, err := a.Sync.Upload(p.ctx, "photo-left", 0, body[:10]); err != nil {
		t.Fatal(err)
	}
	thaw := clock.Freeze(time.Now().AddDate(0, 0, 29))
	if n, err := a.Sync.ClearUploads(t.Context()); err != nil || n != 0 {
		t.Errorf("after 29 days %d went (%v)", n, err)
	}
	thaw()
	defer clock.Freeze(time.Now().AddDate(0, 0, 31))()
	if n, err := a.Sync.ClearUploads(t.Context()); err != nil || n != 1 {
		t.Errorf("after 31 days %d went (%v)", n, err)
	}
}
