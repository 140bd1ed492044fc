package route

import "slices"

// Price is what a plan costs, in seconds of travel, by what it is for.
type Price struct {
	Unserved   int64
	Late       int64
	Overtime   int64
	Travel     int64
	Preferred  int64
	OverSkill  int64
	Missing    int64
	Fairness   int64
	Technician int64
	Moved      int64
}

// Total is the sum, which a search makes small.
func (p Price) Total() int64 {
	return p.Unserved + p.Late + p.Overtime + p.Travel + p.Preferred + p.OverSkill + p.Missing + p.Fairness + p.Technician + p.Moved
}

// Minus is the price of a change that leads from q to p.
func (p Price) Minus(q Price) Price {
	return Price{
		p.Unserved - q.Unserved, p.Late - q.Late, p.Overtime - q.Overtime, p.Travel - q.Travel, p.Preferred - q.Preferred,
		p.OverSkill - q.OverSkill, p.Missing - q.Missing, p.Fairness - q.Fairness, p.Technician - q.Technician, p.Moved - q.Moved,
	}
}

// Plus is the price of both.
func (p Price) Plus(q Price) Price { return p.Minus(Price{}.Minus(q)) }

// Price is what the plan costs by the definition of the weights: the days, each by itself, and the visits that nobody makes. It
// reads who goes and when; how long the ways are it reads from the matrix. What the stop of a visit costs counts for each of a crew.
func (p *Problem) Price(plan Plan) Price {
	var sum Price
	w := newWays(p.Travel)
	for i := range plan.Routes {
		sum = sum.Plus(p.priceDay(&w, i, plan.Routes[i]))
	}
	for _, visit := range plan.Unserved {
		v := &p.Visits[visit]
		sum.Unserved += p.Weights.Unserved[v.class()]
	}
	return sum
}

// priceDay is what one technician's day costs. An empty one costs nothing: nobody goes anywhere.
func (p *Problem) priceDay(w *ways, technician int, stops []Stop) Price {
	var sum Price
	if len(stops) == 0 {
		return sum
	}
	t := &p.Technicians[technician]
	l := newLine(t)
	place, leave := l.start, l.from
	travel, busy := int64(0), int64(0)
	for _, stop := range stops {
		v := &p.Visits[stop.Visit]
		sum = sum.Plus(p.priceStop(t, technician, v, stop.Start))
		way, _ := w.way(&l.shift, place, v.Place, max(leave, l.from))
		travel += int64(way)
		busy += int64(v.Duration)
		place, leave = v.Place, stop.Start+v.Duration
	}
	home, end := l.home(w, place, leave)
	travel += int64(home)
	sum.Travel = p.Weights.Travel * travel
	sum.Overtime = p.Weights.Overtime * int64(l.overtime(end))
	sum.Fairness = p.Weights.fairness(busy + travel)
	sum.Missing = p.Weights.Missing * p.lack(t, stops)
	return sum
}

// priceStop is what it costs that this technician starts this visit then, whatever else he does.
func (p *Problem) priceStop(t *Technician, technician int, v *Visit, start int32) Price {
	sum := p.priceWho(t, technician, v)
	if v.Due > 0 {
		sum.Late = p.Weights.Late[v.class()] * int64(max(0, start-v.Due))
	}
	if v.Promised && v.Was != nil {
		sum.Moved = p.Weights.moved(start - v.Was.Start)
	}
	return sum
}

// priceWho is the part of it that does not depend on when.
func (p *Problem) priceWho(t *Technician, technician int, v *Visit) Price {
	var sum Price
	if len(v.Preferred) > 0 && !slices.Contains(v.Preferred, technician) {
		sum.Preferred = p.Weights.Preferred
	}
	for _, need := range v.Needs {
		sum.OverSkill += p.Weights.OverSkill * int64(max(t.level(need.Skill), need.Level)-need.Level)
	}
	if v.Was != nil && !slices.Contains(v.Was.Technicians, technician) {
		sum.Technician = p.Weights.Technician
	}
	return sum
}

// moved is the price of a promised start that changes by that much.
func (w *Weights) moved(by int32) int64 {
	if max(by, -by) > w.MovedBy {
		return w.Moved
	}
	return 0
}

// fairness is the price of one day's busy seconds. It grows with their square, so that for the same sum it is the least where all
// are alike. It is a sum over the days, so a change of one day is priced by that day alone.
func (w *Weights) fairness(busy int64) int64 { return w.Fairness * busy * busy / 3_600_000 }

// lack is how many parts a day takes beyond what he carries.
func (p *Problem) lack(t *Technician, stops []Stop) int64 {
	lack := int64(0)
	for part, taken := range p.taken(stops, false) {
		lack += int64(max(0, taken-t.carries(part)))
	}
	return lack
}

// taken is how much of each part the visits of a day take, or those of them that nobody goes to without.
func (p *Problem) taken(stops []Stop, first bool) map[int]int32 {
	sum := map[int]int32{}
	for _, stop := range stops {
		v := &p.Visits[stop.Visit]
		for _, part := range v.Parts {
			if v.PartsFirst || !first {
				sum[part.Part] += part.Count
			}
		}
	}
	return sum
}

// class is the priority as an index of weights.
func (v *Visit) class() int { return min(max(v.Priority, 0), 3) }
