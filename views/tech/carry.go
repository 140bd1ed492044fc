package tech

import (
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// carry is what to have along: the parts that the visits still to be done are expected to take.
func (p *phone) carry(req *web.Request, cards []jobs.Card) ([]jobs.Load, error) {
	var open []string
	for _, c := range cards {
		if !c.Status.Ended() {
			open = append(open, c.Job)
		}
	}
	return p.app.Jobs.Loads(req.Ctx(), open)
}
