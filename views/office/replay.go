package office

import (
	"fmt"
	"strconv"
	"time"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// At most so long a request works days out; at least one is done.
const (
	replayStep = 1500 * time.Millisecond // the page asks again by itself
	replayGo   = 5 * time.Second         // somebody without script pressed for it
)

// replayView is a month or, with day set, one of its days.
type replayView struct {
	month  month
	whole  dispatch.Month
	day    *dispatch.Replay
	latest clock.Date // the last day that is over
}

func (o *office) lookBack(req *web.Request) error {
	v := replayView{latest: clock.Today().AddDays(-1)}
	if text := req.Query("day"); text != "" {
		day, err := clock.ParseDate(text)
		if err != nil || day > v.latest {
			return req.Go("/office/replay", "")
		}
		r, err := o.app.Dispatch.Replay(req.Ctx(), day)
		if err != nil {
			return err
		}
		v.day, v.month = &r, monthOf(string(day[:7]))
		return req.PageIn(200, layout.Shell{Title: "Look back", Nav: "replay", Styles: []string{"owner.css"}}, replayDayBody(v))
	}
	if err := o.replayMonth(req, &v, req.Query("go") != "", replayGo); err != nil {
		return err
	}
	return req.PageIn(200, layout.Shell{Title: "Look back", Nav: "replay", Styles: []string{"owner.css"}}, replayMonthBody(v))
}

// lookBackOn works out some of the days that wait and answers with the month as it is then.
func (o *office) lookBackOn(req *web.Request) error {
	v := replayView{latest: clock.Today().AddDays(-1)}
	if err := o.replayMonth(req, &v, true, replayStep); err != nil {
		return err
	}
	return req.Fragment(replayMonthPart(v))
}

func (o *office) replayMonth(req *web.Request, v *replayView, on bool, most time.Duration) error {
	v.month = monthOf(req.Query("month"))
	if on {
		if _, err := o.app.Dispatch.ReplayMissing(req.Ctx(), v.month.first, most); err != nil {
			return err
		}
	}
	var err error
	v.whole, err = o.app.Dispatch.Month(req.Ctx(), v.month.first)
	return err
}

// done and all count the days with something to tell, worked out and together.
func (v replayView) done() int { return len(v.whole.Rows) }
func (v replayView) all() int  { return len(v.whole.Rows) + len(v.whole.Missing) }

func (v replayView) sides() dispatch.Sides {
	if v.day != nil {
		return v.day.Sides
	}
	return v.whole.Sides
}

// noCost is how many technicians have no cost of an hour.
func (v replayView) noCost() int {
	if v.day == nil {
		return v.whole.NoCost
	}
	n := 0
	for _, row := range v.day.Rows {
		if row.NoCost {
			n++
		}
	}
	return n
}

// replayTile is a number with what it means.
type replayTile struct{ figure, label, means, tone string }

func (v replayView) tiles() []replayTile {
	s := v.sides()
	return []replayTile{
		{gained(s.SavedMin()), "travel saved", "Driven " + hours(s.Driven.TravelMin) + ", the engine " + hours(s.Engine.TravelMin) + ", over the same roads.", tones(s.SavedMin())},
		{rupees(s.Saved()), "in wages", v.costWords(), tones(int(s.Saved()))},
		{gained(s.Driven.LateMin - s.Engine.LateMin), "less late", fmt.Sprintf("Driven %d of %d late, the engine %d.", s.Driven.Late, s.Driven.Visits, s.Engine.Late), tones(s.Driven.LateMin - s.Engine.LateMin)},
		{gained(s.Driven.OvertimeMin - s.Engine.OvertimeMin), "less overtime", "Past the shift, the way home included.", tones(s.Driven.OvertimeMin - s.Engine.OvertimeMin)},
	}
}

func (v replayView) costWords() string {
	if n := v.noCost(); n > 0 {
		return countWords(n, "technician has", "technicians have") + " no cost per hour and count as nothing."
	}
	return "Minutes of travel at each technician’s cost per hour."
}

func tones(gain int) string {
	if gain > 0 {
		return "good"
	}
	return ""
}

// hours are minutes as "12 h 05".
func hours(minutes int) string {
	if minutes < 60 {
		return strconv.Itoa(minutes) + " min"
	}
	return fmt.Sprintf("%d h %02d", minutes/60, minutes%60)
}

// gained is a gain as it is, and a loss with its sign.
func gained(minutes int) string {
	if minutes < 0 {
		return "−" + hours(-minutes)
	}
	return hours(minutes)
}

// minus is a number with a sign that is as wide as its figures.
func minus(n int) string {
	if n < 0 {
		return "−" + strconv.Itoa(-n)
	}
	return strconv.Itoa(n)
}

func rupees(p money.Paise) string {
	if p < 0 {
		return "−₹" + (-p).Whole()
	}
	return "₹" + p.Whole()
}

func kilometres(metres int) string { return strconv.Itoa((metres + 500) / 1000) }

// replayDay is the address of a day.
func replayDay(d clock.Date) string { return "/office/replay?day=" + string(d) }

// replayMeanings are the definitions that stand below the numbers.
func replayMeanings(v replayView) []ui.Def {
	defs := []ui.Def{
		{Term: "Driven", Text: "The visits made on the day, in the order and by the technicians that made them, from arrival to end as stamped. One left open over midnight counts with its planned length."},
		{Term: "As planned", Text: "The visits planned for the day as they stood last, made or not, at their planned hours."},
		{Term: "The engine", Text: "The same visits with the time they really took, planned anew for the same people. A visit booked on the day itself starts no earlier than it was booked. Promises, skills, areas and customers’ wishes hold, but who went may go. Where nothing better is found, it is what was driven."},
		{Term: "Travel", Text: "Minutes from home to one visit after the other and back home, reckoned alike for all three. A technician whose home is not known begins at his first visit."},
		{Term: "By stamps", Text: "Minutes between “on my way” and the arrival as technicians stamped them. Not all do, so it is told beside and not used."},
		{Term: "Late", Text: "Minutes from the end of the promised window, or of the service level where nothing was promised, to the beginning of the visit. A visit due on an earlier day counts as late, but without minutes: no plan of the day could help it."},
		{Term: "Overtime", Text: "Minutes from the end of the shift to the return home; the whole day where there was no shift."},
		{Term: "Not made", Text: "Visits planned for the day that nobody began nor called off. The engine plans them."},
		{Term: "Saved", Text: "Travel as driven less that of the engine; in rupees by the cost of an hour that stands with each technician. Shifts, homes, skills and costs are those of today."},
	}
	if v.day != nil {
		return append(defs, ui.Def{Term: "Roads", Text: v.day.Ways + "."})
	}
	return defs
}

// travelTimes is the table by which travel is reckoned.
func (o *office) travelTimes(req *web.Request) error {
	rows, at, err := o.app.Dispatch.Speeds(req.Ctx())
	if err != nil {
		return err
	}
	ways, err := o.app.Dispatch.Ways(req.Ctx())
	if err != nil {
		return err
	}
	return req.Page("Travel times", "settings", travelBody(rows[:], at, ways.Says()))
}

// kmh is metres a minute as km/h with a decimal.
func kmh(metresPerMinute int) string {
	if metresPerMinute == 0 {
		return "–"
	}
	tenths := (metresPerMinute*60 + 50) / 100
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

func learntAt(at time.Time) string {
	if at.IsZero() {
		return "Nothing yet. It is done every night."
	}
	return clock.Stamp(at) + ". It is done every night."
}
