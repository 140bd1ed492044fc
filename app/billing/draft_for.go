package billing

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// DraftFor drafts the invoice of a completed job, within the transaction that completes it. Called again it refreshes the draft
// as long as no person changed it, and otherwise only what it lacks. Where the customer pays nothing there is no draft and the job
// becomes covered; what is invoiced already is not drafted again. The zero Invoice means that there is none.
// It asks for no permission: whoever completes a job has its invoice drafted. Conflict job_not_completed; NotFound.
func (s *Service) DraftFor(ctx context.Context, job string) (Invoice, error) {
	ctx = act.Begin(ctx, "invoices.draft", "")
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		out, err = s.In(tx).draftFor(ctx, tx, job)
		return err
	})
	return out, err
}

func (s *Service) draftFor(ctx context.Context, tx core.App, job string) (Invoice, error) {
	company, err := s.settings.Company(ctx)
	if err != nil {
		return Invoice{}, err
	}
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return Invoice{}, err
	}
	if j.Status != jobs.Completed {
		return Invoice{}, fault.New(fault.Conflict, "job_not_completed")
	}
	r, draft, err := s.openDraft(ctx, tx, job)
	if err != nil {
		return Invoice{}, err
	}
	t, err := s.take(ctx, company, j.Customer, []string{job})
	if err != nil {
		return Invoice{}, err
	}
	if err := s.consume(ctx, t); err != nil {
		return Invoice{}, err
	}
	if r != nil && (draft.Edited || len(draft.Jobs) > 1) {
		return s.review(ctx, tx, r, draft)
	}
	if done := settledBilling(t); done != "" {
		if r != nil {
			if err := remove(ctx, tx, r); err != nil {
				return Invoice{}, err
			}
		}
		return Invoice{}, s.jobs.SetBilling(ctx, job, done)
	}
	draft.Customer, draft.Site, draft.Job, draft.Jobs, draft.Technician = j.Customer, j.Site, job, []string{job}, t.work[0].Technician
	draft.Lines = keepIDs(draft.Lines, t.lines)
	return s.put(ctx, tx, r, draft, t, company)
}

// settledBilling is what the job's billing comes to where there is nothing to draft; empty where there is.
func settledBilling(t takeover) string {
	charged := slices.ContainsFunc(t.lines, func(l Line) bool { return l.Cover == "" })
	switch {
	case charged:
		return ""
	case t.issued:
		return BillingInvoiced
	case t.borne, len(t.lines) > 0:
		return BillingCovered
	}
	return ""
}

// openDraft is the job's draft with its lines; nil where there is none.
func (s *Service) openDraft(ctx context.Context, tx core.App, job string) (*core.Record, Invoice, error) {
	ids, err := of(ctx, tx, job, Draft)
	if err != nil || len(ids) == 0 {
		return nil, Invoice{}, err
	}
	r, i, err := find(tx, ids[0])
	if err != nil {
		return nil, Invoice{}, err
	}
	i.Lines, err = linesOf(tx, i.ID)
	return r, i, err
}

// review says anew what a draft lacks that a person changed or that holds several jobs.
func (s *Service) review(ctx context.Context, tx core.App, r *core.Record, i Invoice) (Invoice, error) {
	lacks, err := s.missing(ctx, i)
	if err != nil || slices.Equal(lacks, i.Missing) {
		return i, err
	}
	i.Missing = lacks
	return save(ctx, tx, r, i, 0)
}

// missing is what the draft lacks as it is stored.
func (s *Service) missing(ctx context.Context, i Invoice) ([]string, error) {
	p, err := s.parties(ctx, i)
	if err != nil {
		return nil, err
	}
	work, billed, err := s.work(ctx, i.Jobs)
	if err != nil {
		return nil, err
	}
	return p.lacks(i, work, billed, i.Place == ""), nil
}

func (s *Service) work(ctx context.Context, ids []string) ([]jobs.Billable, map[string]bool, error) {
	billed, err := billedLines(ctx, s.app, ids)
	if err != nil {
		return nil, nil, err
	}
	work := make([]jobs.Billable, len(ids))
	for n, id := range ids {
		if work[n], err = s.jobs.Billable(ctx, id); err != nil {
			return nil, nil, beside("jobs", err)
		}
	}
	return work, billed, nil
}

// put computes and stores the draft of completed work in r, a new record if nil. A place of supply that cannot be found keeps
// nobody from completing a job: the draft lacks it.
func (s *Service) put(ctx context.Context, tx core.App, r *core.Record, i Invoice, t takeover, c settings.Company) (Invoice, error) {
	i.Kind, i.State, i.GSTMode = KindInvoice, Draft, string(c.GSTMode)
	p, err := s.parties(ctx, i)
	if err != nil {
		return Invoice{}, err
	}
	i.BuyerGSTIN = p.customer.GSTIN
	computed, err := p.compute(i)
	unplaced := err != nil && isPlace(err)
	if unplaced {
		i.Place, i.PlaceReason = p.state(), "?"
		if computed, err = p.compute(i); err == nil {
			computed.Place, computed.PlaceReason = "", ""
		}
	}
	if err != nil {
		return Invoice{}, err
	}
	i = computed
	i.Missing = p.lacks(i, t.work, t.billed, unplaced)
	if i.Area, err = s.area(ctx, p); err != nil {
		return Invoice{}, err
	}
	return s.keep(ctx, tx, r, i, 0)
}

// keep stores a computed draft with its lines, marks its jobs as to be invoiced, and tells of a new one.
func (s *Service) keep(ctx context.Context, tx core.App, r *core.Record, i Invoice, rev int) (Invoice, error) {
	fresh := r == nil
	var err error
	if fresh {
		if r, err = txn.New(tx, "invoices"); err != nil {
			return Invoice{}, err
		}
	}
	if i, err = save(ctx, tx, r, i, rev); err != nil {
		return Invoice{}, err
	}
	if i.Lines, err = saveLines(ctx, tx, i.ID, i.Lines); err != nil {
		return Invoice{}, err
	}
	for _, job := range i.Jobs {
		if err := s.jobs.SetBilling(ctx, job, BillingToInvoice); err != nil {
			return Invoice{}, err
		}
	}
	if fresh {
		err = s.Events.Drafted.Trigger(&DraftedEvent{Ctx: ctx, Tx: tx, Invoice: i})
	}
	return i, err
}

// area is one that holds the site's PIN code, else the customer's; empty where none does.
func (s *Service) area(ctx context.Context, p parties) (string, error) {
	pin := p.site.Pin
	if pin == "" {
		pin = p.customer.Pin
	}
	if pin == "" {
		return "", nil
	}
	ids, err := s.people.AreasCovering(ctx, pin)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// keepIDs lets lines that come from the same used line keep their record; of one that is covered in part each of its lines.
func keepIDs(had, lines []Line) []Line {
	kept := map[string]bool{}
	for n := range lines {
		at := slices.IndexFunc(had, func(l Line) bool {
			return !kept[l.ID] && l.JobLine == lines[n].JobLine && l.Job == lines[n].Job && (l.JobLine != "" || l.Why == lines[n].Why)
		})
		if at >= 0 {
			lines[n].ID = had[at].ID
			kept[had[at].ID] = true
		}
	}
	return lines
}
