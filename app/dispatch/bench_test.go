package dispatch_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// crowd adds technicians like Ravi until there are n, each with visits on the frozen day, by plain SQL.
func crowd(b *testing.B, a *app.App, n, visits int) {
	b.Helper()
	j := apptest.Job(b, a, nil)
	ravi := apptest.Technician(b, a, "Ravi Pawar")
	if _, err := a.Jobs.SetPlan(apptest.As(b, a, act.Dispatcher), jobs.Plan{
		Job: j.ID, Technician: ravi, Start: apptest.At(9, 0), Minutes: 30, Chosen: "person",
	}); err != nil {
		b.Fatal(err)
	}
	run := func(sql string, p dbx.Params) {
		if _, err := a.Core.NonconcurrentDB().NewQuery(sql).Bind(p).Execute(); err != nil {
			b.Fatal(err)
		}
	}
	copied := func(table, where string, with map[string]string, p dbx.Params) {
		var columns []string
		if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns); err != nil {
			b.Fatal(err)
		}
		names, values := "", ""
		for _, c := range columns {
			v, ok := with[c]
			if !ok {
				v = "`" + c + "`"
			}
			names, values = names+", `"+c+"`", values+", "+v
		}
		run(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s", table, names[2:], values[2:], table, where), p)
	}
	for i := range n - 2 {
		p := dbx.Params{"user": fmt.Sprintf("user%011d", i), "id": fmt.Sprintf("tech%011d", i), "name": fmt.Sprintf("Technician %02d", i), "ravi": ravi, "i": i}
		copied("users", "id = (SELECT user FROM technicians WHERE id = {:ravi})", map[string]string{
			"id": "{:user}", "name": "{:name}", "mobile": "'+9190000' || printf('%05d', {:i})", "email": "''", "tokenKey": "'token' || {:user}",
		}, p)
		copied("technicians", "id = {:ravi}", map[string]string{"id": "{:id}", "user": "{:user}", "home_lat": "home_lat + {:i} / 900.0"}, p)
	}
	var columns []string
	if err := a.Core.DB().NewQuery("SELECT name FROM pragma_table_info('visits')").Column(&columns); err != nil {
		b.Fatal(err)
	}
	names, values := "", ""
	for _, c := range columns {
		v, ok := map[string]string{
			"id": "substr(t.id, 8, 8) || printf('%07d', h.n)", "technician": "t.id",
			"start": "strftime('%Y-%m-%d %H:%M:00.000Z', v.start, '+' || (h.n * 60) || ' minutes')",
			"end":   "strftime('%Y-%m-%d %H:%M:00.000Z', v.`end`, '+' || (h.n * 60) || ' minutes')",
		}[c]
		if !ok {
			v = "v.`" + c + "`"
		}
		names, values = names+", `"+c+"`", values+", "+v
	}
	run(fmt.Sprintf("INSERT INTO visits (%s) SELECT %s FROM visits v, technicians t, (WITH RECURSIVE h(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM h WHERE n < %d) SELECT n FROM h) h", names[2:], values[2:], visits), nil)
}

// BenchmarkRank60 ranks 60 technicians with 8 visits each, from the database to the reasons: at most 20 ms.
func BenchmarkRank60(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 60, 8)
	j := apptest.Job(b, a, nil)
	b.ResetTimer()
	for b.Loop() {
		r, err := a.Dispatch.RankFor(context.Background(), j.ID, "", "")
		if err != nil || len(r.Candidates)+len(r.Rejected) != 60 {
			b.Fatalf("%d candidates, %d rejected, %v", len(r.Candidates), len(r.Rejected), err)
		}
	}
}

// BenchmarkBoard40 reads a day of 40 technicians with 400 visits: with rendering at most 30 ms.
func BenchmarkBoard40(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	b.ResetTimer()
	for b.Loop() {
		board, err := a.Dispatch.Board(context.Background(), clock.Today())
		if err != nil || len(board.Lanes) != 40 || len(board.Lanes[5].Cards) < 10 {
			b.Fatalf("%d lanes, %v", len(board.Lanes), err)
		}
	}
}

// BenchmarkAssign assigns on a full day, durably: at most 10 ms.
func BenchmarkAssign(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 8)
	ctx := apptest.As(b, a, act.Dispatcher)
	in := to(b, a, apptest.Job(b, a, nil), 10)
	in.Insist, in.Reason, in.Tell, in.Rev = true, "Measured", true, 0
	b.ResetTimer()
	for b.Loop() {
		v, err := a.Dispatch.Assign(ctx, in)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if _, err := a.Jobs.CancelVisit(ctx, v.ID, 0, "Measured"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkLoadDay40 loads a day of 40 technicians with 400 visits and turns it into a problem: at most 50 ms.
func BenchmarkLoadDay40(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	b.ResetTimer()
	for b.Loop() {
		if err := dispatch.LoadDay(a.Dispatch, clock.Today()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFit weighs one place among 40 technicians with 10 visits each, as a drag asks for it.
func BenchmarkFit(b *testing.B) {
	a := apptest.NewApp(b)
	crowd(b, a, 40, 10)
	j := apptest.Job(b, a, nil)
	ravi := apptest.Technician(b, a, "Ravi Pawar")
	for b.Loop() {
		if _, err := a.Dispatch.FitOf(context.Background(), dispatch.Drop{Job: j.ID, Technician: ravi, Start: apptest.At(17, 0)}); err != nil {
			b.Fatal(err)
		}
	}
}
