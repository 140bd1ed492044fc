package office

import (
	"net/http"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// month is a month of the calendar of leave.
type month struct{ first, last clock.Date }

// monthOf reads "2026-11"; what is none is the present month.
func monthOf(s string) month {
	first, err := clock.ParseDate(s + "-01")
	if err != nil {
		first = clock.Today()[:8] + "01"
	}
	start := first.Start().In(clock.IST)
	return month{first, clock.DateOf(start.AddDate(0, 1, -1))}
}

// key is the month as in its address: "2026-11".
func (m month) key() string { return string(m.first[:7]) }

// words is the month as people say it: "November 2026".
func (m month) words() string { return m.first.Start().In(clock.IST).Format("January 2006") }

// next is the month n months on.
func (m month) next(n int) month {
	return monthOf(string(clock.DateOf(m.first.Start().In(clock.IST).AddDate(0, n, 0)))[:7])
}

func (o *office) listLeaves(req *web.Request) error {
	return o.leavesWith(req, http.StatusOK, monthOf(req.Query("month")), ui.NewForm(req.Lang()))
}

// leavesWith shows the month with what was typed into the form of a new leave.
func (o *office) leavesWith(req *web.Request, status int, m month, f *ui.Form) error {
	away, err := o.app.People.Leaves(req.Ctx(), m.first, m.last)
	if err != nil {
		return err
	}
	technicians, err := o.technicians(req)
	if err != nil {
		return err
	}
	holidays, err := o.app.Settings.Holidays(req.Ctx())
	if err != nil {
		return err
	}
	v := leavesView{month: m, away: away, technicians: technicians, form: f}
	if v.clashes, err = o.clashes(req, away); err != nil {
		return err
	}
	for _, h := range holidays {
		if h.Date >= m.first && h.Date <= m.last {
			v.holidays = append(v.holidays, h.Date.Short()+" "+h.Name)
		}
	}
	return req.PageStatus(status, "Leave", "technicians", leavesPage(v))
}

// leavesView is a month of leave.
type leavesView struct {
	month       month
	away        []people.Leave
	clashes     map[string]clash // by leave
	technicians []people.Technician
	holidays    []string
	form        *ui.Form
}

func leaveInput(f *ui.Form, technician string) people.LeaveInput {
	f.Labels["from"], f.Labels["to"] = "First day", "Last day"
	return people.LeaveInput{Technician: technician, From: f.Get("from"), To: f.Get("to"), Reason: f.Get("reason")}
}

func (o *office) addLeave(req *web.Request) error {
	f := req.Form()
	l, err := o.app.People.AddLeave(req.Ctx(), leaveInput(f, f.Get("technician")))
	if web.Refill(err) {
		f.Fail(err)
		return o.leavesWith(req, web.StatusOf(err), monthOf(req.Query("month")), f)
	}
	if err != nil {
		return err
	}
	words, err := o.leaveWords(req, l, l.Name+" is on leave "+spanWords(l)+".")
	if err != nil {
		return err
	}
	return req.Go("/office/leaves?month="+string(l.From[:7]), words)
}

func (o *office) addTechnicianLeave(req *web.Request) error {
	f := req.Form()
	l, err := o.app.People.AddLeave(req.Ctx(), leaveInput(f, req.ID()))
	if web.Refill(err) {
		f.Fail(err)
		return o.technicianPageWith(req, web.StatusOf(err), f)
	}
	if err != nil {
		return err
	}
	words, err := o.leaveWords(req, l, "On leave "+spanWords(l)+".")
	if err != nil {
		return err
	}
	return req.Go("/office/technicians/"+req.ID(), words)
}

func (o *office) removeLeave(req *web.Request) error {
	if err := o.app.People.RemoveLeave(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go(req.NextPath("/office/leaves"), "Leave removed.")
}

// spanWords are the days of a leave: "22 Nov 2026" or "22 Nov 2026 – 24 Nov 2026".
func spanWords(l people.Leave) string {
	if l.From == l.To {
		return l.From.Short()
	}
	return l.From.Short() + " – " + l.To.Short()
}

// leaveDays is the length of a leave, both ends included.
func leaveDays(l people.Leave) int {
	return int(l.To.Start().Sub(l.From.Start())/(24*time.Hour)) + 1
}
