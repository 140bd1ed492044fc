package layout

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
)

var at = time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)

func markup(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// in renders the shell or part around what the bodies render.
func in(t *testing.T, around templ.Component, bodies ...string) string {
	t.Helper()
	var b bytes.Buffer
	ctx := templ.WithChildren(context.Background(), templ.Raw(strings.Join(bodies, "\n")))
	if err := around.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func officeShell(nav, title string) Shell {
	setup := act.Permission{Name: "settings.change", Roles: []act.Role{act.Owner}}
	return Shell{
		Title: title, Nav: nav, Company: "Sahyadri Cooling Services", By: act.By{Name: "Asha Kulkarni", Role: act.Dispatcher, Lang: "en"},
		Items: []NavItem{
			{Label: "Today", Href: "/office/today", Key: "today", Icon: "home", Group: "Work", Hot: "g t"},
			{Label: "New job", Href: "/office/jobs/new", Key: "new", Icon: "plus", Group: "Work", Hot: "n"},
			{Label: "Day board", Href: "/office/board", Key: "board", Icon: "calendar", Group: "Work", Hot: "g d"},
			{Label: "Jobs", Href: "/office/jobs", Key: "jobs", Icon: "wrench", Group: "Work", Hot: "g j", Count: 42},
			{Label: "Customers", Href: "/office/customers", Key: "customers", Icon: "users", Group: "Work", Hot: "g c"},
			{Label: "Machines", Href: "/office/machines", Key: "machines", Icon: "box", Group: "Work"},
			{Label: "People", Href: "/office/people", Key: "people", Icon: "user", Group: "Setup"},
			{Label: "Price list", Href: "/office/prices", Key: "prices", Icon: "rupee", Group: "Setup"},
			{Label: "Settings", Href: "/office/settings", Key: "settings", Icon: "gear", Group: "Setup", May: setup},
		},
	}
}

func listPage(t *testing.T) string {
	var rows strings.Builder
	for i, r := range []struct{ no, name, area, what, status, prio, tech, late string }{
		{"J-2611-0412", "Meera Deshpande", "Kothrud 411038", "AC not cooling, water drips inside", "unscheduled", "P1", "", "late"},
		{"J-2611-0411", "Hotel Shreyas", "Deccan 411004", "Deep freezer trips the breaker", "in_progress", "P1", "Ravi Pawar", "soon"},
		{"J-2611-0409", "Farhan Qureshi", "Camp 411001", "RO filter change", "scheduled", "P3", "Sunil Jadhav", ""},
		{"J-2611-0408", "Green Acres CHS, Block C", "Baner 411045", "Quarterly AMC service, 6 machines", "scheduled", "P2", "Imran Shaikh", ""},
		{"J-2611-0405", "Lakshmi Iyer", "Aundh 411007", "Washing machine does not drain", "completed", "P3", "Ravi Pawar", ""},
		{"J-2611-0399", "Dr. Anil Joshi", "Karve Nagar 411052", "Installation, 1.5 t split AC", "closed", "P3", "Sunil Jadhav", ""},
		{"J-2611-0391", "Patil Stores", "Hadapsar 411028", "Compressor noise", "cancelled", "P2", "", ""},
	} {
		tech := r.tech
		if tech == "" {
			tech = `<span class="faint">not assigned</span>`
		}
		fmt.Fprintf(&rows, `<tr id="job-%d" class="%s"><td class="nowrap muted">%s</td><td class="main"><a class="row-link" href="/office/jobs/%d">%s</a><br/><small>%s</small></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class="num">%s</td><td class="num" data-label="Expected">%s</td></tr>`,
			i, r.late, r.no, i, r.name, r.what, r.area, markup(t, ui.Status(r.status, strings.ReplaceAll(r.status, "_", " "))), markup(t, ui.Priority(r.prio)), tech,
			markup(t, ui.When(at.Add(time.Duration(i)*95*time.Minute))), markup(t, ui.Money(money.Paise(i*123450+59900))))
	}
	f := ui.NewForm("en")
	s := officeShell("jobs", "Jobs")
	s.Flash = "Job J-2611-0412 was saved."
	return in(t, Office(s),
		in(t, ui.Head("Jobs", "42 open, 3 past their promise"), markup(t, ui.Button("Print", ui.Btn{Icon: "print", Type: "button", Attrs: templ.Attributes{"data-print": true}})), markup(t, ui.Button("New job", ui.Btn{Kind: "primary", Icon: "plus", Href: "/office/jobs/new"}))),
		`<div class="tiles"><a class="tile bad" href="#"><b>3</b><span>past their promise</span></a><a class="tile warn" href="#"><b>9</b><span>not scheduled</span></a><a class="tile" href="#"><b>14</b><span>today</span></a><div class="tile"><b>86%</b><span>of the day is planned</span></div></div>`,
		markup(t, ui.Tabs("Jobs by state", []ui.Tab{{Label: "Open", Href: "#", Count: 42, Current: true}, {Label: "Unscheduled", Href: "#", Count: 9}, {Label: "Done", Href: "#", Count: -1}, {Label: "All", Href: "#", Count: -1}})),
		in(t, ui.Filters("/office/jobs"), markup(t, ui.Search("search", "", "Search in jobs", "Phone, name, number")), markup(t, ui.Select(f, ui.In{Name: "technician", Label: "Technician"}, ui.Options("", "Any technician", "1", "Ravi Pawar"))), markup(t, ui.Select(f, ui.In{Name: "priority", Label: "Priority"}, ui.Options("", "Any priority", "P1", "P1")))),
		`<div class="scroll"><table class="table"><caption class="vh">Open jobs</caption><thead><tr><th>Number</th><th>Customer</th><th>Area</th><th>Status</th><th>Prio</th><th>Technician</th><th class="num">Promised</th><th class="num">Expected</th></tr></thead><tbody>`, rows.String(), `</tbody></table></div>`,
		markup(t, ui.Pager("", "/office/jobs?after=x", "1 to 7 of 42")),
		in(t, ui.Section("Machines"), markup(t, ui.Empty("No machine is written down for this site yet.", "Add a machine", "/x"))),
	)
}

func formPage(t *testing.T) string {
	f := ui.ReadForm("en", url.Values{"name": {`Meera "MD" <Deshpande>`}, "phone": {"98220 1234"}, "pin": {"411999"}, "expected": {"1,2x"}, "kind": {"home"}, "skill": {"ac", "ro"}})
	f.Fail(fault.List{fault.Field("phone", "required"), fault.Field("expected", "money_bad"), fault.Warn("", "required")})
	f.Labels["phone"] = "Mobile number"
	s := officeShell("customers", "New customer")
	return in(t, Office(s),
		markup(t, ui.Head("New customer", "Who pays. Sites are added on the next screen.")),
		in(t, formTag{}, markup(t, ui.Keep(f, 7)), markup(t, ui.ErrorSummary(f)), markup(t, ui.Warnings(f, true)),
			in(t, ui.Group("Who", ""), in(t, ui.Fields(),
				markup(t, ui.Field(f, ui.In{Name: "name", Label: "Name", Required: true})),
				markup(t, ui.Field(f, ui.In{Name: "phone", Label: "Mobile number", Type: "tel", Prefix: "+91", Hint: "Ten digits. Used to find the customer.", Required: true})),
				markup(t, ui.Select(f, ui.In{Name: "language", Label: "Language"}, ui.Options("en", "English", "hi", "Hindi", "mr", "Marathi"))),
				markup(t, ui.Field(f, ui.In{Name: "pin", Label: "PIN code", InputMode: "numeric", Class: "w-s"})),
				markup(t, ui.TextArea(f, ui.In{Name: "notes", Label: "Notes", Class: "span", Placeholder: "Gate code, dog, parking"})))),
			in(t, ui.Group("Terms", "What holds for every bill."), in(t, ui.Fields(),
				markup(t, ui.Radios(f, ui.In{Name: "kind", Label: "Kind", Class: "span"}, ui.Options("home", "Home", "business", "Business", "society", "Housing society"))),
				markup(t, ui.Checkboxes(f, ui.In{Name: "skill", Label: "Machines", Class: "span"}, ui.Options("ac", "AC", "ro", "RO", "wm", "Washing machine"))),
				markup(t, ui.MoneyField(f, ui.In{Name: "expected", Label: "Credit limit"})),
				markup(t, ui.DateField(f, ui.In{Name: "since", Label: "Customer since"})))),
			in(t, ui.Actions(), markup(t, ui.Submit("Save customer")), markup(t, ui.Button("Cancel", ui.Btn{Kind: "quiet", Href: "/office/customers"})), markup(t, ui.Button("Delete", ui.Btn{Kind: "danger", Icon: "trash", Type: "button"})))))
}

type formTag struct{}

func (formTag) Render(ctx context.Context, w io.Writer) error {
	children := templ.GetChildren(ctx)
	if _, err := w.Write([]byte(`<form class="form" method="post" novalidate data-guard>`)); err != nil {
		return err
	}
	if err := children.Render(templ.ClearChildren(ctx), w); err != nil {
		return err
	}
	_, err := w.Write([]byte(`</form>`))
	return err
}

func techPage(t *testing.T) string {
	s := Shell{
		Title: "आज", Nav: "today", Lang: "hi", By: act.By{Name: "Ravi Pawar", Role: act.Technician},
		Items: []NavItem{{Label: "आज", Href: "/t/today", Key: "today", Icon: "list"}, {Label: "मेरा खाता", Href: "/account", Key: "account", Icon: "user"}},
	}
	stop := func(class, hour, end, name, what, area string, badge string) string {
		return fmt.Sprintf(`<li class="stop %s"><div class="hour">%s<small>%s</small></div><div><h2><a href="/t/visits/1">%s</a></h2><p>%s</p><p class="spread"><span class="faint">%s</span>%s</p><div class="row">%s%s</div></div></li>`,
			class, hour, end, name, what, area, badge, markup(t, ui.Button("Call", ui.Btn{Icon: "phone", Href: "tel:+919822012345"})), markup(t, ui.Button("Navigate", ui.Btn{Icon: "map-pin", Href: "geo:18.5,73.8"})))
	}
	return in(t, Tech(s), markup(t, ui.Head("आज", "5 दौरे, पहला 09:30 बजे")), `<ol class="stops">`,
		stop("done", "09:30", "10:15", "Lakshmi Iyer", "Washing machine does not drain", "Aundh, 2.1 km", markup(t, ui.Status("done", "done"))),
		stop("now", "11:00", "12:30", "Hotel Shreyas", "Deep freezer trips the breaker", "Deccan, 4.6 km", markup(t, ui.Status("working", "working"))),
		stop("", "14:00", "15:00", "Green Acres CHS, Block C", "Quarterly AMC service, 6 machines", "Baner, 8.0 km", markup(t, ui.Status("dispatched", "dispatched"))),
		`</ol>`, `<div class="dock">`, markup(t, ui.Button("काम शुरू करें", ui.Btn{Kind: "primary"})), `</div>`)
}

func plainPage(t *testing.T) string {
	f := ui.ReadForm("en", url.Values{"who": {"asha@sahyadri.in"}})
	f.Fail(fault.New(fault.Forbidden, "not_allowed"))
	return in(t, Plain(Shell{Title: "Sign in", Company: "Sahyadri Cooling Services", Public: true}),
		markup(t, ui.Head("Sign in", "")),
		in(t, formTag{}, markup(t, ui.ErrorSummary(f)),
			markup(t, ui.Field(f, ui.In{Name: "who", Label: "Mobile number or mail", Autocomplete: "username", Required: true})),
			markup(t, ui.Field(f, ui.In{Name: "password", Label: "Password", Type: "password", Autocomplete: "current-password", Required: true})),
			markup(t, ui.Checkbox(f, ui.In{Name: "keep", Label: "Stay signed in on this device"})),
			in(t, ui.Actions(), markup(t, ui.Submit("Sign in")))))
}

func boardPage(t *testing.T) string {
	s := officeShell("board", "Day board")
	s.Wide, s.Styles = true, []string{"board.css"}
	var b strings.Builder
	b.WriteString(`<div class="board-page"><div class="scroll"><table class="week"><caption class="vh">How full each technician is</caption><thead><tr><th scope="col">Technician</th><th scope="col">Mon 23</th><th scope="col">Tue 24</th></tr></thead><tbody>`)
	for _, n := range []string{"Ravi Pawar", "Sunil Jadhav", "Imran Shaikh", "Deepa More", "Kiran Bhosale"} {
		fmt.Fprintf(&b, `<tr><th scope="row"><button type="button" class="who-name">%s</button></th><td class="over"><a href="#"><b>112 %%</b><small>7 visits</small></a></td><td class="room"><a href="#"><b>40 %%</b></a></td></tr>`, n)
	}
	b.WriteString(`</tbody></table></div><aside class="tray" aria-label="Not assigned"><h2>Not assigned</h2><div class="tray-list"><article class="job p1"><label class="tick"><input type="checkbox"><span class="vh">Select</span></label><a href="#"><b>Meera Deshpande</b><span>AC not cooling · Kothrud</span></a></article></div></aside></div>`)
	return in(t, Office(s), markup(t, ui.Head("Sunday, 22 Nov", "5 technicians, 13 visits")), b.String())
}

func detailPage(t *testing.T) string {
	return in(t, Office(officeShell("jobs", "J-2611-0412")),
		in(t, ui.Head("AC not cooling, water drips inside", "J-2611-0412, booked by Asha Kulkarni"), markup(t, ui.Button("Change", ui.Btn{Icon: "edit", Href: "#"})), markup(t, ui.Button("Assign", ui.Btn{Kind: "primary", Href: "#"}))),
		in(t, ui.Note("warn"), `<b>Past its promise since 11:00.</b> Nobody is assigned.`),
		`<div class="split mt"><div>`,
		markup(t, ui.DefList([]ui.Def{{Term: "Customer", Text: "Meera Deshpande"}, {Term: "Phone", Body: ui.PhoneLink("+919822012345", "98220 12345")}, {Term: "Promised", Text: "22 Nov, 11:00 to 13:00"}, {Term: "Expected payment", Body: ui.Money(149950)}, {Term: "Technician"}})),
		in(t, ui.Section("History"), `<ol class="timeline"><li class="now">Asha Kulkarni set the priority to P1<br/>`, markup(t, ui.Ago(at.Add(-time.Hour))), `</li><li>Asha Kulkarni booked the job<br/>`, markup(t, ui.When(at)), `</li></ol>`),
		`</div><div>`, in(t, ui.Card("Best technicians"), `<ul class="list"><li>Ravi Pawar `, markup(t, ui.Bar("good", 86)), ` <span class="end num">86</span></li><li>Sunil Jadhav `, markup(t, ui.Bar("warn", 52)), `<span class="end num">52</span></li></ul>`), `</div></div>`)
}

func mapPage(t *testing.T) string {
	s := officeShell("customers", "Position")
	s.Styles, s.Scripts = []string{"map.css"}, []string{"leaflet.js", "map.js"}
	f := ui.ReadForm("en", url.Values{"lat": {"18.5074"}, "lng": {"73.8077"}})
	return in(t, Office(s), markup(t, ui.Head("Where the site is", "Drag the pin, or type the numbers.")),
		`<div data-map id="map" role="group" aria-label="Map" data-lat="18.5074" data-lng="73.8077" data-lat-input="#f-lat" data-lng-input="#f-lng" data-fence="150" data-pins-src="/pins.json"></div>`,
		in(t, ui.Fields(), markup(t, ui.Field(f, ui.In{Name: "lat", Label: "Latitude", InputMode: "decimal"})), markup(t, ui.Field(f, ui.In{Name: "lng", Label: "Longitude", InputMode: "decimal"}))))
}

func samples(t *testing.T) map[string]string {
	t.Cleanup(clock.Freeze(at))
	return map[string]string{"list": listPage(t), "form": formPage(t), "detail": detailPage(t), "tech": techPage(t), "plain": plainPage(t), "board": boardPage(t), "map": mapPage(t)}
}
