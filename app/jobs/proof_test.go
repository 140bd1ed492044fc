package jobs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"
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
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// checks are a checklist with one line of each kind, all required.
var checks = []catalog.CheckInput{
	{ID: "tick", Text: "Filters cleaned", Kind: "tick", Required: true},
	{ID: "state", Text: "Fan runs", Kind: "pass_fail", Required: true},
	{ID: "words", Text: "Fault found", Kind: "text", Required: true},
	{ID: "amount", Text: "Gas in kg", Kind: "number", Required: true},
	{ID: "meter", Text: "Current", Kind: "reading", Required: true},
	{ID: "shot", Text: "Photo of the plate", Kind: "photo", Required: true},
	{ID: "extra", Text: "Old parts shown", Kind: "tick"},
}

// asking is a job whose type asks for all there is, with a visit at which Ravi works.
func asking(t testing.TB, a *app.App, asks catalog.Asks, list []catalog.CheckInput) (jobs.Job, jobs.Visit) {
	t.Helper()
	k, err := a.Catalog.JobType(t.Context(), apptest.JobType(t, a, "AC-REP"))
	if err != nil {
		t.Fatal(err)
	}
	in := catalog.JobTypeInput{
		Rev: k.Rev, Code: k.Code, Name: k.Name, Trade: k.Trade, Duration: strconv.Itoa(k.DurationMin), Priority: "2", Payment: k.Payment,
		Active: true, Position: 1, Checklist: list, Asks: asks, Skills: []catalog.NeedInput{{Skill: k.Skills[0].Skill, Level: "2"}},
	}
	if _, err := a.Catalog.UpdateJobType(apptest.As(t, a, act.Owner), k.ID, in); err != nil {
		t.Fatal(err)
	}
	j := apptest.Job(t, a, nil)
	return j, atWork(t, a, j.ID)
}

func atWork(t testing.TB, a *app.App, job string) jobs.Visit {
	t.Helper()
	v := plan(t, a, job, 11, true)
	drive(t, a, v.ID, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working)
	v, err := a.Jobs.Visit(t.Context(), v.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// photo is a JPEG that differs with the seed: dark and light blocks.
func photo(t testing.TB, seed, quality int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 180, 160))
	for y := range 160 {
		for x := range 180 {
			block := (x/20)*31 + (y/20)*17
			img.Set(x, y, color.Gray{Y: byte((block*block + seed*seed*block*7 + seed*101) % 251)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// taken announces the bytes as a photo of the slot.
func taken(visit, key, slot string, body []byte) jobs.NewCapture {
	return jobs.NewCapture{
		Visit: visit, Key: key, Kind: jobs.Photo, Slot: slot, Origin: "camera", SHA256: hashOf(body), Mime: "image/jpeg", Size: len(body),
	}
}

func tokens(all []jobs.Demand) string {
	var names []string
	for _, l := range all {
		names = append(names, l.Token)
	}
	return strings.Join(names, " ")
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestMissing_listsWhatIsLackingInTheOrderOfTheWork(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{Before: true, After: true, SignOff: true}, checks)
	lacking := func() string { return tokens(must[[]jobs.Demand](t)(a.Jobs.Missing(ravi, v.ID))) }
	if got, want := lacking(), "before check:tick check:state check:words check:amount check:meter check:shot after signoff payment"; got != want {
		t.Fatalf("at first %q, want %q", got, want)
	}
	shot := photo(t, 1, 80)
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "shot-one-1", "before", shot)))
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "shot-two-2", "check:shot", shot)))
	if got, want := lacking(), "check:tick check:state check:words check:amount check:meter after signoff payment"; got != want {
		t.Errorf("with announced photos %q, want %q", got, want)
	}
	if _, err := a.Jobs.Store(ravi, "shot-one-1", []byte("no photo")); err == nil {
		t.Error("bytes that are no photo were stored")
	}
	for _, in := range []jobs.Answered{
		{Check: "tick", Value: "no"}, {Check: "state", Result: "na"}, {Check: "words", Value: "Capacitor"}, {Check: "amount", Value: "0.8"}, {Check: "meter", Value: "7.25"},
	} {
		in.Visit = v.ID
		must[jobs.Given](t)(a.Jobs.Check(ravi, in))
	}
	all := must[[]jobs.Demand](t)(a.Jobs.Demands(ravi, v.ID))
	if got, want := tokens(all), "before check:tick check:state check:words check:amount check:meter check:shot after signoff payment"; got != want {
		t.Errorf("wanted is %q, met or not %q", got, want)
	}
	if met := all[2]; !met.Met || met.Text != "Fan runs" {
		t.Errorf("with an answer %+v", met)
	}
	if got, want := lacking(), "before check:tick after signoff payment"; got != want {
		t.Errorf("with a refused photo and a tick taken away %q, want %q", got, want)
	}
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "tick", Value: "yes"}))
	must[jobs.Capture](t)(a.Jobs.Store(ravi, "shot-one-1", shot)) // sent once more, rightly
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "shot-end-3", "after", photo(t, 2, 80))))
	must[jobs.SignOff](t)(a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "refused", Reason: "In a hurry"}))
	if got, want := lacking(), "payment"; got != want {
		t.Errorf("with all proof %q, want %q", got, want)
	}
	apptest.Pays(t, a, v.ID)
	if got := lacking(); got != "" {
		t.Errorf("at last %q is lacking", got)
	}
	if all := must[[]jobs.Demand](t)(a.Jobs.Demands(ravi, v.ID)); len(all) != 10 {
		t.Errorf("at last %d demands", len(all))
	}
}

func TestMissing_takesChecksFromAnEarlierVisitAndNothingElse(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{Before: true, SignOff: true}, checks)
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "state", Result: "fail"}))
	must[jobs.Capture](t)(a.Jobs.Announce(ravi, taken(v.ID, "shot-one-1", "before", photo(t, 1, 80))))
	must[jobs.SignOff](t)(a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "refused", Reason: "In a hurry"}))
	drive(t, a, v.ID, jobs.Partial)
	again := atWork(t, a, j.ID)
	got := tokens(must[[]jobs.Demand](t)(a.Jobs.Missing(ravi, again.ID)))
	if want := "before check:tick check:words check:amount check:meter check:shot signoff payment"; got != want {
		t.Errorf("at the second visit %q, want %q", got, want)
	}
}

func TestBook_copiesWhatTheTypeAsksFor(t *testing.T) {
	a := apptest.NewApp(t)
	want := catalog.Asks{Before: true, SignOff: true}
	j, _ := asking(t, a, want, checks)
	if got := get(t, a, j.ID); got.Asks != want || len(got.Checklist) != len(checks) {
		t.Errorf("got %+v and %d checks", got.Asks, len(got.Checklist))
	}
	if old := apptest.Job(t, apptest.NewApp(t), nil); old.Asks != (catalog.Asks{}) {
		t.Errorf("a type that asks for nothing gives %+v", old.Asks)
	}
}

func TestResults_areEnteredByWhoMayAndWhileTheyStillCan(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	desk, books := apptest.As(t, a, act.Dispatcher), apptest.As(t, a, act.Accountant)
	item := itemID(t, a, "CAP-35")
	_, v := asking(t, a, catalog.Asks{}, checks)
	png := signature(t, true)
	verbs := map[string]func(context.Context, jobs.Mark) error{
		"announce": func(ctx context.Context, m jobs.Mark) error {
			in := taken(v.ID, "key-of-"+act.From(ctx).User, "other", photo(t, 3, 70))
			in.Mark = m
			_, err := a.Jobs.Announce(ctx, in)
			return err
		},
		"check": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.Check(ctx, jobs.Answered{Visit: v.ID, Check: "tick", Value: "yes", Mark: m})
			return err
		},
		"use": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.UseItem(ctx, jobs.Use{Visit: v.ID, Key: "use-" + act.From(ctx).User, Item: item, Qty: "1", Mark: m})
			return err
		},
		"spend": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.Spend(ctx, jobs.Spent{Visit: v.ID, Key: "spend-" + act.From(ctx).User, Kind: "fuel", Amount: "120", Mark: m})
			return err
		},
		"sign off": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.SignOff(ctx, jobs.Signed{Visit: v.ID, How: "signature", Name: "Meera", Signature: png, Mark: m})
			return err
		},
		"swap": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.SwapSerial(ctx, jobs.NewSerial{Visit: v.ID, Serial: "N-" + act.From(ctx).Name, Mark: m})
			return err
		},
		"follow up": func(ctx context.Context, m jobs.Mark) error {
			_, err := a.Jobs.FollowUp(ctx, jobs.Extra{Visit: v.ID, Issue: "Second AC is noisy", Mark: m})
			return err
		},
	}
	for name, do := range verbs {
		if err := do(ravi, jobs.Mark{}); err != nil {
			t.Errorf("%s by its technician: %v", name, err)
		}
		if err := do(desk, jobs.Mark{}); err != nil {
			t.Errorf("%s by the office: %v", name, err)
		}
		refuses(t, do(sunil, jobs.Mark{}), fault.NotFound, "not_found")
		refuses(t, do(books, jobs.Mark{}), fault.Forbidden, "not_allowed")
	}
	r := must[jobs.Visit](t)(a.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, To: jobs.Partial, Reason: "Board to be ordered"}))
	t.Cleanup(clock.Freeze(apptest.Now.Add(23 * time.Hour)))
	for name, do := range verbs {
		if err := do(desk, jobs.Mark{}); err != nil {
			t.Errorf("%s on the day after: %v", name, err)
		}
	}
	t.Cleanup(clock.Freeze(r.End.Add(72 * time.Hour)))
	for name, do := range verbs {
		refuses(t, do(ravi, jobs.Mark{}), fault.Conflict, "visit_ended")
		if err := do(ravi, jobs.Mark{At: apptest.Now}); err != nil {
			t.Errorf("%s that a phone without network had in time: %v", name, err)
		}
		refuses(t, do(ravi, jobs.Mark{At: r.End.Add(73 * time.Hour)}), fault.Invalid, "time_future")
	}
	called := plan(t, a, apptest.Job(t, a, nil).ID, 15, false)
	_, err := a.Jobs.SignOff(desk, jobs.Signed{Visit: called.ID, How: "refused", Reason: "?"})
	refuses(t, err, fault.Conflict, "visit_unsent")
	drive(t, a, called.ID, jobs.VisitCancelled)
	_, err = a.Jobs.SignOff(desk, jobs.Signed{Visit: called.ID, How: "refused", Reason: "?"})
	refuses(t, err, fault.Conflict, "visit_ended")
}

func TestResults_keepAPositionOnlyWithConsentAndWithinTheDay(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := asking(t, a, catalog.Asks{}, checks)
	mark := jobs.Mark{At: apptest.Now, Fix: &fence.Fix{Point: geo.Point{Lat: 18.5074, Lng: 73.8077}, AccuracyM: 12, At: apptest.Now}}
	send := func(key string) jobs.Capture {
		in := taken(v.ID, key, "other", photo(t, 1, 80))
		in.Mark = mark
		return must[jobs.Capture](t)(a.Jobs.Announce(ravi, in))
	}
	if c := send("photo-0001"); c.Lat != 0 || c.Lng != 0 {
		t.Errorf("kept without consent: %v, %v", c.Lat, c.Lng)
	}
	if _, err := a.People.SetConsent(ravi, true, "hi", "phone-of-ravi-0001", apptest.Now); err != nil {
		t.Fatal(err)
	}
	if c := send("photo-0002"); c.Lat != 0 || c.Lng != 0 {
		t.Errorf("kept before his day began: %v, %v", c.Lat, c.Lng)
	}
	if _, err := a.People.StartDay(ravi, people.DayMark{At: apptest.Now}); err != nil {
		t.Fatal(err)
	}
	if c := send("photo-0004"); c.Lat != 18.5074 || c.Lng != 73.8077 {
		t.Errorf("lost within the day that he agreed to: %v, %v", c.Lat, c.Lng)
	}
	mark.Fix.Lat = 181
	in := taken(v.ID, "photo-0003", "other", photo(t, 1, 80))
	in.Mark = mark
	_, err := a.Jobs.Announce(ravi, in)
	refuses(t, err, fault.Invalid, "position_bad")
}

func TestProof_showsAVisitToItsOwnAndAJobToTheOffice(t *testing.T) {
	a := apptest.NewApp(t)
	ravi, sunil := apptest.AsTechnician(t, a, "Ravi Pawar"), apptest.AsTechnician(t, a, "Sunil More")
	j, v := asking(t, a, catalog.Asks{}, checks)
	mark := jobs.Mark{At: apptest.Now.Add(-5 * time.Minute)}
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "meter", Value: "7", Mark: mark}))
	must[jobs.Line](t)(a.Jobs.UseItem(ravi, jobs.Use{Visit: v.ID, Key: "line-one-1", Item: itemID(t, a, "CAP-35"), Qty: "2"}))
	must[jobs.Expense](t)(a.Jobs.Spend(ravi, jobs.Spent{Visit: v.ID, Key: "fuel-one-1", Kind: "fuel", Amount: "120"}))
	must[jobs.SignOff](t)(a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "refused", Reason: "Late"}))
	must[jobs.SignOff](t)(a.Jobs.SignOff(ravi, jobs.Signed{Visit: v.ID, How: "signature", Name: "Meera", Signature: signature(t, true)}))
	for name, p := range map[string]jobs.Proof{
		"of the visit": must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID)),
		"of the job":   must[jobs.Proof](t)(a.Jobs.JobProof(apptest.As(t, a, act.Storekeeper), j.ID)),
	} {
		if len(p.Answers) != 1 || len(p.Used) != 1 || len(p.Expenses) != 1 || p.SignOff == nil || p.SignOff.How != "signature" || !p.SignOff.Signed {
			t.Fatalf("%s: %+v", name, p)
		}
		if g := p.Answers[0]; !g.AtDevice.Equal(mark.At) || !g.AtServer.Equal(apptest.Now) || g.Source != "phone" || g.ByName != "Ravi Pawar" {
			t.Errorf("%s: the answer %+v", name, g)
		}
		if e := p.Expenses[0]; e.TechName != "Ravi Pawar" || e.No != j.No || e.State != jobs.Claimed {
			t.Errorf("%s: the expense %+v", name, e)
		}
	}
	_, err := a.Jobs.Proof(sunil, v.ID)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.Missing(sunil, v.ID)
	refuses(t, err, fault.NotFound, "not_found")
	_, err = a.Jobs.JobProof(ravi, j.ID)
	refuses(t, err, fault.Forbidden, "not_allowed")
	if lines := must[[]jobs.Line](t)(a.Jobs.Lines(ravi, j.ID)); len(lines) != 0 {
		t.Errorf("what was used counts as expected: %+v", lines)
	}
}

func itemID(t testing.TB, a *app.App, code string) string {
	t.Helper()
	r, err := a.Core.FindFirstRecordByData("items", "code", code)
	if err != nil {
		t.Fatal(err)
	}
	return r.Id
}

// signature is a PNG with or without a stroke.
func signature(t testing.TB, drawn bool) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 200, 80))
	for x := 20; drawn && x < 160; x++ {
		img.Set(x, 40+x%9, color.Black)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
