package office

import (
	"strings"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// drawnMap is the day as the map's script takes it. Texts are plain; the script never takes them for HTML.
type drawnMap struct {
	Most    int          `json:"most"`
	Routes  []drawnRoute `json:"routes"`
	Waiting []drawnPin   `json:"waiting"`
	Total   int          `json:"total"`
	Places  []drawnPlace `json:"places,omitempty"` // post offices and areas around, where no tiles show them
}

type drawnRoute struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Colour string      `json:"colour"`
	Home   *[2]float64 `json:"home,omitempty"`
	Seen   *drawnSeen  `json:"seen,omitempty"`
	Stops  []drawnPin  `json:"stops"`
}

type drawnSeen struct {
	At    [2]float64 `json:"at"`
	Age   string     `json:"age"`
	Stale bool       `json:"stale,omitempty"`
}

// drawnPin is a stop of a route or a job that waits. Key names it across refreshes.
type drawnPin struct {
	Key      string      `json:"key"`
	At       *[2]float64 `json:"at,omitempty"`
	Rough    bool        `json:"rough,omitempty"`
	N        int         `json:"n,omitempty"`
	Priority int         `json:"p"`
	Title    string      `json:"title"` // number and customer
	Lines    []string    `json:"lines"`
	Shape    string      `json:"shape"` // planned, underway, done, failed or waiting
	Late     bool        `json:"late,omitempty"`
	Open     string      `json:"open"`           // address of the job or visit
	Plan     string      `json:"plan,omitempty"` // where it is given to somebody; empty where it cannot be any more
	Take     string      `json:"take,omitempty"` // what Plan is asked with besides the technician it was dropped on
}

type drawnPlace struct {
	Name string     `json:"name"`
	At   [2]float64 `json:"at"`
	Area bool       `json:"area,omitempty"`
}

func (m dayMapView) drawing(areas []people.Area, places bool) drawnMap {
	d := drawnMap{Most: dispatch.MapMost, Total: m.Total, Routes: make([]drawnRoute, len(m.Routes)), Waiting: make([]drawnPin, len(m.Waiting))}
	for i, r := range m.Routes {
		d.Routes[i] = m.route(r)
	}
	for i, p := range m.Waiting {
		d.Waiting[i] = m.waiting(p)
	}
	if places {
		d.Places = m.places(areas)
	}
	return d
}

func (m dayMapView) route(r dispatch.DayRoute) drawnRoute {
	d := drawnRoute{ID: r.Technician.ID, Name: r.Technician.Name, Colour: r.Technician.Colour, Stops: make([]drawnPin, len(r.Stops)), Home: spot(r.Technician.Home)}
	if !r.Seen.At.IsZero() {
		d.Seen = &drawnSeen{[2]float64{r.Seen.Lat, r.Seen.Lng}, seenWords(r.Seen.At), r.Stale()}
	}
	for i, s := range r.Stops {
		p := m.pin(s.MapPin)
		p.Key, p.N, p.Shape, p.Late, p.Open = s.Visit+":"+r.Technician.ID, i+1, stopShape(s), s.Late, "/office/visits/"+s.Visit
		p.Lines = append([]string{m.spanWords(s) + " · " + statusOf(s) + " · " + r.Technician.Name}, p.Lines...)
		if way := wayWords(s.LegM, s.LegMin); way != "" {
			p.Lines = append(p.Lines, "Way there "+way)
		}
		if s.Status.Waiting() && !s.Helping {
			p.Plan = "/office/visits/" + s.Visit + "/move"
		}
		d.Stops[i] = p
	}
	return d
}

// statusOf is a stop's status in words, and that it is late.
func statusOf(s dispatch.MapStop) string {
	words := statusWords(string(s.Status))
	if s.Late {
		words += ", late"
	}
	if s.Helping {
		words += ", helps"
	}
	return words
}

func (m dayMapView) waiting(p dispatch.MapPin) drawnPin {
	d := m.pin(p)
	d.Key, d.Shape, d.Late, d.Open = p.Job, "waiting", p.Overdue, "/office/jobs/"+p.Job
	d.Plan = "/office/jobs/" + p.Job + "/candidates"
	d.Take = query("day", string(max(m.Day, clock.Today())))
	switch {
	case p.Overdue:
		d.Lines = append(d.Lines, "Late, and nobody is planned")
	case p.WaitsFor != "":
		d.Lines = append(d.Lines, "Waits for "+statusWords(string(p.WaitsFor)))
	}
	return d
}

func (m dayMapView) pin(p dispatch.MapPin) drawnPin {
	d := drawnPin{Priority: p.Priority, Title: p.No + " · " + p.Name, At: spot(p.At), Rough: p.Rough}
	d.Lines = append(d.Lines, prio(p.Priority)+" · "+p.Type+" · "+lengthWords(p.DurationMin), p.Address+" "+p.Pin)
	if w := pinPromise(p); w != "" {
		d.Lines = append(d.Lines, w)
	}
	if p.Rough {
		d.Lines = append(d.Lines, "Shown where its PIN code lies; the site has no position yet")
	}
	return d
}

func spot(p geo.Point) *[2]float64 {
	if p.Zero() {
		return nil
	}
	return &[2]float64{p.Lat, p.Lng}
}

// places are the names around what the map shows: the areas, and the post offices of every PIN code that has work.
func (m dayMapView) places(areas []people.Area) []drawnPlace {
	var all []drawnPlace
	for _, a := range areas {
		if at := middle(a.Pins); !at.Zero() {
			all = append(all, drawnPlace{a.Name, *spot(at), true})
		}
	}
	seen := map[string]bool{}
	add := func(code string) {
		if p, ok := geo.FindPin(code); ok && p.Located && !seen[code] {
			seen[code] = true
			name, _, _ := strings.Cut(p.Office, " S.O") // sub-office; head and branch offices alike are places to a reader
			name, _, _ = strings.Cut(name, " H.O")
			name, _, _ = strings.Cut(name, " B.O")
			all = append(all, drawnPlace{Name: name, At: *spot(p.Point)})
		}
	}
	for _, a := range areas {
		for _, code := range a.Pins {
			add(code)
		}
	}
	for _, r := range m.Routes {
		add(r.Technician.HomePin)
		for _, s := range r.Stops {
			add(s.Pin)
		}
	}
	for _, p := range m.Waiting {
		add(p.Pin)
	}
	return all
}

// middle is the mean position of PIN codes; zero where none is located.
func middle(codes []string) geo.Point {
	var sum geo.Point
	n := 0.0
	for _, code := range codes {
		if p, ok := geo.FindPin(code); ok && p.Located {
			sum.Lat, sum.Lng, n = sum.Lat+p.Point.Lat, sum.Lng+p.Point.Lng, n+1
		}
	}
	if n == 0 {
		return geo.Point{}
	}
	return geo.Point{Lat: sum.Lat / n, Lng: sum.Lng / n}
}
