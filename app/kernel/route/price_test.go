package route

import "testing"

func TestPrice_ofEachThing(t *testing.T) {
	p, plan := soundDay()
	p.Weights = Weights{
		Unserved: [4]int64{0, 0, 0, 100_000}, Late: [4]int64{0, 0, 0, 3}, Overtime: 2, Travel: 5, Preferred: 70, OverSkill: 11,
		Missing: 13, Fairness: 1000, Technician: 17, Moved: 19, MovedBy: 600,
	}
	ways := int64(600+600+1800+1800) * 5
	// The first works half an hour and twice an hour and is 1,200 s on the way, the second twice an hour and 3,600 s.
	fair := int64(10_200*10_200/3600 + 10_800*10_800/3600)
	base := Price{Unserved: 100_000, Travel: ways, Fairness: fair}
	for _, c := range []struct {
		sentence string
		change   func(p *Problem)
		want     Price
	}{
		{"ways, the unserved and long days", func(*Problem) {}, Price{}},
		{"an hour late", func(p *Problem) { p.Visits[0].Due = 11 * hour }, Price{Late: 3600 * 3}},
		{"a crew late by ten seconds is late for both", func(p *Problem) { p.Visits[1].Due = 9*hour + 1790 }, Price{Late: 2 * 10 * 3}},
		{"ten minutes over the last span, with the way home", func(p *Problem) {
			p.Technicians[1].Spans[1].To = 16*hour + 11 + 1800 - 600
			p.Technicians[1].Overtime = hour
		}, Price{Overtime: 600 * 2}},
		{"not whom the customer prefers", func(p *Problem) { p.Visits[0].Preferred = []int{1} }, Price{Preferred: 70}},
		{"one of those the customer prefers", func(p *Problem) { p.Visits[0].Preferred = []int{1, 0} }, Price{}},
		{"a level more than needed", func(p *Problem) { p.Visits[2].Needs = []Need{{0, 1}} }, Price{OverSkill: 11}},
		{"two parts of three missing", func(p *Problem) {
			p.Visits[0].PartsFirst, p.Visits[0].Parts = false, []Part{{0, 3}}
		}, Price{Missing: 26}},
		{"what two visits take of one part is added up", func(p *Problem) { p.Visits[3].Parts = []Part{{0, 1}} }, Price{Missing: 13}},
		{"somebody else than booked", func(p *Problem) { p.Visits[0].Was = &Booked{Technicians: []int{1}, Start: 12 * hour} }, Price{Technician: 17}},
		{"a promise moved", func(p *Problem) {
			p.Visits[0].Was, p.Visits[0].Promised = &Booked{Technicians: []int{0}, Start: 12*hour + 601}, true
		}, Price{Moved: 19}},
		{"a promise moved a little", func(p *Problem) {
			p.Visits[0].Was, p.Visits[0].Promised = &Booked{Technicians: []int{0}, Start: 12*hour + 600}, true
		}, Price{}},
		{"what was not promised moved", func(p *Problem) { p.Visits[0].Was = &Booked{Technicians: []int{0}, Start: 14 * hour} }, Price{}},
	} {
		q := *p
		q.Technicians = append([]Technician(nil), p.Technicians...)
		q.Visits = append([]Visit(nil), p.Visits...)
		q.Technicians[1].Spans = append([]Span(nil), p.Technicians[1].Spans...)
		c.change(&q)
		if got := q.Price(plan).Minus(base); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.sentence, got, c.want)
		}
	}
}

func TestPrice_isLeastWhereDaysAreAlike(t *testing.T) {
	w := Weights{Fairness: 100}
	if alike, apart := 2*w.fairness(6*hour), w.fairness(4*hour)+w.fairness(8*hour); alike >= apart {
		t.Errorf("alike %d, apart %d", alike, apart)
	}
	if got := w.fairness(hour); got != 360 {
		t.Errorf("an hour's day at a tenth costs %d, want 360", got)
	}
}

func TestPrice_ofAnEmptyDayIsNothing(t *testing.T) {
	p := twoTechnicians()
	p.Technicians[0].From = 20 * hour
	if got := p.Price(Plan{Routes: make([][]Stop, 2)}); got != (Price{}) {
		t.Errorf("an empty plan costs %+v", got)
	}
}
