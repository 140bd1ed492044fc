package office

import (
	"slices"
	"strings"
	"time"

	"doorstep/app/audit"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// told is one entry of a job's timeline.
type told struct {
	At     time.Time
	Who    string
	What   string
	Reason string
	Acted  string       // when it happened, where the phone told of it later
	Lines  []audit.Line // what changed, in words
	Note   jobs.Remark  // zero unless somebody wrote something
}

// together is within what time an act, its stamp and its note are one thing.
const together = 2 * time.Second

// story merges what the log, the stamps of visits and the notes say, newest first. What the log tells is not told again by a
// stamp or note of the same moment.
func story(acts []audit.Entry, stamps []jobs.Stamp, notes []jobs.Remark) []told {
	var all []told
	for _, n := range notes {
		all = append(all, told{At: n.At, Who: n.ByName, What: noteWords(n.Kind), Note: n})
	}
	for _, e := range acts {
		written := e.Verb == "notes.add" && slices.ContainsFunc(notes, func(n jobs.Remark) bool { return near(n.At, e.At) })
		if !written {
			t := told{At: e.At, Who: whoWords(e), What: actWords(e, stamps), Reason: e.Reason, Lines: changedLines(e)}
			if e.Verb == "jobs.hold" { // its reason is who is waited for
				t.What, t.Reason = t.What+" for "+statusWords(e.Reason), ""
			}
			all = append(all, t)
		}
	}
	for _, s := range stamps {
		known := slices.ContainsFunc(acts, func(e audit.Entry) bool { return near(e.At, s.AtServer) })
		if known {
			continue
		}
		t := told{At: s.AtServer, Who: s.ByName, What: stampWords(s), Reason: s.Reason}
		if done := s.AtDevice.Add(skew(s)); s.AtServer.Sub(done).Abs() > late {
			t.Acted = clock.Stamp(done)
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b told) int { return b.At.Compare(a.At) })
	return all
}

func near(a, b time.Time) bool { return a.Sub(b).Abs() <= together }

func whoWords(e audit.Entry) string {
	if e.Who != "" {
		return e.Who
	}
	return map[string]string{"console": "The console", "system": "Doorstep"}[e.Source]
}

// actWords is the verb with who and when where a visit was planned, and with the state where a verb only moved a visit on.
func actWords(e audit.Entry, stamps []jobs.Stamp) string {
	words := verbWords(e.Verb, e.Entity)
	to := map[string]string{}
	for _, l := range e.Lines {
		if l.Entity == "visits" && l.To != "" {
			to[l.Field] = l.To
		}
	}
	switch {
	case e.Verb == "visits.assign" && to["technician"] != "":
		words = "assigned " + to["technician"]
	case e.Verb == "visits.assign_best" && to["technician"] != "":
		words = "let the ranking assign " + to["technician"]
	case e.Verb == "visits.move" && to["technician"] != "":
		words = "moved the visit to " + to["technician"]
	case strings.HasPrefix(e.Verb, "visits.") && verbNames[e.Verb] == "":
		for _, s := range stamps {
			if near(s.AtServer, e.At) {
				return stampWords(s)
			}
		}
	}
	if strings.HasPrefix(e.Verb, "visits.") && to["start"] != "" {
		words += " for " + to["start"]
	}
	return words
}

func stampWords(s jobs.Stamp) string {
	if s.From == "" {
		return "planned a visit"
	}
	return "set the visit to “" + strings.ToLower(statusWords(string(s.To))) + "”"
}

func noteWords(kind string) string {
	switch kind {
	case "call":
		return "noted a call"
	case "message":
		return "noted a message"
	}
	return "wrote a note"
}
