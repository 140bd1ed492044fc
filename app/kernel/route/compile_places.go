package route

import (
	"cmp"
	"math"
	"slices"
)

// tooFar is a way that nobody goes within a day. Half the room for ways is half the misses of the processor's cache, and those are
// what the search waits for.
const tooFar = math.MaxUint16

// layPlaces copies the ways between the places of the day, both directions, so that an insertion reads two rows and not two columns.
// The last place is nowhere: going there takes no time. Places near each other get numbers near each other; then what a move reads
// lies together.
func (m *model) layPlaces() {
	n := m.p.Travel.N
	m.placeOf = make([]int32, n)
	for i := range m.placeOf {
		m.placeOf[i] = None
	}
	m.collectPlaces()
	m.divide(m.placeWas)
	for i, p := range m.placeWas {
		m.placeOf[p] = int32(i)
	}
	w := len(m.placeWas) + 1
	m.places = int32(w)
	m.to = make([]uint16, w*w)
	for a, pa := range m.placeWas {
		row := m.p.Travel.Seconds[int(pa)*n : int(pa+1)*n]
		for b, pb := range m.placeWas {
			m.to[a*w+b] = uint16(min(row[pb], tooFar))
		}
	}
	m.turn()
}

// turn lays the ways in the other direction.
func (m *model) turn() {
	if m.mirrored() {
		m.from = m.to
		return
	}
	w := int(m.places)
	m.from = make([]uint16, w*w)
	const block = 32
	for i := 0; i < w; i += block {
		for j := 0; j < w; j += block {
			for a := i; a < min(i+block, w); a++ {
				for b := j; b < min(j+block, w); b++ {
					m.from[b*w+a] = m.to[a*w+b]
				}
			}
		}
	}
}

func (m *model) collectPlaces() {
	see := func(place int) {
		if place != None && m.placeOf[place] == None {
			m.placeOf[place] = 0
			m.placeWas = append(m.placeWas, int32(place))
		}
	}
	for i := range m.p.Technicians {
		see(m.p.Technicians[i].Start)
		see(m.p.Technicians[i].End)
	}
	for i := range m.p.Visits {
		see(m.p.Visits[i].Place)
	}
}

// divide sorts places so that near ones come together: halves along the direction of two far ones, and halves of these.
func (m *model) divide(places []int32) {
	const few = 4
	if len(places) <= few {
		return
	}
	n, ways := m.p.Travel.N, m.p.Travel.Seconds
	a := m.farthest(places, places[0])
	b := m.farthest(places, a)
	slices.SortStableFunc(places, func(x, y int32) int {
		return cmp.Compare(ways[int(a)*n+int(x)]-ways[int(b)*n+int(x)], ways[int(a)*n+int(y)]-ways[int(b)*n+int(y)])
	})
	m.divide(places[:len(places)/2])
	m.divide(places[len(places)/2:])
}

func (m *model) farthest(places []int32, from int32) int32 {
	row := m.p.Travel.Seconds[int(from)*m.p.Travel.N:]
	far := places[0]
	for _, p := range places {
		if row[p] > row[far] {
			far = p
		}
	}
	return far
}

// mirrored says whether each way back takes what the way there takes.
func (m *model) mirrored() bool {
	n := int(m.places)
	for a := range n {
		for b := range a {
			if m.to[a*n+b] != m.to[b*n+a] {
				return false
			}
		}
	}
	return true
}
