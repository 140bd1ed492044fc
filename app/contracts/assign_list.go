package contracts

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Wanted is a date whose job waits for a technician.
type Wanted struct {
	Date PlanDate
	Plan Plan
	Job  string
}

// ToAssign are the generated dates for whose jobs a technician is to be found by now, those meant first in front, at most limit. Dates
// for whose job a person has found somebody already are settled on the way. Errors: Forbidden.
func (s *Service) ToAssign(ctx context.Context, limit int) ([]Wanted, error) {
	if err := act.Require(ctx, Write); err != nil {
		return nil, err
	}
	ctx = act.Begin(ctx, "contracts.assign", "")
	var all []Wanted
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		rows, err := unassignedBy(ctx, tx, clock.Today(), limit)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Status != jobs.Unscheduled {
				if err := s.In(tx).SetAssigned(ctx, row.ID, ""); err != nil {
					return err
				}
				continue
			}
			_, d, err := findDate(tx, row.ID)
			if err != nil {
				return err
			}
			_, p, err := findPlan(tx, row.Plan)
			if err != nil {
				return err
			}
			all = append(all, Wanted{Date: d, Plan: p, Job: row.Job})
		}
		return nil
	})
	return all, err
}

// Unfound are planned visits for which no technician was found and whose jobs still wait for one, the first ones first, at most so many.
// Of a date what a list shows is filled: day, alert, job and plan. Errors: Forbidden.
func (s *Service) Unfound(ctx context.Context, most int) ([]PlanDate, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return s.unfound(ctx, most)
}

// SetAssigned keeps that a technician was found for the date's job, or in failed why none was: somebody has to look at it then.
// A date that is settled stays as it is. Errors: Forbidden; NotFound.
func (s *Service) SetAssigned(ctx context.Context, date, failed string) error {
	if failed != "" {
		return s.setAssigned(ctx, date, AssignFailed, failed)
	}
	return s.setAssigned(ctx, date, AssignDone, "")
}

// SetAssignedInstead keeps that somebody else goes than the plan prefers; alert says who and why. Otherwise as SetAssigned.
func (s *Service) SetAssignedInstead(ctx context.Context, date, alert string) error {
	return s.setAssigned(ctx, date, AssignDone, alert)
}

func (s *Service) setAssigned(ctx context.Context, date, assigning, alert string) error {
	if err := act.Require(ctx, Write); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "contracts.assign", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, d, err := findDate(tx, date)
		if err != nil || d.Assigning == "" || d.Assigning == AssignDone {
			return err
		}
		was := d
		d.Assigning, d.Alert = assigning, clipped(strings.TrimSpace(alert), 300)
		if d == was {
			return nil
		}
		_, err = saveDate(ctx, tx, r, d, 0)
		return err
	})
}

func clipped(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
