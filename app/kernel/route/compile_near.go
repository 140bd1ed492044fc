package route

import (
	"math"
	"slices"
	"sync"
)

// nearest is how many tasks each knows around it, for ruins.
const nearest = 150

// granular is how many are tried on either side of a task that is put back, in the fast model.
const granular = 24

// nobody ends a list of neighbours.
const nobody = math.MaxUint16

// beside is a task that may stand next to another, and what the way between them takes.
type beside struct{ id, way uint16 }

// layNear lists by task who is near, for ruins by the way alone, for insertions of the fast model also by the wait that the windows
// force (Vidal et al. 2013).
func (m *model) layNear() {
	m.near = make([][]int32, m.tasks)
	if m.fast {
		m.beside = make([]beside, m.tasks*2*granular)
	}
	var wait sync.WaitGroup
	const hands = 2
	for hand := range hands {
		wait.Go(func() {
			keys := make([]uint64, 0, m.tasks)
			for v := int32(hand); int(v) < m.tasks; v += hands {
				m.near[v] = m.closest(v, keys)
				if m.fast {
					own := m.beside[int(v)*2*granular:]
					m.fill(own[:granular], keys, func(u int32) (a, b int32) { return u, v })
					m.fill(own[granular:2*granular], keys, func(u int32) (a, b int32) { return v, u })
				}
			}
		})
	}
	wait.Wait()
}

// closest are the tasks to which the way from v is the shortest.
func (m *model) closest(v int32, keys []uint64) []int32 {
	row := m.to[m.task[v].place*m.places:][:m.places]
	for u := range m.task {
		if m.task[u].visit != m.task[v].visit {
			keys = append(keys, uint64(row[m.task[u].place])<<32|uint64(u))
		}
	}
	keys = smallest(keys, nearest)
	ids := make([]int32, len(keys))
	for i, key := range keys {
		ids[i] = int32(uint32(key))
	}
	return ids
}

// fill lays a list of the neighbours whose link costs least, behind its end nobody.
func (m *model) fill(list []beside, keys []uint64, pair func(u int32) (a, b int32)) {
	for u := range m.task {
		a, b := pair(int32(u))
		if cost, ok := m.linked(a, b); ok {
			keys = append(keys, uint64(cost)<<32|uint64(u))
		}
	}
	keys = smallest(keys, len(list))
	for i := range list {
		list[i] = beside{nobody, 0}
		if i < len(keys) {
			u := int32(uint32(keys[i]))
			a, b := pair(u)
			list[i] = beside{uint16(u), uint16(m.way(m.task[a].place, m.task[b].place))}
		}
	}
}

// linked is how little going from a to b can cost, and whether the windows allow it.
func (m *model) linked(a, b int32) (int32, bool) {
	ta, tb := &m.task[a], &m.task[b]
	d := m.way(ta.place, tb.place)
	if ta.visit == tb.visit || ta.open+ta.duration+d > tb.close {
		return 0, false
	}
	return d + max(0, tb.open-ta.close-ta.duration-d)/5, true
}

// smallest are the k smallest keys in order: the rest is parted off before anything is sorted.
func smallest(keys []uint64, k int) []uint64 {
	low, high := 0, len(keys)
	for k < high && high-low > 16 {
		a, b, c := keys[low], keys[low+(high-low)/2], keys[high-1]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high-1
		for i <= j {
			for keys[i] < pivot {
				i++
			}
			for keys[j] > pivot {
				j--
			}
			if i <= j {
				keys[i], keys[j] = keys[j], keys[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j + 1
		case k >= i:
			low = i
		default:
			low, high = k, k
		}
	}
	slices.Sort(keys[:min(len(keys), max(high, k))])
	return keys[:min(k, len(keys))]
}
