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
func RoadMetres(a, b Point) int { return int(math.Round(Metres(a, b) * ByRoad)) }

// What ways by road are reckoned with.
const (
	ByRoad = 1.35 // metres of road for a metre as the crow flies
	Same   = 50   // metres of road under which two places are one
)
