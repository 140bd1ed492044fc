package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// proven is a job with a photo that its technician took, and an issued invoice with its paper: where the office sees both.
func proven(t testing.TB, a *app.App) (photo, paper string) {
	t.Helper()
	defer clock.Freeze(apptest.Now)()
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	body := noise(rand.New(rand.NewPCG(1, 1)), 320, 240)
	sum := sha256.Sum256(body)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	c, err := a.Jobs.Announce(ravi, jobs.NewCapture{
		Visit: v.ID, Key: "photo-0001", Kind: jobs.Photo, Slot: jobs.SlotBefore, Origin: "camera", SHA256: hex.EncodeToString(sum[:]),
		Mime: "image/jpeg", Size: len(body),
	})
	if err == nil {
		c, err = a.Jobs.Store(ravi, "photo-0001", body)
	}
	if err != nil || c.State != jobs.Stored {
		t.Fatalf("%+v: %v", c, err)
	}
	books := apptest.As(t, a, act.Accountant)
	d, err := a.Billing.Draft(books, billing.NewInvoice{Customer: j.Customer, Lines: []billing.LineInput{{Name: "Annual service", HSN: "998715", Rate: "1000", GST: "18"}}})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = a.Billing.Issue(books, d.ID, d.Rev); err != nil {
		t.Fatal(err)
	}
	return "/office/captures/" + c.ID, "/office/invoices/" + d.ID + "/pdf"
}

// file is what the address answers, whole.
func (v *visitor) file(t testing.TB, path string) []byte {
	t.Helper()
	resp, err := v.Get(v.base + path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %s (%v)", path, resp.Status, err)
	}
	return body
}

func TestCopy_bringsPhotosAndPapersBackByteForByte(t *testing.T) {
	var photo, paper string
	a := furnished(t, func(a *app.App) { photo, paper = proven(t, a) })
	v := visit(t, a.URL)
	v.signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	wantPhoto, wantPaper := v.file(t, photo), v.file(t, paper)
	file := filepath.Join(t.TempDir(), "copy.zip")
	if out, err := command(t, a.Dir, "backup", file); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	a.kill()
	if err := os.RemoveAll(a.Dir); err != nil { // the disk is lost
		t.Fatal(err)
	}
	if out, err := command(t, a.Dir, "restore", file); err != nil || !strings.Contains(out, "Restored the copy of") {
		t.Fatalf("%v\n%s", err, out)
	}
	v = visit(t, start(t, a.Dir, "serve").URL)
	v.signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	if got := v.file(t, photo); !bytes.Equal(got, wantPhoto) {
		t.Errorf("the photo has %d bytes, want the %d from before", len(got), len(wantPhoto))
	}
	if got := v.file(t, paper); !bytes.Equal(got, wantPaper) {
		t.Errorf("the paper has %d bytes, want the %d from before", len(got), len(wantPaper))
	}
}
