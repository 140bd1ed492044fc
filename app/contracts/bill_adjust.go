package contracts

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// adjustBills bills a change of the contract's value, which c has already: what is to be billed still rises or falls in proportion.
// What a rise finds no open bill for is one bill due today; what a fall cannot take from open bills is a credit. A contract billed by
// visit takes it with the visits that are left. key and text name what changed.
func (s *Service) adjustBills(ctx context.Context, tx core.App, c Contract, delta money.Paise, key, text string) error {
	if c.Cycle == NoBills || delta == 0 {
		return nil
	}
	rows, err := billRecords(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if c.Cycle == PerVisit {
		if delta, err = byVisits(ctx, tx, c, rows, delta); err != nil || delta == 0 {
			return err
		}
	}
	rest, err := spreadOpen(ctx, tx, rows, delta, text)
	if err != nil || rest == 0 {
		return err
	}
	return s.billRest(ctx, tx, c, rest, key, text)
}

// byVisits is what of a change the visits that are left cannot carry.
func byVisits(ctx context.Context, tx core.App, c Contract, rows []*core.Record, delta money.Paise) (money.Paise, error) {
	if delta < 0 {
		return max(delta, min(0, c.Value-takenBy(rows))), nil
	}
	left, err := unbilledVisits(ctx, tx, c)
	if left > 0 {
		delta = 0
	}
	return delta, err
}

// takenBy is what of the value the bills have taken.
func takenBy(rows []*core.Record) money.Paise {
	var taken money.Paise
	for _, r := range rows {
		if b := readBill(r); strings.HasPrefix(b.Key, creditKey) {
			taken -= b.Amount
		} else {
			taken += b.Amount
		}
	}
	return taken
}

// spreadOpen puts delta to the open bills and returns what it could not. A bill of which nothing is left is skipped.
func spreadOpen(ctx context.Context, tx core.App, rows []*core.Record, delta money.Paise, text string) (money.Paise, error) {
	var open []*core.Record
	var amounts []money.Paise
	for _, r := range rows {
		if b := readBill(r); b.State == BillOpen {
			open, amounts = append(open, r), append(amounts, b.Amount)
		}
	}
	after, rest := spread(amounts, delta)
	for i, r := range open {
		b := readBill(r)
		if b.Amount == after[i] {
			continue
		}
		if b.Amount = after[i]; b.Amount == 0 {
			b.State, b.Reason = BillSkipped, text
		}
		if _, err := saveBill(ctx, tx, r, b, 0); err != nil {
			return 0, err
		}
	}
	return rest, nil
}

// billRest stores what no open bill could take: a bill due today, or a credit that says against which invoice.
func (s *Service) billRest(ctx context.Context, tx core.App, c Contract, rest money.Paise, key, text string) error {
	today := clock.Today()
	b := c.bill(key, min(today, c.Ends), c.Ends, today, rest, today)
	b.Text = cut(text)
	if rest < 0 {
		id, no, err := lastPaper(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		b.State, b.Key, b.Amount, b.Invoice = BillCredit, creditKey+key, -rest, id
		switch {
		case no != "":
			b.Text = cut(fmt.Sprintf("Credit %s by a note against %s: %s", b.Amount.Rupees(), no, text))
		case id != "":
			b.Text = cut(fmt.Sprintf("Take %s off the draft of the last bill: %s", b.Amount.Rupees(), text))
		default:
			b.Text = cut(fmt.Sprintf("Credit %s: %s", b.Amount.Rupees(), text))
		}
	}
	return addBill(ctx, tx, b)
}

// cut keeps a text to what a bill holds.
func cut(text string) string {
	const most = 200
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

const visitKey = "visit:"

// billVisit bills a visit of a contract that is billed by visit, once: after it was done, or before it once its job is made. The share
// is what is left of the value by the visits that are left; one that is skipped or called off keeps its share, which nobody pays. The
// open bill of a visit that will not be is skipped, that of one that is to be done again forgotten.
func (s *Service) billVisit(ctx context.Context, tx core.App, c Contract, d PlanDate) error {
	if c.Cycle != PerVisit {
		return nil
	}
	rows, err := billRecords(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if b := readBill(r); b.Key == visitKey+d.ID {
			return dropVisit(ctx, tx, r, b, c, d)
		}
	}
	on := d.DoneOn
	if c.Timing == Before && d.State == Generated {
		on = d.PlannedOn
	}
	if on == "" || d.State != Generated {
		return nil
	}
	visits, err := unbilledVisits(ctx, tx, c)
	if err != nil {
		return err
	}
	share := visitShare(c.Value-takenBy(rows), max(1, visits))
	if share == 0 {
		return nil
	}
	b := c.bill(visitKey+d.ID, on, on, on, share, clock.Today())
	b.PlanDate, b.Text = d.ID, "Visit of "+on.Short()
	return addBill(ctx, tx, b)
}

// dropVisit takes an open bill back whose visit was called off, or is to be done again.
func dropVisit(ctx context.Context, tx core.App, r *core.Record, b Bill, c Contract, d PlanDate) error {
	switch {
	case b.State != BillOpen:
		return nil
	case d.State == Skipped || d.State == Cancelled:
		b.State, b.Reason = BillSkipped, "The visit was "+string(d.State)
		_, err := saveBill(ctx, tx, r, b, 0)
		return err
	case c.Timing == After && d.DoneOn == "":
		return txn.Delete(ctx, tx, r)
	}
	return nil
}
