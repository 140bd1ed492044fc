package billing

import (
	"context"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// DraftContract drafts the invoice of a contract's bill, within the transaction in which the bill falls due: one line, as the item
// that the contract is billed as, at today's rate of tax and at the bill's own amount, whatever else the customer gets off. It belongs
// to no job. It asks for no permission. Errors: NotFound; those of the customer and branch, as Draft.
func (s *Service) DraftContract(ctx context.Context, c contracts.Contract, b contracts.Bill) (Invoice, error) {
	ctx = act.Begin(ctx, "invoices.draft", "")
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		company, err := s.settings.Company(ctx)
		if err != nil {
			return err
		}
		i := Invoice{Customer: c.Customer, Branch: c.Branch, Due: b.DueOn, Contract: c.ID}
		if len(c.Sites) == 1 {
			i.Site = c.Sites[0]
		}
		line, err := s.contractLine(ctx, c, b, company)
		if err != nil {
			return err
		}
		i.Lines = []Line{line}
		if out, err = s.put(ctx, tx, nil, i, takeover{}, company); err != nil {
			return err
		}
		out, err = s.warnTwice(ctx, tx, out, b)
		return err
	})
	return out, err
}

// contractLine is the one line of a contract's bill.
func (s *Service) contractLine(ctx context.Context, c contracts.Contract, b contracts.Bill, company settings.Company) (Line, error) {
	l := Line{
		Item: c.Item, Kind: LineService, Name: contractName(c, b), Detail: b.Text, UOM: "NOS", QtyMilli: 1000,
		List: b.Amount, Rate: b.Amount, Why: WhyContract,
	}
	if gst.Mode(company.GSTMode) == gst.ModeRegular {
		l.GSTBps = unknownRate
	}
	if c.Item == "" {
		return l, nil
	}
	item, err := s.catalog.Item(ctx, c.Item, clock.Today())
	if err != nil {
		return l, beside("item", err)
	}
	l.HSN, l.UOM = item.HSN, item.UOM
	if item.RateFrom != "" {
		l.GSTBps = item.GSTBps
	}
	return l, nil
}

// contractWords are what the types of a contract are called on its bills.
var contractWords = map[contracts.Type]string{
	contracts.Comprehensive: "AMC %s (comprehensive)", contracts.NonComprehensive: "AMC %s (non-comprehensive)", contracts.Labour: "AMC %s (labour)",
	contracts.Warranty: "Warranty %s",
}

// contractName is the bill's line in words: "AMC FWA/26-27/00001 (comprehensive), 1 Apr 2026 to 30 Jun 2026".
func contractName(c contracts.Contract, b contracts.Bill) string {
	name := fmt.Sprintf(contractWords[c.Type], c.No)
	switch {
	case b.From == "":
		return name
	case b.From == b.To:
		return name + ", " + b.From.Short()
	}
	return name + ", " + b.From.Short() + " to " + b.To.Short()
}

// warnTwice marks the draft of a bill where a planned visit of its period is billed by itself as well.
func (s *Service) warnTwice(ctx context.Context, tx core.App, i Invoice, b contracts.Bill) (Invoice, error) {
	twice, err := visitsBilled(ctx, tx, i.Contract, b.PlanDate, b.From, b.To)
	if err != nil || !twice {
		return i, err
	}
	i.Missing = append(i.Missing, LacksTwice)
	r, _, err := find(tx, i.ID)
	if err != nil {
		return Invoice{}, err
	}
	return save(ctx, tx, r, i, 0)
}
