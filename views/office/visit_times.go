package office

import (
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// spells is what the time of the visit went into, by its steps.
func (v visitScreen) spells() []jobs.Spell { return jobs.Spells(v.Stamps, clock.Now()) }

// correctable reports whether there are times to correct: somebody was at the site.
func (v visitScreen) correctable() bool {
	switch v.Status {
	case jobs.Arrived, jobs.Working, jobs.Paused, jobs.Done, jobs.Partial, jobs.CannotComplete:
		return v.MayEdit
	}
	return false
}

// timeFacts are the minutes of the visit by its steps, and by them its beginning and end where the office set others.
func (v visitScreen) timeFacts() []ui.Def {
	spells := v.spells()
	took := jobs.Together(spells)
	facts := []ui.Def{
		{Term: "Travel", Text: minuteWords(took.Travel)},
		{Term: "Waiting at the site", Text: minuteWords(took.Wait)},
		{Term: "Work", Text: minuteWords(took.Work)},
		{Term: "Break", Text: minuteWords(took.Break)},
	}
	if !v.Visit.Correction.At.IsZero() {
		from, to := jobs.OnSite(spells)
		facts = append(facts, ui.Def{Term: "Began by the steps", Text: clock.Stamp(from)}, ui.Def{Term: "Ended by the steps", Text: clock.Stamp(to)})
	}
	return facts
}

func minuteWords(d time.Duration) string {
	if d <= 0 {
		return "none"
	}
	return lengthWords(int(d / time.Minute))
}

// correctTimes sets when the visit really began and ended.
func (o *office) correctTimes(req *web.Request) error {
	f := req.Form()
	rev, start, end := f.Int("rev"), f.Time("start"), f.Time("end")
	err := f.Err()
	if err == nil {
		_, err = o.app.Jobs.CorrectTimes(req.Ctx(), req.ID(), rev, start, end, f.Get("reason"))
	}
	return o.back(req, "times", "The times are corrected.", f, err)
}
