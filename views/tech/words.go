package tech

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/i18n"
)

const rfc3339 = time.RFC3339

func (a agenda) nothing() string {
	if a.day == clock.Today() {
		return "tech.no_visits_today"
	}
	return "tech.no_visits_day"
}

// statusWord is the status as the technician sees it: what he was sent to is new to him, what he does not go to is the office's.
func statusWord(lang string, s jobs.VisitStatus) string {
	switch s {
	case jobs.Dispatched:
		return i18n.T(lang, "tech.new")
	case jobs.Planned, jobs.VisitCancelled:
		return i18n.T(lang, "tech.given_back")
	}
	return i18n.T(lang, "visit.status."+string(s))
}

func paymentWord(lang string, p jobs.Payment) string {
	return i18n.T(lang, "tech."+string(p))
}

func priority(n int) string {
	if n < 1 {
		return ""
	}
	return "P" + strconv.Itoa(n)
}

// dayWord is a day with the names of weekday and month in the reader's language: "Sun 22 Nov".
func dayWord(lang string, d clock.Date) string {
	if d == "" {
		return ""
	}
	return strings.Fields(i18n.T(lang, "tech.weekdays"))[d.Weekday()] + " " + monthDay(lang, d)
}

// monthDay is a day near today: "22 Nov".
func monthDay(lang string, d clock.Date) string {
	t := d.Start()
	return strconv.Itoa(t.Day()) + " " + strings.Fields(i18n.T(lang, "tech.months"))[t.Month()-1]
}

// dateWord is a day of any year: "22 Nov 2026".
func dateWord(lang string, d clock.Date) string {
	if d == "" {
		return ""
	}
	return monthDay(lang, d) + " " + strconv.Itoa(d.Start().Year())
}

// promised is the window that the customer was told; empty if none was.
func promised(lang string, c jobs.Card) string {
	if c.From.IsZero() {
		return ""
	}
	day, from, to := clock.DateOf(c.From.Time()), clock.HM(c.From.Time()), clock.HM(c.To.Time())
	if day == clock.DateOf(c.Start.Time()) {
		return from + "–" + to
	}
	return dayWord(lang, day) + ", " + from + "–" + to
}

// area is the short form of where it is: landmark or address, and the PIN code.
func area(c jobs.Card) string {
	if c.Pin == "" {
		return c.Address
	}
	return c.Address + ", " + c.Pin
}

// point opens the phone's own map application at the site.
func point(c jobs.Card) templ.SafeURL { return place(geo.Point{Lat: c.Lat, Lng: c.Lng}, c.Name) }

// place opens the phone's own map application at a position.
func place(p geo.Point, name string) templ.SafeURL {
	at := fmt.Sprintf("%.6f,%.6f", p.Lat, p.Lng)
	return templ.SafeURL("geo:" + at + "?q=" + url.QueryEscape(at+" ("+name+")"))
}

// directions leads to the site in Google Maps: by position, or by address where none is known.
func directions(c jobs.Card) templ.SafeURL {
	to := c.Address + " " + c.Pin
	if located(c) {
		to = fmt.Sprintf("%.6f,%.6f", c.Lat, c.Lng)
	}
	return templ.SafeURL("https://www.google.com/maps/dir/?api=1&destination=" + url.QueryEscape(to))
}

func located(c jobs.Card) bool { return c.Lat != 0 || c.Lng != 0 }

// page is the address of one of a visit's pages: "", "work", "extra", "pay" or "finish".
func page(visit, name string) string {
	if name == "" {
		return "/t/visits/" + visit
	}
	return "/t/visits/" + visit + "/" + name
}
