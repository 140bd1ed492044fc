package contracts

import (
	"cmp"
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

func readPlan(r *core.Record) (Plan, error) {
	p := Plan{
		ID: r.Id, Contract: r.GetString("contract"), Rev: r.GetInt("rev"), Site: r.GetString("site"), Assets: r.GetStringSlice("assets"),
		Name: r.GetString("name"), Anchor: r.GetString("anchor"), First: day(r, "first"), HorizonDays: r.GetInt("horizon_days"),
		AssignDays: r.GetInt("assign_days"), FlexBefore: r.GetInt("flex_before"), FlexAfter: r.GetInt("flex_after"),
		FromMin: r.GetInt("from_min"), ToMin: r.GetInt("to_min"), Technician: r.GetString("technician"), Holidays: r.GetString("holidays"),
		Assign: r.GetBool("assign"), Tell: r.GetBool("tell"), Ended: r.GetBool("ended"),
	}
	if err := r.UnmarshalJSONField("rule", &p.Rule); err != nil {
		return Plan{}, err
	}
	return p, r.UnmarshalJSONField("template", &p.Template)
}

func (p Plan) write(r *core.Record) {
	r.Load(map[string]any{
		"contract": p.Contract, "site": p.Site, "assets": p.Assets, "name": p.Name, "rule": p.Rule, "template": p.Template, "anchor": p.Anchor,
		"first": string(p.First), "horizon_days": p.HorizonDays, "assign_days": p.AssignDays, "flex_before": p.FlexBefore,
		"flex_after": p.FlexAfter, "from_min": p.FromMin, "to_min": p.ToMin, "technician": p.Technician, "holidays": p.Holidays,
		"assign": p.Assign, "tell": p.Tell, "ended": p.Ended,
	})
}

// findPlan is the plan with its record. NotFound.
func findPlan(app core.App, id string) (*core.Record, Plan, error) {
	r, err := txn.Find(app, "visit_plans", id)
	if err != nil {
		return nil, Plan{}, err
	}
	p, err := readPlan(r)
	return r, p, err
}

// plansOf are the contract's plans, oldest first.
func plansOf(ctx context.Context, app core.App, contract string) ([]Plan, error) {
	rows, err := recordsOf(ctx, app, "visit_plans", contract, "created", "rowid")
	if err != nil {
		return nil, err
	}
	out := make([]Plan, len(rows))
	for i, r := range rows {
		if out[i], err = readPlan(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readDate(r *core.Record) PlanDate {
	return PlanDate{
		ID: r.Id, Plan: r.GetString("plan"), Contract: r.GetString("contract"), Rev: r.GetInt("rev"), DueOn: day(r, "due_on"),
		PlannedOn: day(r, "planned_on"), State: DateState(r.GetString("state")), Job: r.GetString("job"), Reason: r.GetString("reason"),
		Moved: r.GetBool("moved"), CaughtUp: r.GetBool("caught_up"), MadeAt: txn.At(r, "made_at"), DoneOn: day(r, "done_on"),
		Assigning: r.GetString("assigning"), Alert: r.GetString("alert"),
	}
}

func (d PlanDate) write(r *core.Record) {
	r.Load(map[string]any{
		"plan": d.Plan, "contract": d.Contract, "due_on": string(d.DueOn), "planned_on": string(d.PlannedOn), "state": string(d.State),
		"job": d.Job, "reason": d.Reason, "moved": d.Moved, "caught_up": d.CaughtUp, "made_at": txn.Instant(d.MadeAt),
		"done_on": string(d.DoneOn), "assigning": d.Assigning, "alert": d.Alert,
	})
}

// findDate is the date with its record. NotFound.
func findDate(app core.App, id string) (*core.Record, PlanDate, error) {
	r, err := txn.Find(app, "plan_dates", id)
	if err != nil {
		return nil, PlanDate{}, err
	}
	return r, readDate(r), nil
}

// saveDate stores d in r; rev as in txn.Save.
func saveDate(ctx context.Context, tx core.App, r *core.Record, d PlanDate, rev int) (PlanDate, error) {
	d.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return PlanDate{}, err
	}
	return readDate(r), nil
}

// dateRecords are the records of the dates that match, by the day on which they are due.
func dateRecords(ctx context.Context, app core.App, where ...dbx.Expression) ([]*core.Record, error) {
	var rows []*core.Record
	err := app.RecordQuery("plan_dates").WithContext(ctx).AndWhere(dbx.And(where...)).OrderBy("due_on", "id").All(&rows)
	return rows, err
}

// datesOf are the contract's dates with the names of their plans and the numbers of their jobs, by the day on which they are meant.
func (s *Service) datesOf(ctx context.Context, contract string) ([]PlanDate, error) {
	records, err := dateRecords(ctx, s.app, dbx.HashExp{"contract": contract})
	if err != nil {
		return nil, err
	}
	var named []struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	err = s.app.DB().NewQuery(`SELECT id, name FROM visit_plans WHERE contract = {:contract}
		UNION ALL SELECT j.id, j.no FROM plan_dates d JOIN jobs j ON j.id = d.job WHERE d.contract = {:contract}`).
		Bind(dbx.Params{"contract": contract}).WithContext(ctx).All(&named)
	names := make(map[string]string, len(named))
	for _, n := range named {
		names[n.ID] = n.Name
	}
	dates := make([]PlanDate, len(records))
	for i, r := range records {
		dates[i] = readDate(r)
		dates[i].PlanName, dates[i].JobNo = names[dates[i].Plan], names[dates[i].Job]
	}
	slices.SortFunc(dates, compareDates)
	return dates, err
}

// unfound are the dates for whose jobs nobody was found and nobody is planned since, the first ones first.
func (s *Service) unfound(ctx context.Context, most int) ([]PlanDate, error) {
	var rows []struct {
		ID      string     `db:"id"`
		On      clock.Date `db:"planned_on"`
		Alert   string     `db:"alert"`
		Job, No string
		Plan    string `db:"plan_name"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT d.id, d.planned_on, d.alert, j.id AS job, j.no, p.name AS plan_name
		FROM plan_dates d INDEXED BY plan_dates_failed CROSS JOIN jobs j ON j.id = d.job CROSS JOIN visit_plans p ON p.id = d.plan
		WHERE d.assigning = 'failed' AND d.done_on = '' AND j.status = 'unscheduled' ORDER BY d.planned_on, d.id LIMIT {:most}`).
		Bind(dbx.Params{"most": most}).WithContext(ctx).All(&rows)
	dates := make([]PlanDate, len(rows))
	for i, r := range rows {
		dates[i] = PlanDate{ID: r.ID, PlannedOn: r.On, State: Generated, Assigning: AssignFailed, Alert: r.Alert, Job: r.Job, JobNo: r.No, PlanName: r.Plan}
	}
	return dates, err
}

func compareDates(a, b PlanDate) int {
	return cmp.Or(cmp.Compare(a.PlannedOn, b.PlannedOn), cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.ID, b.ID))
}

// waiting is a date that is to become a job: enough to go on after it.
type waiting struct {
	ID        string     `db:"id"`
	PlannedOn clock.Date `db:"planned_on"`
}

// dueSQL reads pending dates within the horizon of their plans, in order, after the one named last. The planner is to begin with the
// index of pending dates, so that what is long done costs nothing: one contract's dates are few, all contracts' begin at the index.
const dueSQL = `SELECT d.id, d.planned_on FROM plan_dates d INDEXED BY %s
	CROSS JOIN contracts c ON c.id = d.contract CROSS JOIN visit_plans p ON p.id = d.plan
	WHERE d.state = 'pending' AND d.planned_on <= {:until} AND (d.planned_on, d.id) > ({:day}, {:id}) AND %s
	AND c.state = 'active' AND c.ends >= {:today} AND NOT p.ended AND d.planned_on <= date({:today}, '+' || p.horizon_days || ' days')
	ORDER BY d.planned_on, d.id LIMIT {:limit}`

// countsSQL tells where the contract's dates stand: each is one of done, skipped, missed and upcoming, unless it was cancelled before
// its day. What was still without a job when the contract was over, although its day had come, was missed.
const countsSQL = `SELECT
	COALESCE(SUM(due_on <= {:today} AND (open OR done OR lost)), 0) AS due,
	COALESCE(SUM(done), 0) AS done,
	COALESCE(SUM(open AND late OR lost), 0) AS missed,
	COALESCE(SUM(open AND NOT late), 0) AS upcoming,
	COALESCE(SUM(state = 'skipped' OR state = 'cancelled' AND job != ''), 0) AS skipped,
	(SELECT COUNT(*) FROM jobs WHERE contract = {:contract} AND contract != '' AND completed_at != '' AND plan_date = '') AS extra
	FROM (SELECT d.state, d.due_on, d.job, d.done_on != '' AS done, d.done_on = '' AND d.state IN ('pending', 'generated') AS open,
		date(d.planned_on, '+' || p.flex_after || ' days') < {:today} AS late,
		d.state = 'cancelled' AND d.job = '' AND c.ended_at != '' AND d.planned_on < date(c.ended_at, '+330 minutes') AS lost
		FROM plan_dates d JOIN visit_plans p ON p.id = d.plan JOIN contracts c ON c.id = d.contract WHERE d.contract = {:contract})`

// unassignedSQL reads generated dates whose technician is to be chosen by now, in order.
const unassignedSQL = `SELECT d.id, d.plan, d.job, j.status FROM plan_dates d INDEXED BY plan_dates_assign
	CROSS JOIN visit_plans p ON p.id = d.plan CROSS JOIN jobs j ON j.id = d.job
	WHERE d.assigning = 'wanted' AND d.planned_on <= {:until} AND d.planned_on <= date({:today}, '+' || p.assign_days || ' days')
	ORDER BY d.planned_on, d.id LIMIT {:limit}`

func countsOf(ctx context.Context, app core.App, contract string, today clock.Date) (Counts, error) {
	var n Counts
	err := app.ConcurrentDB().NewQuery(countsSQL).Bind(dbx.Params{"contract": contract, "today": string(today)}).WithContext(ctx).One(&n)
	return n, err
}

// unassigned is a generated date that wants a technician by now.
type unassigned struct {
	ID     string      `db:"id"`
	Plan   string      `db:"plan"`
	Job    string      `db:"job"`
	Status jobs.Status `db:"status"`
}

func unassignedBy(ctx context.Context, tx core.App, today clock.Date, limit int) ([]unassigned, error) {
	var rows []unassigned
	err := tx.DB().NewQuery(unassignedSQL).Bind(dbx.Params{"today": string(today), "until": string(today.AddDays(AssignMost)), "limit": limit}).
		WithContext(ctx).All(&rows)
	return rows, err
}
