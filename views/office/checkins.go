package office

import (
	"net/http"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// checkInsView is a stretch of days with its check-ins, or those that a person should look at.
type checkInsView struct {
	from, to clock.Date
	review   bool
	all      []jobs.CheckIn
	refused  map[string]*ui.Form
	lang     string
	may      bool
	filter   *ui.Form
}

func (v checkInsView) form(id string) *ui.Form {
	if f := v.refused[id]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

func (v checkInsView) link(review bool) string {
	at := "/office/checkins?from=" + string(v.from) + "&to=" + string(v.to)
	if review {
		at += "&review=1"
	}
	return at
}

// reviewBack is how many days back those to review are looked for unless other days are asked for.
const reviewBack = 30

// spanOf reads the days from the address; without any it is today, or the last weeks for a review. The order does not matter.
func spanOf(f *ui.Form, back int) (from, to clock.Date) {
	from, to = f.Date("from"), f.Date("to")
	if to == "" {
		to = clock.Today()
	}
	if from == "" {
		from = to.AddDays(-back)
	}
	return min(from, to), max(from, to)
}

func (o *office) listCheckIns(req *web.Request) error {
	return o.checkInsWith(req, http.StatusOK, nil)
}

func (o *office) checkInsWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	f := ui.ReadForm(req.Lang(), req.Request.URL.Query())
	v := checkInsView{review: f.Bool("review"), refused: refused, lang: req.Lang(), may: jobs.ReviewCheckIns.Allows(req.By.Role), filter: f}
	back := 0
	if v.review {
		back = reviewBack
	}
	v.from, v.to = spanOf(f, back)
	var err error
	if v.all, err = o.app.Jobs.CheckIns(req.Ctx(), v.from, v.to, v.review); err != nil {
		return err
	}
	return req.PageIn(status, layout.Shell{Title: "Check-ins", Nav: "checkins", Styles: []string{"field.css"}}, checkInsBody(v))
}

// reviewCheckIn keeps what a person makes of a check-in that looked odd.
func (o *office) reviewCheckIn(req *web.Request) error {
	f := req.Form()
	err := o.app.Jobs.Review(req.Ctx(), req.ID(), f.Get("verdict"), f.Get("note"))
	if web.Refill(err) {
		f.Fail(err)
		return o.checkInsWith(req, web.StatusOf(err), map[string]*ui.Form{req.ID(): f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/checkins?review=1", "Kept. Nothing else follows from it.")
}

func verdictWords(v string) string {
	return map[string]string{"fine": "it was fine", "talk": "talked to him"}[v]
}
