package fence

import (
	"math"
	"time"

	"doorstep/app/kernel/geo"
)

// Signal is one thing that, with others, suggests a faked position. Code is the key of its words, "signal."+Code; Params fill them.
type Signal struct {
	Code   string         `json:"code"` // one of Codes
	Weight int            `json:"weight"`
	Params map[string]any `json:"params,omitempty"`
}

// Codes of signals, and what fills their words.
const (
	ConstantAccuracy = "constant_accuracy" // n fixes, metres
	ImpossibleSpeed  = "impossible_speed"  // kmh
	SameCoordinates  = "same_coordinates"  // n other sites
	NoMovement       = "no_movement"       // minutes, metres to the site
	SharedDevice     = "shared_device"     // n people
)

// Codes lists them.
var Codes = []string{ConstantAccuracy, ImpossibleSpeed, SameCoordinates, NoMovement, SharedDevice}

// Trace is what signals are looked for in: the check-in's own fix, the technician's trail of the day in order of time, his
// check-ins of late at other sites, and how many people used his device. All times are by one clock.
type Trace struct {
	Fix      *Fix
	Site     geo.Point // the zero Point where unknown
	Trail    []Fix
	Earlier  []Fix // a check-in's position for each of his other sites, newest first
	Moved    bool  // the visit was travelled to, so that movement is to be expected
	TravelAt time.Time
	Users    int // people who used the device within thirty days
}

// ReviewFrom is the score from which a person should look.
const ReviewFrom = 60

// Weights: together they reach ReviewFrom in twos, but for the shared device, which needs same coordinates or two others.
const (
	weightConstant = 30
	weightSpeed    = 60
	weightSame     = 40
	weightStill    = 30
	weightShared   = 20
)

// What counts as each signal. Phones round their accuracy, so that some fixes alike are usual, many over a way are not; a
// position may jump by more than its accuracy says, so that a short jump is no speed; who taps "travel" and waits for the lift
// has not moved yet, so that standing still counts only up to a moment before he arrived far away.
const (
	constantFixes = 6
	constantOver  = 10 * time.Minute
	constantWay   = 100 // metres
	fastest       = 150 // km/h
	jump          = 300 // metres
	stillFixes    = 3
	stillOver     = 5 * time.Minute
	stillUntil    = 3 * time.Minute // before the end of the trail
	stillWithin   = 30              // metres
	stillFrom     = 500             // metres to the site
	sameSites     = 2
)

// Signals finds what suggests a faked position, and the score from 0 to 100: the sum of the weights, one alone never reaching
// ReviewFrom but for impossible speed. Fixes that are no place on earth are left out.
func Signals(t Trace) (score int, found []Signal) {
	way := usable(t.Trail)
	if t.Fix != nil && t.Fix.Usable() && !t.Fix.At.IsZero() {
		way = append(way, *t.Fix)
	}
	add := func(code string, weight int, params map[string]any) {
		found = append(found, Signal{code, weight, params})
		score = min(100, score+weight)
	}
	if kmh := speed(way); kmh > fastest {
		add(ImpossibleSpeed, weightSpeed, map[string]any{"kmh": kmh})
	}
	if n, metres := constant(way); n > 0 {
		add(ConstantAccuracy, weightConstant, map[string]any{"n": n, "metres": metres})
	}
	if n := t.same(); n >= sameSites {
		add(SameCoordinates, weightSame, map[string]any{"n": n})
	}
	if minutes, metres := t.still(); minutes > 0 {
		add(NoMovement, weightStill, map[string]any{"minutes": minutes, "metres": metres})
	}
	if t.Users > 1 {
		add(SharedDevice, weightShared, map[string]any{"n": t.Users})
	}
	return score, found
}

func usable(all []Fix) []Fix {
	kept := make([]Fix, 0, len(all)+1)
	for _, f := range all {
		if f.Usable() && !f.At.IsZero() {
			kept = append(kept, f)
		}
	}
	return kept
}

// speed is the greatest speed in km/h between neighbours of the way that lie further apart than their accuracies and a jump
// explain; 0 where none do. It is counted over what the accuracies leave, and over a second at least.
func speed(way []Fix) int {
	top := 0.0
	for i := 1; i < len(way); i++ {
		a, b := way[i-1], way[i]
		metres := geo.Metres(a.Point, b.Point) - float64(a.AccuracyM) - float64(b.AccuracyM)
		if metres <= jump {
			continue
		}
		top = max(top, metres/max(1, b.At.Sub(a.At).Abs().Seconds())*3.6)
	}
	return int(math.Round(min(top, 99_999)))
}

// constant finds the longest stretch of the way on which all fixes claim the very same accuracy though it leads somewhere:
// how many fixes, and the accuracy. 0 where none is long enough.
func constant(way []Fix) (n, metres int) {
	for from := 0; from < len(way); {
		to, far := from+1, 0.0
		for to < len(way) && way[to].AccuracyM == way[from].AccuracyM {
			far = max(far, geo.Metres(way[from].Point, way[to].Point))
			to++
		}
		if to-from >= constantFixes && to-from > n && far > constantWay && way[to-1].At.Sub(way[from].At) > constantOver {
			n, metres = to-from, way[from].AccuracyM
		}
		from = to
	}
	return n, metres
}

// same is how many of the other sites had the check-in's position to six decimals, a hand's breadth.
func (t Trace) same() int {
	if t.Fix == nil || !t.Fix.Usable() {
		return 0
	}
	n := 0
	for _, e := range t.Earlier {
		if micro(e.Lat) == micro(t.Fix.Lat) && micro(e.Lng) == micro(t.Fix.Lng) {
			n++
		}
	}
	return n
}

func micro(degrees float64) int64 { return int64(math.Round(degrees * 1e6)) }

// still is for how many minutes of the way to a site far off the phone stood in one place until it was said to be there, and how
// far off that is; 0 where it moved, or was not seen often enough to tell. The check-in's own position does not count: a phone
// that stood still and is suddenly there is what this looks for.
func (t Trace) still() (minutes, metres int) {
	if !t.Moved || t.TravelAt.IsZero() || t.Fix == nil || t.Fix.At.IsZero() || !(Fix{Point: t.Site}).Usable() {
		return 0, 0
	}
	var way []Fix
	for _, f := range usable(t.Trail) {
		if !f.At.Before(t.TravelAt) && f.At.Before(t.Fix.At) {
			way = append(way, f)
		}
	}
	if len(way) < stillFixes {
		return 0, 0
	}
	first, last := way[0], way[len(way)-1]
	stood := last.At.Sub(first.At)
	if stood < stillOver || t.Fix.At.Sub(last.At) > stillUntil {
		return 0, 0
	}
	for _, f := range way {
		if geo.Metres(first.Point, f.Point) > stillWithin {
			return 0, 0
		}
	}
	if metres = int(math.Round(geo.Metres(first.Point, t.Site))); metres <= stillFrom {
		return 0, 0
	}
	return int(stood.Minutes()), metres
}
