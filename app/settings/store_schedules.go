package settings

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// runRow is a run as it is stored: about the appliance, not the business, and so no record.
type runRow struct {
	Name     string
	Due      string
	Started  string
	Finished string
	OK       string `db:"ok"`
	Failures int
	Error    string
	CaughtUp string `db:"caught_up"`
	Did      string
}

const runColumns = "SELECT name, due, started, finished, ok, failures, error, caught_up, did FROM schedules"

func readRuns(ctx context.Context, app core.App) (map[string]Run, error) {
	var rows []runRow
	if err := app.ConcurrentDB().NewQuery(runColumns).WithContext(ctx).All(&rows); err != nil {
		return nil, err
	}
	all := make(map[string]Run, len(rows))
	for _, r := range rows {
		all[r.Name] = r.run()
	}
	return all, nil
}

func readRun(ctx context.Context, app core.App, name string) (Run, error) {
	var rows []runRow
	err := app.NonconcurrentDB().NewQuery(runColumns + " WHERE name = {:name}").Bind(dbx.Params{"name": name}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return Run{Name: name}, err
	}
	return rows[0].run(), nil
}

func (r runRow) run() Run {
	return Run{
		Name: r.Name, Due: stamped(r.Due), Started: stamped(r.Started), Finished: stamped(r.Finished), OK: stamped(r.OK),
		Failures: r.Failures, Error: r.Error, Did: r.Did, CaughtUp: stamped(r.CaughtUp),
	}
}

func storeRun(ctx context.Context, app core.App, r Run) error {
	_, err := app.NonconcurrentDB().NewQuery(`INSERT INTO schedules (name, due, started, finished, ok, failures, error, caught_up, did)
		VALUES ({:name}, {:due}, {:started}, {:finished}, {:ok}, {:failures}, {:error}, {:caught}, {:did})
		ON CONFLICT (name) DO UPDATE SET due = excluded.due, started = excluded.started, finished = excluded.finished, ok = excluded.ok,
		failures = excluded.failures, error = excluded.error, caught_up = excluded.caught_up, did = excluded.did`).
		Bind(dbx.Params{
			"name": r.Name, "due": txn.Instant(r.Due).String(), "started": txn.Instant(r.Started).String(),
			"finished": txn.Instant(r.Finished).String(), "ok": txn.Instant(r.OK).String(), "failures": r.Failures,
			"error": r.Error, "caught": txn.Instant(r.CaughtUp).String(), "did": r.Did,
		}).WithContext(ctx).Execute()
	return err
}

// stamped reads an instant as txn.Instant writes it; zero where there is none.
func stamped(s string) time.Time {
	t, _ := time.Parse(txn.Stamp, s)
	return t
}
