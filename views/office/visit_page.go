package office

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/sync"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// visitScreen is all that the page of one visit shows. Refused holds the form that came back, under the name of its place.
type visitScreen struct {
	jobs.Card
	Visit    jobs.Visit
	Job      jobs.Job
	Machines []customers.Asset
	Stamps   []jobs.Stamp
	Proof    jobs.Proof
	Missing  []jobs.Demand
	Pays     string // how the customer pays, empty until it was chosen
	Code     string
	Sent     []sync.Kept
	Helped   []jobs.Helped // when those who went along were there
	Refused  map[string]*ui.Form
	Lang     string
	MayEdit  bool
}

// form is the form of a place on the page: the one that was refused there, else a new one.
func (v visitScreen) form(name string) *ui.Form {
	if f := v.Refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.Lang)
}

// entered reports whether there is something to enter: the technician was told, and the visit is not off the plan.
func (v visitScreen) entered() bool {
	return v.MayEdit && v.Status != jobs.Planned && v.Status != jobs.VisitCancelled
}

// given are the answers to a check, one for each machine.
func (v visitScreen) given(check string) []jobs.Given {
	var all []jobs.Given
	for _, g := range v.Proof.Answers {
		if g.Check == check {
			all = append(all, g)
		}
	}
	return all
}

// captures are the photos, or the voice notes.
func (v visitScreen) captures(kind string) []jobs.Capture {
	var all []jobs.Capture
	for _, c := range v.Proof.Captures {
		if c.Kind == kind {
			all = append(all, c)
		}
	}
	return all
}

// shotsWords is how many photos there are of the slot.
func (v visitScreen) shotsWords(slot string) string {
	n := 0
	for _, c := range v.Proof.Captures {
		if c.Slot == slot && c.State != jobs.Refused {
			n++
		}
	}
	switch n {
	case 0:
		return "No photo yet"
	case 1:
		return "1 photo"
	}
	return strconv.Itoa(n) + " photos"
}

// machine is a machine of the job in words.
func (v visitScreen) machine(id string) string {
	for _, m := range v.Machines {
		if m.ID == id {
			return m.Name()
		}
	}
	return "another machine"
}

func (v visitScreen) path(more string) string { return "/office/visits/" + v.ID + more }

func (o *office) showVisit(req *web.Request) error {
	return o.visitWith(req, http.StatusOK, req.ID(), nil)
}

// visitCode shows the code that the office gives to the customer. Asking for it makes it up, so it is a write.
func (o *office) visitCode(req *web.Request) error {
	code, err := o.app.Jobs.Code(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v, err := o.visitScreenOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v.Code = code
	return req.PageIn(http.StatusOK, v.shell(), visitBody(v))
}

func (v visitScreen) shell() layout.Shell {
	return layout.Shell{Title: v.No + " " + v.TechName, Nav: "jobs", Styles: []string{"field.css"}}
}

func (o *office) visitWith(req *web.Request, status int, id string, refused map[string]*ui.Form) error {
	v, err := o.visitScreenOf(req.Ctx(), id)
	if err != nil {
		return err
	}
	v.Refused = refused
	return req.PageIn(status, v.shell(), visitBody(v))
}

// visitScreenPart is one part of the page, which follows changes of the visit and of what belongs to its job.
func (o *office) visitScreenPart(req *web.Request) error {
	v, err := o.visitScreenOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	switch req.Path("part") {
	case "head":
		return req.Fragment(visitHead(v))
	case "proof":
		return req.Fragment(visitProof(v))
	case "side":
		return req.Fragment(visitSide(v))
	}
	return fault.New(fault.NotFound, "page_not_found")
}

func (o *office) visitScreenOf(ctx context.Context, id string) (visitScreen, error) {
	by := act.From(ctx)
	v := visitScreen{Lang: by.Lang, MayEdit: jobs.Edit.Allows(by.Role)}
	var err error
	if v.Card, err = o.app.Jobs.Card(ctx, id); err != nil {
		return v, err
	}
	if v.Visit, err = o.app.Jobs.Visit(ctx, id); err != nil {
		return v, err
	}
	if v.Job, err = o.app.Jobs.Get(ctx, v.Card.Job); err != nil {
		return v, err
	}
	for _, m := range v.Job.Assets {
		a, err := o.app.Customers.AssetByID(ctx, m)
		if err != nil {
			return v, err
		}
		v.Machines = append(v.Machines, a)
	}
	stamps, err := o.app.Jobs.Stamps(ctx, v.Job.ID)
	if err != nil {
		return v, err
	}
	for _, s := range stamps {
		if s.Visit == id {
			v.Stamps = append(v.Stamps, s)
		}
	}
	if v.Proof, err = o.app.Jobs.Proof(ctx, id); err != nil {
		return v, err
	}
	if v.Missing, err = o.app.Jobs.Missing(ctx, id); err != nil {
		return v, err
	}
	if v.Pays, _, err = o.app.Jobs.Pays(ctx, id); err != nil {
		return v, err
	}
	if v.Helped, err = o.app.Jobs.HelpedAt(ctx, id); err != nil {
		return v, err
	}
	if sync.Settle.Allows(by.Role) {
		v.Sent, err = o.app.Sync.Items(ctx, id)
	}
	return v, err
}

// skew is how much our clock was before the phone's.
func skew(s jobs.Stamp) time.Duration { return time.Duration(s.SkewMS) * time.Millisecond }

// ofOffice reports whether a state is one into which the office brings a visit by itself, not in a technician's stead.
func ofOffice(s jobs.VisitStatus) bool {
	return s == jobs.Planned || s == jobs.Dispatched || s == jobs.VisitCancelled
}

// late is from when on it is worth saying that a step reached us later than it was done.
const late = 2 * time.Minute

// mapLink shows a position on the map that the device knows.
func mapLink(lat, lng float64) string {
	return "https://www.openstreetmap.org/?mlat=" + degrees(lat) + "&mlon=" + degrees(lng) + "#map=17/" + degrees(lat) + "/" + degrees(lng)
}

// lackList is what is missing in one line.
func lackList(all []jobs.Demand) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = lackWords(l)
	}
	return strings.Join(words, ", ")
}

// serialOptions are the machines of the job as choices.
func serialOptions(all []customers.Asset) []ui.Option {
	var options []ui.Option
	for _, m := range all {
		label := m.Name()
		if m.Serial != "" {
			label += ", " + m.Serial
		}
		options = append(options, ui.Option{Value: m.ID, Label: label})
	}
	return options
}

// sizeWords is a length in bytes: "180 kB".
func sizeWords(n int) string {
	if n < 1<<20 {
		return strconv.Itoa(max(n>>10, 1)) + " kB"
	}
	return decimals(strconv.Itoa(n*10>>20), 1) + " MB"
}

// tookWords is the time between two instants, empty where one is missing.
func tookWords(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return lengthWords(int(to.Sub(from) / time.Minute))
}
