package jobs

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Extra is more work that the technician found: at the same site, for the office to plan.
type Extra struct {
	Visit string
	Issue string // what is to be done; for a failed check its own words do
	Check string // the failed check it comes from; empty if none
	Mark  Mark
}

// FollowUp books a job of the same type, site and machines, with the visit's job as its parent. A check makes one follow-up
// only: again returns the first. Raises Booked. Errors: Forbidden; NotFound, also for a check that did not fail; Invalid issue
// required; Conflict visit_ended, visit_unsent.
func (s *Service) FollowUp(ctx context.Context, in Extra) (Job, error) {
	in.Issue = strings.TrimSpace(in.Issue)
	ctx = act.Begin(ctx, "visits.follow_up", "")
	var booked Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		_, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		var failed *core.Record
		if in.Check != "" {
			failed, err = oneOf(ctx, tx, "answers", dbx.HashExp{"visit": in.Visit, "check": in.Check, "result": "fail"})
			if err != nil {
				return err
			}
			if failed == nil {
				return fault.New(fault.NotFound, "not_found")
			}
			if first := failed.GetString("follow_up"); first != "" {
				_, booked, err = findJob(tx, first)
				return err
			}
			if in.Issue == "" {
				in.Issue = failed.GetString("text")
			}
		}
		if in.Issue == "" {
			return fault.Field("issue", "required")
		}
		if booked, err = s.In(tx).bookAfter(ctx, tx, job, in.Issue); err != nil || failed == nil {
			return err
		}
		failed.Set("follow_up", booked.ID)
		return txn.Save(ctx, tx, failed, 0)
	})
	return booked, err
}

// bookAfter books more work of the same kind where the job was, with those of its machines that still stand there.
func (s *Service) bookAfter(ctx context.Context, tx core.App, job Job, issue string) (Job, error) {
	assets := slices.Clone(job.Assets)
	assets = slices.DeleteFunc(assets, func(id string) bool {
		a, err := s.customers.AssetByID(ctx, id)
		return err != nil || a.Site != job.Site
	})
	return s.book(ctx, tx, Booking{
		Customer: job.Customer, Site: job.Site, Assets: assets, Type: job.Type, Issue: issue, Source: "follow_up", Parent: job.ID,
		ContactName: job.ContactName, ContactPhone: job.ContactPhone,
	})
}

// RemarkAt writes a technician's note on the job's timeline, whatever state his visit is in. Errors: Forbidden; NotFound; Invalid
// note_empty.
func (s *Service) RemarkAt(ctx context.Context, visit, text string, _ Mark) error {
	if err := mayEnter(ctx); err != nil {
		return err
	}
	if text = strings.TrimSpace(text); text == "" {
		return fault.Field("text", "note_empty")
	}
	ctx = act.Begin(ctx, "notes.add", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		v, err := s.In(tx).Visit(ctx, visit)
		if err != nil {
			return err
		}
		_, job, err := findJob(tx, v.Job)
		if err != nil {
			return err
		}
		note := NewNote{Job: job.ID, Customer: job.Customer, Kind: "note", Text: text}
		_, err = create(ctx, tx, "notes", func(r *core.Record) { note.write(ctx, r) })
		return err
	})
}
