package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Help is a helper's word that he is at the site, or leaves it. He says no more of the visit: its lead does.
type Help struct {
	Visit      string
	Technician string // the office says whose word it enters; a technician gives his own
	Here       bool
	Mark       Mark
}

// MarkHelp keeps a helper's coming or going. The same word again changes nothing; a going without a coming is refused.
// Errors: Forbidden; NotFound, also where he does not help; Invalid time_future, position_bad; Conflict visit_unsent, visit_ended,
// help_not_begun.
func (s *Service) MarkHelp(ctx context.Context, in Help) error {
	if err := mayEnter(ctx); err != nil {
		return err
	}
	by := act.From(ctx)
	if by.Role == act.Technician {
		in.Technician = by.Technician
	}
	ctx = act.Begin(ctx, "visits.help", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, v, err := findVisit(tx, in.Visit)
		if err != nil {
			return err
		}
		if err := helps(v, in.Technician); err != nil {
			return err
		}
		if in.Mark, err = in.Mark.checked(); err != nil {
			return err
		}
		if err := v.takesResults(in.Mark.moment()); err != nil {
			return err
		}
		rows, err := s.helperMarks(ctx, "m.visit = {:visit} AND m.technician = {:technician}", dbx.Params{"visit": v.ID, "technician": in.Technician})
		if err != nil {
			return err
		}
		here := len(rows) > 0 && rows[len(rows)-1].What == "in"
		switch {
		case here == in.Here && (in.Here || len(rows) > 0):
			return nil
		case !in.Here && len(rows) == 0:
			return fault.New(fault.Conflict, "help_not_begun")
		}
		_, err = create(ctx, tx, "helper_marks", func(r *core.Record) { in.write(r, v, by) })
		return err
	})
}

// helps wants the technician to be one of the visit's helpers, of which its lead was told; otherwise he hears "not found".
func helps(v Visit, technician string) error {
	if technician == "" || !slices.Contains(v.Helpers, technician) || v.Status == Planned {
		return fault.New(fault.NotFound, "not_found")
	}
	return nil
}

func (in Help) write(r *core.Record, v Visit, by act.By) {
	what := "out"
	if in.Here {
		what = "in"
	}
	r.Load(map[string]any{
		"visit": v.ID, "job": v.Job, "technician": in.Technician, "what": what, "at_device": txn.Instant(in.Mark.shown()),
		"at_server": txn.Instant(clock.Now()), "skew_ms": in.Mark.SkewMS, "device": in.Mark.Device, "by": by.User, "by_name": by.Name,
	})
}

// HelpCard is a visit as its helper sees it. Errors: NotFound where the technician who asks does not help, or its lead was not told.
func (s *Service) HelpCard(ctx context.Context, visit string) (Card, error) {
	var c Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + " WHERE v.id = {:id}").Bind(dbx.Params{"id": visit}).WithContext(ctx).One(&c)
	if err != nil {
		return Card{}, missing(err)
	}
	if err := helps(Visit{Helpers: c.Helpers, Status: c.Status}, act.From(ctx).Technician); err != nil || c.Status == VisitCancelled {
		return Card{}, fault.New(fault.NotFound, "not_found").Wrap(err)
	}
	return c, nil
}

// Helped is a stretch in which a helper was at a visit. An Open one lasts still: its To is the present.
type Helped struct {
	Visit, Technician, Name string
	From, To                time.Time
	Open                    bool
}

// Minutes is the length of the stretch in whole minutes.
func (h Helped) Minutes() int { return int(h.To.Sub(h.From) / time.Minute) }

// HelpedAt is when helpers were at the visit. A technician hears of his own stretches only.
func (s *Service) HelpedAt(ctx context.Context, visit string) ([]Helped, error) {
	where, params := "m.visit = {:visit}", dbx.Params{"visit": visit}
	if by := act.From(ctx); by.Role == act.Technician {
		where += " AND m.technician = {:technician}"
		params["technician"] = by.Technician
	}
	rows, err := s.helperMarks(ctx, where, params)
	return stretches(rows, clock.Now()), err
}

// stretches pairs comings and goings, which come by visit and technician. Who never said that he left, left when the visit ended; two
// clocks that disagree never make time run backwards.
func stretches(rows []markRow, now time.Time) []Helped {
	var all []Helped
	for i, r := range rows {
		if r.What != "in" {
			continue
		}
		h := Helped{Visit: r.Visit, Technician: r.Technician, Name: r.Name, From: r.moment()}
		switch next := i + 1; {
		case next < len(rows) && rows[next].Visit == r.Visit && rows[next].Technician == r.Technician:
			h.To = rows[next].moment()
		case !r.End.IsZero():
			h.To = r.End.Time()
		default:
			h.To, h.Open = now, true
		}
		if h.To.Before(h.From) {
			h.To = h.From
		}
		all = append(all, h)
	}
	return all
}
