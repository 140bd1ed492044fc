package dispatch

import (
	"fmt"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
)

// visitsOneByOne looks at each visit alone: late, not started, unanswered, put off, without a check-in.
func (w *watch) visitsOneByOne() {
	for _, v := range w.visits {
		start := v.Start.Time()
		leave := start.Add(-time.Duration(v.TravelMin) * time.Minute)
		_, absent := w.absent(v)
		switch {
		case absent || !v.Status.Waiting():
		case v.Late():
			w.add(v, FoundLate, since(start, w.now, longestMin), fmt.Sprintf("Should have begun %s, %s ago", clock.Stamp(start), spell(w.now.Sub(start))))
		case v.TravelMin > 0 && leave.Before(w.now):
			w.add(v, FoundNotStarted, since(leave, w.now, longestMin),
				fmt.Sprintf("Should have left %s: %d min to the start at %s", clock.HM(leave), v.TravelMin, clock.HM(start)))
		}
		allowed := time.Duration(w.company.Policies.AcceptMin) * time.Minute
		if !absent && v.Unanswered(allowed) {
			told := v.ToldAt.Time()
			w.add(v, FoundUnanswered, since(told.Add(allowed), w.now, unansweredMin),
				fmt.Sprintf("Told %s, no answer for %s", clock.Stamp(told), spell(w.now.Sub(told))))
		}
		if text := putOff(v); text != "" {
			w.add(v, FoundWish, wishMin, text)
		}
		if text := unseen(v); text != "" {
			w.add(v, FoundNoCheckIn, noCheckInMin, text)
		}
	}
}

// putOff says what was asked of a visit that went back to the plan; nothing for others.
func putOff(v jobs.Standing) string {
	if v.Status != jobs.Planned || v.Wish.IsZero() && v.Reason == "" {
		return ""
	}
	text := "Put off"
	if !v.Wish.IsZero() {
		text = "The customer asks for " + clock.Stamp(v.Wish.Time())
	}
	return text + because(v.Reason)
}

// unseen says why nothing shows that the technician is where he works; nothing where something does, or he is not there yet.
func unseen(v jobs.Standing) string {
	if v.Status != jobs.Arrived && v.Status != jobs.Working && v.Status != jobs.Paused || v.Verdict == jobs.VerdictFine {
		return ""
	}
	switch fence.Outcome(v.Outcome) {
	case fence.ValidatedInside, fence.SkippedInside, fence.OfficeEntered, fence.SiteUnplaced: // the last can be checked by nobody
		return ""
	case fence.ValidatedOutside, fence.SkippedOutside:
		return "The check-in was elsewhere"
	case fence.Suspicious:
		return "The check-in looks made up"
	case fence.PermissionDenied:
		return "His phone gives no positions"
	case fence.LowAccuracy:
		return "The position was too vague"
	case fence.OfflineUnvalidated, fence.OfflineSkipped:
		return "Checked in without network"
	}
	return "No check-in"
}

// absences puts the visits of those who are not there into one exception for each of their days.
func (w *watch) absences() {
	for _, v := range w.visits {
		t, absent := w.absent(v)
		if !absent {
			continue
		}
		day := clock.DateOf(v.Start.Time())
		key := "off:" + v.Technician + ":" + string(day)
		e := w.found[key]
		if e == nil {
			e = &Exception{
				Key: key, Priority: v.Priority, Technician: v.Technician, Name: v.TechName, Mobile: v.Mobile, Start: v.Start.Time(), Day: day,
				Findings: []Finding{{Kind: FoundAbsent}},
			}
			w.found[key] = e
		}
		e.Visits, e.End, e.Priority = append(e.Visits, v.ID), v.End.Time(), min(e.Priority, v.Priority)
		why := "is off"
		switch {
		case t.OnLeave:
			why = "is on leave" + because(t.LeaveReason)
		case t.Holiday != "":
			why = "is off" + because(t.Holiday)
		}
		visits := "1 visit is planned"
		if len(e.Visits) > 1 {
			visits = fmt.Sprintf("%d visits are planned", len(e.Visits))
		}
		e.Findings[0].Text = fmt.Sprintf("%s %s on %s, and %s", v.TechName, why, day.Short(), visits)
		e.Findings[0].Cost += weigh(int(v.End.Time().Sub(v.Start.Time()).Minutes()), v.Priority, v.Contract != "")
	}
}

// wakeUp is how long before a visit its technician should have begun his day.
const wakeUp = 30 * time.Minute

// mornings looks for technicians who should be on duty and are not.
func (w *watch) mornings() {
	for _, v := range w.visits {
		start, key := v.Start.Time(), "day:"+v.Technician
		_, absent := w.absent(v)
		if absent || !v.Status.Waiting() || clock.DateOf(start) != w.today || start.After(w.now.Add(wakeUp)) || w.found[key] != nil || w.came[v.Technician].Open() {
			continue
		}
		text := fmt.Sprintf("%s has not begun his day; %s starts %s", v.TechName, v.No, clock.HM(start))
		if a := w.came[v.Technician]; !a.End.IsZero() {
			text = fmt.Sprintf("%s ended his day %s; %s starts %s", v.TechName, clock.HM(a.End), v.No, clock.HM(start))
		}
		w.found[key] = &Exception{
			Key: key, Priority: v.Priority, Technician: v.Technician, Name: v.TechName, Mobile: v.Mobile, Start: start, End: v.End.Time(), Day: w.today,
			Visits: []string{v.ID}, Findings: []Finding{{FoundNotCome, text, weigh(notComeMin, v.Priority, v.Contract != "")}},
		}
	}
}

// spell is a length of time as people say it.
func spell(d time.Duration) string {
	n := int(d / time.Minute)
	switch {
	case n < 60:
		return fmt.Sprintf("%d min", n)
	case n < 24*60:
		return fmt.Sprintf("%d h %d min", n/60, n%60)
	case n < 48*60:
		return "a day"
	}
	return fmt.Sprintf("%d days", n/60/24)
}
