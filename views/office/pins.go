package office

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/i18n"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// postal is what the directory says to a PIN code as typed. Wrong holds the words for a code that is none or unknown.
type postal struct {
	Pin   geo.Pin
	Wrong string
}

func placeOf(lang, typed string) postal {
	if strings.TrimSpace(typed) == "" {
		return postal{}
	}
	pin, err := geo.CheckPin(typed)
	p := postal{Pin: pin}
	if err != nil {
		p.Wrong = i18n.Message(lang, fault.All(err)[0])
	}
	return p
}

// Words is where the PIN code lies: "Pune, Maharashtra".
func (p postal) Words() string {
	var parts []string
	for _, s := range []string{p.Pin.District, p.Pin.State} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// degrees prints a coordinate as inputs hold it.
func degrees(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }

// pinPlace answers with where a PIN code lies. A value "pin" in the address, what an input sends, goes before the path.
func (o *office) pinPlace(req *web.Request) error {
	typed := req.Query("pin")
	if !req.Request.URL.Query().Has("pin") {
		typed = req.Path("pin")
	}
	return req.Fragment(pinInfo(placeOf(req.Lang(), typed)))
}

// neighbours is how many post offices a map without tiles shows.
const neighbours = 12

type neighbour struct {
	Code   string  `json:"code"`
	Office string  `json:"office"`
	Lat    float64 `json:"lat"`
	Lng    float64 `json:"lng"`
}

// pinsNear lists the located PIN codes nearest to a point.
func (o *office) pinsNear(req *web.Request) error {
	at, ok := pointOf(req.Query("lat"), req.Query("lng"))
	if !ok {
		return fault.Field("lat", "position_bad")
	}
	all := []neighbour{}
	for _, p := range geo.NearPins(at, neighbours) {
		all = append(all, neighbour{p.Code, p.Office, p.Point.Lat, p.Point.Lng})
	}
	return req.JSON(http.StatusOK, all)
}

func pointOf(lat, lng string) (geo.Point, bool) {
	north, err1 := strconv.ParseFloat(lat, 64)
	east, err2 := strconv.ParseFloat(lng, 64)
	ok := err1 == nil && err2 == nil && math.Abs(north) <= 90 && math.Abs(east) <= 180 // false for NaN
	return geo.Point{Lat: north, Lng: east}, ok
}

// registration is what a GSTIN as typed says.
type registration struct{ State, Wrong string }

func registrationOf(lang, typed string) registration {
	if strings.TrimSpace(typed) == "" {
		return registration{}
	}
	g, err := gst.ParseGSTIN(typed)
	if err != nil {
		return registration{Wrong: i18n.Message(lang, fault.All(err)[0])}
	}
	state, _ := gst.StateByCode(g.StateCode)
	return registration{State: g.StateCode + " " + state.Name}
}

// gstinState answers with the State of a GSTIN as typed.
func (o *office) gstinState(req *web.Request) error {
	return req.Fragment(gstinInfo(registrationOf(req.Lang(), req.Query("gstin"))))
}

// stateName is the name of a State by its code; empty if there is none.
func stateName(code string) string {
	s, _ := gst.StateByCode(code)
	return s.Name
}

// asked makes a field ask the server, as it is typed, and show the answer in the element with the id.
func asked(path, target string) map[string]any {
	return map[string]any{
		"hx-get": path, "hx-trigger": "change, input changed delay:400ms", "hx-target": "#" + target,
		"hx-swap": "outerHTML", "hx-sync": "this:replace",
	}
}

func pinIn(required bool) ui.In {
	return ui.In{
		Name: "pin", Label: "PIN code", InputMode: "numeric", Autocomplete: "off", MaxLength: 7, Class: "w-s", Required: required,
		Attrs: asked("/office/pins/typed", "pin-info"),
	}
}

func gstinIn() ui.In {
	return ui.In{
		Name: "gstin", Label: "GSTIN", Hint: "For a business that wants GST invoices", Autocomplete: "off", MaxLength: 20, Class: "w-m",
		Attrs: asked("/office/gstins", "gstin-info"),
	}
}
