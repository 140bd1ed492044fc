package office

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// musterView is a month of attendance, a row for each technician; one is that whose days are shown below it, nil for none.
type musterView struct {
	month month
	days  []clock.Date
	rows  []musterRow
	one   *musterRow
}

// musterRow is a technician's month.
type musterRow struct {
	Technician, Name string
	days             map[clock.Date]musterDay
}

// present is on how many days he came, and minutes how long they were together; a day that is not ended counts nothing.
func (r musterRow) present() (days, minutes int) {
	for _, d := range r.days {
		if !d.Start.IsZero() {
			days++
			minutes += worked(d.Attendance)
		}
	}
	return days, minutes
}

// took is what the time of his visits went into, and metres how far he went, as far as that is known.
func (r musterRow) took() (took jobs.Took, metres int) {
	for _, d := range r.days {
		took.Travel += d.Took.Travel
		took.Wait += d.Took.Wait
		took.Work += d.Took.Work
		took.Break += d.Took.Break
		metres += d.DistanceM
	}
	return took, metres
}

// worked are the minutes of a day that has ended, without its breaks.
func worked(a people.Attendance) int {
	if a.Start.IsZero() || a.End.IsZero() {
		return 0
	}
	length := a.End.Sub(a.Start)
	for _, b := range a.Breaks {
		length -= b.To.Sub(b.From)
	}
	return int(length / time.Minute)
}

// hoursWords is a length of work as musters have it: "8:30".
func hoursWords(minutes int) string {
	rest := strconv.Itoa(minutes % 60)
	if len(rest) < 2 {
		rest = "0" + rest
	}
	return strconv.Itoa(minutes/60) + ":" + rest
}

func (o *office) attendance(req *web.Request) error {
	v, err := o.musterOf(req)
	if err != nil {
		return err
	}
	return req.PageIn(http.StatusOK, layout.Shell{Title: "Attendance " + v.month.words(), Nav: "attendance", Wide: true, Styles: []string{"field.css"}}, attendanceBody(v))
}

func (o *office) musterOf(req *web.Request) (musterView, error) {
	v := musterView{month: monthOf(req.Query("month"))}
	for d := v.month.first; d <= v.month.last; d = d.AddDays(1) {
		v.days = append(v.days, d)
	}
	all, days, err := o.musterDays(req, v.month)
	if err != nil {
		return v, err
	}
	v.rows = musterRows(all, days)
	for i, r := range v.rows {
		if r.Technician == req.Query("technician") {
			v.one = &v.rows[i]
		}
	}
	return v, nil
}

// musterDays are everybody's days of the month. The evening before it and the night after it are looked at for what belongs to
// the day that began before.
func (o *office) musterDays(req *web.Request, m month) ([]people.Technician, []musterDay, error) {
	came, err := o.app.People.Muster(req.Ctx(), m.first.AddDays(-1), m.last)
	if err != nil {
		return nil, nil, err
	}
	all, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return nil, nil, err
	}
	spells, err := o.app.Jobs.SpellsBetween(req.Ctx(), m.first.Start(), m.last.AddDays(1).Start().Add(nightOver))
	if err != nil {
		return nil, nil, err
	}
	days := slices.DeleteFunc(musterDays(all, came, spells), func(d musterDay) bool { return d.Date < m.first || d.Date > m.last })
	return all, days, nil
}

// musterRows puts days beside who works here now or came in the month, by name.
func musterRows(all []people.Technician, days []musterDay) []musterRow {
	of := map[string]*musterRow{}
	row := func(id, name string) *musterRow {
		if of[id] == nil {
			of[id] = &musterRow{Technician: id, Name: name, days: map[clock.Date]musterDay{}}
		}
		return of[id]
	}
	for _, t := range all {
		if t.Active {
			row(t.ID, t.Name)
		}
	}
	for _, d := range days {
		row(d.Technician, d.Name).days[d.Date] = d
	}
	rows := make([]musterRow, 0, len(of))
	for _, r := range of {
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b musterRow) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Technician, b.Technician))
	})
	return rows
}

// attendanceFile is the month for a spreadsheet: a line for each day on which somebody came or was at a visit.
func (o *office) attendanceFile(req *web.Request) error {
	m := monthOf(req.Query("month"))
	_, days, err := o.musterDays(req, m)
	if err != nil {
		return err
	}
	body, err := musterCSV(days)
	if err != nil {
		return err
	}
	return req.Download("attendance-"+m.key()+".csv", "text/csv; charset=utf-8", body)
}

// musterCSV begins with the mark by which Excel knows UTF-8.
func musterCSV(days []musterDay) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	lines := [][]string{{
		"Technician", "Date", "Began", "Began at", "Metres off", "Ended", "Ended at", "Hours", "Source",
		"Travel", "Waiting at site", "Work", "Break", "Km", "Km worked out",
	}}
	for _, d := range days {
		hours, off := "", ""
		if !d.End.IsZero() {
			hours = hoursWords(worked(d.Attendance))
		}
		if d.StartDistanceM >= 0 && d.StartPlace == people.Elsewhere {
			off = strconv.Itoa(d.StartDistanceM)
		}
		lines = append(lines, []string{
			d.Name, string(d.Date), clock.HM(d.Start), placeNames[d.StartPlace], off, clock.HM(d.End), placeNames[d.EndPlace], hours, fromWords(d.Source),
			timeWords(d.Took.Travel), timeWords(d.Took.Wait), timeWords(d.Took.Work), timeWords(d.Took.Break), wentWords(d.Attendance), wayNames[d.DistanceBy],
		})
	}
	for _, l := range lines {
		for i := range l {
			l[i] = harmless(l[i])
		}
		if err := w.Write(l); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
