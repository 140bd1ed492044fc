// Package fence judges a position against a place: which of the outcomes of a check-in it is, and how much about it looks made up.
//
// Owns: outcomes, the rule that gives one, the signals of a faked position and their score.
// Does not own: positions and visits (people, jobs), what a person makes of a score. A judgement never blocks work.
package fence

import (
	"math"
	"time"

	"doorstep/app/kernel/geo"
)

// Outcome is what a check-in came to. The words follow ServiceNow's; low_accuracy, permission_denied, site_unplaced and
// suspicious are ours.
type Outcome string

const (
	ValidatedInside    Outcome = "validated_inside"    // his position was within the circle
	ValidatedOutside   Outcome = "validated_outside"   // it was not
	SkippedInside      Outcome = "skipped_inside"      // he gave none, but was seen within the circle shortly before
	SkippedOutside     Outcome = "skipped_outside"     // he gave none, and was seen elsewhere shortly before, or not at all
	OfflineUnvalidated Outcome = "offline_unvalidated" // made without network, with a position that is yet to be judged
	OfflineSkipped     Outcome = "offline_skipped"     // made without network and without a position
	OfficeEntered      Outcome = "office_entered"      // the office entered it for him
	LowAccuracy        Outcome = "low_accuracy"        // the position is vaguer than the circle
	PermissionDenied   Outcome = "permission_denied"   // his phone or he does not give positions
	SiteUnplaced       Outcome = "site_unplaced"       // nobody knows where the site is
	Suspicious         Outcome = "suspicious"          // enough signals of a faked position; a person is to look
)

// Outcomes lists them in the order in which they are shown.
var Outcomes = []Outcome{
	ValidatedInside, ValidatedOutside, LowAccuracy, Suspicious, PermissionDenied, SkippedInside, SkippedOutside,
	OfflineUnvalidated, OfflineSkipped, SiteUnplaced, OfficeEntered,
}

// RadiusLeast is the smallest circle in metres; RadiusUsual is that of a site which names none.
const (
	RadiusLeast = 8
	RadiusUsual = 100
)

// AccuracyMost is the vaguest position in metres that means anything at all.
const AccuracyMost = 100_000

// Fresh is how long a position before a check-in still says where somebody is.
const Fresh = 10 * time.Minute

// Fix is a position as a phone gave it: accuracy is the radius in metres within which it is meant to lie.
type Fix struct {
	geo.Point
	AccuracyM int
	At        time.Time
}

// Sound reports whether a fix is a place on earth with an accuracy that means something. What is not is a mistake or a lie.
func (f Fix) Sound() bool {
	return math.Abs(f.Lat) <= 90 && math.Abs(f.Lng) <= 180 && f.AccuracyM >= 0 && f.AccuracyM <= AccuracyMost
}

// Usable reports whether a fix is sound and says anything: the zero Point is where phones without a position think they are.
func (f Fix) Usable() bool { return f.Sound() && !f.Zero() }

// CheckIn is what is known of a check-in. Fix is nil if none came with it; Last is the newest position of the trail
// that is not younger than the check-in, nil if there is none. All times are by one clock.
type CheckIn struct {
	At      time.Time
	Fix     *Fix
	Last    *Fix
	Denied  bool // the phone or its owner gives no positions, or he gave no consent
	Offline bool // it was made without network
	Office  bool // the office entered it
	Site    geo.Point
	RadiusM int // 0 takes RadiusUsual
	Score   int // of Signals
}

// Judgement is an outcome with the figures it rests on. First is what it was before it reached the server, if it was made
// offline, and what it would have been without the score, if it is suspicious; otherwise the same as Outcome.
// DistanceM is -1 where it is not known.
type Judgement struct {
	Outcome, First Outcome
	DistanceM      int
	RadiusM        int
}

// Radius is the circle in metres that counts for a site which names m.
func Radius(m int) int {
	if m <= 0 {
		return RadiusUsual
	}
	return max(m, RadiusLeast)
}

// Judge gives the outcome of a check-in. With a position: inside where the circle of its accuracy, not being wider than the
// fence, touches the fence; outside where it does not; low_accuracy where it is wider than the fence and touches it. A position
// that is no place on earth, or older or younger than the check-in by more than Fresh, counts as none. Without a position, the
// trail says where he was. A score from ReviewFrom on makes suspicious whatever rests on a position.
func Judge(c CheckIn) Judgement {
	j := Judgement{DistanceM: -1, RadiusM: Radius(c.RadiusM)}
	if c.Office {
		j.Outcome, j.First = OfficeEntered, OfficeEntered
		return j
	}
	fix := c.current(c.Fix)
	var rests bool // on a position
	j.Outcome, j.DistanceM, rests = c.outcome(fix, j.RadiusM)
	j.First = j.Outcome
	if c.Offline {
		switch {
		case fix != nil:
			j.First = OfflineUnvalidated
		case !c.Denied:
			j.First = OfflineSkipped
		}
	}
	if rests && c.Score >= ReviewFrom {
		j.Outcome = Suspicious
	}
	return j
}

// outcome is what the check-in is by its places alone.
func (c CheckIn) outcome(fix *Fix, radius int) (o Outcome, metres int, rests bool) {
	switch {
	case fix == nil && c.Denied:
		return PermissionDenied, -1, false
	case !(Fix{Point: c.Site}).Usable():
		return SiteUnplaced, -1, fix != nil
	case fix != nil:
		o, metres = within(*fix, c.Site, radius)
		return o, metres, true
	}
	last := c.current(c.Last)
	switch {
	case last == nil && c.Offline:
		return OfflineSkipped, -1, false
	case last == nil:
		return SkippedOutside, -1, false
	}
	if o, metres = within(*last, c.Site, radius); o == ValidatedInside {
		return SkippedInside, metres, true
	}
	return SkippedOutside, metres, true
}

// current is the fix if it says where he was at the check-in, or else nil. One without a time is taken to be of that moment.
func (c CheckIn) current(f *Fix) *Fix {
	if f == nil || !f.Usable() || !f.At.IsZero() && !c.At.IsZero() && c.At.Sub(f.At).Abs() > Fresh {
		return nil
	}
	return f
}

// within compares a fix with the circle around a place.
func within(f Fix, site geo.Point, radius int) (Outcome, int) {
	metres := int(math.Round(geo.Metres(f.Point, site)))
	switch {
	case metres-f.AccuracyM > radius:
		return ValidatedOutside, metres
	case f.AccuracyM > radius:
		return LowAccuracy, metres
	}
	return ValidatedInside, metres
}
