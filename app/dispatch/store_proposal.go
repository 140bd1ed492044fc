package dispatch

import (
	"context"
	"slices"
	"time"

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

// newProposal stores p as it is.
func newProposal(ctx context.Context, tx core.App, p Proposal) (Proposal, error) {
	r, err := txn.New(tx, "proposals")
	if err != nil {
		return Proposal{}, err
	}
	p.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Proposal{}, err
	}
	return readProposal(r)
}

// waiting counts the open proposals of today and later.
func (s *Service) waiting(ctx context.Context) (n int, err error) {
	err = s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM proposals WHERE state = 'open' AND day >= {:today}").
		Bind(dbx.Params{"today": string(clock.Today())}).WithContext(ctx).Row(&n)
	return n, err
}

// madeBy reports whether the day has a proposal that has the cause.
func (s *Service) madeBy(ctx context.Context, day clock.Date, cause Cause) (bool, error) {
	var n int
	err := s.app.ConcurrentDB().NewQuery("SELECT EXISTS (SELECT 1 FROM proposals WHERE day = {:day} AND cause = {:cause})").
		Bind(dbx.Params{"day": string(day), "cause": string(cause)}).WithContext(ctx).Row(&n)
	return n == 1, err
}

// answered reports whether the upset of today has an open proposal made after fresh, or was decided after decided.
func (s *Service) answered(ctx context.Context, up Upset, fresh, decided time.Time) (bool, error) {
	var n int
	err := s.app.ConcurrentDB().NewQuery(`SELECT EXISTS (SELECT 1 FROM proposals WHERE day = {:day} AND cause = {:cause} AND job = {:job}
		AND visit = {:visit} AND technician = {:technician}
		AND (state = 'open' AND made_at > {:fresh} OR state IN ('applied', 'part', 'discarded') AND decided_at > {:decided}))`).
		Bind(dbx.Params{
			"day": string(clock.Today()), "cause": string(up.Cause), "job": up.Job, "visit": up.Visit, "technician": up.Technician,
			"fresh": txn.Instant(fresh).String(), "decided": txn.Instant(decided).String(),
		}).WithContext(ctx).Row(&n)
	return n == 1, err
}

// heads reads what ProposalHeads gives.
func (s *Service) heads(ctx context.Context, day clock.Date) (heads []ProposalHead, err error) {
	err = s.app.ConcurrentDB().NewQuery(`SELECT id, day, kind, cause, state, title, json_array_length(COALESCE(NULLIF(moves, ''), '[]')) AS moves, by_rule, made_by,
			made_at AS made, decided_by, decided_at, reason
		FROM proposals WHERE state = 'open' AND day >= {:today} OR day = {:day}
		ORDER BY state = 'open' AND day >= {:today} DESC, CASE WHEN state = 'open' THEN day END, CASE kind WHEN 'emergency' THEN 0 ELSE 1 END, created DESC, id`).
		Bind(dbx.Params{"today": string(clock.Today()), "day": string(day)}).WithContext(ctx).All(&heads)
	return heads, err
}
