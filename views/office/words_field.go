package office

import (
	"strconv"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/i18n"
	"doorstep/app/people"
)

// outcomeNames say what a check-in came to, as a fact and not as a reproach.
var outcomeNames = map[fence.Outcome]string{
	fence.ValidatedInside: "At the site", fence.ValidatedOutside: "Outside the circle", fence.SkippedInside: "No position; seen at the site shortly before",
	fence.SkippedOutside: "No position; not seen at the site before", fence.OfflineUnvalidated: "Made without network, not judged yet",
	fence.OfflineSkipped: "Made without network and position", fence.OfficeEntered: "Entered by the office",
	fence.LowAccuracy: "Position too vague to say", fence.PermissionDenied: "The phone gives no position",
	fence.SiteUnplaced: "The site is not on the map", fence.Suspicious: "Looks odd: somebody should look",
}

// outcomeTones are the tones of their badges. None is red: an outcome is a hint.
var outcomeTones = map[fence.Outcome]string{
	fence.ValidatedInside: "good", fence.SkippedInside: "info", fence.OfficeEntered: "", fence.ValidatedOutside: "warn", fence.Suspicious: "warn",
}

func outcomeWords(o fence.Outcome) string {
	if w := outcomeNames[o]; w != "" {
		return w
	}
	return string(o)
}

func outcomeTone(o fence.Outcome) string {
	if t, ok := outcomeTones[o]; ok {
		return t
	}
	return "faint"
}

// signalWords is one thing that looked odd about a position, in the reader's language.
func signalWords(lang string, s fence.Signal) string {
	pairs := make([]any, 0, 2*len(s.Params))
	for name, value := range s.Params {
		pairs = append(pairs, name, value)
	}
	return i18n.T(lang, "signal."+s.Code, pairs...)
}

// distanceWords says how far from the site somebody was, and of what circle: "40 m away, circle 100 m, exact to 12 m".
func distanceWords(c jobs.CheckIn) string {
	var parts []string
	if c.DistanceM >= 0 && (c.Lat != 0 || c.Lng != 0) {
		parts = append(parts, metres(c.DistanceM)+" from the site")
	}
	if c.RadiusM > 0 {
		parts = append(parts, "circle "+metres(c.RadiusM))
	}
	if c.AccuracyM > 0 {
		parts = append(parts, "exact to "+metres(c.AccuracyM))
	}
	return strings.Join(parts, ", ")
}

// metres prints a distance: "40 m", "2.3 km".
func metres(n int) string {
	if n < 1000 {
		return strconv.Itoa(n) + " m"
	}
	return decimals(strconv.Itoa(n/100), 1) + " km"
}

// skewWords says how a phone's clock stood to the server's; empty where they agree within a minute.
func skewWords(d time.Duration) string {
	if d.Abs() < time.Minute {
		return ""
	}
	words := lengthWords(int(d.Abs().Round(time.Minute) / time.Minute))
	if d > 0 {
		return "phone " + words + " slow"
	}
	return "phone " + words + " fast"
}

// fromWords says where something was entered.
func fromWords(source string) string {
	if w := map[string]string{"desk": "entered by the office", "phone": "from the phone", "system": "by itself", "console": "in the console", "link": "by the customer"}[source]; w != "" {
		return w
	}
	return source
}

// placeNames say where a day began.
var placeNames = map[people.Place]string{people.AtShop: "shop", people.AtSite: "first site", people.Elsewhere: "elsewhere", people.Unknown: "no position"}

func placeWords(p people.Place, distance int) string {
	words := placeNames[p]
	if p == people.Elsewhere && distance >= 0 {
		words += ", " + metres(distance) + " off"
	}
	return words
}

// shotWords says what a photo or voice note shows.
func shotWords(slot string, checks []jobs.Check) string {
	id, isCheck := strings.CutPrefix(slot, "check:")
	if !isCheck {
		return map[string]string{"before": "Before", "after": "After", "bill": "Bill", "payment": "Payment", "other": "Other", "note": "Note"}[slot]
	}
	for _, c := range checks {
		if c.ID == id {
			return c.Text
		}
	}
	return "Checklist"
}

// originWords says how a picture came to be; empty for the usual way, the camera at the visit.
func originWords(origin string) string {
	return map[string]string{"gallery": "from gallery", "office": "entered by the office"}[origin]
}

// answerWords is the answer to a check as people read it.
func answerWords(g jobs.Given) string {
	switch {
	case g.Result != "":
		words := resultNames[g.Result]
		if g.Value != "" {
			words += ": " + g.Value
		}
		return words
	case g.Kind == "tick":
		return "Done"
	case g.Kind == "number", g.Kind == "reading":
		return milli(strconv.FormatInt(g.Milli, 10))
	}
	return g.Value
}

var resultNames = map[string]string{"pass": "Pass", "fail": "Fail", "na": "Does not apply"}

// lackWords is one thing that a visit still lacks.
func lackWords(l jobs.Demand) string {
	switch {
	case l.Token == "before":
		return "Photo before the work"
	case l.Token == "after":
		return "Photo after the work"
	case l.Token == "signoff":
		return "The customer’s sign-off"
	case l.Token == "payment":
		return "How the customer pays"
	}
	return l.Text
}

// expenseKinds are what money is laid out for, as options.
var expenseKinds = []string{"fuel", "Fuel", "parking", "Parking", "purchase", "Purchase", "courier", "Courier", "other", "Other"}

func expenseWords(kind string) string {
	for i := 0; i+1 < len(expenseKinds); i += 2 {
		if expenseKinds[i] == kind {
			return expenseKinds[i+1]
		}
	}
	return kind
}

// signNames are the ways in which a customer signs off.
var signNames = map[string]string{"signature": "Signed", "code": "Gave the four-digit code", "refused": "Refused to sign"}

// itemNames say what a phone wanted done, after "He".
var itemNames = map[string]string{
	"day.start": "began his day", "day.end": "ended his day", "consent": "answered about positions", "visit.answer": "answered the visit",
	"visit.step": "moved the visit on", "visit.put_off": "put the visit off", "visit.check": "answered a check", "visit.photo": "took a photo or voice note",
	"visit.use": "used a part or service", "visit.drop": "took a used part back", "visit.expense": "claimed an expense", "visit.swap": "changed a serial number",
	"visit.sign_off": "had the visit signed off", "visit.note": "wrote a note", "visit.help": "came or left as a helper", "visit.follow_up": "asked for a follow-up job",
}

// itemWords is what a phone wanted done with what mattered about it: "moved the visit on: Working".
func itemWords(kind string, data map[string]string) string {
	words := itemNames[kind]
	if words == "" {
		words = kind
	}
	switch kind {
	case "visit.step":
		return words + ": " + strings.ToLower(statusWords(data["to"]))
	case "visit.answer":
		if data["accept"] == "yes" {
			return "accepted the visit"
		}
		return "rejected the visit"
	}
	return words
}

// itemDetails are the values of an item that a person can read, without keys of the phone's own.
func itemDetails(data map[string]string) []string {
	var all []string
	for _, name := range []string{"reason", "wish", "text", "value", "result", "qty", "serial", "kind", "amount", "note", "name", "how", "issue"} {
		if v := data[name]; v != "" {
			if name == "result" {
				v = strings.ToLower(resultNames[v])
			}
			all = append(all, v)
		}
	}
	return all
}

// windowOrBegun is a day of work in hours, also while it lasts.
func windowOrBegun(a people.Attendance) string {
	switch {
	case a.Start.IsZero():
		return "not begun"
	case a.End.IsZero():
		return "since " + clock.HM(a.Start) + ", " + placeWords(a.StartPlace, a.StartDistanceM)
	}
	return clock.HM(a.Start) + "–" + clock.HM(a.End) + ", began: " + placeWords(a.StartPlace, a.StartDistanceM)
}

func consentWords(c people.Consent) string {
	switch {
	case c.At.IsZero():
		return "not asked yet"
	case c.Given:
		return "yes, " + clock.Stamp(c.At)
	}
	return "no"
}

func conflictWords(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return strconv.Itoa(n) + " things"
}
