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

// outcome is how many renewals ended the same way for the same reason, and what they are worth.
type outcome struct {
	Renewal string      `db:"renewal"`
	Reason  string      `db:"reason"`
	N       int         `db:"n"`
	Paise   money.Paise `db:"paise"`
}

// outcomes are those of contracts that end within the days, the commonest first.
func outcomes(ctx context.Context, app core.App, from, until clock.Date) ([]outcome, error) {
	var rows []outcome
	err := app.ConcurrentDB().NewQuery(`SELECT c.renewal, MIN(c.lost_reason) AS reason, COUNT(*) AS n,
		SUM(CASE c.renewal WHEN 'won' THEN COALESCE(k.value_paise, 0) ELSE c.value_paise END) AS paise
		FROM contracts c LEFT JOIN contracts k ON k.id = c.renewed_by AND c.renewed_by != ''
		WHERE c.ends >= {:from} AND c.ends <= {:until} AND c.renewal IN ('won', 'lost')
		GROUP BY c.renewal, LOWER(c.lost_reason) ORDER BY n DESC, reason`).
		Bind(dbx.Params{"from": string(from), "until": string(until)}).WithContext(ctx).All(&rows)
	return rows, err
}
