package route

// takes adds up in s.stock what the tasks of r take of each part, only those nobody goes without if first.
func (s *search) takes(r int32, first bool) {
	clear(s.stock)
	tail := s.m.tail(r)
	for v := s.node[s.m.head(r)].next; v != tail; v = s.node[v].next {
		s.takeParts(v, first)
	}
}

func (s *search) takeParts(v int32, first bool) {
	visit := &s.m.p.Visits[s.m.task[v].visit]
	if first && !visit.PartsFirst {
		return
	}
	for _, part := range visit.Parts {
		s.stock[part.Part] += part.Count
	}
}

// lacking is how many parts s.stock has beyond what r carries.
func (s *search) lacking(r int32) int64 {
	sum, t := int64(0), &s.m.p.Technicians[r]
	for part, taken := range s.stock {
		sum += int64(max(0, taken-t.carries(part)))
	}
	return sum
}

// lack is the price of the parts that r does not have for its day.
func (s *search) lack(r int32) int64 {
	if s.m.p.Weights.Missing == 0 {
		return 0
	}
	s.takes(r, false)
	return s.lacking(r) * s.m.p.Weights.Missing
}

// lackMore is by how much v makes that dearer.
func (s *search) lackMore(v, r int32) int64 {
	if s.m.p.Weights.Missing == 0 {
		return 0
	}
	s.takes(r, false)
	before := s.lacking(r)
	s.takeParts(v, false)
	return (s.lacking(r) - before) * s.m.p.Weights.Missing
}

// stocked says whether r has the parts without which nobody goes for v besides the rest of its day.
func (s *search) stocked(v, r int32) bool {
	s.takes(r, true)
	s.takeParts(v, true)
	return s.lacking(r) == 0
}

func (s *search) wellStocked(r int32) bool {
	s.takes(r, true)
	return s.lacking(r) == 0
}
