package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/audit"
	"doorstep/app/demo"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
)

func build(t testing.TB, size demo.Size, now time.Time) (*app.App, demo.Company) {
	t.Helper()
	a := apptest.Empty(t)
	t.Cleanup(clock.Freeze(now))
	c, err := demo.Build(a, size)
	if err != nil {
		t.Fatal(err)
	}
	clock.Freeze(now)
	return a, c
}

// print is a hash over what is stored, without what is random by intent: secrets, and the log, whose acts have random ids.
func print(t *testing.T, a *app.App) string {
	t.Helper()
	h := sha256.New()
	for _, table := range []string{
		"company", "holidays", "sla_policies", "users", "technicians", "areas", "shifts", "skills", "leaves", "items", "item_rates", "job_types",
		"customers", "phones", "sites", "assets", "preferences", "jobs", "visits", "stamps", "job_lines", "notes", "counters",
		"consents", "attendance", "checkins", "answers", "expenses", "devices", "inbox",
		"invoices", "invoice_lines", "settlements", "payments", "allocations", "cash_moves", "handovers", "deposits", "bank_lines", "estimates", "disputes",
		"contracts", "contract_assets", "covers", "cover_uses", "visit_plans", "plan_dates", "contract_bills",
	} {
		var all []dbx.NullStringMap
		order := "id"
		if table == "counters" {
			order = "name"
		}
		if err := a.Core.DB().NewQuery("SELECT * FROM " + table + " ORDER BY " + order).All(&all); err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 {
			t.Errorf("%s is empty", table)
		}
		for _, row := range all {
			for _, random := range []string{"password", "tokenKey", "updated"} {
				delete(row, random)
			}
			b, _ := json.Marshal(row)
			fmt.Fprintf(h, "%s %s\n", table, b)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestBuild_makesTheSameCompanyTwice(t *testing.T) {
	one, _ := build(t, demo.Size{Jobs: 300}, apptest.Now)
	two, _ := build(t, demo.Size{Jobs: 300}, apptest.Now)
	if print(t, one) != print(t, two) {
		t.Error("two companies of one seed and day differ")
	}
}

func TestBuild_isALivingCompany(t *testing.T) {
	a, c := build(t, demo.Size{}, apptest.Now)
	t.Logf("%+v", c)
	if c.Technicians != 12 || c.Customers != 400 || c.Jobs < 2000 || c.Jobs > 3000 {
		t.Errorf("size: %+v", c)
	}
	if c.Unscheduled < 8 || c.Unscheduled > 22 {
		t.Errorf("%d jobs wait for a plan", c.Unscheduled)
	}
	ctx := context.Background()
	cards, err := a.Jobs.Day(ctx, clock.Today())
	if err != nil {
		t.Fatal(err)
	}
	states := map[jobs.VisitStatus]int{}
	late, unanswered := 0, 0
	for _, v := range cards {
		states[v.Status]++
		if v.Late() {
			late++
		}
		if v.Unanswered(30 * time.Minute) {
			unanswered++
		}
	}
	t.Logf("today %v, late %d, unanswered %d", states, late, unanswered)
	begun := states[jobs.Travelling] + states[jobs.Arrived] + states[jobs.Working] + states[jobs.Paused]
	if begun == 0 || states[jobs.Accepted] == 0 || late == 0 || unanswered == 0 {
		t.Errorf("today %v, late %d, unanswered %d", states, late, unanswered)
	}
	for what, want := range map[string]int{
		"SELECT COUNT(*) FROM jobs WHERE priority = 1 AND status = 'unscheduled'":                                                 1,
		"SELECT COUNT(*) FROM jobs WHERE waiting = 'parts'":                                                                       2,
		"SELECT COUNT(*) FROM visits WHERE status = 'partial'":                                                                    20,
		"SELECT COUNT(*) FROM visits WHERE status = 'cannot_complete'":                                                            10,
		"SELECT COUNT(*) FROM visits WHERE status = 'cancelled' AND reason != ''":                                                 20,
		"SELECT COUNT(*) FROM jobs WHERE status = 'closed'":                                                                       1000,
		"SELECT COUNT(*) FROM jobs WHERE status = 'cancelled'":                                                                    20,
		"SELECT COUNT(*) FROM customers WHERE gstin LIKE '27%'":                                                                   20,
		"SELECT COUNT(*) FROM item_rates WHERE gst_bps = 2800":                                                                    10,
		"SELECT COUNT(*) FROM leaves WHERE `from` <= '" + string(clock.Today()) + "' AND `to` >= '" + string(clock.Today()) + "'": 2,
		"SELECT COUNT(*) FROM (SELECT job FROM visits GROUP BY job HAVING COUNT(*) > 1)":                                          40,
	} {
		if n := number(t, a, what); n < want {
			t.Errorf("%d, want at least %d: %s", n, want, what)
		}
	}
}

func number(t *testing.T, a *app.App, query string) int {
	t.Helper()
	var n int
	if err := a.Core.DB().NewQuery(query).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBuild_keepsToTheRulesOfTheHouse(t *testing.T) {
	for name, now := range map[string]time.Time{
		"Monday morning": apptest.Now, "Sunday noon": apptest.Now.AddDate(0, 0, 6).Add(2 * time.Hour), "in the night": apptest.Now.Add(-8 * time.Hour),
		"a holiday": time.Date(2026, 10, 2, 15, 0, 0, 0, clock.IST),
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := build(t, demo.Size{Jobs: 700}, now)
			held(t, a, 700, now)
		})
	}
}

func TestBuild_takesAnySize(t *testing.T) {
	for _, n := range []int{1, 7, 60} {
		a, _ := build(t, demo.Size{Jobs: n}, apptest.Now)
		held(t, a, n, apptest.Now)
	}
}

type visit struct {
	ID, Job, Technician, Status string
	Start, End                  string
}

// held checks what must hold for every company that is built.
func held(t *testing.T, a *app.App, n int, now time.Time) {
	t.Helper()
	if _, err := audit.Verify(a.Core); err != nil {
		t.Error(err)
	}
	if got := number(t, a, "SELECT COUNT(*) FROM jobs"); got != n {
		t.Errorf("%d jobs, want %d", got, n)
	}
	if got := number(t, a, "SELECT last FROM counters WHERE name = 'jobs'"); got != n {
		t.Errorf("the counter stands at %d", got)
	}
	if got := number(t, a, "SELECT COUNT(*) FROM audit_log x JOIN audit_log y ON y.seq = x.seq + 1 WHERE y.at < x.at"); got != 0 {
		t.Errorf("time goes back %d times in the log", got)
	}
	for _, column := range []string{"jobs.created", "visits.created", "stamps.at_server", "jobs.completed_at", "customers.created"} {
		table, field, _ := strings.Cut(column, ".")
		if got := number(t, a, "SELECT COUNT(*) FROM "+table+" WHERE "+field+" > '"+now.UTC().Format("2006-01-02 15:04:05.000Z")+"'"); got != 0 {
			t.Errorf("%d of %s lie in the future", got, column)
		}
	}
	var visits []visit
	if err := a.Core.DB().NewQuery("SELECT id, job, technician, status, start, `end` FROM visits ORDER BY technician, start").All(&visits); err != nil {
		t.Fatal(err)
	}
	apart(t, visits)
	inShifts(t, a, visits)
	agreeing(t, a, visits)
	paths(t, a, visits)
}

func apart(t *testing.T, visits []visit) {
	t.Helper()
	for i := 1; i < len(visits); i++ {
		was, v := visits[i-1], visits[i]
		if was.Technician == v.Technician && v.Start < was.End {
			t.Errorf("visit %s begins %s, before %s ends %s", v.ID, v.Start, was.ID, was.End)
		}
	}
}

func inShifts(t *testing.T, a *app.App, visits []visit) {
	t.Helper()
	rosters := map[clock.Date]map[string]people.OnDuty{}
	for _, v := range visits {
		start, end := instant(t, v.Start), instant(t, v.End)
		day := clock.DateOf(start)
		if rosters[day] == nil {
			roster, err := a.People.Roster(context.Background(), day)
			if err != nil {
				t.Fatal(err)
			}
			rosters[day] = map[string]people.OnDuty{}
			for _, r := range roster {
				rosters[day][r.Technician.ID] = r
			}
		}
		inside := false
		for _, s := range rosters[day][v.Technician].Spans {
			inside = inside || !start.Before(day.At(s.From)) && !end.After(day.At(s.To))
		}
		if !inside {
			t.Errorf("visit %s, %s to %s, is not within the shift of %s", v.ID, clock.Stamp(start), clock.HM(end), rosters[day][v.Technician].Name)
		}
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05.000Z", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func agreeing(t *testing.T, a *app.App, visits []visit) {
	t.Helper()
	states := map[string][]jobs.VisitStatus{}
	for _, v := range visits {
		states[v.Job] = append(states[v.Job], jobs.VisitStatus(v.Status))
	}
	var all []struct{ ID, No, Status string }
	if err := a.Core.DB().NewQuery("SELECT id, no, status FROM jobs").All(&all); err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		want, have := jobs.StatusOf(states[j.ID]), jobs.Status(j.Status)
		ended := have == jobs.Closed && want == jobs.Completed || have == jobs.Cancelled && want == jobs.Unscheduled
		if have != want && !ended {
			t.Errorf("%s is %s, its visits say %s", j.No, have, want)
		}
	}
}

func paths(t *testing.T, a *app.App, visits []visit) {
	t.Helper()
	var stamps []struct {
		Visit string `db:"visit"`
		From  string `db:"from"`
		To    string `db:"to"`
		At    string `db:"at_server"`
	}
	if err := a.Core.DB().NewQuery("SELECT visit, `from`, `to`, at_server FROM stamps ORDER BY visit, at_server, rowid").All(&stamps); err != nil {
		t.Fatal(err)
	}
	at := map[string]jobs.VisitStatus{}
	last := map[string]string{}
	for _, s := range stamps {
		from, to := jobs.VisitStatus(s.From), jobs.VisitStatus(s.To)
		if from != at[s.Visit] || from != "" && !from.May(to) || from == "" && to != jobs.Planned && to != jobs.Dispatched {
			t.Errorf("visit %s stands at %q and is stamped from %q to %q", s.Visit, at[s.Visit], from, to)
		}
		if s.At <= last[s.Visit] && from != "" {
			t.Errorf("visit %s is %s no later than %s", s.Visit, to, from)
		}
		at[s.Visit], last[s.Visit] = to, s.At
	}
	for _, v := range visits {
		if string(at[v.ID]) != v.Status {
			t.Errorf("visit %s is %s, its stamps end with %s", v.ID, v.Status, at[v.ID])
		}
	}
}

func TestBuild_promisesWhatBookingWouldPromise(t *testing.T) {
	a, _ := build(t, demo.Size{Jobs: 120}, apptest.Now)
	ctx := context.Background()
	rows, err := a.Jobs.List(ctx, jobs.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows.Rows {
		j, err := a.Jobs.Get(ctx, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(j.Pauses) > 0 || !j.SLAFrom.Equal(j.Created) { // a visit that was planned ahead is promised for its day
			continue
		}
		clock.Freeze(j.Created)
		want, err := a.Jobs.Preview(ctx, j.Priority, j.Payment)
		if err != nil {
			t.Fatal(err)
		}
		if got := (jobs.Times{RespondBy: j.RespondBy, ArriveBy: j.ArriveBy, ResolveBy: j.ResolveBy}); got.RespondBy.Sub(want.RespondBy).Abs() > time.Millisecond ||
			got.ArriveBy.Sub(want.ArriveBy).Abs() > time.Millisecond || got.ResolveBy.Sub(want.ResolveBy).Abs() > time.Millisecond {
			t.Errorf("%s: %+v, want %+v", j.No, got, want)
		}
	}
	clock.Freeze(apptest.Now)
}

func TestBuild_letsEveryRoleSignInAndTheNextJobHaveTheNextNumber(t *testing.T) {
	a, c := build(t, demo.Size{Jobs: 80}, apptest.Now)
	ctx := context.Background()
	var roles []act.Role
	for _, l := range c.Logins {
		_, u, err := a.People.SignIn(ctx, people.SignInInput{Login: l.Mobile, Password: demo.Password, Device: "test", IP: "127.0.0.1"})
		if err != nil || u.Role != l.Role || u.Name != l.Name {
			t.Errorf("%+v signs in as %+v: %v", l, u, err)
		}
		roles = append(roles, u.Role)
		if !strings.Contains(c.Greeting("http://here"), l.Mobile) {
			t.Errorf("the greeting leaves out %s", l.Name)
		}
	}
	if !slices.Equal(roles, act.Roles) {
		t.Errorf("logins for %v", roles)
	}
	rows, err := a.Jobs.List(ctx, jobs.Filter{Statuses: []jobs.Status{jobs.Unscheduled}})
	if err != nil {
		t.Fatal(err)
	}
	one := rows.Rows[slices.IndexFunc(rows.Rows, func(r jobs.Row) bool { return r.Payment == jobs.Chargeable })] // somebody booked it
	j, err := a.Jobs.Get(ctx, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	owner := act.In(ctx, act.By{User: j.BookedBy, Name: "Deepa Joshi", Role: act.Dispatcher, Source: act.Desk})
	next, err := a.Jobs.Book(owner, jobs.Booking{Customer: j.Customer, Site: j.Site, Type: j.Type, Issue: "Once more"})
	if err != nil || next.No != "J-00081" {
		t.Errorf("the next job is %s: %v", next.No, err)
	}
	entries, err := a.Audit.History(ctx, j.ID, 10)
	if err != nil || len(entries) == 0 || entries[len(entries)-1].Verb != "jobs.book" {
		t.Errorf("history %+v: %v", entries, err)
	}
	if _, err := audit.Verify(a.Core); err != nil {
		t.Error(err)
	}
	if _, err := demo.Build(a, demo.Size{}); err == nil {
		t.Error("a second company was built into the first")
	}
}

func TestBuild_tenThousandJobsInUnderFifteenSeconds(t *testing.T) {
	a := apptest.Empty(t)
	began, before := time.Now(), worked()
	c, err := demo.Build(a, demo.Size{Jobs: 10_000})
	took, used := time.Since(began), worked()-before
	if err != nil {
		t.Fatal(err)
	}
	events := number(t, a, "SELECT COUNT(*) FROM audit_log")
	t.Logf("%d jobs, %d visits, %d customers, %d technicians, %d audit events in %v, %v of the processor's time",
		c.Jobs, c.Visits, c.Customers, c.Technicians, events, took, used)
	// Held by the time of two processors, because a machine busy with other things stretches the clock's.
	if used > 2*15*time.Second {
		t.Errorf("took %v", took)
	}
	held(t, a, 10_000, clock.Now())
}
