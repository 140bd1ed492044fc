package office

import (
	"net/http"
	"strings"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// fitData is what a place on the board would mean, for the ghost of a drag.
type fitData struct {
	Name   string     `json:"name"`
	Start  string     `json:"start"`
	End    string     `json:"end"`
	Before int        `json:"before"`
	After  int        `json:"after"`
	From   string     `json:"from"`
	Next   string     `json:"next,omitempty"`
	Known  bool       `json:"known"`
	Score  int        `json:"score"`
	Tone   string     `json:"tone"`
	Mode   string     `json:"mode"`
	Broken []ruleData `json:"broken,omitempty"`
}

type ruleData struct {
	Text string `json:"text"`
	Mode string `json:"mode"`
}

// boardFit weighs a place before the drop: travel before and after, broken rules, score. Without an hour it is the technician's best
// of the day.
func (o *office) boardFit(req *web.Request) error {
	f := req.Form()
	in := dropOf(f)
	if err := f.Err(); err != nil {
		return o.boardRefused(req, in, err)
	}
	fit, err := o.app.Dispatch.FitOf(req.Ctx(), in)
	if err != nil {
		return o.boardRefused(req, in, err)
	}
	v := fitData{
		Name: fit.Name, Start: clock.HM(fit.Start), End: clock.HM(fit.End), Before: fit.BeforeMin, After: fit.AfterMin, From: fit.From, Next: fit.Next,
		Known: fit.Known, Score: fit.Score, Tone: scoreTone(fit.Score), Mode: fit.Mode(),
	}
	for _, b := range fit.Broken {
		v.Broken = append(v.Broken, ruleData{b.Text, b.Mode})
	}
	return req.JSON(http.StatusOK, v)
}

// boardWho says, while something is dragged, who could take it on the day and how well, and who could not and why.
func (o *office) boardWho(req *web.Request) error {
	f := req.Form()
	in := dropOf(f)
	if in.Visit != "" {
		v, err := o.app.Jobs.Visit(req.Ctx(), in.Visit)
		if err != nil {
			return err
		}
		in.Job = v.Job
	}
	if in.Day == "" {
		in.Day = clock.Today()
	}
	r, err := o.app.Dispatch.RankFor(req.Ctx(), in.Job, in.Visit, in.Day)
	if err != nil {
		return err
	}
	who := struct {
		Scores   map[string]int    `json:"scores"`
		Excluded map[string]string `json:"excluded"`
	}{map[string]int{}, map[string]string{}}
	for _, c := range r.Candidates {
		who.Scores[c.Technician] = c.Score
	}
	for _, c := range r.Rejected {
		who.Excluded[c.Technician] = strings.Join(c.Why, ". ")
	}
	return req.JSON(http.StatusOK, who)
}

// dropOf reads what is dropped, and where.
func dropOf(f *ui.Form) dispatch.Drop {
	in := dispatch.Drop{
		Job: f.Get("job"), Visit: f.Get("visit"), Rev: f.Int("rev"), Technician: f.Get("technician"), Start: f.Time("start"), Day: f.Date("day"),
		Reason: f.Get("reason"), Insist: f.Bool("confirm"),
	}
	return in
}

// movedData is the answer to a drop that was done.
type movedData struct {
	Visit string `json:"visit"`
	Rev   int    `json:"rev"`
	Text  string `json:"text"`
}

// dropVisit plans what was dropped on the board.
func (o *office) dropVisit(req *web.Request) error {
	f := req.Form()
	in := dropOf(f)
	err := f.Err()
	var v jobs.Visit
	if err == nil {
		v, err = o.app.Dispatch.Drop(req.Ctx(), in)
	}
	if err != nil {
		return o.boardRefused(req, in, err)
	}
	card, err := o.app.Jobs.Card(req.Ctx(), v.ID)
	if err != nil {
		return err
	}
	return req.JSON(http.StatusOK, movedData{v.ID, v.Rev, card.Name + ": " + card.TechName + ", " + clock.Stamp(v.Start)})
}

// undoMove takes a drop back.
func (o *office) undoMove(req *web.Request) error {
	f := req.Form()
	in := dropOf(f)
	v, err := o.app.Dispatch.Undo(req.Ctx(), in.Visit, in.Rev)
	if err != nil {
		return o.boardRefused(req, in, err)
	}
	return req.JSON(http.StatusOK, movedData{v.ID, v.Rev, "Undone."})
}

// refusedData is the answer to a drop that was not done: what speaks against it, and whether a reason helps.
type refusedData struct {
	Message string   `json:"message,omitempty"`
	Confirm []string `json:"confirm,omitempty"`
	Stale   bool     `json:"stale,omitempty"`
}

// boardRefused says why, in words; what is no fault is an error of ours.
func (o *office) boardRefused(req *web.Request, in dispatch.Drop, err error) error {
	all := fault.All(err)
	if !web.Refill(err) && fault.KindOf(err) != fault.NotFound || len(all) == 0 {
		return err
	}
	v := refusedData{Stale: stale(err) || fault.KindOf(err) == fault.NotFound}
	var words []string
	for _, e := range all {
		if e.Kind == fault.Confirm {
			v.Confirm = append(v.Confirm, i18n.Message(req.Lang(), e))
		} else {
			words = append(words, i18n.Message(req.Lang(), e))
		}
	}
	v.Message = strings.Join(words, " ")
	if stale(err) {
		if said := o.whoWasQuicker(req, in); said != "" {
			v.Message = said
		}
	}
	return req.JSON(web.StatusOf(err), v)
}

// whoWasQuicker is who changed what was dropped, and how it stands now; empty where nobody can be named.
func (o *office) whoWasQuicker(req *web.Request, in dispatch.Drop) string {
	id := in.Visit
	if id == "" {
		id = in.Job
	}
	last, err := o.app.Audit.History(req.Ctx(), id, 1)
	if err != nil || len(last) == 0 {
		return ""
	}
	if in.Visit == "" {
		row, err := o.app.Jobs.Row(req.Ctx(), in.Job)
		if err != nil {
			return ""
		}
		return last[0].Who + " was quicker: " + row.No + " is " + strings.ToLower(statusWords(string(row.Status))) + " now."
	}
	card, err := o.app.Jobs.Card(req.Ctx(), in.Visit)
	if err != nil {
		return ""
	}
	return last[0].Who + " was quicker: " + card.No + " is with " + card.TechName + " now, " + clock.Stamp(card.Start.Time()) + ", " +
		strings.ToLower(statusWords(string(card.Status))) + "."
}
