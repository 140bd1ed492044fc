package jobs_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func TestCheck_takesWhatItsKindAsksFor(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{}, checks)
	for _, c := range []struct {
		check, value, result, want string
		milli                      int64
	}{
		{"tick", "yes", "", "", 0},
		{"tick", "", "", "required [value]", 0},
		{"tick", "maybe", "", "required [value]", 0},
		{"state", "", "pass", "", 0},
		{"state", "Grinds", "fail", "", 0},
		{"state", "", "", "required [result]", 0},
		{"state", "", "perhaps", "required [result]", 0},
		{"words", " Capacitor ", "", "", 0},
		{"words", " ", "", "required [value]", 0},
		{"words", strings.Repeat("x", 501), "", "too_long [value]", 0},
		{"amount", "0.8", "", "", 800},
		{"amount", "-5.25", "", "", -5250},
		{"amount", "", "", "required [value]", 0},
		{"amount", "1,5", "", "number_bad [value]", 0},
		{"amount", "1.2345", "", "number_bad [value]", 0},
		{"amount", "1e3", "", "number_bad [value]", 0},
		{"meter", "7.125", "", "", 7125},
		{"shot", "yes", "", "check_photo [value]", 0},
		{"nosuch", "yes", "", "not_found", 0},
	} {
		got, err := a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: c.check, Value: c.value, Result: c.result})
		if c.want != "" {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s %q: got %v, want %s", c.check, c.value, err, c.want)
			}
			continue
		}
		if err != nil || got.Value != strings.TrimSpace(c.value) || got.Result != c.result || got.Milli != c.milli || (got.Asset != "") != (c.check == "meter") {
			t.Errorf("%s %q: %+v, %v", c.check, c.value, got, err)
		}
	}
	if _, err := a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "meter", Value: "1", Asset: "nosuchasset0001"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a machine of another job: %v", err)
	}
	p := must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID))
	if len(p.Answers) != 5 || p.Answers[1].Result != "fail" || p.Answers[1].Text != "Fan runs" {
		t.Errorf("kept %+v of job %s", p.Answers, j.No)
	}
}

func TestCheck_asksAboutAReadingBelowTheLastOne(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{}, checks)
	first := must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "meter", Value: "120.5"}))
	if first.Before != -1 || first.Lower {
		t.Errorf("the first reading is %+v", first)
	}
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "meter", Value: "110"})) // a mis-type is corrected without asking
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "meter", Value: "120.5"}))
	drive(t, a, v.ID, jobs.Partial)
	t.Cleanup(clock.Freeze(apptest.Now.Add(48 * time.Hour)))
	again := atWork(t, a, j.ID)
	if before, ok, err := a.Jobs.Before(ravi, j.Assets[0], "meter", again.ID); err != nil || !ok || before != 120500 {
		t.Errorf("before it was %d, %v, %v", before, ok, err)
	}
	if _, ok, err := a.Jobs.Before(ravi, j.Assets[0], "meter", v.ID); err != nil || ok {
		t.Errorf("before the first visit there was one: %v, %v", ok, err)
	}
	in := jobs.Answered{Visit: again.ID, Check: "meter", Value: "99"}
	_, err := a.Jobs.Check(ravi, in)
	refuses(t, err, fault.Confirm, "reading_lower [value] map[before:120.5]")
	in.Confirmed = true
	if got := must[jobs.Given](t)(a.Jobs.Check(ravi, in)); !got.Lower || got.Before != 120500 || got.Milli != 99000 {
		t.Errorf("confirmed it is %+v", got)
	}
	// What a phone sends late is held against what was read before it, not against what came in before it.
	late := jobs.Answered{Visit: again.ID, Check: "meter", Value: "99", Mark: jobs.Mark{At: apptest.Now.Add(-time.Hour)}}
	if got := must[jobs.Given](t)(a.Jobs.Check(ravi, late)); got.Before != -1 {
		t.Errorf("an earlier reading is held against a later one: %+v", got)
	}
	if _, _, err := a.Jobs.Before(apptest.AsTechnician(t, a, "Sunil More"), j.Assets[0], "meter", again.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("for another technician: %v", err)
	}
}

func TestFollowUp_booksMoreWorkOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{SignOff: true}, checks)
	_, err := a.Jobs.FollowUp(ravi, jobs.Extra{Visit: v.ID, Check: "state"})
	refuses(t, err, fault.NotFound, "not_found")
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "state", Result: "pass"}))
	_, err = a.Jobs.FollowUp(ravi, jobs.Extra{Visit: v.ID, Check: "state"})
	refuses(t, err, fault.NotFound, "not_found")
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "state", Result: "fail"}))
	made := must[jobs.Job](t)(a.Jobs.FollowUp(ravi, jobs.Extra{Visit: v.ID, Check: "state"}))
	if made.Parent != j.ID || made.Source != "follow_up" || made.Issue != "Fan runs" || made.Site != j.Site || len(made.Assets) != 1 ||
		made.Status != jobs.Unscheduled || !made.Asks.SignOff || made.No == j.No {
		t.Errorf("booked %+v", made)
	}
	again := must[jobs.Job](t)(a.Jobs.FollowUp(ravi, jobs.Extra{Visit: v.ID, Check: "state", Issue: "Once more"}))
	if again.ID != made.ID {
		t.Errorf("again booked %s beside %s", again.No, made.No)
	}
	must[jobs.Given](t)(a.Jobs.Check(ravi, jobs.Answered{Visit: v.ID, Check: "state", Result: "fail", Value: "still"}))
	if p := must[jobs.Proof](t)(a.Jobs.Proof(ravi, v.ID)); p.Answers[0].FollowUp != made.ID {
		t.Error("another answer forgets the follow-up")
	}
	_, err = a.Jobs.FollowUp(ravi, jobs.Extra{Visit: v.ID, Issue: " "})
	refuses(t, err, fault.Invalid, "required [issue]")
}

func TestRemarkAt_writesOnTheJobsTimeline(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := asking(t, a, catalog.Asks{}, checks)
	if err := a.Jobs.RemarkAt(ravi, v.ID, " Key is with the guard ", jobs.Mark{}); err != nil {
		t.Fatal(err)
	}
	all := must[[]jobs.Remark](t)(a.Jobs.Remarks(ravi, j.ID, ""))
	if len(all) != 1 || all[0].Text != "Key is with the guard" || all[0].ByName != "Ravi Pawar" {
		t.Errorf("notes %+v", all)
	}
	refuses(t, a.Jobs.RemarkAt(ravi, v.ID, " ", jobs.Mark{}), fault.Invalid, "note_empty")
	refuses(t, a.Jobs.RemarkAt(apptest.AsTechnician(t, a, "Sunil More"), v.ID, "x", jobs.Mark{}), fault.NotFound, "not_found")
	refuses(t, a.Jobs.RemarkAt(apptest.As(t, a, act.Accountant), v.ID, "x", jobs.Mark{}), fault.Forbidden, "not_allowed")
}
