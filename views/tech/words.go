package tech

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
)

const rfc3339 = time.RFC3339

func (a agenda) nothing() string {
	if a.day == clock.Today() {
		return "tech.no_visits_today"
	}
	return "tech.no_visits_day"
}

// statusWord is the status as the technician sees it: what he was sent to is new to him.
func statusWord(lang string, s jobs.VisitStatus) string {
	if s == jobs.Dispatched {
		return i18n.T(lang, "tech.new")
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

// area is the short form of where it is: landmark or address, and the PIN code.
func area(c jobs.Card) string {
	if c.Pin == "" {
		return c.Address
	}
	return c.Address + ", " + c.Pin
}

// point opens the phone's own map application at the site.
func point(c jobs.Card) templ.SafeURL {
	at := fmt.Sprintf("%.6f,%.6f", c.Lat, c.Lng)
	return templ.SafeURL("geo:" + at + "?q=" + url.QueryEscape(at+" ("+c.Name+")"))
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
