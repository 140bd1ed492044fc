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

	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/layout"
	"doorstep/views/web"
)

// musterView is a month of attendance, a row for each technician.
type musterView struct {
	month month
	days  []clock.Date
	rows  []musterRow
}

// musterRow is a technician's month.
type musterRow struct {
	Technician, Name string
	days             map[clock.Date]people.Attendance
}

// present is on how many days he came, and minutes how long they were together; a day that is not ended counts nothing.
func (r musterRow) present() (days, minutes int) {
	for _, a := range r.days {
		minutes += worked(a)
	}
	return len(r.days), minutes
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
	came, err := o.app.People.Muster(req.Ctx(), v.month.first, v.month.last)
	if err != nil {
		return v, err
	}
	all, err := o.app.People.Technicians(req.Ctx())
	if err != nil {
		return v, err
	}
	v.rows = musterRows(all, came)
	return v, nil
}

// musterRows puts attendance beside who works here now or came in the month, by name.
func musterRows(all []people.Technician, came []people.Attendance) []musterRow {
	of := map[string]*musterRow{}
	row := func(id, name string) *musterRow {
		if of[id] == nil {
			of[id] = &musterRow{Technician: id, Name: name, days: map[clock.Date]people.Attendance{}}
		}
		return of[id]
	}
	for _, t := range all {
		if t.Active {
			row(t.ID, t.Name)
		}
	}
	for _, a := range came {
		row(a.Technician, a.Name).days[a.Date] = a
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

// attendanceFile is the month for a spreadsheet: a line for each day that somebody came.
func (o *office) attendanceFile(req *web.Request) error {
	m := monthOf(req.Query("month"))
	came, err := o.app.People.Muster(req.Ctx(), m.first, m.last)
	if err != nil {
		return err
	}
	body, err := musterCSV(came)
	if err != nil {
		return err
	}
	return req.Download("attendance-"+m.key()+".csv", "text/csv; charset=utf-8", body)
}

// musterCSV begins with the mark by which Excel knows UTF-8.
func musterCSV(came []people.Attendance) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	lines := [][]string{{"Technician", "Date", "Began", "Began at", "Metres off", "Ended", "Ended at", "Hours", "Source"}}
	for _, a := range came {
		hours, off := "", ""
		if !a.End.IsZero() {
			hours = hoursWords(worked(a))
		}
		if a.StartDistanceM >= 0 && a.StartPlace == people.Elsewhere {
			off = strconv.Itoa(a.StartDistanceM)
		}
		lines = append(lines, []string{
			a.Name, string(a.Date), clock.HM(a.Start), placeNames[a.StartPlace], off, clock.HM(a.End), placeNames[a.EndPlace], hours, fromWords(a.Source),
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
