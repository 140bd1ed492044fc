package settings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/sla"
	"doorstep/app/txn"
)

// longest is the most that may be promised: ninety days of the clock.
const longest = 90 * 24 * 60

// SLAInput is one row of the table of service levels, as typed in minutes. Empty means not promised.
type SLAInput struct {
	Rev                      int
	Priority                 int
	Payment                  string
	Respond, Arrive, Resolve string
	RoundClock               bool
}

// SLAs lists the service levels by priority and payment.
func (s *Service) SLAs(ctx context.Context) ([]SLAPolicy, error) {
	return s.slaRows(ctx, "ORDER BY priority, CASE payment WHEN 'chargeable' THEN 1 WHEN 'amc' THEN 2 ELSE 3 END", nil)
}

// Target is what a job of the priority and payment is promised, and whether the clock runs day and night.
// NotFound "sla_missing" where there is no such row.
func (s *Service) Target(ctx context.Context, priority int, payment string) (sla.Target, bool, error) {
	rows, err := s.slaRows(ctx, "WHERE priority = {:priority} AND payment = {:payment}", dbx.Params{"priority": priority, "payment": payment})
	if err != nil {
		return sla.Target{}, false, err
	}
	if len(rows) == 0 {
		return sla.Target{}, false, fault.New(fault.NotFound, "sla_missing", "priority", priority, "payment", payment)
	}
	return rows[0].Target(), rows[0].RoundClock, nil
}

// Target is the level as lengths of time.
func (p SLAPolicy) Target() sla.Target {
	return sla.Target{
		Respond: time.Duration(p.Respond) * time.Minute,
		Arrive:  time.Duration(p.Arrive) * time.Minute,
		Resolve: time.Duration(p.Resolve) * time.Minute,
	}
}

// UpdateSLAs changes the given rows of the table. Faults number_range and sla_order beside respond_1_amc and so on; Stale.
// Jobs booked before keep what they were promised.
func (s *Service) UpdateSLAs(ctx context.Context, in []SLAInput) ([]SLAPolicy, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return nil, err
	}
	ctx = act.Begin(ctx, "settings.sla", "")
	policies := make([]SLAPolicy, len(in))
	var check fault.Check
	for i, row := range in {
		policies[i] = row.parse(&check)
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		for i, p := range policies {
			if err := saveSLA(ctx, tx, p, in[i].Rev); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.SLAs(ctx)
}

func (in SLAInput) parse(check *fault.Check) SLAPolicy {
	if !slices.Contains(Priorities, in.Priority) || !slices.Contains(Payments, in.Payment) {
		check.Add(fault.New(fault.Invalid, "sla_missing", "priority", in.Priority, "payment", in.Payment))
		return SLAPolicy{}
	}
	field := func(name string) string { return fmt.Sprintf("%s_%d_%s", name, in.Priority, in.Payment) }
	minutes := func(name, typed string) int {
		if typed == "" {
			return 0
		}
		return whole(check, field(name), typed, 0, longest)
	}
	p := SLAPolicy{
		Priority: in.Priority, Payment: in.Payment, RoundClock: in.RoundClock,
		Respond: minutes("respond", in.Respond), Arrive: minutes("arrive", in.Arrive), Resolve: minutes("resolve", in.Resolve),
	}
	check.That(p.Arrive == 0 || p.Respond <= p.Arrive, fault.Field(field("arrive"), "sla_order"))
	check.That(p.Resolve == 0 || max(p.Respond, p.Arrive) <= p.Resolve, fault.Field(field("resolve"), "sla_order"))
	return p
}

func saveSLA(ctx context.Context, tx core.App, p SLAPolicy, rev int) error {
	r, err := tx.FindFirstRecordByFilter("sla_policies", "priority = {:priority} && payment = {:payment}",
		dbx.Params{"priority": p.Priority, "payment": p.Payment})
	if err != nil {
		return fault.New(fault.NotFound, "sla_missing", "priority", p.Priority, "payment", p.Payment).Wrap(err)
	}
	p.write(r)
	return txn.Save(ctx, tx, r, rev)
}

// firstSLAs stores the service levels of a new company: urgent jobs on the same business day, the second kind by the next.
func firstSLAs(ctx context.Context, tx core.App) error {
	minutes := [][3]int{{60, 240, 480}, {120, 480, 960}, {480, 1440, 2880}}
	for i, priority := range Priorities {
		for _, payment := range Payments {
			r, err := txn.New(tx, "sla_policies")
			if err != nil {
				return err
			}
			m := minutes[i]
			SLAPolicy{Priority: priority, Payment: payment, Respond: m[0], Arrive: m[1], Resolve: m[2]}.write(r)
			if err := txn.Save(ctx, tx, r, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
