package contracts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
)

// copies makes n copies of one row of the table by plain SQL. A column of set takes what is said there, in which n.value is the number
// of the copy; the others stay as they are.
func (p *planned) copies(table, where string, n int, set map[string]string) {
	p.t.Helper()
	var columns []string
	p.ok(p.Core.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&columns))
	values := make([]string, len(columns))
	for i, c := range columns {
		values[i] = "o.`" + c + "`"
		if is, ok := set[c]; ok {
			values[i] = is
		}
	}
	_, err := p.Core.NonconcurrentDB().NewQuery(fmt.Sprintf(`WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < %d),
		o AS (SELECT * FROM %s WHERE %s LIMIT 1) INSERT INTO %s (%s) SELECT %s FROM n, o`,
		n, table, where, table, "`"+strings.Join(columns, "`, `")+"`", strings.Join(values, ", "))).Execute()
	p.ok(err)
}

// thousand puts n contracts in force, each of its own customer with a site, a machine and a monthly plan, 90 days ahead, on a day of
// the month of its own; years of done visits lie behind them.
func thousand(t testing.TB, n, years int, tell bool) *planned {
	p := openPlanned(t)
	plan := p.plan(func(in *contracts.PlanInput) { in.HorizonDays, in.RuleCount, in.Tell = "90", "1", tell })
	p.activate()
	p.generate()
	first, asset := p.on("2026-11-20"), p.Booking.Assets[0]
	id := func(kind string) string { return "printf('" + kind + "%011d', n.value)" }
	p.copies("customers", "id = '"+p.Customer+"'", n, map[string]string{"id": id("cust")})
	p.copies("phones", "customer = '"+p.Customer+"'", n, map[string]string{"id": id("phon"), "customer": id("cust"), "e164": "printf('+9198%08d', n.value)"})
	p.copies("sites", "id = '"+p.Site+"'", n, map[string]string{"id": id("site"), "customer": id("cust")})
	p.copies("assets", "id = '"+asset+"'", n, map[string]string{"id": id("asse"), "customer": id("cust"), "site": id("site"), "serial": id("SN")})
	p.copies("contracts", "id = '"+p.contract.ID+"'", n, map[string]string{
		"id": id("cont"), "no": "printf('X/%05d', n.value)", "customer": id("cust"), "sites": `json_array(` + id("site") + ")",
	})
	p.copies("contract_assets", "contract = '"+p.contract.ID+"'", n, map[string]string{"id": id("coas"), "contract": id("cont"), "asset": id("asse")})
	p.copies("visit_plans", "id = '"+plan.ID+"'", n, map[string]string{
		"id": id("plan"), "contract": id("cont"), "site": id("site"), "assets": "json_array(" + id("asse") + ")",
	})
	past := func(column string) string {
		return fmt.Sprintf("date('2026-11-16', '-' || (n.value / %d + 1) || ' months', '+' || (n.value %% 28) || ' days')%s", n, column)
	}
	of := func(kind string) string { return fmt.Sprintf("printf('%s%%011d', n.value %% %d + 1)", kind, n) }
	if years > 0 {
		p.copies("jobs", "id = '"+first.Job+"'", n*12*years, map[string]string{
			"id": id("oldj"), "no": "printf('O-%06d', n.value)", "customer": of("cust"), "site": of("site"), "contract": of("cont"), "plan_date": id("oldd"),
			"status": "'completed'", "completed_at": past(" || ' 10:00:00.000Z'"), "due_at": past(" || ' 12:00:00.000Z'"),
		})
		p.copies("plan_dates", "id = '"+first.ID+"'", n*12*years, map[string]string{
			"id": id("oldd"), "plan": of("plan"), "contract": of("cont"), "job": id("oldj"), "due_on": fmt.Sprintf("date('2016-01-01', '+' || (n.value / %d) || ' days')", n),
			"planned_on": past(""), "done_on": past(""), "state": "'generated'",
		})
	}
	months := 11
	p.copies("plan_dates", "id = '"+first.ID+"'", n*months, map[string]string{
		"id": id("date"), "plan": of("plan"), "contract": of("cont"), "job": "''", "made_at": "''", "state": "'pending'",
		"due_on":     fmt.Sprintf("date('2026-11-17', '+' || (n.value / %d) || ' months', '+' || (n.value %% 30) || ' days')", n),
		"planned_on": fmt.Sprintf("date('2026-11-17', '+' || (n.value / %d) || ' months', '+' || (n.value %% 30) || ' days')", n),
	})
	_, err := p.Core.NonconcurrentDB().NewQuery("ANALYZE").Execute()
	p.ok(err)
	return p
}

// BenchmarkGenerate1000 makes the jobs of 1,000 monthly contracts for the next 90 days, about 3,000: at most 10 s on two cores; and the
// same with a message to each customer. A second run adds none.
func BenchmarkGenerate1000(b *testing.B) {
	b.Run("jobs", func(b *testing.B) { generates(b, false) })
	b.Run("told", func(b *testing.B) { generates(b, true) })
}

func generates(b *testing.B, tell bool) {
	for b.Loop() {
		b.StopTimer()
		p := thousand(b, 1000, 0, tell)
		b.StartTimer()
		made := p.generate()
		b.StopTimer()
		again := time.Now()
		if second := p.generate(); second.Jobs != 0 || made.Jobs < 2900 {
			b.Fatalf("made %+v, then %+v", made, second)
		}
		var told int
		p.ok(p.Core.DB().NewQuery("SELECT COUNT(*) FROM messages WHERE channel = 'customer'").Row(&told))
		if tell != (told >= made.Jobs) {
			b.Fatalf("%d customers are told of %d jobs", told, made.Jobs)
		}
		b.ReportMetric(float64(made.Jobs), "jobs")
		b.ReportMetric(float64(time.Since(again).Milliseconds()), "ms/second-run")
		b.StartTimer()
	}
}

// BenchmarkGenerateNight is one night of 1,000 contracts with ten years of visits behind them, about 33 jobs: at most 2 s.
func BenchmarkGenerateNight(b *testing.B) {
	p := thousand(b, 1000, 10, true)
	p.generate()
	night, jobs := apptest.Now, 0
	b.ResetTimer()
	for b.Loop() {
		b.StopTimer()
		night = night.Add(24 * time.Hour)
		thaw := clock.Freeze(night)
		b.StartTimer()
		jobs += p.generate().Jobs
		b.StopTimer()
		thaw()
		b.StartTimer()
	}
	b.ReportMetric(float64(jobs)/float64(b.N), "jobs/night")
}
