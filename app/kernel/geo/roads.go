package geo

import "math"

// Hours is how many metres of road are made in a minute, in the middle of each hour of the IST day.
type Hours [24]int

// UsualHours are assumed, like the road factor: door to door on a two-wheeler or in a van in a city, 18 km/h in the rushes of 9–11 and
// 17–20, 30 from 22 to 6, 22 otherwise. Planning leaves slack for it.
var UsualHours = Hours{
	500, 500, 500, 500, 500, 500, 367, 367, 367, 300, 300, 367,
	367, 367, 367, 367, 367, 300, 300, 300, 367, 367, 500, 500,
}

// Noon is the hour whose pace is the usual one: what Base tells and Pace is measured by.
const Noon = 12

// Roads reckons how long ways by road take. Between the middles of two hours the pace changes evenly, and who leaves later never
// arrives earlier: the rule of route.Matrix, so that plans and pages agree to the second. The zero Roads goes by UsualHours.
type Roads struct {
	hours Hours
	pace  [24]int64 // by hour, in thousandths of the one at noon
	level bool      // all hours alike
	steep int64     // longer ways could arrive earlier for leaving later, were the pace taken as it is
	top   int64     // the slowest pace
	brief int       // Base of the shortest way that is one
}

// NewRoads is Roads by the hours; one that is not positive counts as usual.
func NewRoads(hours Hours) Roads {
	r := Roads{hours: hours, level: true, steep: math.MaxInt64}
	for h, made := range r.hours {
		if made <= 0 {
			r.hours[h] = UsualHours[h]
		}
	}
	quickest := int64(math.MaxInt64)
	for h, made := range r.hours {
		r.pace[h] = (int64(r.hours[Noon])*1000 + int64(made)/2) / int64(made)
		r.top, quickest = max(r.top, r.pace[h]), min(quickest, r.pace[h])
		r.level = r.level && r.pace[h] == 1000
	}
	for h := range r.pace {
		if drop := r.pace[(h+23)%24] - r.pace[h]; drop > 0 {
			r.steep = min(r.steep, 3_600_000/drop)
		}
	}
	// Three minutes at the usual pace and never two or less, so that whole minutes are always three.
	r.brief = int(max(180, (121*1000+quickest-1)/quickest))
	return r
}

var usual = NewRoads(UsualHours)

func (r *Roads) ready() *Roads {
	if r.top == 0 {
		return &usual
	}
	return r
}

// Hours are the metres a minute that it goes by.
func (r Roads) Hours() Hours { return r.ready().hours }

// Pace is what Base is multiplied by in the middle of each hour, in thousandths, as route.Matrix takes it: all zero where every hour
// is alike.
func (r Roads) Pace() (pace [24]int32) {
	if r := r.ready(); !r.level {
		for h, p := range r.pace {
			pace[h] = int32(p)
		}
	}
	return pace
}

// Base is how many seconds the way from a to b takes at the usual pace. Under 50 metres of road it is the same place: 0. Between
// different places it is at least three minutes, for parking and the stairs. It is 0 too where a position is unknown.
func (r Roads) Base(a, b Point) int {
	if a.Zero() || b.Zero() {
		return 0
	}
	q, metres := r.ready(), Metres(a, b)*ByRoad
	if metres < Same {
		return 0
	}
	return max(q.brief, int(math.Ceil(metres*60/float64(q.hours[Noon]))))
}

// Brief is Base of the shortest way that is one.
func (r Roads) Brief() int { return r.ready().brief }

// BaseOfQuiet is Base for a way that takes so many seconds on empty roads: the pace of the quickest hour. A routing server that knows
// no traffic tells such times.
func (r Roads) BaseOfQuiet(seconds int) int {
	q := r.ready()
	quickest := q.pace[0]
	for _, p := range q.pace {
		quickest = min(quickest, p)
	}
	return max(q.brief, int((int64(seconds)*1000+quickest-1)/quickest))
}

// Seconds is how long a way of that Base takes for who leaves so many seconds after midnight.
func (r Roads) Seconds(base, leave int) int {
	q := r.ready()
	leave = max(0, leave)
	if q.level || base == 0 {
		return base
	}
	at := leave + 1800
	hour, rest := at/3600%24, int64(at%3600)
	before := q.pace[(hour+23)%24]
	took := int64(base) * (before*3600 + (q.pace[hour]-before)*rest) / 3_600_000
	if int64(base) > q.steep {
		return int(q.kept(int64(base), int64(leave), took))
	}
	return int(took)
}

// kept holds a long way to the order of leaving: it arrives no earlier than if it had begun in the middle of an hour before.
func (r *Roads) kept(base, leave, took int64) int64 {
	longest := base * r.top / 1000
	arrive := leave + took
	for middle := (leave+1800)/3600*3600 - 1800; middle >= -1800 && middle+longest > arrive; middle -= 3600 {
		arrive = max(arrive, middle+base*r.pace[((middle+1800)/3600+23)%24]/1000)
	}
	return arrive - leave
}

// Minutes is how long the way from a to b takes for who leaves at the minute of the IST day, rounded up: 0 at the same place and where
// a position is unknown, otherwise at least 3.
func (r Roads) Minutes(a, b Point, leave int) int {
	return (r.Seconds(r.Base(a, b), (leave%1440+1440)%1440*60) + 59) / 60
}
