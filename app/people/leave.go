package people

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// longestLeave is in days; what is longer is somebody who left.
const longestLeave = 366

// LeaveInput is leave as typed; an empty To is the same day as From.
type LeaveInput struct{ Technician, From, To, Reason string }

// AddLeave enters leave. Faults required, date_bad, leave_order, leave_long {max}, too_long; leave_overlap {from,to} beside from
// where some of it is entered already; invalid beside technician.
func (s *Service) AddLeave(ctx context.Context, in LeaveInput) (Leave, error) {
	if err := act.Require(ctx, ManageLeave); err != nil {
		return Leave{}, err
	}
	ctx = act.Begin(ctx, "people.add_leave", "")
	l, err := in.parse()
	if err != nil {
		return Leave{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		if err := free(ctx, tx, l); err != nil {
			return err
		}
		l.ID, l.Rev, err = put(ctx, tx, "leaves", "", 0, l.write)
		return err
	})
	if err != nil {
		return Leave{}, err
	}
	t, err := s.Technician(ctx, l.Technician)
	l.Name = t.Name
	return l, err
}

// RemoveLeave takes leave back. NotFound.
func (s *Service) RemoveLeave(ctx context.Context, id string) error {
	if err := act.Require(ctx, ManageLeave); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "people.remove_leave", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "leaves", id)
		if err != nil {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}

func (in LeaveInput) parse() (Leave, error) {
	var check fault.Check
	l := Leave{Technician: in.Technician, Reason: strings.TrimSpace(in.Reason)}
	check.Need(in.Technician != "", "technician")
	check.That(len([]rune(l.Reason)) <= 200, fault.Field("reason", "too_long"))
	if strings.TrimSpace(in.From) == "" {
		check.Need(false, "from")
		return l, check.Err()
	}
	if strings.TrimSpace(in.To) == "" {
		in.To = in.From
	}
	from, err1 := clock.ParseDate(strings.TrimSpace(in.From))
	to, err2 := clock.ParseDate(strings.TrimSpace(in.To))
	check.That(err1 == nil, fault.Field("from", "date_bad"))
	check.That(err2 == nil, fault.Field("to", "date_bad"))
	if err1 == nil && err2 == nil {
		check.That(to >= from, fault.Field("to", "leave_order"))
		check.That(to < from.AddDays(longestLeave), fault.Field("to", "leave_long", "max", longestLeave))
	}
	l.From, l.To = from, to
	return l, check.Err()
}

// free checks that the technician exists and has no leave yet on any of the days.
func free(ctx context.Context, tx core.App, l Leave) error {
	if _, err := txn.Find(tx, "technicians", l.Technician); err != nil {
		return fault.Field("technician", "invalid").Wrap(err)
	}
	var rows []leaveRow
	err := tx.DB().NewQuery(leaveColumns + "WHERE l.technician = {:technician} AND l.`to` >= {:from} AND l.`from` <= {:to} LIMIT 1").
		Bind(dbx.Params{"technician": l.Technician, "from": string(l.From), "to": string(l.To)}).WithContext(ctx).All(&rows)
	if err == nil && len(rows) > 0 {
		was := rows[0].leave()
		return fault.Field("from", "leave_overlap", "from", was.From.Short(), "to", was.To.Short())
	}
	return err
}
