package dispatch

import (
	"context"
	"fmt"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/route"
)

// LoadDay turns a day into a problem, as planning it does.
func LoadDay(s *Service, day clock.Date) error {
	d, err := s.day(context.Background(), dayAsk{day: day, due: true})
	if err == nil {
		d.baseline()
	}
	return err
}

// PlanBreaks plans a day and says what is wrong with the plan; nothing for a good one.
func PlanBreaks(s *Service, day clock.Date, soft bool) string {
	ask := dayAsk{day: day, due: true}
	if soft {
		ask.soft = func(w jobs.Work) bool { return w.Priority > 1 }
	}
	d, err := s.day(context.Background(), ask)
	if err != nil {
		return err.Error()
	}
	before := d.baseline()
	after := d.search(context.Background(), before, planAsk{dayAsk: ask, time: 50 * time.Millisecond})
	for name, plan := range map[string]route.Plan{"before": before, "after": after} {
		for _, b := range route.Check(d.Problem, plan) {
			if b.Wrong != route.WrongSnap { // what stays where a person put it starts when he said
				return fmt.Sprintf("%s: %s", name, b)
			}
		}
	}
	if was, is := d.Problem.Price(before).Total(), d.Problem.Price(after).Total(); is > was {
		return fmt.Sprintf("it costs %d, before %d", is, was)
	}
	for _, m := range d.moves(before, after, planAsk{}) {
		for _, w := range d.Work {
			if w.Visit != "" && w.Visit == m.Visit && (w.Lock == "both" || w.Insisted || !w.Status.Waiting()) && !w.Late() {
				return fmt.Sprintf("%s moves from %v to %v", m.No, m.From, m.To)
			}
		}
	}
	return ""
}
