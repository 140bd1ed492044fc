package office

import (
	"fmt"
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
)

var proposalKinds = map[dispatch.ProposalKind]string{dispatch.DayPlan: "Day plan", dispatch.Emergency: "Emergency", dispatch.Repair: "Repair"}

var proposalCauses = map[dispatch.Cause]string{
	dispatch.Asked: "Somebody asked for it", dispatch.ByClock: "The set hour came", dispatch.CauseEmergency: "A P1 job was taken in",
	dispatch.CauseOverrun: "A visit takes longer than planned", dispatch.CauseLate: "A technician has not come", dispatch.CauseCancelled: "A visit fell out",
	dispatch.CauseAbsent: "A technician is away", dispatch.CauseRejected: "A technician said no",
}

var proposalStates = map[dispatch.ProposalState]struct{ tone, word string }{
	dispatch.Open: {"warn", "Waits for a yes"}, dispatch.Applied: {"good", "Applied"}, dispatch.Part: {"info", "Partly applied"},
	dispatch.Discarded: {"faint", "Discarded"}, dispatch.Outdated: {"faint", "Overtaken"},
}

// measureRow is one number of a plan before and after it.
type measureRow struct {
	name, about    string
	before, after  string
	change         string
	tone           string // good, bad or empty
	changeInDetail string // the change for readers: "12 min less"
}

// measureRows sets a plan beside what stands now.
func measureRows(before, after dispatch.Measure) []measureRow {
	count := func(n int) string { return strconv.Itoa(n) }
	rows := []measureRow{
		measureOf("Visits planned", "of the day, on the board", before.Visits, after.Visits, count, true),
		measureOf("Not planned", "jobs that nobody goes to", before.Unserved, after.Unserved, count, false),
		measureOf("Travel", "all technicians, from home to the last stop", before.TravelMin, after.TravelMin, minutesWords, false),
		measureOf("Overtime", "past the end of the shifts", before.OvertimeMin, after.OvertimeMin, minutesWords, false),
		measureOf("Lateness", "past promise or due time on this day; of jobs nobody goes to, until midnight", before.LateMin, after.LateMin, minutesWords, false),
		measureOf("Promises moved", "customers who are told another time", before.PromisesMoved, after.PromisesMoved, count, false),
	}
	return append(rows, measureOf("Change of technician", "visits that somebody else makes", before.Technicians, after.Technicians, count, false))
}

func measureOf(name, about string, before, after int, words func(int) string, more bool) measureRow {
	r := measureRow{name: name, about: about, before: words(before), after: words(after), change: "–", changeInDetail: "as before"}
	if d := after - before; d > 0 {
		r.change, r.changeInDetail = "+"+words(d), words(d)+" more"
		r.tone = map[bool]string{true: "good", false: "bad"}[more]
	} else if d < 0 {
		r.change, r.changeInDetail = "−"+words(-d), words(-d)+" less"
		r.tone = map[bool]string{true: "bad", false: "good"}[more]
	}
	return r
}

// minutesWords is a sum of minutes that people can add up: "7 h 5 min".
func minutesWords(n int) string {
	if n < 60 {
		return strconv.Itoa(n) + " min"
	}
	return fmt.Sprintf("%d h %d min", n/60, n%60)
}

// placedWords is a place in somebody's day: "Ravi Pawar 10:00–11:00".
func placedWords(s dispatch.Slot) string {
	return s.Name + " " + clock.HM(s.Start) + "–" + clock.HM(s.End)
}

// oldWords is where a visit stood; with the technician only where it goes to another.
func oldWords(m dispatch.Move) string {
	if m.From.Technician != m.To.Technician {
		return placedWords(m.From)
	}
	return clock.HM(m.From.Start) + "–" + clock.HM(m.From.End)
}

// promisedWords is the window that was promised; empty where nothing was.
func promisedWords(m dispatch.Move) string {
	from, err1 := time.Parse(time.RFC3339, m.Promised[0])
	to, err2 := time.Parse(time.RFC3339, m.Promised[1])
	if err1 != nil || err2 != nil {
		return ""
	}
	return windowWords(from, to)
}

// moveHref is the page of the visit, or of the job that has none yet.
func moveHref(m dispatch.Move) string {
	if m.Visit != "" {
		return "/office/visits/" + m.Visit
	}
	return "/office/jobs/" + m.Job
}

func noteTone(s dispatch.ProposalState) string {
	if s == dispatch.Applied {
		return "good"
	}
	return "info"
}

func countMoves(n int) string { return counted(n, "move", "moves") }

// decisionWords says who or what decided, and when.
func decisionWords(p dispatch.Proposal) string {
	by := p.DecidedBy
	if p.ByRule {
		by = "the company’s rule"
	}
	if by == "" {
		return clock.Stamp(p.DecidedAt)
	}
	return "by " + by + ", " + clock.Stamp(p.DecidedAt)
}
