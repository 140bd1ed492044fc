package jobs

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func readJob(r *core.Record) (Job, error) {
	j := Job{
		ID: r.Id, No: r.GetString("no"), Rev: r.GetInt("rev"),
		Customer: r.GetString("customer"), Site: r.GetString("site"), Type: r.GetString("type"),
		Assets: r.GetStringSlice("assets"), Priority: r.GetInt("priority"), Issue: r.GetString("issue"),
		Source: r.GetString("source"), BookedBy: r.GetString("booked_by"), Parent: r.GetString("parent"),
		Contract: r.GetString("contract"), PlanDate: r.GetString("plan_date"),
		ContactName: r.GetString("contact_name"), ContactPhone: r.GetString("contact_phone"),
		PromisedFrom: txn.At(r, "promised_from"), PromisedTo: txn.At(r, "promised_to"),
		Payment: Payment(r.GetString("payment")), DurationMin: r.GetInt("duration_min"),
		Crew: max(r.GetInt("crew"), 1), PartsFirst: r.GetBool("parts_first"),
		Status: Status(r.GetString("status")), Billing: r.GetString("billing"), Paid: r.GetString("paid"),
		SLAFrom: txn.At(r, "sla_from"), RespondBy: txn.At(r, "respond_by"), ArriveBy: txn.At(r, "arrive_by"), ResolveBy: txn.At(r, "resolve_by"),
		Waiting: Waiting(r.GetString("waiting")), RespondedAt: txn.At(r, "responded_at"), ArrivedAt: txn.At(r, "arrived_at"),
		CompletedAt: txn.At(r, "completed_at"), ClosedAt: txn.At(r, "closed_at"), Reason: r.GetString("reason"), Created: txn.At(r, "created"),
	}
	for field, into := range map[string]any{"skills": &j.Needs, "checklist": &j.Checklist, "proof": &j.Asks, "pauses": &j.Pauses, "sla_terms": &j.Terms} {
		if err := unmarshal(r, field, into); err != nil {
			return Job{}, err
		}
	}
	return j, nil
}

func (j Job) write(r *core.Record) {
	r.Load(map[string]any{
		"no": j.No, "customer": j.Customer, "site": j.Site, "type": j.Type, "assets": j.Assets, "priority": j.Priority,
		"issue": j.Issue, "source": j.Source, "booked_by": j.BookedBy, "parent": j.Parent,
		"contract": j.Contract, "plan_date": j.PlanDate, "sla_terms": j.Terms,
		"contact_name": j.ContactName, "contact_phone": j.ContactPhone,
		"promised_from": txn.Instant(j.PromisedFrom), "promised_to": txn.Instant(j.PromisedTo), "payment": string(j.Payment),
		"duration_min": j.DurationMin, "crew": j.Crew, "parts_first": j.PartsFirst, "skills": j.Needs, "checklist": j.Checklist, "proof": j.Asks,
		"status": string(j.Status), "billing": j.Billing, "paid": j.Paid,
		"sla_from": txn.Instant(j.SLAFrom), "respond_by": txn.Instant(j.RespondBy), "arrive_by": txn.Instant(j.ArriveBy),
		"resolve_by": txn.Instant(j.ResolveBy), "due_at": txn.Instant(j.DueAt()), "waiting": string(j.Waiting), "pauses": j.Pauses,
		"responded_at": txn.Instant(j.RespondedAt), "arrived_at": txn.Instant(j.ArrivedAt),
		"completed_at": txn.Instant(j.CompletedAt), "closed_at": txn.Instant(j.ClosedAt), "reason": j.Reason,
	})
}

func readVisit(r *core.Record) (Visit, error) {
	v := Visit{
		ID: r.Id, Rev: r.GetInt("rev"), Job: r.GetString("job"), Technician: r.GetString("technician"),
		Helpers: r.GetStringSlice("helpers"), Day: r.GetBool("part_day"), Start: txn.At(r, "start"), End: txn.At(r, "end"), Status: VisitStatus(r.GetString("status")), Lock: r.GetString("lock"),
		TravelMin: r.GetInt("travel_min"), Score: r.GetInt("score"), Chosen: r.GetString("chosen"), Proposal: r.GetString("proposal"),
		OverrideReason: r.GetString("override_reason"), Reason: r.GetString("reason"),
		Wish: txn.At(r, "wish"), ActualStart: txn.At(r, "actual_start"), ActualEnd: txn.At(r, "actual_end"), Created: txn.At(r, "created"),
		Correction: Correction{Reason: r.GetString("corrected_reason"), By: r.GetString("corrected_by"), At: txn.At(r, "corrected_at")},
	}
	return v, unmarshal(r, "overrides", &v.Overrides)
}

func (v Visit) write(r *core.Record) {
	r.Load(map[string]any{
		"job": v.Job, "technician": v.Technician, "helpers": v.Helpers, "part_day": v.Day, "start": txn.Instant(v.Start), "end": txn.Instant(v.End), "status": string(v.Status),
		"lock": v.Lock, "travel_min": v.TravelMin, "score": v.Score, "chosen": v.Chosen, "proposal": v.Proposal, "overrides": v.Overrides,
		"override_reason": v.OverrideReason, "reason": v.Reason,
		"wish": txn.Instant(v.Wish), "actual_start": txn.Instant(v.ActualStart), "actual_end": txn.Instant(v.ActualEnd),
		"corrected_reason": v.Correction.Reason, "corrected_by": v.Correction.By, "corrected_at": txn.Instant(v.Correction.At),
	})
}

func (s Stamp) write(r *core.Record) {
	r.Load(map[string]any{
		"visit": s.Visit, "job": s.Job, "from": string(s.From), "to": string(s.To), "at_device": txn.Instant(s.AtDevice),
		"at_server": txn.Instant(s.AtServer), "source": s.Source, "by": s.By, "by_name": s.ByName, "reason": s.Reason,
		"skew_ms": s.SkewMS, "device": s.Device,
	})
}

func (l Line) write(r *core.Record, job string) {
	r.Load(map[string]any{
		"job": job, "kind": l.Kind, "item": l.Item, "name": l.Name, "qty_milli": l.QtyMilli,
		"rate_paise": int64(l.Rate), "gst_bps": l.GSTBps, "state": l.State,
		"visit": l.Visit, "key": l.Key, "serial": l.Serial, "by": l.By, "by_name": l.ByName,
	})
}

// findJob loads a job with its record.
func findJob(app core.App, id string) (*core.Record, Job, error) {
	r, err := txn.Find(app, "jobs", id)
	if err != nil {
		return nil, Job{}, err
	}
	j, err := readJob(r)
	return r, j, err
}

// findVisit loads a visit with its record.
func findVisit(app core.App, id string) (*core.Record, Visit, error) {
	r, err := txn.Find(app, "visits", id)
	if err != nil {
		return nil, Visit{}, err
	}
	v, err := readVisit(r)
	return r, v, err
}

// saveJob stores j in r; rev as in txn.Save.
func saveJob(ctx context.Context, tx core.App, r *core.Record, j Job, rev int) (Job, error) {
	j.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Job{}, err
	}
	return readJob(r)
}

func saveVisit(ctx context.Context, tx core.App, r *core.Record, v Visit, rev int) (Visit, error) {
	v.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Visit{}, err
	}
	return readVisit(r)
}

func create(ctx context.Context, tx core.App, collection string, write func(*core.Record)) (*core.Record, error) {
	r, err := txn.New(tx, collection)
	if err != nil {
		return nil, err
	}
	write(r)
	return r, txn.Save(ctx, tx, r, 0)
}

// standingOf are the job's visits in the order in which they were planned.
func standingOf(tx core.App, job string) ([]Stance, error) {
	var all []Stance
	err := tx.DB().NewQuery("SELECT status, part_day, start FROM visits WHERE job = {:job} ORDER BY rowid").Bind(dbx.Params{"job": job}).All(&all)
	return all, err
}

// linesOf are the lines that the job is expected to take; those that were used belong to a visit.
func linesOf(ctx context.Context, app core.App, job string) ([]Line, error) {
	return rowsOf(ctx, app, "job_lines", dbx.HashExp{"job": job, "visit": ""}, readLine)
}

// expectedParts sums up the parts among the expected lines of the jobs: beside MIN, SQLite takes the name from the row of the
// first job.
func (s *Service) expectedParts(ctx context.Context, jobs []string) ([]Load, error) {
	list, err := json.Marshal(jobs)
	if err != nil {
		return nil, err
	}
	var all []Load
	err = s.app.ConcurrentDB().NewQuery(`SELECT item, name, milli FROM (SELECT l.item, l.name, SUM(l.qty_milli) AS milli, MIN(j.key)
		FROM json_each({:jobs}) j JOIN job_lines l ON l.job = j.value WHERE l.visit = '' AND l.kind = {:part} GROUP BY l.item)
		ORDER BY name, item`).Bind(dbx.Params{"jobs": string(list), "part": catalog.KindPart}).WithContext(ctx).All(&all)
	return all, err
}

func readLine(r *core.Record) Line {
	return Line{
		ID: r.Id, Kind: r.GetString("kind"), Item: r.GetString("item"), Name: r.GetString("name"), QtyMilli: r.GetInt("qty_milli"),
		Rate: money.Paise(r.GetInt("rate_paise")), GSTBps: r.GetInt("gst_bps"), State: r.GetString("state"),
		Visit: r.GetString("visit"), Key: r.GetString("key"), Serial: r.GetString("serial"), By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}

func unmarshal(r *core.Record, field string, into any) error {
	if raw := r.GetString(field); raw == "" || raw == "null" {
		return nil
	}
	return r.UnmarshalJSONField(field, into)
}
