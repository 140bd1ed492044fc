package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Correction is that the office set a visit's actual times: why, who and when. The stamps still say what phones did.
type Correction struct {
	Reason, By string
	At         time.Time
}

// CorrectTimes sets when a visit really began and, if it has ended, when it did. What its stamps say stays, and so do the times
// of the job, by which its service level was judged.
// Errors: Forbidden; NotFound; Stale; Conflict visit_not_there; Invalid start required, start or end in_future, end required,
// end_before_start, visit_long {hours}, visit_open (an end of one that lasts still), reason required, too_long.
func (s *Service) CorrectTimes(ctx context.Context, visit string, rev int, start, end time.Time, reason string) (Visit, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Visit{}, err
	}
	reason = strings.TrimSpace(reason)
	ctx = act.Begin(ctx, "visits.correct_times", reason)
	var after Visit
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, v, err := findVisit(tx, visit)
		if err != nil {
			return err
		}
		if !v.Status.there() && v.Status != CannotComplete {
			return fault.New(fault.Conflict, "visit_not_there")
		}
		if err := checkTimes(v, start, end, reason); err != nil {
			return err
		}
		v.ActualStart, v.ActualEnd = start, end
		v.Correction = Correction{Reason: reason, By: act.From(ctx).Name, At: clock.Now()}
		after, err = saveVisit(ctx, tx, r, v, rev)
		return err
	})
	return after, err
}

// checkTimes says what is wrong with the times as somebody corrects them.
func checkTimes(v Visit, start, end time.Time, reason string) error {
	const longest = catalog.DurationMost * time.Minute
	now, over := clock.Now(), v.Status.Ended()
	var check fault.Check
	check.Need(!start.IsZero(), "start")
	check.That(!start.After(now), fault.Field("start", "in_future"))
	check.Need(!over || !end.IsZero(), "end")
	check.That(over || end.IsZero(), fault.Field("end", "visit_open"))
	if !start.IsZero() && over && !end.IsZero() {
		check.That(!end.After(now), fault.Field("end", "in_future"))
		check.That(!end.Before(start), fault.Field("end", "end_before_start"))
		check.That(end.Sub(start) <= longest, fault.Field("end", "visit_long", "hours", int(longest.Hours())))
	}
	check.Need(reason != "", "reason")
	check.That(len([]rune(reason)) <= 300, fault.Field("reason", "too_long"))
	return check.Err()
}
