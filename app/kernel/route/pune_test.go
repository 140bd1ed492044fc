package route

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// figures are the numbers of a plan that the benchmarks report.
func figures(b *testing.B, p *Problem, plan Plan, name string) {
	b.Helper()
	if found := Check(p, plan); len(found) > 0 {
		b.Fatalf("breaks %d rules, such as %v", len(found), found[0])
	}
	price := p.Price(plan)
	b.ReportMetric(float64(len(plan.Unserved)), name+"unserved")
	b.ReportMetric(float64(price.Travel)/float64(p.Weights.Travel)/3600, name+"travel-h")
	b.ReportMetric(float64(price.Total())/3600, name+"total-h")
}

// searched is Solve by the watch that -cpu asks for.
func searched(p *Problem, o Options) Plan {
	w := watch(wall)
	if *cpu {
		w = threadTime
	}
	plan, _ := solve(context.Background(), p, o, w)
	return plan
}

// BenchmarkPuneFirst is how long it takes until there is a plan at all; the aim is a second.
func BenchmarkPuneFirst(b *testing.B) {
	p := puneDay(1, 1500, 200)
	var plan Plan
	began := processor(b)
	for b.Loop() {
		plan = searched(p, Options{Seed: 1, Rounds: 1})
	}
	b.ReportMetric(float64((processor(b)-began).Milliseconds())/float64(b.N), "cpu-ms/op")
	figures(b, p, plan, "")
}

// BenchmarkPuneFive sets a search of five seconds against one of thirty; the aim is within 3 % of it.
func BenchmarkPuneFive(b *testing.B) {
	p := puneDay(1, 1500, 200)
	var five, thirty Plan
	for b.Loop() {
		five = searched(p, Options{Seed: 1, Time: 5 * time.Second})
		thirty = searched(p, Options{Seed: 1, Time: 30 * time.Second})
	}
	figures(b, p, five, "5s-")
	figures(b, p, thirty, "30s-")
	short, long := p.Price(five).Total(), p.Price(thirty).Total()
	b.ReportMetric(100*float64(short-long)/float64(long), "%gap")
}

// emergency is the day at half past eleven with an emergency that just came in and a technician who dropped out: what he was at or
// had before him is nobody's.
func emergency(p *Problem, plan Plan) (*Problem, Plan, int) {
	q := *p
	q.Technicians, q.Visits = slices.Clone(p.Technicians), slices.Clone(p.Visits)
	lost := 0
	for i := range plan.Routes {
		if len(plan.Routes[i]) > len(plan.Routes[lost]) {
			lost = i
		}
	}
	after := Plan{Routes: slices.Clone(plan.Routes), Unserved: slices.Clone(plan.Unserved)}
	for _, stop := range plan.Routes[lost] {
		v := &q.Visits[stop.Visit]
		v.Frozen = false
		for i := range after.Routes {
			after.Routes[i] = slices.DeleteFunc(slices.Clone(after.Routes[i]), func(other Stop) bool { return other.Visit == stop.Visit })
		}
		after.Unserved = append(after.Unserved, stop.Visit)
	}
	q.Technicians[lost].Spans = nil
	now := q.Technicians[lost].From
	q.Visits = append(q.Visits, Visit{
		Place: p.Visits[len(p.Visits)/2].Place, Duration: 2700, Windows: []Span{{now, 18 * hour}}, Due: now + hour, Priority: 1,
		Area: None, Needs: []Need{{3, 1}},
	})
	after.Unserved = append(after.Unserved, len(q.Visits)-1)
	return &q, after, lost
}

// BenchmarkEmergency plans the rest of the day anew after an emergency and the loss of a technician: within 0.3 s, and of what the
// others had at most five visits change who goes.
func BenchmarkEmergency(b *testing.B) {
	p := puneDay(1, 1500, 200)
	morning := searched(p, Options{Seed: 1, Rounds: 40_000})
	p, published := publish(rand.New(rand.NewPCG(3, 3)), p, morning, 11*hour+1800, false)
	q, from, lost := emergency(p, published)
	var plans []Plan
	for b.Loop() {
		begin := Place(q, from, len(q.Visits)-1)
		plans = append(plans, searched(q, Options{Seed: uint64(len(plans)), Time: 200 * time.Millisecond, From: &begin}))
	}
	var changed, shifted, start []int
	for _, plan := range plans {
		c, s, at := counted(q, published, plan, lost)
		changed, shifted, start = append(changed, c), append(shifted, s), append(start, at)
	}
	figures(b, q, plans[0], "")
	b.ReportMetric(float64(len(q.Visits)), "open")
	b.ReportMetric(median(changed), "changed")
	b.ReportMetric(median(shifted), "shifted")
	b.ReportMetric(median(start), "min-to-emergency")
}

func median(values []int) float64 {
	slices.Sort(values)
	return float64(values[len(values)/2])
}

// counted is how many visits of others than the lost technician change who goes, how many shift by more than half an hour, and in how
// many minutes the emergency, the last of the visits, begins.
func counted(p *Problem, published, plan Plan, lost int) (changed, shifted, minutes int) {
	for _, m := range Moves(published, plan) {
		switch by := m.Shift(); {
		case m.Visit == len(p.Visits)-1:
			minutes = (int(m.Start) - 11*hour - 1800) / 60
		case slices.Contains(m.From, lost):
		case m.Technician():
			changed++
		case max(by, -by) > 1800:
			shifted++
		}
	}
	return changed, shifted, minutes
}
