package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"doorstep/app/kernel/geo"
)

// place is a PIN code of Pune and what people call it.
type place struct{ pin, name string }

// zone is a service area and its places.
type zone struct {
	name   string
	places []place
}

var zones = []zone{
	{"Kothrud and Warje", []place{{"411038", "Kothrud"}, {"411004", "Erandwane"}, {"411052", "Karve Nagar"}, {"411058", "Warje"}}},
	{"Baner and Aundh", []place{{"411069", "Baner"}, {"411045", "Balewadi"}, {"411067", "Aundh"}, {"411007", "Ganeshkhind"}, {"411021", "Bavdhan"}, {"411008", "Pashan"}}},
	{"Shivajinagar and Peths", []place{{"411005", "Shivajinagar"}, {"411016", "Model Colony"}, {"411030", "Sadashiv Peth"}, {"411002", "Shukrawar Peth"}, {"411011", "Kasba Peth"}}},
	{"Sangvi and Pimpri", []place{{"411027", "Pimple Saudagar"}, {"411061", "Pimple Gurav"}, {"411012", "Dapodi"}, {"411034", "Kasarwadi"}, {"411018", "Pimpri"}}},
	{"Chinchwad and Nigdi", []place{{"411033", "Chinchwad"}, {"411019", "Chinchwad East"}, {"411035", "Akurdi"}, {"411062", "Chikhali"}, {"411026", "Bhosari MIDC"}, {"411039", "Bhosari"}}},
	{"Viman Nagar and Yerawada", []place{{"411014", "Viman Nagar"}, {"411006", "Kalyani Nagar"}, {"411015", "Vishrantwadi"}, {"411032", "Dhanori"}, {"411047", "Lohegaon"}}},
	{"Camp and Koregaon Park", []place{{"411001", "Koregaon Park"}, {"411040", "Wanowrie"}, {"411036", "Mundhwa"}, {"411022", "Fatima Nagar"}}},
	{"Hadapsar and Magarpatta", []place{{"411013", "Magarpatta"}, {"411028", "Hadapsar"}, {"411060", "Mohammadwadi"}, {"412307", "Manjari"}, {"411048", "NIBM Road"}}},
	{"Swargate and Katraj", []place{
		{"411009", "Sahakar Nagar"},
		{"411037", "Bibwewadi"},
		{"411042", "Swargate"},
		{"411043", "Dhankawadi"},
		{"411046", "Katraj"},
		{"411041", "Vadgaon Budruk"},
		{"411051", "Anand Nagar"},
		{"411068", "Nanded City"},
	}},
}

// located checks that the directory knows where every place is.
func located() error {
	for _, z := range zones {
		for _, p := range z.places {
			if pin, ok := geo.FindPin(p.pin); !ok || !pin.Located {
				return fmt.Errorf("the PIN code directory does not know where %s %s is", p.pin, p.name)
			}
		}
	}
	return nil
}

func (z zone) pins() string {
	all := make([]string, len(z.places))
	for i, p := range z.places {
		all[i] = p.pin
	}
	return strings.Join(all, ", ")
}

// near is a point within a kilometre of p, to a ten-thousandth of a degree.
func near(rng *rand.Rand, p geo.Point) geo.Point {
	far, way := 0.0085*math.Sqrt(rng.Float64()), 2*math.Pi*rng.Float64()
	round := func(f float64) float64 { return math.Round(f*1e5) / 1e5 }
	return geo.Point{Lat: round(p.Lat + far*math.Sin(way)), Lng: round(p.Lng + far*math.Cos(way))}
}
