package dispatch

import (
	"context"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

func readProposal(r *core.Record) (Proposal, error) {
	p := Proposal{
		ID: r.Id, Rev: r.GetInt("rev"), Day: clock.Date(r.GetString("day")), Kind: ProposalKind(r.GetString("kind")), Cause: Cause(r.GetString("cause")),
		State: ProposalState(r.GetString("state")), Job: r.GetString("job"), Visit: r.GetString("visit"), Technician: r.GetString("technician"),
		Title: r.GetString("title"), Ways: r.GetString("ways"), ByRule: r.GetBool("by_rule"), MadeBy: r.GetString("made_by"),
		DecidedBy: r.GetString("decided_by"), Made: txn.At(r, "made_at"), DecidedAt: txn.At(r, "decided_at"), Reason: r.GetString("reason"),
	}
	for field, into := range map[string]any{"moves": &p.Moves, "unserved": &p.Unserved, "before": &p.Before, "after": &p.After} {
		if raw := r.GetString(field); raw == "" || raw == "null" {
			continue
		}
		if err := r.UnmarshalJSONField(field, into); err != nil {
			return Proposal{}, err
		}
	}
	return p, nil
}

func (p Proposal) write(r *core.Record) {
	r.Load(map[string]any{
		"day": string(p.Day), "kind": string(p.Kind), "cause": string(p.Cause), "state": string(p.State), "job": p.Job, "visit": p.Visit,
		"technician": p.Technician, "title": p.Title, "moves": p.Moves, "unserved": p.Unserved, "before": p.Before, "after": p.After,
		"ways": p.Ways, "by_rule": p.ByRule, "made_by": p.MadeBy, "made_at": txn.Instant(p.Made), "decided_by": p.DecidedBy, "decided_at": txn.Instant(p.DecidedAt), "reason": p.Reason,
	})
}

// proposalsWhere are those that meet the condition, open ones first, then the newest.
func proposalsWhere(ctx context.Context, app core.App, where string, params dbx.Params) ([]Proposal, error) {
	var records []*core.Record
	err := app.RecordQuery("proposals").AndWhere(dbx.NewExp(where, params)).OrderBy("created DESC", "rowid DESC").WithContext(ctx).All(&records)
	if err != nil {
		return nil, err
	}
	all := make([]Proposal, len(records))
	for i, r := range records {
		if all[i], err = readProposal(r); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return first(b.State == Open) - first(a.State == Open) })
	return all, nil
}
