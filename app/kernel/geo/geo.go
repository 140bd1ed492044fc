// Package geo knows places: positions, distances, travel times and the PIN codes of India.
//
// Owns: the PIN code directory, distance as the crow flies and by road, how long a drive takes at an hour.
// Does not own: real road networks, where people are now (people, sync).
//
// The directory is pincodes.csv.gz: the India Post all-India PIN code directory as published on data.gov.in under the Government
// Open Data License - India (GODL-India), reduced to one row a PIN code; its position is the median of its located post offices,
// blank where none was plausible.
package geo

import "math"

// Point is a position in degrees. The zero Point means unknown.
type Point struct{ Lat, Lng float64 }

// Zero says whether the position is unknown.
func (p Point) Zero() bool { return p == Point{} }

// Valid says whether it lies in the box around India: 6–38° N, 68–98° E.
func (p Point) Valid() bool {
	return p.Lat >= 6 && p.Lat <= 38 && p.Lng >= 68 && p.Lng <= 98
}

const earthRadius = 6_371_008.8 // metres, mean

// Metres is the distance as the crow flies (haversine).
func Metres(a, b Point) float64 {
	const rad = math.Pi / 180
	lat := math.Sin((b.Lat - a.Lat) * rad / 2)
	lng := math.Sin((b.Lng - a.Lng) * rad / 2)
	h := lat*lat + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*lng*lng
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}

// RoadMetres estimates the way by road as 1.35 times the crow's. Published detour factors of cities lie between 1.2 and 1.5;
// 1.35 is this project's assumption for Indian cities, not a measurement. Rivers and railway lines can make it far longer.
func RoadMetres(a, b Point) int { return int(math.Round(Metres(a, b) * 1.35)) }

// kmh is the assumed door-to-door speed of a two-wheeler or van in a city, by hour of the IST day: 18 in the rushes of
// 9–11 and 17–20, 30 from 22 to 6, 22 otherwise. Assumed, like the road factor; planning leaves slack for it.
var kmh = [24]int{
	30, 30, 30, 30, 30, 30, 22, 22, 22, 18, 18, 22,
	22, 22, 22, 22, 22, 18, 18, 18, 22, 22, 30, 30,
}

// Minutes is how long roadMetres take when leaving at minuteOfDay (IST), rounded up. Under 50 metres it is the same place: 0.
// Between different places it is at least 3, for parking and the stairs.
func Minutes(roadMetres, minuteOfDay int) int {
	if roadMetres < 50 {
		return 0
	}
	hour := (minuteOfDay/60%24 + 24) % 24
	perHour := kmh[hour] * 1000
	return max(3, (roadMetres*60+perHour-1)/perHour)
}
