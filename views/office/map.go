package office

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// dayMapView is a day as a map, with the same in words beside it.
type dayMapView struct {
	dispatch.DayMap
	chosen map[string]bool // technicians whose routes show
	given  bool            // the address says which; otherwise it is those on duty who have visits
	view   string          // "lat,lng,zoom" where the address says what to look at
	tiles  tiles
}

// mapListed is how many waiting jobs stand in words beside the map.
const mapListed = 60

// dayMap shows the day's routes, the jobs nobody goes to and where people were last seen.
func (o *office) dayMap(req *web.Request) error {
	m, err := o.mapOf(req)
	if err != nil {
		return err
	}
	c, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	m.tiles = tiles{c.TileURL, c.TileCredit}
	return req.PageIn(http.StatusOK, layout.Shell{
		Title: "Map " + m.Day.Short(), Nav: "map", Styles: []string{"map.css", "routes.css"}, Scripts: []string{"leaflet.js", "dispatchmap.js"}, Wide: true,
	}, mapBody(m))
}

// mapSide is the list beside the map, which follows changes.
func (o *office) mapSide(req *web.Request) error {
	m, err := o.mapOf(req)
	if err != nil {
		return err
	}
	return req.Fragment(mapList(m))
}

// mapDay is what the map draws.
func (o *office) mapDay(req *web.Request) error {
	m, err := o.mapOf(req)
	if err != nil {
		return err
	}
	var areas []people.Area
	if req.Query("places") != "" {
		if areas, err = o.app.People.Areas(req.Ctx()); err != nil {
			return err
		}
	}
	return req.JSON(http.StatusOK, m.drawing(areas, req.Query("places") != ""))
}

func (o *office) mapOf(req *web.Request) (dayMapView, error) {
	q := req.Request.URL.Query()
	m := dayMapView{given: q.Has("t"), chosen: map[string]bool{}, view: q.Get("at")}
	var err error
	if m.DayMap, err = o.app.Dispatch.DayMap(req.Ctx(), dayOf(req)); err != nil {
		return m, err
	}
	for _, id := range q["t"] {
		m.chosen[id] = true
	}
	if !m.given {
		for _, r := range m.Routes {
			m.chosen[r.Technician.ID] = len(r.Stops) > 0
		}
	}
	m.paint()
	return m, nil
}

// paint gives a colour to whoever has none of his own, the same on every page: by his place among all.
func (m dayMapView) paint() {
	ids := make([]string, len(m.Routes))
	for i, r := range m.Routes {
		ids[i] = r.Technician.ID
	}
	slices.Sort(ids)
	for i := range m.Routes {
		t := &m.Routes[i].Technician
		if t.Colour == "" {
			n, _ := slices.BinarySearch(ids, t.ID)
			t.Colour = "c" + strconv.Itoa(n%12+1)
		}
	}
}

// on is the address of the map on another day, of the same people where they were chosen.
func (m dayMapView) on(day clock.Date) string { return "/office/map?" + m.query(day) }

func (m dayMapView) query(day clock.Date) string {
	q := query("day", string(day))
	if !m.given {
		return q
	}
	for _, r := range m.Routes {
		if m.chosen[r.Technician.ID] {
			q += "&t=" + r.Technician.ID
		}
	}
	if len(m.chosen) == 1 && m.chosen[""] {
		q += "&t="
	}
	return q
}

func (m dayMapView) src() string { return "/office/map/list?" + m.query(m.Day) }

// data is where the map fetches what it draws; names of places only where no tiles show them.
func (m dayMapView) data() string {
	places := "1"
	if m.tiles.URL != "" {
		places = ""
	}
	return "/office/map/day?" + query("day", string(m.Day), "places", places)
}

// assign is where a job that waits is given to somebody, move where a visit is.
func (m dayMapView) assign(p dispatch.MapPin) string {
	return "/office/jobs/" + p.Job + "/candidates?" + query("day", string(max(m.Day, clock.Today())), "next", m.on(m.Day))
}

func (m dayMapView) move(s dispatch.MapStop) string {
	return "/office/visits/" + s.Visit + "/move?" + query("next", m.on(m.Day))
}

// stopShape is how a stop is drawn: planned, underway, done or failed.
func stopShape(s dispatch.MapStop) string {
	switch {
	case s.Status.Begun():
		return "underway"
	case s.Status.Waiting():
		return "planned"
	case s.Status == "cannot_complete":
		return "failed"
	}
	return "done"
}

// spanWords is the hours of a stop, with the day where it is another than the one shown.
func (m dayMapView) spanWords(s dispatch.MapStop) string {
	words := clock.HM(s.Start) + "–" + clock.HM(s.End)
	if clock.DateOf(s.Start) != m.Day {
		words = "since " + clock.Stamp(s.Start)
	}
	return words
}

// wayWords is the way to a stop: "3.2 km, 11 min"; empty where it is not known or none.
func wayWords(roadMetres, min int) string {
	if roadMetres < 50 {
		return ""
	}
	return metres(roadMetres) + ", " + strconv.Itoa(min) + " min"
}

// seenWords is how old a position is: "8 min ago".
func seenWords(at time.Time) string {
	age := clock.Now().Sub(at)
	switch {
	case age < time.Minute:
		return "just now"
	case age < time.Hour:
		return strconv.Itoa(int(age.Minutes())) + " min ago"
	}
	return strconv.Itoa(int(age.Hours())) + " h ago"
}

// routeWords sums a route up: "5 visits · 23 km · 61 min on the way".
func routeWords(r dispatch.DayRoute) string {
	switch {
	case len(r.Stops) == 0 && r.OnLeave:
		return "On leave"
	case len(r.Stops) == 0 && len(r.Spans) == 0:
		return "Not at work"
	case len(r.Stops) == 0:
		return "Free, no visit yet"
	}
	words := visitsWords(len(r.Stops))
	if way := wayWords(r.Metres, r.TravelMin); way != "" {
		words += " · " + way
	}
	return words
}

// pinPromise is what was promised for a job, or by when it is due.
func pinPromise(p dispatch.MapPin) string {
	if w := windowWords(p.From, p.To); w != "" {
		return "Promised " + w
	}
	if p.DueAt.IsZero() {
		return ""
	}
	return "Due " + dueWords(p.DueAt)
}
