package tech

import (
	"slices"

	"doorstep/app/jobs"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// onward is the one next step from each state; the words of its button are "tech.step_" and the state.
var onward = map[jobs.VisitStatus]jobs.VisitStatus{
	jobs.Accepted: jobs.Travelling, jobs.Travelling: jobs.Arrived, jobs.Arrived: jobs.Working, jobs.Working: jobs.Done, jobs.Paused: jobs.Working,
}

// back takes a mis-tap back.
var back = map[jobs.VisitStatus]jobs.VisitStatus{jobs.Travelling: jobs.Accepted, jobs.Arrived: jobs.Travelling}

// advance brings the visit a step on, or back after a mis-tap.
func (p *phone) advance(req *web.Request) error {
	f := req.Form()
	v, err := p.app.Jobs.Advance(req.Ctx(), jobs.Progress{
		Visit: req.ID(), Rev: f.Int("rev"), To: jobs.VisitStatus(f.Get("to")), Reason: f.Get("reason"),
	})
	if web.Refill(err) {
		return p.refused(req, f, err)
	}
	if err != nil {
		return err
	}
	return req.Go("/t/visits/"+v.ID, statusWord(req.Lang(), v.Status))
}

// unfinished are the ends without success that the visit may come to, as choices.
func unfinished(lang string, s jobs.VisitStatus) []ui.Option {
	var all []ui.Option
	for _, end := range []jobs.VisitStatus{jobs.Partial, jobs.CannotComplete} {
		if slices.Contains(s.Steps(), end) {
			all = append(all, ui.Option{Value: string(end), Label: statusWord(lang, end)})
		}
	}
	return all
}

func stepWord(lang string, to jobs.VisitStatus) string { return i18n.T(lang, "tech.step_"+string(to)) }
