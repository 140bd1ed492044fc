package receivables

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// Kinds of dispute: about what an invoice asks, or about how the work was done.
const (
	Disputed  = "dispute"
	Complaint = "complaint"
)

// States of a dispute.
const (
	Open     = "open"
	Resolved = "resolved"
)

const (
	textMost    = 2000
	outcomeMost = 1000
	// openMost is how many open ones a customer may have that came by his link: more is a mistake or a nuisance.
	openMost = 10
)

// Dispute is a customer's word against an invoice or about a job, and what became of it.
type Dispute struct {
	ID                     string
	Rev                    int
	Kind, State, Source    string // Source is "link" or "desk"
	Customer, CustomerName string
	Invoice, InvoiceNo     string
	Job, JobNo             string
	Text, Outcome          string
	Owner, OwnerName       string // who looks after it; empty: nobody yet
	At, ResolvedAt         time.Time
	ResolvedName           string
}

// NewDispute is a dispute as it is raised: of an Invoice, or of a Job.
type NewDispute struct {
	Customer, Invoice, Job string
	Kind, Text             string
}

// DisputeFilter narrows the list; empty fields do not.
type DisputeFilter struct {
	State, Customer, Invoice, Job string
	At                            page.Cursor
}

// Raise stores a dispute or complaint and writes it on the timeline of the job, or of the customer. It plans no visit. A customer
// raises his own by his link; people of the company need Settle.
// Errors: Forbidden; Invalid required, too_long [text], invalid [kind]; NotFound for an invoice or job that is not the customer's,
// or an invoice that is not issued; Conflict disputes_many {n}.
func (s *Service) Raise(ctx context.Context, in NewDispute) (Dispute, error) {
	by := act.From(ctx)
	if by.Source != act.Link {
		if err := act.Require(ctx, Settle); err != nil {
			return Dispute{}, err
		}
	}
	in.Text = strings.TrimSpace(in.Text)
	if err := in.check(); err != nil {
		return Dispute{}, err
	}
	ctx = act.Begin(ctx, "disputes.raise", "")
	var raised Dispute
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		in, err := s.In(tx).belongs(ctx, in)
		if err != nil {
			return err
		}
		d := Dispute{Kind: in.Kind, State: Open, Source: "desk", Customer: in.Customer, Invoice: in.Invoice, Job: in.Job, Text: in.Text, At: clock.Now()}
		if by.Source == act.Link {
			d.Source = "link"
			if n, err := openByLink(ctx, tx, in.Customer); err != nil || n >= openMost {
				return orMany(err)
			}
		}
		if raised, err = createDispute(ctx, tx, d); err != nil {
			return err
		}
		return s.In(tx).tell(ctx, in)
	})
	return raised, err
}

func orMany(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "disputes_many", "n", openMost)
}

func (in NewDispute) check() error {
	var check fault.Check
	check.That(in.Kind == Disputed || in.Kind == Complaint, fault.Field("kind", "invalid"))
	check.Need(in.Text != "", "text")
	check.That(len([]rune(in.Text)) <= textMost, fault.Field("text", "too_long"))
	return check.Err()
}

// belongs holds invoice and job to be the customer's; an invoice of one job brings that job along.
func (s *Service) belongs(ctx context.Context, in NewDispute) (NewDispute, error) {
	gone := fault.New(fault.NotFound, "not_found")
	if in.Invoice == "" && in.Job == "" {
		return in, gone
	}
	read := forCustomer(ctx)
	if in.Invoice != "" {
		doc, err := s.billing.Invoice(read, in.Invoice)
		if err != nil {
			return in, err
		}
		if doc.Customer != in.Customer || doc.State != billing.Issued {
			return in, gone
		}
		if in.Job == "" {
			in.Job = doc.Job
		}
	}
	if in.Job != "" {
		job, err := s.jobs.Get(read, in.Job)
		if err != nil {
			return in, err
		}
		if job.Customer != in.Customer {
			return in, gone
		}
	}
	return in, nil
}

// tell writes what the customer said where the office reads it.
func (s *Service) tell(ctx context.Context, in NewDispute) error {
	what := map[string]string{Disputed: "Disputes the invoice: ", Complaint: "Complaint: "}[in.Kind]
	text := []rune(what + in.Text)
	return s.jobs.AddNote(forCustomer(ctx), jobs.NewNote{Job: in.Job, Customer: in.Customer, Kind: "message", Text: string(text[:min(len(text), textMost)])})
}

// forCustomer lets the appliance read and note in the name of a customer who acts by his link, and who has no role of his own.
// Only what is known to be his may be done with it.
func forCustomer(ctx context.Context) context.Context {
	by := act.From(ctx)
	if by.Source == act.Link {
		by.Role = act.Owner
	}
	return act.In(ctx, by)
}

// Assign says who looks after an open dispute; an empty user takes it from whoever did.
// Errors: Forbidden; NotFound, also for the user; Stale; Conflict dispute_over.
func (s *Service) Assign(ctx context.Context, id string, rev int, user string) (Dispute, error) {
	return s.change(ctx, "disputes.assign", id, rev, func(tx core.App, d *Dispute) error {
		if user != "" {
			if _, err := txn.Find(tx, "users", user); err != nil {
				return err
			}
		}
		d.Owner = user
		return nil
	})
}

// Resolve ends a dispute with what came of it. Errors: Forbidden; NotFound; Stale; Invalid required, too_long [outcome]; Conflict dispute_over.
func (s *Service) Resolve(ctx context.Context, id string, rev int, outcome string) (Dispute, error) {
	outcome = strings.TrimSpace(outcome)
	return s.change(ctx, "disputes.resolve", id, rev, func(_ core.App, d *Dispute) error {
		var check fault.Check
		check.Need(outcome != "", "outcome")
		check.That(len([]rune(outcome)) <= outcomeMost, fault.Field("outcome", "too_long"))
		d.State, d.Outcome, d.ResolvedAt, d.ResolvedName = Resolved, outcome, clock.Now(), act.From(ctx).Name
		return check.Err()
	})
}

// change applies do to an open dispute.
func (s *Service) change(ctx context.Context, verb, id string, rev int, do func(core.App, *Dispute) error) (Dispute, error) {
	if err := act.Require(ctx, Settle); err != nil {
		return Dispute{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var d Dispute
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var r *core.Record
		var err error
		if d, r, err = findDispute(tx, id); err != nil {
			return err
		}
		if d.State != Open {
			return fault.New(fault.Conflict, "dispute_over")
		}
		if err := do(tx, &d); err != nil {
			return err
		}
		d.write(r)
		if d.State == Resolved {
			r.Set("resolved_by", act.From(ctx).User)
		}
		return txn.Save(ctx, tx, r, rev)
	})
	return d, err
}

// Disputes lists them, the oldest open first and the newest resolved first. Errors: Forbidden; a customer by his link may ask for
// his own.
func (s *Service) Disputes(ctx context.Context, f DisputeFilter) (page.Of[Dispute], error) {
	if by := act.From(ctx); by.Source != act.Link || f.Customer == "" {
		if err := act.Require(ctx, See); err != nil {
			return page.Of[Dispute]{}, err
		}
	}
	if f.State != "" && !slices.Contains([]string{Open, Resolved}, f.State) {
		return page.Of[Dispute]{}, fault.Field("state", "invalid")
	}
	return disputes(ctx, s.app, f)
}

// Dispute is one dispute. Errors: Forbidden; NotFound.
func (s *Service) Dispute(ctx context.Context, id string) (Dispute, error) {
	if err := act.Require(ctx, See); err != nil {
		return Dispute{}, err
	}
	return oneDispute(ctx, s.app, id)
}

// Rehome gives the disputes of one customer to another, within the transaction that merges the two.
func (s *Service) Rehome(ctx context.Context, tx core.App, keep, drop string) error {
	return txn.Rehome(ctx, tx, keep, drop, "disputes")
}
