package jobs

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// BillLine is a line of a job with the approved estimate that it came from, if any.
type BillLine struct {
	Line
	Estimate string
}

// Billable is what the bill of a job is made from: what was used at its visits, what it was expected to take, the technician
// of the visit that ended last, and whether that visit has all the proof that the job asks for.
type Billable struct {
	Job            Job
	Used, Expected []BillLine
	Technician     string
	Proven         bool
}

// Billable gathers what billing needs of a job in whatever state it is. NotFound.
func (s *Service) Billable(ctx context.Context, job string) (Billable, error) {
	_, j, err := findJob(s.app, job)
	if err != nil {
		return Billable{}, err
	}
	b := Billable{Job: j, Proven: true}
	lines, err := rowsOf(ctx, s.app, "job_lines", dbx.HashExp{"job": job}, func(r *core.Record) BillLine {
		return BillLine{Line: readLine(r), Estimate: r.GetString("estimate")}
	})
	if err != nil {
		return Billable{}, err
	}
	for _, l := range lines {
		if l.Visit == "" {
			b.Expected = append(b.Expected, l)
		} else {
			b.Used = append(b.Used, l)
		}
	}
	last, err := lastEnded(ctx, s.app, job)
	if err != nil || last.ID == "" {
		return b, err
	}
	b.Technician = last.Technician
	if last.Status == Done {
		b.Proven, err = s.proven(ctx, j, last.ID)
	}
	return b, err
}

// proven asks whatever the role of who asks, for billing looks at visits of all technicians.
func (s *Service) proven(ctx context.Context, j Job, visit string) (bool, error) {
	captures, err := capturesOf(ctx, s.app, dbx.HashExp{"job": j.ID})
	if err != nil {
		return false, err
	}
	answers, err := rowsOf(ctx, s.app, "answers", dbx.HashExp{"job": j.ID}, readGiven)
	if err != nil {
		return false, err
	}
	signed, err := rowsOf(ctx, s.app, "signoffs", dbx.HashExp{"visit": visit}, readSignOff)
	if err != nil {
		return false, err
	}
	for _, d := range demands(j, visit, captures, answers, len(signed) > 0) {
		if !d.Met {
			return false, nil
		}
	}
	return true, nil
}

// lastEnded is the visit of the job that was done, or partly done, last; the zero Visit if there is none.
func lastEnded(ctx context.Context, app core.App, job string) (Visit, error) {
	var rows []struct {
		ID         string      `db:"id"`
		Technician string      `db:"technician"`
		Status     VisitStatus `db:"status"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT id, technician, status FROM visits WHERE job = {:job} AND status IN ('done', 'partial')
		ORDER BY actual_end DESC, id LIMIT 1`).Bind(dbx.Params{"job": job}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return Visit{}, err
	}
	return Visit{ID: rows[0].ID, Technician: rows[0].Technician, Status: rows[0].Status, Job: job}, nil
}

// SetBilling keeps what the job's billing comes to: none, covered, to_invoice, invoiced or written_off. Call it from billing
// only, which knows. The same again changes nothing. NotFound.
func (s *Service) SetBilling(ctx context.Context, job, billing string) error {
	ctx = act.Begin(ctx, "jobs.billing", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, j, err := findJob(tx, job)
		if err != nil || j.Billing == billing {
			return err
		}
		j.Billing = billing
		_, err = saveJob(ctx, tx, r, j, 0)
		return err
	})
}
