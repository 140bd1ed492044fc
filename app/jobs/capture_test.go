package jobs_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func TestAnnounce_refusesWhatCannotBe(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{}, checks)
	good := taken(v.ID, "photo-0001", "before", photo(t, 1, 80))
	for name, c := range map[string]struct {
		change func(*jobs.NewCapture)
		want   string
	}{
		"a short key":             {func(c *jobs.NewCapture) { c.Key = "short" }, "invalid [key]"},
		"no key":                  {func(c *jobs.NewCapture) { c.Key = "" }, "invalid [key]"},
		"a key with a path":       {func(c *jobs.NewCapture) { c.Key = "../../etc/passwd" }, "invalid [key]"},
		"a film":                  {func(c *jobs.NewCapture) { c.Kind = "film" }, "invalid [kind]"},
		"a slot that is none":     {func(c *jobs.NewCapture) { c.Slot = "during" }, "invalid [slot]"},
		"a check of another job":  {func(c *jobs.NewCapture) { c.Slot = "check:nosuch" }, "invalid [slot]"},
		"a photo by the recorder": {func(c *jobs.NewCapture) { c.Origin = "recorder" }, "invalid [origin]"},
		"a photo of the office":   {func(c *jobs.NewCapture) { c.Origin = "office" }, "invalid [origin]"},
		"half a hash":             {func(c *jobs.NewCapture) { c.SHA256 = c.SHA256[:32] }, "invalid [sha256]"},
		"nothing":                 {func(c *jobs.NewCapture) { c.Size = 0 }, "required [size]"},
		"far too much":            {func(c *jobs.NewCapture) { c.Size = jobs.CaptureMost + 1 }, "capture_large [size]"},
		"a program":               {func(c *jobs.NewCapture) { c.Mime = "application/x-msdownload" }, "capture_kind [mime]"},
		"a drawing with scripts":  {func(c *jobs.NewCapture) { c.Mime = "image/svg+xml" }, "capture_kind [mime]"},
		"a voice before work":     {func(c *jobs.NewCapture) { c.Kind, c.Mime, c.Origin = "voice", "audio/webm", "recorder" }, "invalid [slot]"},
	} {
		in := good
		c.change(&in)
		_, err := a.Jobs.Announce(ravi, in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	first := must[jobs.Capture](t)(a.Jobs.Announce(ravi, good))
	if again := must[jobs.Capture](t)(a.Jobs.Announce(ravi, good)); again != first {
		t.Errorf("announced again it is %+v", again)
	}
	good.Slot = "after"
	_, err := a.Jobs.Announce(ravi, good)
	refuses(t, err, fault.Conflict, "key_reused")
	office := must[jobs.Capture](t)(a.Jobs.Announce(apptest.As(t, a, act.Dispatcher), taken(v.ID, "", "after", photo(t, 2, 80))))
	if office.Origin != "office" || len(office.Key) < 8 {
		t.Errorf("the office's is %+v", office)
	}
}

func TestStore_refusesWhatIsNotWhatWasAnnounced_andSaysSo(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{}, checks)
	jpeg := photo(t, 1, 80)
	page := []byte("<html><script>alert(1)</script></html>")
	for name, c := range map[string]struct {
		announced, came []byte
		mime            string
		want            string
	}{
		"another length":           {jpeg, jpeg[:len(jpeg)-1], "image/jpeg", "capture_size"},
		"other bytes":              {jpeg, append(jpeg[:len(jpeg)-1:len(jpeg)-1], 'x'), "image/jpeg", "capture_hash"},
		"a page":                   {page, page, "image/jpeg", "capture_kind"},
		"a PNG as a JPEG":          {signature(t, true), signature(t, true), "image/jpeg", "capture_kind"},
		"half a photo":             {jpeg[:300], jpeg[:300], "image/jpeg", "capture_broken"},
		"a voice that is a photo":  {jpeg, jpeg, "audio/webm", "capture_kind"},
		"a voice of another maker": {[]byte("OggS\x00\x02"), []byte("OggS\x00\x02"), "audio/webm", "capture_kind"},
	} {
		key := "lie-" + strings.ReplaceAll(name, " ", "-")
		in := taken(v.ID, key, "note", c.announced)
		if in.Mime = c.mime; strings.HasPrefix(c.mime, "audio/") {
			in.Kind, in.Origin = jobs.Voice, "recorder"
		}
		must[jobs.Capture](t)(a.Jobs.Announce(ravi, in))
		_, err := a.Jobs.Store(ravi, key, c.came)
		refuses(t, err, fault.Invalid, c.want)
		kept := must[jobs.Capture](t)(a.Jobs.CaptureByKey(ravi, key))
		if kept.State != jobs.Refused || kept.Why != c.want {
			t.Errorf("%s: kept as %s, %s", name, kept.State, kept.Why)
		}
		if _, _, _, err := a.Jobs.CaptureFile(ravi, kept.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: there is a file: %v", name, err)
		}
	}
}

func TestStore_keepsTheBytesOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{}, checks)
	body := photo(t, 1, 80)
	in := taken(v.ID, "photo-0001", "before", body)
	in.SHA256 = ""
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, in))
	c := must[jobs.Capture](t)(a.Jobs.Store(ravi, in.Key, body))
	if c.State != jobs.Stored || c.SHA256 != hashOf(body) || c.Width != 180 || c.Height != 160 || c.Twin != "" {
		t.Errorf("stored as %+v", c)
	}
	if again := must[jobs.Capture](t)(a.Jobs.Store(ravi, in.Key, []byte("anything"))); again != c {
		t.Errorf("sent again it is %+v", again)
	}
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, in))
	fsys, path, name, err := a.Jobs.CaptureFile(apptest.As(t, a, act.Accountant), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer fsys.Close()
	f, err := fsys.GetReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != string(body) || !strings.HasSuffix(name, ".jpg") {
		t.Errorf("%s holds %d bytes, %v", name, len(got), err)
	}
	r, err := a.Core.FindRecordById("captures", c.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("sha256", strings.Repeat("0", 64))
	if a.Core.Save(r) == nil || a.Core.Delete(r) == nil {
		t.Error("a stored photo can be changed or removed")
	}
	voice := []byte("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm")
	note := jobs.NewCapture{Visit: v.ID, Key: "voice-0001", Kind: jobs.Voice, Slot: "note", Origin: "recorder", Mime: "audio/webm;codecs=opus", Size: len(voice)}
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, note))
	if c := must[jobs.Capture](t)(a.Jobs.Store(ravi, note.Key, voice)); c.State != jobs.Stored || c.Mime != "audio/webm" {
		t.Errorf("the voice is %+v", c)
	}
}

func TestCapture_isNotFoundByOthers(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	_, v := asking(t, a, catalog.Asks{}, checks)
	body := photo(t, 1, 80)
	c := must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "photo-0001", "before", body)))
	_, err := a.Jobs.CaptureByKey(sunil, c.Key)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.Store(sunil, c.Key, body)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.Store(ravi, "nosuch-key", body)
	refuses(t, err, fault.NotFound, "not_found")
	must[jobs.Capture](t)(a.Jobs.Store(ravi, c.Key, body))
	_, _, _, err = a.Jobs.CaptureFile(sunil, c.ID)
	refuses(t, err, fault.NotFound, "not_found")
	s := must[jobs.SignOff](t)(a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "signature", Name: "Meera", Signature: signature(t, true)}))
	_, _, _, err = a.Jobs.SignatureFile(sunil, s.ID)
	refuses(t, err, fault.NotFound, "not_found")
	fsys, _, _, err := a.Jobs.SignatureFile(ravi, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	fsys.Close()
}

func TestStore_takesAPhotoOfAVisitThatWentToSomebodyElse(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j := apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	body := photo(t, 1, 80)
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "photo-0001", "other", body)))
	if _, err := a.Jobs.SetPlan(apptest.As(t, a, act.Dispatcher), jobs.Plan{
		Job: j.ID, Visit: v.ID, Technician: apptest.Technician(t, a, "Sunil More"), Start: apptest.At(15, 0), Minutes: 60, Chosen: "person",
	}); err != nil {
		t.Fatal(err)
	}
	if c := must[jobs.Capture](t)(a.Jobs.Store(ravi, "photo-0001", body)); c.State != jobs.Stored {
		t.Errorf("the photo is %s", c.State)
	}
}

// stored announces and stores a photo.
func stored(t *testing.T, a *app.App, visit, key, slot string, body []byte) jobs.Capture {
	t.Helper()
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(visit, key, slot, body)))
	return must[jobs.Capture](t)(a.Jobs.Store(ravi, key, body))
}

func TestStore_findsAPictureThatWasThereBefore(t *testing.T) {
	a := apptest.NewApp(t)
	_, one := asking(t, a, catalog.Asks{}, checks)
	first := stored(t, a, one.ID, "first-0001", "before", photo(t, 1, 90))
	copied := stored(t, a, one.ID, "copy-00001", "after", photo(t, 1, 90))
	squeezed := stored(t, a, one.ID, "near-00001", "other", photo(t, 1, 40))
	drive(t, a, one.ID, jobs.Done)
	two := atWork(t, a, apptest.Job(t, a, nil).ID)
	elsewhere := stored(t, a, two.ID, "near-00002", "before", photo(t, 1, 50))
	bill := stored(t, a, two.ID, "bill-00001", "bill", photo(t, 1, 45))
	sameBill := stored(t, a, two.ID, "bill-00002", "bill", photo(t, 1, 90))
	other := stored(t, a, two.ID, "other-0001", "after", photo(t, 2, 90))
	t.Cleanup(clock.Freeze(apptest.Now.Add(91 * 24 * time.Hour)))
	late := stored(t, a, two.ID, "late-00001", "other", photo(t, 1, 60))
	for name, c := range map[string]struct {
		got            jobs.Capture
		twin, likeness string
	}{
		"the first":                          {first, "", ""},
		"the same bytes":                     {copied, first.ID, "same"},
		"nearly the same, at the same visit": {squeezed, "", ""},
		"nearly the same, elsewhere":         {elsewhere, first.ID, "alike"},
		"a bill that looks like others":      {bill, "", ""},
		"a bill that was there":              {sameBill, first.ID, "same"},
		"another picture":                    {other, "", ""},
		"after ninety days":                  {late, "", ""},
	} {
		if c.got.Twin != c.twin || c.got.Likeness != c.likeness {
			t.Errorf("%s: twin %q, %q; want %q, %q", name, c.got.Twin, c.got.Likeness, c.twin, c.likeness)
		}
	}
}
