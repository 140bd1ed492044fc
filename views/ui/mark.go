package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

var tones = map[string]string{
	// jobs
	"unscheduled": "warn", "scheduled": "info", "in_progress": "brand", "completed": "good", "closed": "", "cancelled": "faint",
	// visits
	"planned": "", "dispatched": "info", "accepted": "info", "travelling": "brand", "arrived": "brand", "working": "brand",
	"paused": "warn", "done": "good", "partial": "warn", "cannot_complete": "bad",
	// billing and payment
	"none": "faint", "covered": "info", "to_invoice": "warn", "invoiced": "good", "written_off": "faint",
	"pending": "warn", "part": "warn", "claimed": "info", "verified": "good",
	// expected payment
	"chargeable": "", "amc": "info", "warranty": "info",
	// promises
	"ok": "good", "met": "good", "at_risk": "warn", "soon": "warn", "late": "bad", "breached": "bad", "missed": "bad",
	// priorities
	"P1": "bad", "P2": "warn", "P3": "",
	// people
	"active": "good", "inactive": "faint", "on_leave": "warn",
}

// Tone is the tone of a status of a job, visit, bill, payment, promise or person; "" (neutral) for what it does not know.
func Tone(value string) string { return tones[value] }

func (b Btn) class() string {
	class := "btn"
	for _, c := range []struct {
		on   bool
		name string
	}{{b.Kind != "", b.Kind}, {b.Small, "small"}, {b.IconOnly, "only"}} {
		if c.on {
			class += " " + c.name
		}
	}
	return class
}

func (b Btn) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}

func (b Btn) attrs() templ.Attributes {
	a := templ.Attributes{}
	for name, value := range map[string]string{"id": b.ID, "name": b.Name, "value": b.Value, "form": b.Form, "data-key": b.Hot} {
		if value != "" {
			a[name] = value
		}
	}
	if b.Hot != "" {
		a["aria-keyshortcuts"] = b.Hot
	}
	if b.Disabled && b.Href == "" {
		a["disabled"] = true
	} else if b.Disabled {
		a["aria-disabled"] = "true"
	}
	for name, value := range b.Attrs {
		a[name] = value
	}
	return a
}

func rupees(p money.Paise) string { return p.Rupees()[:strings.LastIndexByte(p.Rupees(), '.')] }

func paise(p money.Paise) string { return p.Rupees()[strings.LastIndexByte(p.Rupees(), '.'):] }

// ago is the distance of t from now in one unit: "just now", "4 min ago", "in 2 h", "3 days ago", or the day beyond a month.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	form := "%s ago"
	if d < 0 {
		d, form = -d, "in %s"
	}
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf(form, fmt.Sprintf("%d min", int(d.Minutes())))
	case d < 24*time.Hour:
		return fmt.Sprintf(form, fmt.Sprintf("%d h", int(d.Hours())))
	case d < 48*time.Hour:
		return fmt.Sprintf(form, "1 day")
	case d < 31*24*time.Hour:
		return fmt.Sprintf(form, fmt.Sprintf("%d days", int(d.Hours()/24)))
	}
	return clock.DateOf(t).Short()
}

// Href makes an address safe to link to: what a browser would run as script becomes about:invalid. Besides pages, mail and
// telephone it lets maps (geo:), text messages (sms:) and payments (upi:) through.
func Href(address string) templ.SafeURL {
	for _, scheme := range []string{"geo:", "sms:", "upi:"} {
		if strings.HasPrefix(strings.ToLower(address), scheme) {
			return templ.SafeURL(address)
		}
	}
	return templ.URL(address)
}
