package route

import (
	"cmp"
	"slices"
)

// line orders the routes by how much nearer their tasks are to one task than to another, both drawn: without coordinates that is the
// direction to cut along. Empty routes come last. The second is how many tasks each has.
func (t *team) line(now *tour) (order []int32, weight []int) {
	m := t.m
	a, b := t.rng.below(m.tasks), t.rng.below(m.tasks)
	for i := range 20 { // the farther apart of some, so that the cut is clear
		c := t.rng.below(m.tasks)
		pa, pb, pc := m.task[a].place, m.task[b].place, m.task[c].place
		if i%2 == 0 && m.way(pa, pc) > m.way(pa, pb) {
			b = c
		}
	}
	side := make([]float64, m.routes)
	for r, tasks := range now.routes {
		sum := 0
		for _, v := range tasks {
			p := m.task[v].place
			sum += int(m.way(m.task[a].place, p)) - int(m.way(m.task[b].place, p))
		}
		side[r] = float64(sum) / float64(max(1, len(tasks)))
	}
	order = allRoutes(m.routes)
	slices.SortStableFunc(order, func(x, y int32) int {
		ex, ey := len(now.routes[x]) == 0, len(now.routes[y]) == 0
		if ex != ey {
			if ex {
				return 1
			}
			return -1
		}
		return cmp.Compare(side[x], side[y])
	})
	weight = make([]int, len(order))
	for i, r := range order {
		weight[i] = len(now.routes[r])
	}
	return order, weight
}
