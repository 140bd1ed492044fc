package contracts

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// endingSoon are the ids of contracts of which somebody is to be reminded, those that end first first.
func endingSoon(ctx context.Context, app core.App, today clock.Date) ([]string, error) {
	var ids []string
	err := app.ConcurrentDB().NewQuery(`SELECT id FROM contracts WHERE ends >= {:today} AND ends <= {:until}
		AND state IN ('active', 'suspended') AND renewed_by = '' AND renewal NOT IN ('won', 'lost') ORDER BY ends, id`).
		Bind(dbx.Params{"today": string(today), "until": string(today.AddDays(renewalDays))}).WithContext(ctx).Column(&ids)
	return ids, err
}

// renewing reads the pipeline as of the day.
func renewing(ctx context.Context, app core.App, today clock.Date) ([]Renewing, error) {
	var ids []struct {
		ID       string      `db:"id"`
		Customer string      `db:"name"`
		Estimate string      `db:"estimate"`
		No       string      `db:"no"`
		State    string      `db:"state"`
		Taxable  money.Paise `db:"taxable"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT c.id, k.name, COALESCE(e.id, '') AS estimate, COALESCE(e.no, '') AS no,
		COALESCE(e.state, '') AS state, COALESCE(e.taxable_paise, 0) AS taxable
		FROM contracts c JOIN customers k ON k.id = c.customer LEFT JOIN estimates e ON e.id = c.estimate AND c.estimate != ''
		WHERE c.ends >= {:from} AND c.ends <= {:until} AND c.state IN ('active', 'suspended', 'expired')
		AND c.renewed_by = '' AND c.renewal NOT IN ('won', 'lost') ORDER BY c.ends, c.id`).
		Bind(dbx.Params{"from": string(today.AddDays(-renewalDays)), "until": string(today.AddDays(renewalDays))}).WithContext(ctx).All(&ids)
	if err != nil {
		return nil, err
	}
	all := make([]Renewing, len(ids))
	for i, row := range ids {
		_, c, err := findContract(app, row.ID)
		if err != nil {
			return nil, err
		}
		c.CustomerName = row.Customer
		if c.Assets, err = machinesOf(ctx, app, row.ID); err != nil {
			return nil, err
		}
		w := Renewing{
			Contract: c, DaysLeft: daysBetween(today.Start(), c.Ends.Start()), UpliftBps: c.UpliftBps, Estimate: row.Estimate,
			EstimateNo: row.No, EstimateState: row.State, Value: c.Value, NewValue: row.Taxable,
		}
		if w.Stage = stageOf(w.DaysLeft); row.Estimate == "" {
			w.NewValue = Uplifted(c.renewalBase(), c.UpliftBps)
		}
		all[i] = w
	}
	return all, nil
}
