package jobs

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Record names the job's collection and what fills its record, for storing many at once without the verbs.
func (j Job) Record() (collection string, fill func(*core.Record)) { return "jobs", j.write }

// Record is as Job.Record.
func (v Visit) Record() (collection string, fill func(*core.Record)) { return "visits", v.write }

// Record is as Job.Record.
func (s Stamp) Record() (collection string, fill func(*core.Record)) { return "stamps", s.write }

// Progress is what of a job changes while it goes on, by field.
func (j Job) Progress() map[string]any {
	return map[string]any{
		"status": string(j.Status), "arrive_by": txn.Instant(j.ArriveBy), "respond_by": txn.Instant(j.RespondBy), "resolve_by": txn.Instant(j.ResolveBy),
		"due_at": txn.Instant(j.DueAt()), "waiting": string(j.Waiting), "pauses": j.Pauses, "responded_at": txn.Instant(j.RespondedAt),
		"arrived_at": txn.Instant(j.ArrivedAt), "completed_at": txn.Instant(j.CompletedAt), "closed_at": txn.Instant(j.ClosedAt), "reason": j.Reason,
	}
}

// Progress is what of a visit changes while it goes on, by field.
func (v Visit) Progress() map[string]any {
	return map[string]any{
		"status": string(v.Status), "reason": v.Reason, "actual_start": txn.Instant(v.ActualStart), "actual_end": txn.Instant(v.ActualEnd),
	}
}

// ExpectedLine is a line of a job.
type ExpectedLine struct {
	Line
	Job string
}

// Record is as Job.Record.
func (l ExpectedLine) Record() (collection string, fill func(*core.Record)) {
	return "job_lines", func(r *core.Record) { l.write(r, l.Job) }
}

// NoteBy is a note in the name of whoever acts in Ctx.
type NoteBy struct {
	NewNote
	Ctx context.Context
}

// Record is as Job.Record.
func (n NoteBy) Record() (collection string, fill func(*core.Record)) {
	return "notes", func(r *core.Record) { n.write(n.Ctx, r) }
}

// CheckInBy is a check-in in the name of whoever acts in Ctx, as it came here at AtServer.
type CheckInBy struct {
	CheckIn
	Mark Mark
	Ctx  context.Context
}

// Record is as Job.Record.
func (c CheckInBy) Record() (collection string, fill func(*core.Record)) {
	return "checkins", func(r *core.Record) {
		c.write(c.Ctx, r, c.Mark)
		r.Set("at_server", txn.Instant(c.AtServer))
	}
}

// Number prints a running number as the number of a job.
func Number(n int64) string { return fmt.Sprintf("J-%05d", n) }

// Reserve draws n running numbers at once and returns the first. n is at least 1.
func Reserve(tx core.App, n int) (int64, error) {
	first, err := txn.Next(tx, "jobs")
	if err != nil {
		return 0, err
	}
	_, err = tx.DB().NewQuery("UPDATE counters SET last = last + {:more} WHERE name = 'jobs'").Bind(dbx.Params{"more": n - 1}).Execute()
	return first, err
}
