package demo

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
)

// dueNow lets the appliance do what it does every night: jobs of the dates that have come near, invoices of the bills that are due; and
// the office quote a few renewals.
func (b *builder) dueNow(tx core.App, p *planner) error {
	verbs := b.app.Contracts.In(tx)
	made, err := verbs.Generate(act.In(context.Background(), atVisits), "")
	if err != nil {
		return fmt.Errorf("contracts, visits: %w", err)
	}
	b.generated = made.Jobs
	if _, err := verbs.DraftBills(act.In(context.Background(), atBills)); err != nil {
		return fmt.Errorf("contracts, bills: %w", err)
	}
	return b.quote(tx, p)
}

// quote lets the office quote a few renewals; one of the quotes is sent.
func (b *builder) quote(tx core.App, p *planner) error {
	desk, verbs := act.In(context.Background(), p.office[1]), b.app.Billing.In(tx)
	quoted := 0
	for _, x := range p.deals {
		if x.uplift == "" || x.State != contracts.Active || quoted >= 8 {
			continue
		}
		e, err := verbs.EstimateRenewal(desk, x.ID, 0, x.uplift)
		if err != nil {
			return fmt.Errorf("renewal of %s: %w", x.No, err)
		}
		if quoted++; quoted%2 == 0 {
			continue
		}
		if _, err := verbs.SendEstimate(desk, e.ID, e.Rev); err != nil {
			return fmt.Errorf("renewal of %s: %w", x.No, err)
		}
	}
	return nil
}
