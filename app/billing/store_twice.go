package billing

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
)

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
