package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/txn"
)

// What a check-in marks.
const (
	CheckedIn  = "in"
	CheckedOut = "out"
)

// What a person makes of a check-in.
const (
	VerdictFine = "fine" // there is an explanation
	VerdictTalk = "talk" // somebody talks with the technician
)

// CheckIn is how an arrival (or, with What "out", an end) was judged. It never kept anybody from working.
// AtDevice is when it was done, brought to the server's clock; AtServer is when it came here.
type CheckIn struct {
	ID, Job, Visit, Technician, TechName string
	No, Customer                         string // of the job, for lists
	What                                 string // "in" or "out"
	Outcome, First                       fence.Outcome
	Offline                              bool
	DistanceM, RadiusM, AccuracyM        int // -1 where unknown
	Lat, Lng                             float64
	Score                                int
	Signals                              []fence.Signal
	AtDevice, AtServer                   time.Time
	Source, ByName                       string
	Verdict, VerdictNote, VerdictBy      string // "fine" or "talk"; empty until reviewed
}

// lookBack is how far back check-ins at other sites and users of a device count.
const lookBack = 30 * 24 * time.Hour

// checkIn judges and records where the technician was when he arrived or ended; other steps, and going back to the arrival after
// a mis-tap, record nothing. A check-in by mistake stays. Errors are those of storage.
// It is called within the transaction of the step.
func (s *Service) checkIn(ctx context.Context, tx core.App, v Visit, from VisitStatus, m Mark) error {
	what := CheckedOut
	switch {
	case v.Status == Arrived && from != Working:
		what = CheckedIn
	case v.Status != Done && v.Status != Partial && v.Status != CannotComplete:
		return nil
	}
	m, err := s.lawful(ctx, v.Technician, m)
	if err != nil {
		return err
	}
	_, job, err := findJob(tx, v.Job)
	if err != nil {
		return err
	}
	site, err := s.customers.SiteByID(ctx, job.Site)
	if err != nil {
		return err
	}
	// What the office enters for a technician carries no device; what it lets in from a phone does.
	in := fence.CheckIn{
		At: m.moment(), Fix: m.Fix, Denied: m.Denied, Offline: m.Offline, Office: act.From(ctx).Role != act.Technician && m.Device == "",
		Site: site.At, RadiusM: site.FenceM,
	}
	var found []fence.Signal
	if !in.Office {
		trace, err := s.trace(ctx, v, site.ID, in, m)
		if err != nil {
			return err
		}
		if n := len(trace.Trail); n > 0 {
			in.Last = &trace.Trail[n-1]
		}
		trace.Moved = trace.Moved && what == CheckedIn
		in.Score, found = fence.Signals(trace)
	}
	j := fence.Judge(in)
	c := CheckIn{
		Job: v.Job, Visit: v.ID, Technician: v.Technician, What: what, Outcome: j.Outcome, First: j.First, Offline: m.Offline,
		DistanceM: j.DistanceM, RadiusM: j.RadiusM, Score: in.Score, Signals: found,
	}
	_, err = create(ctx, tx, "checkins", func(r *core.Record) { c.write(ctx, r, m) })
	return err
}

// trace gathers what signals are looked for in: the trail of the day, earlier check-ins at sites elsewhere, the way to the
// visit, and who used the device.
func (s *Service) trace(ctx context.Context, v Visit, site string, in fence.CheckIn, m Mark) (fence.Trace, error) {
	t := fence.Trace{Fix: m.Fix, Site: in.Site}
	if t.Fix != nil && t.Fix.At.IsZero() {
		fix := *t.Fix
		fix.At = in.At
		t.Fix = &fix
	}
	consent, err := s.staff.ConsentOf(ctx, v.Technician)
	if err != nil {
		return t, err
	}
	if consent.Given {
		if t.Trail, err = s.staff.Trail(ctx, v.Technician, clock.DateOf(in.At).Start(), in.At); err != nil {
			return t, err
		}
	}
	if t.Earlier, err = s.checkedInElsewhere(ctx, v.Technician, site, in.Site, in.At.Add(-lookBack)); err != nil {
		return t, err
	}
	if t.TravelAt, err = s.travelledAt(ctx, v.ID); err != nil {
		return t, err
	}
	t.Moved = !t.TravelAt.IsZero()
	t.Users, err = s.usersOf(ctx, m.Device, clock.Now().Add(-lookBack))
	return t, err
}

// CheckIns lists check-ins that came here on the days, both included, newest first, at most 500; only suspicious and unreviewed
// ones if review is set. Errors: Forbidden without See.
func (s *Service) CheckIns(ctx context.Context, from, to clock.Date, review bool) ([]CheckIn, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return s.checkInsBetween(ctx, from, to, review)
}

// Review records what a person makes of a check-in: VerdictFine or VerdictTalk, with a note. Nothing else follows from it.
// Errors: Forbidden; NotFound; Invalid verdict, note too_long; Conflict reviewed.
func (s *Service) Review(ctx context.Context, id, verdict, note string) error {
	if err := act.Require(ctx, ReviewCheckIns); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	var check fault.Check
	check.That(verdict == VerdictFine || verdict == VerdictTalk, fault.Field("verdict", "invalid"))
	check.That(len([]rune(note)) <= 300, fault.Field("note", "too_long"))
	if err := check.Err(); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "checkins.review", note)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "checkins", id)
		if err != nil {
			return err
		}
		if r.GetString("verdict") != "" {
			return fault.New(fault.Conflict, "reviewed", "by", r.GetString("verdict_by"))
		}
		r.Load(map[string]any{
			"verdict": verdict, "verdict_note": note, "verdict_by": act.From(ctx).Name, "verdict_at": txn.Instant(clock.Now()),
		})
		return txn.Save(ctx, tx, r, 0)
	})
}
