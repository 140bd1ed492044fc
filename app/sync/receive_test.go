package sync_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/sync"
)

func TestReceive_bringsAVisitOnInTheOrderOfSeq(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	first, second := p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "travelling")
	r := p.send(second, first) // as they may stand in a batch
	want(t, r, "done", "done")
	if r.Results[0].Key != first.Key || r.Last != 2 || !r.Now.Equal(apptest.Now) {
		t.Errorf("%+v", r)
	}
	if got := visit(t, a, v.ID); got.Status != jobs.Travelling {
		t.Errorf("the visit is %s", got.Status)
	}
	items := kept(t, a, v.ID)
	if len(items) != 2 || items[0].Kind != "visit.answer" || items[1].State != "done" || items[1].Job != j.ID || items[1].No != j.No ||
		items[1].Customer != "Meera Deshpande" || items[1].TechName != "Ravi Pawar" || items[1].Data["to"] != "travelling" {
		t.Errorf("kept %+v", items)
	}
	if _, err := audit.Verify(a.Core); err != nil {
		t.Error(err)
	}
}

func TestReceive_answersARepetitionAsBeforeAndDoesNothing(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	yes, bad := p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "done")
	want(t, p.send(yes, bad), "done", "conflict visit_step")
	later(t, time.Hour)
	for range 3 {
		want(t, p.send(yes, bad), "done", "conflict visit_step")
		want(t, p.send(bad), "conflict visit_step")
	}
	stamps, err := a.Jobs.Stamps(t.Context(), j.ID)
	if err != nil || len(stamps) != 2 || len(kept(t, a, v.ID)) != 2 {
		t.Errorf("%d stamps, %d items (%v)", len(stamps), len(kept(t, a, v.ID)), err)
	}
}

func TestReceive_refusesAKeyWithAnotherBodyAndShowsItToTheOffice(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	yes := p.item("visit.answer", v.ID, "accept", "yes")
	want(t, p.send(yes), "done")
	other := yes
	other.Data = map[string]string{"accept": "no", "reason": "far"}
	for range 2 {
		want(t, p.send(other), "refused key_reused")
	}
	want(t, p.send(yes), "done")
	if got := visit(t, a, v.ID); got.Status != jobs.Accepted {
		t.Errorf("the visit is %s", got.Status)
	}
	all := conflicts(t, a)
	if len(all) != 1 || len(all[0].Items) != 1 || all[0].Items[0].Code != "key_reused" || all[0].Items[0].Data["reason"] != "far" {
		t.Errorf("the office sees %+v", all)
	}
}

func TestReceive_takesTheSameItemUnderAnotherNumberForTheSame(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	yes := p.item("visit.answer", v.ID, "accept", "yes")
	want(t, p.send(yes), "done")
	yes.Seq, yes.Prev = 7, 0
	yes.At = yes.At.In(time.FixedZone("IST", 19800))
	want(t, p.send(yes), "done")
}

func TestReceive_keepsNothingThatComesTooEarly(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	first, second, third := p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "travelling"), p.item("visit.step", v.ID, "to", "arrived")
	r := p.send(second, third)
	if len(r.Results) != 2 || r.Results[0].State != "early" || r.Results[1].State != "early" || r.Last != 0 || len(kept(t, a, v.ID)) != 0 {
		t.Fatalf("%+v", r)
	}
	want(t, p.send(first, second, third), "done", "done", "done")
}

func TestReceive_bringsThePhonesTimesToOurClock(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	p.off = -3 * time.Hour // the phone is three hours behind
	p.ctx = apptest.AsTechnician(t, a, "Ravi Pawar")
	items := []sync.Item{p.item("visit.answer", v.ID, "accept", "yes"), p.item("visit.step", v.ID, "to", "travelling"), p.item("visit.step", v.ID, "to", "arrived")}
	later(t, 2*time.Hour)
	want(t, p.send(items...), "done", "done", "done")
	if got := visit(t, a, v.ID); !got.ActualStart.Equal(apptest.Now) {
		t.Errorf("he arrived at %v, want %v", got.ActualStart, apptest.Now)
	}
	k := kept(t, a, v.ID)[2]
	if k.SkewMS != (3*time.Hour).Milliseconds() || !k.AtDevice.Equal(apptest.Now.Add(-3*time.Hour)) || !k.AtServer.Equal(apptest.Now.Add(2*time.Hour)) {
		t.Errorf("%+v", k)
	}
	phones, err := a.Sync.Phones(office(t, a))
	if err != nil || len(phones) != 1 || phones[0].SkewMS != (3*time.Hour).Milliseconds() || phones[0].UserName != "Ravi Pawar" {
		t.Errorf("%+v %v", phones, err)
	}
}

func TestReceive_keepsWhatCannotBeForTheOffice(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	for name, c := range map[string]struct {
		spoil func(*sync.Item)
		code  string
	}{
		"in the future":         {func(i *sync.Item) { i.At = i.At.Add(10 * time.Minute) }, "time_future"},
		"years ago":             {func(i *sync.Item) { i.At = i.At.AddDate(-30, 0, 0) }, "time_past"},
		"without a time":        {func(i *sync.Item) { i.At = time.Time{} }, "time_past"},
		"off the earth":         {func(i *sync.Item) { i.Fix = &sync.Fix{Lat: 91, Lng: 73, Acc: 5, At: i.At} }, "fix_bad"},
		"too vague":             {func(i *sync.Item) { i.Fix = &sync.Fix{Lat: 18, Lng: 73, Acc: 100_001, At: i.At} }, "fix_bad"},
		"of no known kind":      {func(i *sync.Item) { i.Kind = "visit.teleport_to_another_planet_at_once" }, "kind_unknown"},
		"too long":              {func(i *sync.Item) { i.Data["reason"] = strings.Repeat("x", 70_000) }, "too_long"},
		"of no visit":           {func(i *sync.Item) { i.Visit = "none" }, "not_found"},
		"of a long made-up one": {func(i *sync.Item) { i.Visit = strings.Repeat("v", 900) }, "not_found"},
		"to a made-up state":    {func(i *sync.Item) { i.Data["to"] = "planned" }, "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			p := phoneOf(t, a, "Ravi Pawar")
			p.device = fmt.Sprintf("dev-%x", name)[:20]
			it := p.item("visit.step", v.ID, "to", "travelling")
			c.spoil(&it)
			before, _ := a.Sync.Open(t.Context())
			want(t, p.send(it, p.item("visit.note", "none", "text", "next")), "conflict "+c.code, "conflict not_found")
			if after, err := a.Sync.Open(t.Context()); err != nil || after != before+2 {
				t.Errorf("%d conflicts before, %d after (%v)", before, after, err)
			}
		})
	}
	if got := visit(t, a, v.ID); got.Status != jobs.Dispatched {
		t.Errorf("the visit is %s", got.Status)
	}
}

func TestReceive_keepsWhatWasDoneOnAnothersVisitWithoutDoingIt(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Sunil More")
	want(t, p.send(p.item("visit.answer", v.ID, "accept", "yes")), "conflict not_found")
	all := conflicts(t, a)
	if len(all) != 1 || all[0].TechName != "Sunil More" || all[0].No != j.No || all[0].Status != "dispatched" {
		t.Errorf("the office sees %+v", all)
	}
	if got := visit(t, a, v.ID); got.Status != jobs.Dispatched {
		t.Errorf("the visit is %s", got.Status)
	}
}

func TestReceive_refusesABatchThatSaysNothingOfItsPhone(t *testing.T) {
	a := apptest.NewApp(t)
	p := phoneOf(t, a, "Ravi Pawar")
	for name, spoil := range map[string]func(*sync.Batch){
		"device":      func(b *sync.Batch) { b.Device = "short" },
		"spaces":      func(b *sync.Batch) { b.Device = "a device with spaces" },
		"no clock":    func(b *sync.Batch) { b.At = time.Time{} },
		"absurd":      func(b *sync.Batch) { b.At = b.At.AddDate(150, 0, 0) },
		"far too big": func(b *sync.Batch) { b.Items = make([]sync.Item, 201) },
	} {
		b := p.batch()
		spoil(&b)
		if _, err := a.Sync.Receive(p.ctx, b); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.Sync.Receive(apptest.As(t, a, act.Owner), p.batch()); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the owner sends as a phone: %v", err)
	}
	b := p.batch(sync.Item{Key: "x", Seq: 1, Kind: "visit.note"}, sync.Item{Key: "no-number-at-all", Kind: "visit.note"})
	want(t, p.receive(b), "refused item_bad", "refused item_bad")
	old := p.batch()
	old.At = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	p.receive(old) // its battery was empty
}

func TestReceive_saysWhyInTheTechniciansLanguage(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	by := act.From(p.ctx)
	by.Lang = "hi"
	p.ctx = act.In(p.ctx, by)
	r := p.send(p.item("visit.step", v.ID, "to", "done"))
	want(t, r, "conflict visit_step")
	if m := r.Results[0].Message; strings.Contains(m, "dispatched") || !strings.Contains(m, "विज़िट") && !strings.ContainsAny(m, "कहै") {
		t.Errorf("it says %q", m)
	}
	if m := conflicts(t, a)[0].Items[0].Message; !strings.Contains(m, "“Told”") {
		t.Errorf("the office reads %q", m)
	}
}

func TestRelease_holdsUntilThePhoneHasSentEverything(t *testing.T) {
	a := apptest.NewApp(t)
	p := phoneOf(t, a, "Ravi Pawar")
	b := p.batch()
	b.Waiting = 3
	if p.receive(b).Released {
		t.Error("it is released at once")
	}
	phones, err := a.Sync.Phones(office(t, a))
	if err != nil || len(phones) != 1 || phones[0].Waiting != 3 {
		t.Fatalf("%+v %v", phones, err)
	}
	if err := a.Sync.Release(office(t, a), phones[0].ID); err != nil {
		t.Fatal(err)
	}
	if !p.receive(b).Released {
		t.Error("it is not released")
	}
	b.Waiting = 0
	p.receive(b)
	b.Waiting = 1
	if p.receive(b).Released {
		t.Error("it is released for good")
	}
	if err := a.Sync.Release(office(t, a), "none"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := a.Sync.Release(p.ctx, phones[0].ID); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
}

func TestReceive_takesInAWholeVisitWithItsProof(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	item := func(kind string, pairs ...string) sync.Item { return p.item(kind, v.ID, pairs...) }
	day := p.item("day.start", "")
	day.Fix = &sync.Fix{Lat: 18.5, Lng: 73.8, Acc: 20, At: day.At}
	agree := p.item("consent", "", "given", "yes", "lang", "hi")
	arrive := []sync.Item{agree, day, item("visit.answer", "accept", "yes"), item("visit.step", "to", "travelling"), item("visit.step", "to", "arrived"), item("visit.step", "to", "working")}
	want(t, p.send(arrive...), "done", "done", "done", "done", "done", "done")
	expected, err := a.Jobs.Lines(t.Context(), j.ID)
	if err != nil || len(expected) == 0 {
		t.Fatal(expected, err)
	}
	tick, reading := j.Checklist[0].ID, j.Checklist[1].ID
	results := []sync.Item{
		item("visit.check", "check", tick, "value", "yes"),
		item("visit.check", "check", reading, "asset", j.Assets[0], "value", "4.5"),
		p.announce(v.ID, "photo-before", photo(t, 1)),
		item("visit.use", "line", "used-line-1", "item", expected[0].Item, "qty", "2", "serial", ""),
		item("visit.use", "line", "used-line-2", "item", expected[0].Item, "qty", "1", "serial", ""),
		item("visit.drop", "line", "used-line-2"),
		item("visit.expense", "line", "expense-01", "kind", "parking", "amount", "40", "note", "", "bill", ""),
		item("visit.swap", "asset", j.Assets[0], "serial", "VT-2002", "reason", "board changed"),
		item("visit.sign_off", "how", "refused", "reason", "had to leave", "name", "Meera Deshpande"),
		item("visit.note", "text", "Gas low"),
		item("visit.follow_up", "issue", "Clean the outdoor unit"),
		item("visit.pays", "pays", "pending", "note", "Pays at the shop"),
		item("visit.step", "to", "done"),
		p.item("day.end", ""),
	}
	for i, r := range p.send(results...).Results {
		if r.State != "done" {
			t.Errorf("%s: %+v", results[i].Kind, r)
		}
	}
	got, err := a.Jobs.Proof(p.ctx, v.ID)
	if err != nil || len(got.Answers) != 2 || len(got.Captures) != 1 || len(got.Expenses) != 1 || len(got.Used) != 1 || len(got.Swaps) != 1 || got.SignOff == nil {
		t.Errorf("%+v %v", got, err)
	}
	if visit(t, a, v.ID).Status != jobs.Done {
		t.Errorf("the visit is %s", visit(t, a, v.ID).Status)
	}
}

func TestReceive_keepsPositionsOfTheDayAndLeavesOutWhatIsNone(t *testing.T) {
	a := apptest.NewApp(t)
	p := phoneOf(t, a, "Ravi Pawar")
	b := p.batch(p.item("consent", "", "given", "yes", "lang", "en"), p.item("day.start", ""))
	at := b.At
	b.Points = []sync.Fix{
		{Lat: 18.5, Lng: 73.8, Acc: 12.3, At: at},
		{Lat: 181, Lng: 73.8, Acc: 12, At: at.Add(time.Second)},
		{Lat: 18.5, Lng: 73.8, Acc: 5e6, At: at.Add(2 * time.Second)},
		{Lat: 18.5, Lng: 73.8, Acc: 12, At: at.Add(time.Hour)},
	}
	if r := p.receive(b); r.Points != 1 {
		t.Errorf("%+v", r)
	}
}

func TestReceive_stopsWhereStoringFailsAndDoesNotStopForEver(t *testing.T) {
	a := apptest.NewApp(t)
	_, v := sent(t, a)
	p := phoneOf(t, a, "Ravi Pawar")
	a.Core.OnRecordCreate("notes").BindFunc(func(*core.RecordEvent) error { return errors.New("the disk is odd") })
	a.Core.OnRecordCreate("answers").BindFunc(func(*core.RecordEvent) error { panic("a verb breaks") })
	yes := p.item("visit.answer", v.ID, "accept", "yes")
	note, check := p.item("visit.note", v.ID, "text", "hello"), p.item("visit.check", v.ID, "check", firstCheck(t, a, v), "value", "yes")
	travel := p.item("visit.step", v.ID, "to", "travelling")
	for range 2 {
		want(t, p.send(yes, note, check, travel), "done")
	}
	for range 2 {
		want(t, p.send(yes, note, check, travel), "done", "conflict internal")
	}
	want(t, p.send(yes, note, check, travel), "done", "conflict internal", "conflict internal", "done")
	if n, err := a.Sync.Open(t.Context()); err != nil || n != 2 {
		t.Errorf("%d wait for the office (%v)", n, err)
	}
}

func firstCheck(t *testing.T, a *app.App, v jobs.Visit) string {
	t.Helper()
	j, err := a.Jobs.Get(t.Context(), v.Job)
	if err != nil {
		t.Fatal(err)
	}
	return j.Checklist[0].ID
}

func TestReceive_judgesACheckInWithoutNetworkByTheTrailThatCameWithIt(t *testing.T) {
	a := apptest.NewApp(t)
	j, v := sent(t, a)
	site, err := a.Customers.SiteByID(t.Context(), j.Site)
	if err != nil {
		t.Fatal(err)
	}
	p := phoneOf(t, a, "Ravi Pawar")
	items := []sync.Item{
		p.item("consent", "", "given", "yes", "lang", "hi"), p.item("day.start", ""), p.item("visit.answer", v.ID, "accept", "yes"),
		p.item("visit.step", v.ID, "to", "travelling"), p.item("visit.step", v.ID, "to", "arrived"),
	}
	for i := range items {
		items[i].Offline = true
		items[i].At = items[i].At.Add(time.Duration(i-20) * time.Minute)
	}
	b := p.batch(items...)
	b.Points = []sync.Fix{{Lat: site.At.Lat, Lng: site.At.Lng, Acc: 15, At: items[4].At.Add(-time.Minute)}}
	want(t, p.receive(b), "done", "done", "done", "done", "done")
	var got struct {
		First   string `db:"first"`
		Outcome string `db:"outcome"`
	}
	if err := a.Core.DB().NewQuery("SELECT first, outcome FROM checkins").One(&got); err != nil {
		t.Fatal(err)
	}
	if got.First != "offline_skipped" || got.Outcome != "skipped_inside" {
		t.Errorf("first %s, judged again %s", got.First, got.Outcome)
	}
}
