package billing

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
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

// billedTwice reports whether what a document bills of planned visits is billed elsewhere too: a contract's bill, where a visit of its
// period is billed by itself; a visit's services, where the contract is billed for the day. Covered lines bill nothing.
func billedTwice(ctx context.Context, app core.App, i Invoice) (bool, error) {
	if i.Contract != "" && i.ID != "" {
		var b struct {
			Date string     `db:"plan_date"`
			From clock.Date `db:"from"`
			To   clock.Date `db:"to"`
		}
		err := app.ConcurrentDB().NewQuery("SELECT COALESCE(MAX(plan_date), '') AS plan_date, COALESCE(MAX(`from`), '') AS `from`, COALESCE(MAX(`to`), '') AS `to`" +
			" FROM contract_bills WHERE invoice = {:id} AND invoice != '' AND state = 'drafted'").
			Bind(dbx.Params{"id": i.ID}).WithContext(ctx).One(&b)
		if err != nil || b.From == "" {
			return false, err
		}
		return visitsBilled(ctx, app, i.Contract, b.Date, b.From, b.To)
	}
	params, names := dbx.Params{}, []string(nil)
	for n, l := range i.Lines {
		if l.Job != "" && l.Kind != LinePart && l.Cover == "" && l.Rate > 0 {
			name := fmt.Sprintf("j%d", n)
			params[name], names = l.Job, append(names, "{:"+name+"}")
		}
	}
	if len(names) == 0 {
		return false, nil
	}
	return exists(ctx, app, `FROM jobs j JOIN plan_dates d ON d.id = j.plan_date AND j.plan_date != ''
		JOIN contract_bills b ON b.contract = j.contract AND b.state IN ('open', 'drafted') AND b.paise > 0
		AND (b.plan_date = d.id OR b.plan_date = '' AND d.due_on BETWEEN b.`+"`from` AND b.`to`) WHERE j.id IN ("+strings.Join(names, ", ")+")", params)
}

// visitsBilled reports whether a visit that the contract planned is billed by itself: the one of the date, or any of the days.
func visitsBilled(ctx context.Context, app core.App, contract, date string, from, to clock.Date) (bool, error) {
	return exists(ctx, app, `FROM jobs j JOIN plan_dates d ON d.id = j.plan_date AND j.plan_date != ''
		JOIN invoice_lines l ON l.job = j.id AND l.job != '' AND l.cover = '' AND l.kind != 'part' AND l.rate_paise > 0
		JOIN invoices i ON i.id = l.invoice AND i.kind = 'invoice'
		WHERE j.contract = {:contract} AND j.contract != '' AND (d.id = {:date} OR {:date} = '' AND d.due_on BETWEEN {:from} AND {:to})`,
		dbx.Params{"contract": contract, "date": date, "from": string(from), "to": string(to)})
}

func exists(ctx context.Context, app core.App, from string, params dbx.Params) (bool, error) {
	var n int
	err := app.ConcurrentDB().NewQuery("SELECT EXISTS (SELECT 1 " + from + ")").Bind(params).WithContext(ctx).Row(&n)
	return n > 0, err
}
