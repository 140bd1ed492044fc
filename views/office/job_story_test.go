package office

import (
	"testing"
	"time"

	"doorstep/app/audit"
	"doorstep/app/jobs"
)

var noon = time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC)

func TestStory_tellsEachThingOnceNewestFirst(t *testing.T) {
	acts := []audit.Entry{
		{At: noon.Add(2 * time.Hour), Who: "Deepa", Verb: "notes.add", Entity: "notes"},
		{At: noon.Add(time.Hour), Who: "Asha", Verb: "visits.assign", Entity: "visits", Lines: []audit.Line{
			{Entity: "visits", Field: "technician", To: "Ravi Pawar"}, {Entity: "visits", Field: "start", To: "24 Nov, 10:00"},
		}},
		{At: noon, Who: "Asha", Verb: "jobs.book", Entity: "jobs"},
	}
	stamps := []jobs.Stamp{
		{To: jobs.Planned, AtServer: noon.Add(time.Hour), AtDevice: noon.Add(time.Hour), ByName: "Asha"},
		{From: jobs.Planned, To: jobs.Arrived, AtServer: noon.Add(4 * time.Hour), AtDevice: noon.Add(3 * time.Hour), ByName: "Ravi Pawar"},
	}
	notes := []jobs.Remark{{ID: "n1", Kind: "call", Text: "Will be late", ByName: "Deepa", At: noon.Add(2 * time.Hour)}}
	got := story(acts, stamps, notes)
	want := []string{"set the visit to “arrived”", "noted a call", "assigned Ravi Pawar for 24 Nov, 10:00", "booked the job"}
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		if got[i].What != w {
			t.Errorf("entry %d: %q, want %q", i, got[i].What, w)
		}
	}
	if got[0].Acted == "" {
		t.Error("what the phone told of an hour later does not say when it was done")
	}
	if got[1].Note.Text != "Will be late" {
		t.Error("the note is lost")
	}
}

func TestPromisesOf_sayHowEachTimeStands(t *testing.T) {
	j := jobs.Job{
		Status: jobs.Scheduled, SLAFrom: noon, RespondBy: noon.Add(time.Hour), ArriveBy: noon.Add(4 * time.Hour), ResolveBy: noon.Add(8 * time.Hour),
		RespondedAt: noon.Add(30 * time.Minute),
	}
	now := noon.Add(5 * time.Hour)
	for i, want := range []string{"Met", "1 h late", "3 h left"} {
		if got := promisesOf(j, jobs.Clocks{}, now)[i]; got.Words != want {
			t.Errorf("%s: %q, want %q", got.Label, got.Words, want)
		}
	}
	j.Waiting = jobs.WaitingParts
	if got := promisesOf(j, jobs.Clocks{}, now)[1]; got.Words != "On hold" || got.Tone != "faint" {
		t.Errorf("a job that waits is %q", got.Words)
	}
	j.ArriveBy = time.Time{}
	if got := len(promisesOf(j, jobs.Clocks{}, now)); got != 2 {
		t.Errorf("%d promises, want only those that were made", got)
	}
}

func TestCanonicalNumber_readsWhatPeopleType(t *testing.T) {
	for in, want := range map[string]string{
		"J-00012": "J-00012", "j12": "J-00012", "J 12": "J-00012", "12": "", "9822012345": "", "J-": "", "Joshi": "", "J-123456": "J-123456",
	} {
		if got := canonicalNumber(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestVerbWords_sayWhatWasDone(t *testing.T) {
	for _, c := range []struct{ verb, entity, want string }{
		{"jobs.book", "jobs", "booked the job"},
		{"visits.reject", "visits", "rejected the visit"},
		{"update", "assets", "changed a machine"},
		{"create", "areas", "added an area"},
		{"people.create_shift", "shifts", "added a shift"},
		{"catalog.of_old", "job_types", "changed a job type"},
	} {
		if got := verbWords(c.verb, c.entity); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.verb, c.entity, got, c.want)
		}
	}
}

func TestValueWords_readAsPeopleRead(t *testing.T) {
	for _, c := range []struct{ field, value, want string }{
		{"gst_bps", "1800", "18%"},
		{"gst_bps", "25", "0.25%"},
		{"qty_milli", "1500", "1.5"},
		{"qty_milli", "1000", "1"},
		{"priority", "2", "P2"},
		{"status", "in_progress", "In progress"},
		{"issue", "done", "done"},
	} {
		if got := valueWords("jobs", c.field, c.value); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.field, c.value, got, c.want)
		}
	}
	for minutes, want := range map[int]string{0: "0 min", 45: "45 min", 60: "1 h", 80: "1 h 20 min", 1440: "1 day", 3 * 1440: "3 days", 1500: "1 day 1 h"} {
		if got := lengthWords(minutes); got != want {
			t.Errorf("%d: %q, want %q", minutes, got, want)
		}
	}
}

func TestFilterOf_leavesOutWhatItDoesNotUnderstand(t *testing.T) {
	f := filterOf(typed("status", "scheduled", "status", "nonsense", "priority", "9", "payment", "barter", "day", "soon", "late", "1"))
	if len(f.Statuses) != 1 || f.Statuses[0] != jobs.Scheduled || f.Priority != 0 || f.Payment != "" || f.Day != "" || !f.Late {
		t.Errorf("got %+v", f)
	}
}
