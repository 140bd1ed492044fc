package ui

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/static"
)

const nasty = `<script>"'&</script>`

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	ctx := templ.WithChildren(context.Background(), templ.Raw("<i>inside</i>"))
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// story is every part once, with words that would break a page that does not escape.
func story() map[string]templ.Component {
	f := ReadForm("en", url.Values{"a": {nasty}, "b": {"2", "3"}, "m": {"12.50"}})
	f.Key = "KEY"
	f.Fail(fault.List{fault.Field("a", "required"), fault.Warn("m", "required")})
	in := In{Name: "a", Label: nasty, Hint: nasty, Placeholder: nasty, Prefix: nasty, Required: true, Attrs: templ.Attributes{"data-x": nasty}}
	options := []Option{{Value: "1", Label: nasty}, {Value: "2", Label: "Two", Hint: nasty}, {Value: "3", Label: "Three", Group: nasty, Disabled: true}}
	t := time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)
	return map[string]templ.Component{
		"Field": Field(f, in), "TextArea": TextArea(f, in), "MoneyField": MoneyField(f, In{Name: "m", Label: "Amount"}),
		"DateField": DateField(f, In{Name: "d", Label: "Day"}), "TimeField": TimeField(f, In{Name: "t", Label: "Hour"}),
		"DateTimeField": DateTimeField(f, In{Name: "dt", Label: "When"}), "Checkbox": Checkbox(f, in), "Select": Select(f, in, options),
		"Radios": Radios(f, in, options), "Checkboxes": Checkboxes(f, In{Name: "b", Label: "Several"}, options), "Keep": Keep(f, 7),
		"Hidden": Hidden("h", nasty), "ErrorSummary": ErrorSummary(f), "Warnings": Warnings(f, true), "Fields": Fields(),
		"Group": Group(nasty, nasty), "Actions": Actions(), "Button": Button(nasty, Btn{Kind: "danger", Icon: "trash", Value: nasty, Hot: "n"}),
		"Link": Button("Go", Btn{Href: "javascript:alert(1)"}), "Submit": Submit("Save"), "Badge": Badge("good", nasty), "Status": Status("working", nasty),
		"Priority": Priority("P1"), "Icon": Icon("phone"), "Money": Money(-123456789), "When": When(t), "Ago": Ago(t), "Day": Day("2026-11-22"),
		"PhoneLink": PhoneLink("+919822012345", nasty), "Head": Head(nasty, nasty), "Empty": Empty(nasty, "Add", "/x"), "Section": Section(nasty),
		"Card": Card(nasty), "DefList": DefList([]Def{{Term: nasty, Text: nasty}, {Term: "Empty"}, {Term: "Body", Body: Priority("P2")}}),
		"Tabs": Tabs(nasty, []Tab{{Label: nasty, Href: "/x", Current: true}, {Label: "None", Href: "/y", Count: -1}}), "Filters": Filters("/x"),
		"Search": Search("q", nasty, nasty, nasty), "Pager": Pager("", "/x?after=1", nasty), "Note": Note("warn"), "Flash": Flash(nasty),
		"Dialog": Dialog("d", nasty), "Copy": Copy(nasty), "Bar": Bar("good", 140),
	}
}

func TestStory_escapesEverythingAndCarriesNoStyle(t *testing.T) {
	t.Cleanup(clock.Freeze(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)))
	for name, c := range story() {
		got := render(t, c)
		for _, bad := range []string{"<script", "style=", "javascript:", " onclick", `"'&<`, "⟦fault"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s contains %q:\n%s", name, bad, got)
			}
		}
	}
}

func TestField_bindsLabelHintAndError(t *testing.T) {
	f := ReadForm("en", url.Values{"line[0].qty": {"x"}})
	f.Fail(fault.Field("line[0].qty", "number_bad"))
	got := render(t, Field(f, In{Name: "line[0].qty", Label: "Quantity", Hint: "Pieces"}))
	for _, want := range []string{
		`<label for="f-line-0--qty"`, `id="f-line-0--qty"`, `name="line[0].qty"`, `value="x"`, `aria-invalid="true"`,
		`aria-describedby="f-line-0--qty-hint f-line-0--qty-error"`, `id="f-line-0--qty-hint"`, `id="f-line-0--qty-error"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if sum := render(t, ErrorSummary(f)); !strings.Contains(sum, `href="#f-line-0--qty"`) || !strings.Contains(sum, `role="alert"`) {
		t.Errorf("the summary does not lead to the field:\n%s", sum)
	}
	if got := render(t, Field(f, In{Name: "pw", Label: "Password", Type: "password", Value: "secret"})); strings.Contains(got, "secret") {
		t.Error("a password came back to the page")
	}
}

func TestChoices_keepWhatWasTyped(t *testing.T) {
	f := ReadForm("en", url.Values{"b": {"2", "3"}})
	options := Options("1", "One", "2", "Two", "3", "Three")
	if n := strings.Count(render(t, Checkboxes(f, In{Name: "b", Label: "B"}, options)), " checked"); n != 2 {
		t.Errorf("%d boxes are ticked, want 2", n)
	}
	if got := render(t, Select(f, In{Name: "new", Label: "New", Value: "3"}, options)); !strings.Contains(got, `value="3" selected`) {
		t.Errorf("the default is not chosen:\n%s", got)
	}
	if got := render(t, Checkbox(f, In{Name: "off", Label: "Off", Value: "1"})); strings.Contains(got, " checked") {
		t.Error("an unticked box came back ticked")
	}
	if got := render(t, Checkbox(NewForm("en"), In{Name: "off", Label: "Off", Value: "1"})); !strings.Contains(got, " checked") {
		t.Error("the default tick is missing")
	}
}

func TestForm_readsTypedValuesAndTellsWhatIsWrong(t *testing.T) {
	f := ReadForm("en", url.Values{"n": {" 1,200 "}, "x": {"1.5"}, "d": {"22/11/2026"}, "t": {"2026-11-22T09:30"}, "h": {"09:30"}, "m": {"₹ 1,250.50"}, "y": {"on"}})
	if f.Int("n") != 1200 || f.Float("x") != 1.5 || f.Date("d") != "2026-11-22" || f.Minute("h") != 570 || f.Paise("m") != 125050 || !f.Bool("y") {
		t.Error("a good value was misread")
	}
	if got := f.Time("t"); !got.Equal(time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)) {
		t.Errorf("time %v", got)
	}
	if f.Int("none") != 0 || f.Date("none") != "" || f.Minute("none") != -1 || f.Paise("none") != 0 || f.Err() != nil {
		t.Errorf("empty fields are faults: %v", f.Err())
	}

	f = ReadForm("hi", url.Values{"n": {"1.5"}, "x": {"NaN"}, "d": {"31/02/2026"}, "t": {"later"}, "h": {"25:00"}, "m": {"1.234"}})
	f.Int("n")
	f.Float("x")
	f.Date("d")
	f.Time("t")
	f.Minute("h")
	f.Paise("m")
	want := map[string]string{"n": "number_bad", "x": "decimal_bad", "d": "date_bad", "t": "time_bad", "h": "hour_bad", "m": "money_bad"}
	for _, e := range fault.All(f.Err()) {
		if want[e.Field] != e.Code {
			t.Errorf("field %s: %s, want %s", e.Field, e.Code, want[e.Field])
		}
		delete(want, e.Field)
	}
	if len(want) > 0 {
		t.Errorf("not found wrong: %v", want)
	}
}

func TestForm_partsFaultsFromWarnings(t *testing.T) {
	f := NewForm("en")
	f.Fail(fault.Warn("phone", "required"))
	if f.Failed() || !f.Warned() {
		t.Error("a warning counts as a fault")
	}
	f.Fail(errors.New("disk"))
	if !f.Failed() || strings.Contains(f.Error(""), "disk") {
		t.Errorf("an internal fault reads %q", f.Error(""))
	}
	if a, b := NewForm("en").Key, NewForm("en").Key; a == b || len(a) != 26 {
		t.Errorf("keys %q and %q", a, b)
	}
	if got := render(t, Warnings(f, true)); !strings.Contains(got, `name="confirm"`) || !strings.Contains(got, `name="reason"`) {
		t.Errorf("no way to insist:\n%s", got)
	}
}

func TestForm_setWritesWhatInputsWant(t *testing.T) {
	at := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	f := NewForm("en").Set("m", money.Paise(125050)).Set("t", at).Set("d", clock.Date("2026-11-22")).Set("b", true).Set("x", 18.5).Set("l", []string{"1", "2"})
	for name, want := range map[string]string{"m": "1250.50", "t": "2026-11-22T09:30", "d": "2026-11-22", "b": "1", "x": "18.5", "l": "1"} {
		if got := f.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestMoney_dimsThePaise(t *testing.T) {
	got := render(t, Money(-12345678950))
	if !strings.Contains(got, `-₹12,34,56,789<span class="paise">.50</span>`) || !strings.Contains(got, "minus") {
		t.Error(got)
	}
}

func TestAgo_speaksInOneUnit(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{
		20 * time.Second: "just now", 4 * time.Minute: "4 min ago", -2 * time.Hour: "in 2 h", 30 * time.Hour: "1 day ago",
		72 * time.Hour: "3 days ago", 60 * 24 * time.Hour: "23 Sep 2026",
	} {
		if got := ago(now.Add(-d), now); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestIcons_areInTheSprite(t *testing.T) {
	sprite, err := os.ReadFile("../../static/icons/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq("phone map-pin user users wrench calendar list gear rupee box shield clock warning check x plus search arrow arrow-left chevron truck sun moon print menu note key door lock star edit trash home bolt history external copy filter mail camera dots") {
		if !bytes.Contains(sprite, []byte(`<symbol id="`+name+`"`)) {
			t.Errorf("no icon %s", name)
		}
	}
	if !strings.Contains(render(t, Icon("phone")), static.URL("icons.svg")+"#phone") {
		t.Error("the icon does not point into the sprite")
	}
}
