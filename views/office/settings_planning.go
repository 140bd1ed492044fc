package office

import (
	"doorstep/app/settings"
	"doorstep/views/ui"
	"doorstep/views/web"
)

var planningForm = settingsForm{title: "Planning", values: planningValues, draw: planningPage}

func planningValues(lang string, c settings.Company) *ui.Form {
	p := c.Planning
	f := ui.NewForm(lang).Set("overtime_min", p.OvertimeMin).Set("keep_min", p.KeepMin).Set("reserve_pct", p.ReservePct).
		Set("window_min", p.WindowMin).Set("plan_at", p.PlanAt).Set("emergency", p.Emergency).Set("osrm", p.OSRM)
	f.Labels["overtime_min"], f.Labels["keep_min"] = "Overtime at most", "Moving a promised visit costs"
	f.Labels["reserve_pct"], f.Labels["window_min"] = "Kept for emergencies", "Length of arrival windows"
	f.Labels["plan_at"], f.Labels["emergency"], f.Labels["osrm"] = "Plan the day at", "When an emergency comes in", "Routing server"
	return f
}

func (o *office) editPlanning(req *web.Request) error { return planningForm.show(o, req) }

func (o *office) updatePlanning(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Settings.UpdatePlanning(req.Ctx(), settings.PlanningInput{
		Rev: f.Int("rev"), Overtime: f.Get("overtime_min"), Keep: f.Get("keep_min"), Reserve: f.Get("reserve_pct"), Window: f.Get("window_min"),
		PlanAt: f.Get("plan_at"), Emergency: f.Get("emergency"), OSRM: f.Get("osrm"),
	})
	return planningForm.answer(o, req, f, err)
}

func emergencyOptions() []ui.Option {
	return ui.Options(settings.EmergencyAsk, "Propose who goes and wait for a yes", settings.EmergencyApply, "Send whoever is proposed at once, if no promise breaks")
}

// planHour is when days are planned, in words.
func planHour(p settings.Planning) string {
	if p.PlanAt == "" {
		return "when somebody asks"
	}
	return "every day at " + p.PlanAt
}

// emergencyWords is what happens with the proposal of an emergency.
func emergencyWords(p settings.Planning) string {
	if p.Emergency == settings.EmergencyApply {
		return "apply at once if no promise breaks"
	}
	return "wait for a yes"
}
