package reports

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// Leak is one way in which money is lost, with what it comes to by technician, the most first, and by week, one group for each week
// of the span. Hours is the mean of LeakLate.
type Leak struct {
	Measure string
	Sum
	Hours       int
	Technicians []Group
	Weeks       []Group
}

// LeakPage is all leaks of a span. Technicians holds for each of them his part of every leak, in the order of Leaks.
type LeakPage struct {
	Span
	Leaks       []Leak
	Weeks       []clock.Date // Mondays
	Technicians []LeakShare
}

// LeakShare is what leaked with one technician; an empty ID is with none.
type LeakShare struct {
	ID, Name string
	Of       []Sum
	Sum
}

// Weeks is the span of the n weeks up to today, from a Monday on.
func Weeks(n int, now time.Time) Span {
	today := clock.DateOf(now)
	return Span{monday(today).AddDays(-7 * (n - 1)), today}
}

// Leakage reads all leaks of the days from to to, both included, as of now. Errors: Forbidden without See.
func (s *Service) Leakage(ctx context.Context, from, to clock.Date, now time.Time) (LeakPage, error) {
	if err := act.Require(ctx, See); err != nil {
		return LeakPage{}, err
	}
	p := LeakPage{Span: Span{from, to}, Leaks: make([]Leak, len(Leaks))}
	for day := monday(from); day <= to; day = day.AddDays(7) {
		p.Weeks = append(p.Weeks, day)
	}
	names, err := s.names(ctx)
	if err != nil {
		return LeakPage{}, err
	}
	var reads []func() error
	for i, name := range Leaks {
		reads = append(reads, func() error {
			cells, err := s.leakCells(ctx, name, p.Span, now)
			p.Leaks[i] = leakOf(name, cells, names, p.Weeks)
			return err
		})
	}
	if err := together(reads...); err != nil {
		return LeakPage{}, err
	}
	p.Technicians = shares(p.Leaks)
	return p, nil
}

// leakCells sums a leak up by technician and week.
func (s *Service) leakCells(ctx context.Context, name string, span Span, now time.Time) ([]cell, error) {
	if name == LeakCash {
		all, err := lots(ctx, s.app)
		return lotCells(held(all, name, now, span, choice{})), err
	}
	return leakMeasures[name].cells(ctx, s.app, span.params(now), choice{}, ByTechnician, ByWeek)
}

func leakOf(name string, cells []cell, names map[string]string, weeks []clock.Date) Leak {
	l := Leak{Measure: name, Sum: total(cells), Technicians: largestFirst(split(cells, 0, names))}
	for _, c := range cells {
		l.Hours += c.hours
	}
	if l.N > 0 {
		l.Hours /= l.N
	}
	frame := make([]Group, len(weeks))
	for i, w := range weeks {
		frame[i] = Group{Key: string(w)}
	}
	l.Weeks = inOrder(frame, split(cells, 1, nil))
	return l
}

// shares turns the leaks round: by technician, who lost most first, what belongs to nobody last.
func shares(leaks []Leak) []LeakShare {
	var all []LeakShare
	for n, l := range leaks {
		for _, g := range l.Technicians {
			i := slices.IndexFunc(all, func(s LeakShare) bool { return s.ID == g.Key })
			if i < 0 {
				i = len(all)
				all = append(all, LeakShare{ID: g.Key, Name: g.Name, Of: make([]Sum, len(leaks))})
			}
			all[i].Of[n] = g.Sum
			all[i].add(g.Sum)
		}
	}
	slices.SortFunc(all, func(a, b LeakShare) int {
		if (a.ID == "") != (b.ID == "") {
			return cmp.Compare(b.ID, a.ID)
		}
		return cmp.Or(cmp.Compare(b.Paise, a.Paise), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all
}
