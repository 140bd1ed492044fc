// Package workcal counts working time: opening hours of a week, holidays, and sums of time over both.
//
// Owns: spans of a day, a week of them, adding and measuring working time.
// Does not own: whose calendar it is (settings, people) and what was promised (sla).
// Hours are minutes of the day in IST, which has no daylight saving. A span does not pass midnight: a night shift is two spans.
package workcal

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/fault"
)

const day = 1440

// Span is a stretch of one IST day in minutes, 0 ≤ From < To ≤ 1440; To is not part of it.
type Span struct{ From, To int }

// Week holds the spans of each day, index time.Weekday; no spans means closed. In JSON it is {"mon":["09:00-18:00"],…}.
type Week [7][]Span

var dayKeys = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// DayKey is the day's name in JSON and in Field of faults: "mon".
func DayKey(d time.Weekday) string { return dayKeys[d] }

var written = regexp.MustCompile(`^([0-9]{1,2})[:.]([0-9]{2})\s*(?:-|–|—|to)\s*([0-9]{1,2})[:.]([0-9]{2})$`)

// ParseSpans reads one day's input: "09:00-13:00, 14:00-18:00"; empty means closed. Fault: hours_form, also where an end is not
// after its start, or spans overlap.
func ParseSpans(s string) ([]Span, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var spans []Span
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' }) {
		m := written.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fault.Field("", "hours_form")
		}
		from, ok1 := minutes(m[1], m[2])
		to, ok2 := minutes(m[3], m[4])
		if !ok1 || !ok2 {
			return nil, fault.Field("", "hours_form")
		}
		spans = append(spans, Span{from, to})
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	if len(spans) == 0 || !sound(spans) {
		return nil, fault.Field("", "hours_form")
	}
	return spans, nil
}

func minutes(h, m string) (int, bool) {
	hour, err1 := strconv.Atoi(h)
	min, err2 := strconv.Atoi(m)
	return hour*60 + min, err1 == nil && err2 == nil && min < 60 && hour*60+min <= day
}

// FormatSpans prints what ParseSpans reads: "09:00-13:00, 14:00-18:00"; empty where there are none.
func FormatSpans(spans []Span) string {
	out := make([]string, len(spans))
	for i, s := range spans {
		out[i] = s.String()
	}
	return strings.Join(out, ", ")
}

// String prints "09:00-18:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// sound says whether spans are inside the day, in order and apart.
func sound(spans []Span) bool {
	end := 0
	for _, s := range spans {
		if s.From < end || s.From >= s.To || s.To > day {
			return false
		}
		end = s.To
	}
	return true
}

// Validate returns hours_form beside each day whose spans are out of range, out of order or overlapping.
func (w Week) Validate() error {
	var c fault.Check
	for d, spans := range w {
		c.That(sound(spans), fault.Field(dayKeys[d], "hours_form"))
	}
	return c.Err()
}

// Minutes is the working time of a week without holidays.
func (w Week) Minutes() int {
	sum := 0
	for _, spans := range w {
		for _, s := range spans {
			sum += s.To - s.From
		}
	}
	return sum
}

// MarshalJSON writes the days that are open.
func (w Week) MarshalJSON() ([]byte, error) {
	days := map[string][]string{}
	for d, spans := range w {
		for _, s := range spans {
			days[dayKeys[d]] = append(days[dayKeys[d]], s.String())
		}
	}
	return json.Marshal(days)
}

// UnmarshalJSON reads what MarshalJSON writes; days left out are closed. Unknown days and bad spans are errors.
func (w *Week) UnmarshalJSON(raw []byte) error {
	var days map[string][]string
	if err := json.Unmarshal(raw, &days); err != nil {
		return err
	}
	*w = Week{}
	for key, spans := range days {
		d := slices.Index(dayKeys[:], key)
		if d < 0 {
			return fmt.Errorf("week has no day %q", key)
		}
		parsed, err := ParseSpans(strings.Join(spans, ","))
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		w[d] = parsed
	}
	return nil
}
