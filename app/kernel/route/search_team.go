package route

import "time"

// newTeam makes the searches, all standing at the first tour.
func newTeam(m *model, o Options, threads int) *team {
	t := &team{m: m, best: newTour(m.routes), rng: newDice(o.Seed ^ 0xabcdef)}
	s := newSearch(m, o.Seed)
	first := firstTour(m, o)
	s.build(&first)
	t.parts = threads > 1 && m.tasks >= partsFrom && len(s.own)-len(s.empty) >= partsRoutes
	t.best.copyFrom(&first)
	hot := hottest * s.usualLeg()
	if m.tasks >= hotterFrom {
		hot *= hotter
	}
	if o.From != nil {
		hot *= warm
	}
	t.cooling = cooling{hot, coldest * hot, 1}
	if m.tasks <= cycled && !t.parts {
		t.cooling.cycles = cyclesOfFew
	}
	all := allRoutes(m.routes)
	for i := range threads {
		w := &member{s: newSearch(m, o.Seed+uint64(i)*7919), now: newTour(m.routes), work: make(chan func())}
		w.now.copyFrom(&first)
		w.s.take(&w.now, all, w.now.bank)
		best := newTour(m.routes)
		w.stretch.best = &best
		t.member = append(t.member, w)
	}
	return t
}

// hottest is the temperature at first in usual legs of the first tour, coldest that at last as a part of it. Where there are many
// tasks the first tour is farther from good ones.
const hottest, coldest = 2, 0.01

const hotterFrom, hotter = 600, 1.5

// warm is how much of the heat a plan gets that is given: what is good of it should stay.
const warm = 0.1

// partsFrom and partsRoutes are how many tasks and routes a problem has that threads share instead of solving it twice: where routes
// are few most moves would cross the cut. They meet so many times to cut it anew; those that solve it twice to look who is ahead.
const partsFrom, partsRoutes, cuts, meetings = 180, 22, 60, 40

// cycled is how many tasks a problem has at most that is soon as good as it gets from where it began: it is annealed several times.
const cycled, cyclesOfFew = 250, 3

// stretches is how often the threads meet.
func (t *team) stretches(o Options) int {
	if t.parts {
		return cuts
	}
	return meetings
}

// start makes the threads and their measure of progress: the rounds made, the time used, that from before included, or whichever is
// further.
func (t *team) start(o Options, w watch, before time.Duration) {
	for _, m := range t.member {
		go func() {
			used := w()
			m.stretch.progress = func() float64 {
				p := 0.0
				if o.Rounds > 0 {
					p = float64(m.stretch.asked*patience) / float64(o.Rounds)
				}
				if o.Time > 0 {
					p = max(p, float64(before+used())/float64(o.Time))
				}
				return p
			}
			for job := range m.work {
				job()
			}
		}()
	}
}

func (t *team) dismiss() {
	for _, m := range t.member {
		close(m.work)
	}
}

// build puts everybody of the first tour's bank where it is cheapest, those with the fewest choices first.
func (s *search) build(first *tour) {
	s.take(first, allRoutes(s.m.routes), first.bank)
	s.begin()
	s.absent, s.bank = append(s.absent[:0], s.bank...), s.bank[:0]
	sortBy(s.absent, s.m.orders[0])
	s.putBack()
	s.give(first)
}

// usualLeg is what a leg costs in the mean.
func (s *search) usualLeg() float64 {
	sum, legs := 0, 0
	for _, r := range s.own {
		for v := s.m.head(r); s.node[v].next != None; v = s.node[v].next {
			sum, legs = sum+int(s.node[v].leg), legs+1
		}
	}
	return max(1, float64(sum)/float64(max(1, legs))) * float64(max(1, s.m.travel))
}
