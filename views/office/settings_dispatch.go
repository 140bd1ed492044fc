package office

import (
	"strconv"

	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// weight is one of the settings that rank technicians.
type weight struct{ name, label, hint string }

var weights = []weight{
	{"travel", "Travel", "less road from the stop before"},
	{"sla", "Service level", "arrives well before the job is due"},
	{"skill", "Skill", "fits the level asked for, not far above it"},
	{"parts", "Parts", "carries the parts that the job is expected to take"},
	{"load", "Load", "has the emptier day"},
	{"preferred", "Preferred", "the customer asked for him"},
	{"history", "History", "has been at the site before"},
}

var dispatchForm = settingsForm{title: "Dispatch", values: dispatchValues, draw: dispatchPage}

func dispatchValues(lang string, c settings.Company) *ui.Form {
	w, p := c.Weights, c.Policies
	f := ui.NewForm(lang).Set("travel", w.Travel).Set("sla", w.SLA).Set("skill", w.Skill).Set("parts", w.Parts).Set("load", w.Load).
		Set("preferred", w.Preferred).Set("history", w.History).
		Set("overlap", p.Overlap).Set("out_of_hours", p.OutOfHours).
		Set("fence_m", p.FenceM).Set("accept_min", p.AcceptMin).Set("trail_days", p.TrailKept())
	for _, w := range weights {
		f.Labels[w.name] = w.label
	}
	f.Labels["fence_m"], f.Labels["accept_min"], f.Labels["trail_days"] = "Fence", "Unanswered after", "Positions kept for"
	return f
}

func (o *office) editDispatch(req *web.Request) error { return dispatchForm.show(o, req) }

func (o *office) updateDispatch(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Settings.UpdateDispatch(req.Ctx(), settings.DispatchInput{
		Rev: f.Int("rev"), Travel: f.Get("travel"), SLA: f.Get("sla"), Skill: f.Get("skill"), Parts: f.Get("parts"), Load: f.Get("load"),
		Preferred: f.Get("preferred"), History: f.Get("history"), Overlap: f.Get("overlap"), OutOfHours: f.Get("out_of_hours"),
		FenceM: f.Get("fence_m"), AcceptMin: f.Get("accept_min"), TrailDays: f.Get("trail_days"),
	})
	return dispatchForm.answer(o, req, f, err)
}

// weightSum answers with the sum of the weights as they are typed.
func (o *office) weightSum(req *web.Request) error {
	return req.Fragment(weightInfo(weightsOf(req.Form())))
}

// weightsOf adds up what is typed; what is no number counts nothing yet.
func weightsOf(f *ui.Form) int {
	sum := 0
	for _, w := range weights {
		if n, err := strconv.Atoi(f.Get(w.name)); err == nil && n > 0 && n <= 100 {
			sum += n
		}
	}
	return sum
}

func policyOptions() []ui.Option {
	return ui.Options(settings.Forbid, "Forbid", settings.Warn, "Ask for a reason", settings.Allow, "Allow")
}
