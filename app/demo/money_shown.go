package demo

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
	"doorstep/app/receivables"
)

// shown lets the office do by the verbs what is rare: estimates, a credit note, an advance with its voucher, disputes.
type shown struct {
	app    *builder
	tx     core.App
	office context.Context // in which the accountant acts
	desk   context.Context // in which the dispatcher does
	items  map[string]string
}

func (b *builder) showMoney(tx core.App, f *founder, p *planner) error {
	s := shown{app: b, tx: tx, office: act.In(context.Background(), p.office[2]), desk: act.In(context.Background(), p.office[1]), items: f.items}
	for i, do := range []func() error{s.credit, s.disputes, s.advance, s.estimates} {
		if err := do(); err != nil {
			return fmt.Errorf("money, %s: %w", []string{"credit note", "disputes", "advance", "estimates"}[i], err)
		}
	}
	return nil
}

// found are the ids that a query finds; small companies may not have what it asks for.
func (s shown) found(query string) ([]string, error) {
	var ids []string
	err := s.tx.DB().NewQuery(query).Bind(dbx.Params{"today": string(clock.DateOf(s.app.now))}).Column(&ids)
	return ids, err
}

// credit takes one line of an invoice back.
func (s shown) credit() error {
	ids, err := s.found(`SELECT id FROM invoices i WHERE state = 'issued' AND kind = 'invoice' AND balance_paise > 0 AND settled_paise = 0 AND
		(SELECT COUNT(*) FROM invoice_lines l WHERE l.invoice = i.id) > 1 ORDER BY date DESC, id LIMIT 1`)
	if err != nil || len(ids) == 0 {
		return err
	}
	b := s.app.app.Billing.In(s.tx)
	doc, err := b.Invoice(s.office, ids[0])
	if err != nil {
		return err
	}
	_, err = b.CreditNote(s.office, billing.NewNote{
		Against: doc.ID, Rev: doc.Rev, Lines: []billing.NoteLine{{Line: doc.Lines[len(doc.Lines)-1].ID}}, Reason: "The part was under the maker's warranty",
	})
	return err
}

func (s shown) disputes() error {
	ids, err := s.found(`SELECT id FROM invoices WHERE balance_paise > 0 AND due < {:today} AND kind = 'invoice' ORDER BY balance_paise DESC, id LIMIT 2`)
	if err != nil {
		return err
	}
	for i, id := range ids {
		doc, err := s.app.app.Billing.In(s.tx).Invoice(s.office, id)
		if err != nil {
			return err
		}
		text := []string{"Two visits are billed, only one took place", "The price on the phone was lower than the one on the invoice"}[i]
		if _, err := s.app.app.Receivables.In(s.tx).Raise(s.desk, receivables.NewDispute{Customer: doc.Customer, Invoice: id, Kind: receivables.Disputed, Text: text}); err != nil {
			return err
		}
	}
	return nil
}

// advance is money for work that is still to be done, for which the company owes a receipt voucher.
func (s shown) advance() error {
	ids, err := s.found(`SELECT id FROM jobs WHERE status IN ('unscheduled', 'scheduled') AND payment = 'chargeable' ORDER BY created, id LIMIT 1`)
	if err != nil || len(ids) == 0 {
		return err
	}
	verbs := s.app.app.Payments.In(s.tx)
	p, err := verbs.Record(s.office, payments.Claim{
		Key: "demo-advance-0001", Mode: payments.Transfer, Amount: 2000 * money.Rupee, Ref: "HDFCN26ADVANCE01", Job: ids[0], Note: "Advance for parts",
	})
	if err != nil {
		return err
	}
	_, err = verbs.Verify(s.office, p.ID, p.Rev)
	return err
}

// offers are the estimates: what they are for, and how far they got.
var offers = []struct {
	title, state string
	lines        map[string]string
}{
	{"Compressor replacement, 1.5 ton", "approved", map[string]string{"AC-COMP15": "1", "AC-COMPL": "1", "GAS-R32": "0.8"}},
	{"Four more cameras at the gate", "sent", map[string]string{"CC-CAM": "4", "CC-INS": "4", "CC-CABLE": "90"}},
	{"New membrane and pump", "sent", map[string]string{"RO-MEMB": "1", "RO-PUMP": "1", "RO-REP": "1"}},
	{"Shifting of two ACs", "draft", map[string]string{"AC-UNI": "2", "AC-INS": "2", "CU-PIPE": "6"}},
}

func (s shown) estimates() error {
	ids, err := s.found(`SELECT MIN(id) FROM sites GROUP BY customer ORDER BY customer LIMIT 40`)
	if err != nil {
		return err
	}
	b := s.app.app.Billing.In(s.tx)
	for i, o := range offers {
		site, err := s.app.app.Customers.In(s.tx).SiteByID(s.desk, ids[(i*9+3)%len(ids)])
		if err != nil {
			return err
		}
		in := billing.NewEstimate{Customer: site.Customer, Site: site.ID, Title: o.title, ValidUntil: string(clock.DateOf(s.app.now).AddDays(15))}
		for _, it := range priceList {
			if qty := o.lines[it.code]; qty != "" {
				in.Lines = append(in.Lines, billing.LineInput{Item: s.items[it.code], Qty: qty})
			}
		}
		e, err := b.AddEstimate(s.desk, in)
		if err != nil {
			return fmt.Errorf("estimate %s: %w", o.title, err)
		}
		if o.state == "draft" {
			continue
		}
		if e, err = b.SendEstimate(s.desk, e.ID, e.Rev); err != nil {
			return err
		}
		if o.state != "approved" {
			continue
		}
		if _, err := b.ApproveEstimate(s.desk, billing.Decision{ID: e.ID, Rev: e.Rev, How: billing.ByOffice, Name: "The customer, by telephone", Reason: "Agreed on the phone"}); err != nil {
			return err
		}
	}
	return nil
}
