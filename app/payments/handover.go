package payments

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// HandOver puts the cash that a technician hands over into the till. A second person counts it, never he himself. What is missing
// needs a reason and is charged to him: the customers did pay. Cash payments that are covered whole are verified, the oldest first.
// Errors: Forbidden; NotFound; those of NewHandOver.read; Conflict count_self.
func (s *Service) HandOver(ctx context.Context, in NewHandOver) (HandOver, error) {
	if err := act.Require(ctx, Count); err != nil {
		return HandOver{}, err
	}
	ctx = act.Begin(ctx, "cash.count", strings.TrimSpace(in.Reason))
	var h HandOver
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		tech, err := s.people.Technician(ctx, in.Technician)
		if err != nil {
			return err
		}
		if by := act.From(ctx); by.Technician == tech.ID || by.User != "" && by.User == tech.UserID {
			return fault.New(fault.Conflict, "count_self")
		}
		now, err := cashOf(ctx, tx, tech.ID)
		if err != nil {
			return err
		}
		c, err := in.read(now)
		if err != nil {
			return err
		}
		r, err := create(ctx, tx, "handovers", map[string]any{
			"technician": tech.ID, "handed_name": tech.Name, "expected_paise": int64(c.Held), "counted_paise": int64(c.Counted),
			"short_paise": int64(c.Short), "reason": strings.TrimSpace(in.Reason), "notes": in.Notes,
			"counted_by": act.From(ctx).User, "counted_name": act.From(ctx).Name,
		})
		if err != nil {
			return err
		}
		h = readHandOver(r)
		if err := c.move(ctx, tx, h); err != nil {
			return err
		}
		h.Verified, err = s.verifyCovered(ctx, tx, h, c.Keeps)
		return err
	})
	return h, err
}

// move keeps where the cash went.
func (c counted) move(ctx context.Context, tx core.App, h HandOver) error {
	for _, m := range []Move{
		{Technician: h.Technician, Kind: MoveHanded, Amount: -c.Counted},
		{Technician: h.Technician, Kind: MoveShort, Amount: -c.Short, Reason: h.Reason},
		{Kind: MoveReceived, Amount: c.Counted},
	} {
		if m.Amount == 0 {
			continue
		}
		m.HandOver = h.ID
		if err := move(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// verifyCovered verifies the cash payments that the hand-over covers whole; those that were verified before learn of it only.
func (s *Service) verifyCovered(ctx context.Context, tx core.App, h HandOver, keeps money.Paise) (int, error) {
	waiting, err := inHand(ctx, tx, h.Technician)
	if err != nil {
		return 0, err
	}
	amounts := make([]money.Paise, len(waiting))
	for i, p := range waiting {
		amounts[i] = p.Amount
	}
	verified := 0
	for _, p := range waiting[:cover(amounts, keeps)] {
		if p.State == Claimed {
			if _, err := s.verify(ctx, tx, p.ID, ByHandOver, h.ID); err != nil {
				return 0, err
			}
			verified++
			continue
		}
		r, p, err := find(tx, p.ID)
		if err != nil {
			return 0, err
		}
		p.HandOver = h.ID
		if _, err := save(ctx, tx, r, p, 0); err != nil {
			return 0, err
		}
	}
	return verified, nil
}

func readHandOver(r *core.Record) HandOver {
	h := HandOver{
		ID: r.Id, Technician: r.GetString("technician"), Name: r.GetString("handed_name"), Expected: paise(r, "expected_paise"),
		Counted: paise(r, "counted_paise"), Short: paise(r, "short_paise"), Reason: r.GetString("reason"), At: txn.At(r, "at"),
		CountedBy: r.GetString("counted_by"), CountedName: r.GetString("counted_name"),
	}
	_ = r.UnmarshalJSONField("notes", &h.Notes) // only the appliance wrote it; a count without notes has none
	return h
}
