package jobs

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Answered is the answer to one check of the checklist. Value is as typed: "yes" for a tick, "no" to take it away, a number
// with at most three decimals, text. Result is pass, fail or na for a pass_fail check, whose Value may say more.
type Answered struct {
	Visit, Check, Asset string // Asset is for readings: the machine; empty takes the job's only one
	Value, Result       string
	Confirmed           bool // a reading lower than the last one is right
	Mark                Mark
}

// Check keeps the answer to a check; another answer replaces it, and the audit log keeps the first. The answer to a photo check
// is its photo. Errors: Forbidden; NotFound, also for a check that is not of this job; Invalid value required, number_bad,
// too_long, check_photo; result required; asset required; Confirm reading_lower {before}; Conflict visit_ended, visit_unsent.
func (s *Service) Check(ctx context.Context, in Answered) (Given, error) {
	ctx = act.Begin(ctx, "visits.check", "")
	var kept Given
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		v, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(job.Checklist, func(c Check) bool { return c.ID == in.Check })
		if at < 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		g, err := in.read(job.Checklist[at])
		if err != nil {
			return err
		}
		if g.Asset, err = job.machine(in.Asset, g.Kind == "reading"); err != nil {
			return err
		}
		if g.Kind != "reading" && in.Asset == "" {
			g.Asset = ""
		}
		if err := in.compare(ctx, tx, v, &g); err != nil {
			return err
		}
		kept, err = keepAnswer(ctx, tx, job.ID, g, in.Mark)
		return err
	})
	return kept, err
}

// read is the answer that the check's kind takes.
func (in Answered) read(c Check) (Given, error) {
	g := Given{Visit: in.Visit, Check: c.ID, Text: c.Text, Kind: c.Kind, Value: strings.TrimSpace(in.Value), Before: -1}
	switch c.Kind {
	case "photo":
		return g, fault.Field("value", "check_photo")
	case "pass_fail":
		if !slices.Contains([]string{"pass", "fail", "na"}, in.Result) {
			return g, fault.Field("result", "required")
		}
		g.Result = in.Result
		return g, nil
	case "tick":
		if g.Value != "yes" && g.Value != "no" {
			return g, fault.Field("value", "required")
		}
	case "number", "reading":
		if g.Value == "" {
			return g, fault.Field("value", "required")
		}
		var ok bool
		if g.Milli, ok = parseMilli(g.Value); !ok {
			return g, fault.Field("value", "number_bad")
		}
	default:
		if g.Value == "" {
			return g, fault.Field("value", "required")
		}
	}
	return g, nil
}

// compare holds a reading against the machine's last one.
func (in Answered) compare(ctx context.Context, tx core.App, v Visit, g *Given) error {
	if g.Kind != "reading" || g.Asset == "" {
		return nil
	}
	before, ok, err := readingBefore(ctx, tx, g.Asset, g.Check, v.ID, in.Mark.moment())
	if err != nil || !ok {
		return err
	}
	g.Before, g.Lower = before, g.Milli < before
	if g.Lower && !in.Confirmed {
		return fault.Warn("value", "reading_lower", "before", milliText(before))
	}
	return nil
}

// keepAnswer stores the answer in the place of the one before. A follow-up job stays with the check it was made of.
func keepAnswer(ctx context.Context, tx core.App, job string, g Given, m Mark) (Given, error) {
	r, err := oneOf(ctx, tx, "answers", dbx.HashExp{"visit": g.Visit, "check": g.Check, "asset": g.Asset})
	if err != nil {
		return g, err
	}
	if r == nil {
		if r, err = txn.New(tx, "answers"); err != nil {
			return g, err
		}
	}
	g.FollowUp = r.GetString("follow_up")
	g.write(r, job)
	writeSeen(ctx, r, m)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return g, err
	}
	return readGiven(r), nil
}

// Before is the machine's last reading of the check before this visit, in thousandths; ok is false if there is none.
// Errors: NotFound, also for another's visit.
func (s *Service) Before(ctx context.Context, asset, check, visit string) (milli int64, ok bool, err error) {
	v, err := s.Visit(ctx, visit)
	if err != nil {
		return 0, false, err
	}
	until := v.ActualEnd
	if until.IsZero() {
		until = clock.Now()
	}
	return readingBefore(ctx, s.app, asset, check, visit, until)
}

func readingBefore(ctx context.Context, app core.App, asset, check, visit string, until time.Time) (int64, bool, error) {
	var last []int64
	err := app.ConcurrentDB().NewQuery("SELECT milli FROM answers WHERE asset = {:asset} AND `check` = {:check} AND kind = 'reading'" +
		" AND visit != {:visit} AND at_device <= {:until} ORDER BY at_device DESC LIMIT 1").
		Bind(dbx.Params{"asset": asset, "check": check, "visit": visit, "until": txn.Instant(until).String()}).WithContext(ctx).Column(&last)
	if err != nil || len(last) == 0 {
		return 0, false, err
	}
	return last[0], true, nil
}

// parseMilli reads a number of at most nine digits before the point and three behind it, "-5.25", as thousandths.
func parseMilli(s string) (int64, bool) {
	bare, minus := strings.CutPrefix(s, "-")
	whole, part, dotted := strings.Cut(bare, ".")
	if whole == "" || len(whole) > 9 || len(part) > 3 || dotted && part == "" {
		return 0, false
	}
	digits := whole + part + "000"[len(part):]
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if minus {
		n = -n
	}
	return n, err == nil
}

// milliText prints thousandths as parseMilli reads them.
func milliText(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest != 0 {
		text += "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	return sign + text
}
