package jobs_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
)

// many copies one booked job n times by plain SQL, each a minute younger than the last and due at its own time.
func many(t testing.TB, a *app.App, n int) {
	t.Helper()
	apptest.Job(t, a, nil)
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('jobs')").Column(&columns); err != nil {
		t.Fatal(err)
	}
	list, values := "", ""
	for _, c := range columns {
		list += ", `" + c + "`"
		switch c {
		case "id":
			values += ", printf('copy%011d', n.value)"
		case "no":
			values += ", printf('C-%05d', n.value)"
		case "created":
			values += ", strftime('%Y-%m-%d %H:%M:00.000Z', j.created, '+' || (n.value / 3) || ' minutes')"
		case "due_at":
			values += ", strftime('%Y-%m-%d %H:%M:00.000Z', j.sla_from, '+' || (n.value * 131 % 1200) || ' minutes')"
		case "priority":
			values += ", 1 + n.value % 3"
		default:
			values += ", j.`" + c + "`"
		}
	}
	_, err := a.Core.NonconcurrentDB().NewQuery(fmt.Sprintf(
		"INSERT INTO jobs (%s) SELECT %s FROM jobs j, generate_series(1, %d) n WHERE j.no = 'J-00001'", list[2:], values[2:], n)).Execute()
	if err != nil {
		_, err = a.Core.NonconcurrentDB().NewQuery(fmt.Sprintf(`WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < %d)
			INSERT INTO jobs (%s) SELECT %s FROM n, jobs j WHERE j.no = 'J-00001'`, n, list[2:], values[2:])).Execute()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func list(t testing.TB, a *app.App, f jobs.Filter, cursor string) page.Of[jobs.Row] {
	t.Helper()
	at, err := page.Parse(cursor)
	if err != nil {
		t.Fatal(err)
	}
	f.At = at
	p, err := a.Jobs.List(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func nos(p page.Of[jobs.Row]) []string {
	all := make([]string, len(p.Rows))
	for i, r := range p.Rows {
		all[i] = r.No
	}
	return all
}

func TestList_walksForwardAndBackOverEveryJobOnce(t *testing.T) {
	a := apptest.NewApp(t)
	many(t, a, 229)
	for _, f := range []jobs.Filter{{}, {Due: true}, {Priority: 2}, {Statuses: []jobs.Status{jobs.Unscheduled}, Due: true}} {
		var forward []string
		p := list(t, a, f, "")
		for {
			forward = append(forward, nos(p)...)
			if p.Next == "" {
				break
			}
			p = list(t, a, f, p.Next)
		}
		var back []string
		for {
			back = append(nos(p), back...)
			if p.Prev == "" {
				break
			}
			p = list(t, a, f, p.Prev)
		}
		if !slices.Equal(forward, back) {
			t.Errorf("%+v: %d forward, %d back, and not the same", f, len(forward), len(back))
		}
		want := 230
		if f.Priority == 2 {
			want = 78 // 77 copies of P2 and the first
		}
		if n := len(slices.Compact(slices.Sorted(slices.Values(forward)))); n != len(forward) || n != want {
			t.Errorf("%+v: %d jobs, %d of them different, want %d", f, len(forward), n, want)
		}
	}
}

func TestList_repeatsAndHidesNothingWhileJobsAreAdded(t *testing.T) {
	a := apptest.NewApp(t)
	many(t, a, 229)
	random := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	p := list(t, a, jobs.Filter{}, "")
	for {
		for _, no := range nos(p) {
			seen[no]++
		}
		if p.Next == "" {
			break
		}
		for range 1 + random.IntN(3) {
			clock.Freeze(clock.Now().Add(24 * time.Hour))
			apptest.Job(t, a, nil)
		}
		p = list(t, a, jobs.Filter{}, p.Next)
	}
	for n := 1; n < 230; n++ {
		if no := fmt.Sprintf("C-%05d", n); seen[no] != 1 {
			t.Errorf("%s was seen %d times", no, seen[no])
		}
	}
}

func TestList_putsTheNewestFirst_andByDueTheMostUrgent(t *testing.T) {
	a := apptest.NewApp(t)
	many(t, a, 60)
	newest := list(t, a, jobs.Filter{}, "").Rows
	if !slices.IsSortedFunc(newest, func(x, y jobs.Row) int { return y.Created.Time().Compare(x.Created.Time()) }) {
		t.Error("not the newest first")
	}
	urgent := list(t, a, jobs.Filter{Due: true}, "").Rows
	if !slices.IsSortedFunc(urgent, func(x, y jobs.Row) int { return x.DueAt.Time().Compare(y.DueAt.Time()) }) {
		t.Error("not by due time")
	}
}

func TestList_findsByNumberPhoneCustomerPlaceAndIssue(t *testing.T) {
	a := apptest.NewApp(t)
	j := apptest.Job(t, a, func(b *jobs.Booking) { b.Issue = "Compressor trips" })
	for query, want := range map[string]int{
		j.No: 1, "00001": 1, "j-00001": 1, "12345": 1, "98220 12345": 1, "+91 98220 12345": 1, "982201": 1, "Meera": 1, "deshp meera": 1,
		"Mayur Colony": 1, "411038": 1, "compressor": 1, "meera compressor": 0, "nobody": 0, "99999": 0, `"`: 1, "''; DROP": 0, "": 1, "*": 1,
	} {
		if got := len(list(t, a, jobs.Filter{Query: query}, "").Rows); got != want {
			t.Errorf("%q finds %d, want %d", query, got, want)
		}
	}
}

func TestList_narrowsByEveryFilter(t *testing.T) {
	a := apptest.NewApp(t)
	plain := apptest.Job(t, a, nil)
	sent := apptest.Job(t, a, func(b *jobs.Booking) { b.Payment, b.Priority, b.Assets = jobs.Warranty, 1, nil })
	v := plan(t, a, sent.ID, 11, true)
	for name, c := range map[string]struct {
		f    jobs.Filter
		want []string
	}{
		"status":       {jobs.Filter{Statuses: []jobs.Status{jobs.Scheduled}}, []string{sent.No}},
		"two statuses": {jobs.Filter{Statuses: []jobs.Status{jobs.Scheduled, jobs.Unscheduled}}, []string{plain.No, sent.No}},
		"priority":     {jobs.Filter{Priority: 1}, []string{sent.No}},
		"technician":   {jobs.Filter{Technician: v.Technician}, []string{sent.No}},
		"customer":     {jobs.Filter{Customer: plain.Customer}, []string{plain.No, sent.No}},
		"site":         {jobs.Filter{Site: "nosuchsite00001"}, nil},
		"asset":        {jobs.Filter{Asset: plain.Assets[0]}, []string{plain.No}},
		"payment":      {jobs.Filter{Payment: jobs.Warranty}, []string{sent.No}},
		"type":         {jobs.Filter{Type: apptest.JobType(t, a, "RO-SVC")}, nil},
		"day":          {jobs.Filter{Day: clock.Today()}, []string{sent.No}},
		"another day":  {jobs.Filter{Day: clock.Today().AddDays(1)}, nil},
		"not late yet": {jobs.Filter{Late: true}, nil},
	} {
		got := nos(list(t, a, c.f, ""))
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	clock.Freeze(apptest.Now.AddDate(0, 0, 30))
	if got := list(t, a, jobs.Filter{Late: true}, ""); len(got.Rows) != 2 || !got.Rows[0].Late() {
		t.Errorf("a month later %v are late", nos(got))
	}
}

func TestCounts_areTheLengthsOfTheirLists(t *testing.T) {
	a := apptest.NewApp(t)
	many(t, a, 40)
	plan(t, a, apptest.Job(t, a, nil).ID, 11, true)
	clock.Freeze(apptest.Now.Add(5 * time.Hour))
	c, err := a.Jobs.Counts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]struct {
		got int
		f   jobs.Filter
	}{
		"unscheduled": {c.ByStatus[jobs.Unscheduled], jobs.Filter{Statuses: []jobs.Status{jobs.Unscheduled}}},
		"scheduled":   {c.ByStatus[jobs.Scheduled], jobs.Filter{Statuses: []jobs.Status{jobs.Scheduled}}},
		"late":        {c.Late, jobs.Filter{Late: true}}, "at risk": {c.AtRisk, jobs.Filter{AtRisk: true}},
		"visits today": {c.VisitsToday, jobs.Filter{Day: clock.Today()}},
	} {
		if n := len(list(t, a, w.f, "").Rows); n != w.got {
			t.Errorf("%s: counted %d, the list has %d", name, w.got, n)
		}
	}
	if c.Late == 0 || c.AtRisk == 0 {
		t.Errorf("the test has none late or at risk: %+v", c)
	}
}
