package office

import (
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// longJob is from how many minutes on a job is worth spreading over days.
const longJob = 5 * 60

// mates are who may go along to the visit in the form: at its start, besides its technician.
func (o *office) mates(req *web.Request, f *ui.Form, job, visit string) ([]dispatch.Mate, error) {
	start, err := clock.ParseLocal(f.Get("start"))
	if err != nil {
		return nil, nil // the field says what is wrong with it
	}
	minutes, _ := strconv.Atoi(f.Get("minutes")) // of a field that is wrong too
	return o.app.Dispatch.Mates(req.Ctx(), job, visit, f.Get("technician"), start, minutes)
}

// helpersOf are the helpers that were ticked; nil where the form does not ask for them.
func helpersOf(f *ui.Form) []string {
	if !f.Has("crew_shown") {
		return nil
	}
	return append([]string{}, f.All("helpers")...)
}

// mateOptions offer those who may go along, the others with what speaks against them.
func mateOptions(mates []dispatch.Mate) []ui.Option {
	options := make([]ui.Option, len(mates))
	for i, m := range mates {
		options[i] = ui.Option{Value: m.Technician, Label: m.Name, Hint: "Free"}
		if len(m.Against) > 0 {
			options[i].Hint = m.Against[0]
		}
	}
	return options
}

// crewNames is who goes: "Ravi Pawar with Sunil More".
func crewNames(c jobs.Card) string {
	if c.With == "" {
		return c.TechName
	}
	return c.TechName + " with " + c.With
}

// day says which day of how many a visit of the job is.
func (v jobView) day(visit string) (n, of int) {
	cards := make([]jobs.Card, len(v.Visits))
	for i, c := range v.Visits {
		cards[i] = c.Card
	}
	return jobs.DayOf(cards, visit)
}

// spread reports whether the job's work is planned over several days.
func (v jobView) spread() bool {
	for _, c := range v.Visits {
		if c.PartDay && c.Status != jobs.VisitCancelled {
			return true
		}
	}
	return false
}

// mayEnd reports whether a day is done and others wait: then somebody may say that the work was finished early.
func (v jobView) mayEnd() bool {
	done, left := false, false
	for _, c := range v.Visits {
		done = done || c.PartDay && c.Status == jobs.Done
		left = left || c.PartDay && c.Status.Waiting()
	}
	return done && left && v.MayEdit
}

// helpedWords is a stretch in which a helper was there.
func helpedWords(h jobs.Helped) string {
	if h.Open {
		return "since " + clock.Stamp(h.From)
	}
	return clock.Stamp(h.From) + "–" + clock.HM(h.To) + ", " + minuteWords(h.To.Sub(h.From).Truncate(time.Minute))
}
