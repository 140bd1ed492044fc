package dispatch

import "doorstep/app/kernel/geo"

// priorTrips is how many trips the assumed speed of an hour counts as, and how many it takes before those made say anything.
const priorTrips = 30

// Used is the speed of the hour that is reckoned with, in metres a minute: the assumed one while there are few trips, then what they
// say, held back by the assumed one as if that were 30 trips of its own.
func (l Learnt) Used() int {
	assumed := geo.UsualHours[l.Hour]
	if l.Trips < priorTrips || l.MetresPerMinute <= 0 {
		return assumed
	}
	// Times are averaged, not speeds: n trips of a minute/m each and 30 of the assumed.
	sum := int64(l.Trips+priorTrips) * int64(l.MetresPerMinute) * int64(assumed)
	by := int64(l.Trips)*int64(assumed) + priorTrips*int64(l.MetresPerMinute)
	return int((sum + by/2) / by)
}

// roadsBy are the roads with what was learnt of them, and of how many trips that is; none where too few were made.
func roadsBy(learnt []Learnt) (geo.Roads, int) {
	hours, trips := geo.UsualHours, 0
	for _, l := range learnt {
		if l.Hour >= 0 && l.Hour < 24 && l.Trips >= priorTrips {
			hours[l.Hour] = l.Used()
			trips += l.Trips
		}
	}
	return geo.NewRoads(hours), trips
}
