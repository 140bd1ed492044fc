package route

// plan turns a tour into a plan with the times of a day, each as early as it can be.
func (m *model) plan(t *tour) Plan {
	p := m.p
	out := Plan{Routes: make([][]Stop, m.routes)}
	w := newWays(p.Travel)
	var slots []slot
	for r, tasks := range t.routes {
		if len(tasks) == 0 {
			continue
		}
		slots = slots[:0]
		stops := make([]Stop, len(tasks))
		for i, v := range tasks {
			stops[i].Visit = int(m.task[v].visit)
			s := p.slot(stops[i].Visit)
			if m.task[v].crew > 1 && !s.frozen {
				s = s.at(t.pins[v].From)
			}
			slots = append(slots, s)
		}
		l := newLine(&p.Technicians[r])
		l.times(&w, slots, stops)
		out.Routes[r] = stops
	}
	for _, v := range t.bank {
		out.Unserved = append(out.Unserved, int(m.task[v].visit))
	}
	for _, v := range m.left {
		out.Unserved = append(out.Unserved, int(v))
	}
	return out
}
