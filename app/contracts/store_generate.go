package contracts

import (
	"context"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
)

// due reads the next dates to be made, after the last.
func (s *Service) due(ctx context.Context, contract string, last waiting) ([]waiting, error) {
	sql, params := dueQuery(contract, last)
	var rows []waiting
	err := s.app.ConcurrentDB().NewQuery(sql).Bind(params).WithContext(ctx).All(&rows)
	return rows, err
}

func dueQuery(contract string, last waiting) (string, dbx.Params) {
	today := clock.Today()
	params := dbx.Params{
		"today": string(today), "until": string(today.AddDays(HorizonMost)), "day": string(last.PlannedOn), "id": last.ID, "limit": batchSize,
	}
	if contract == "" {
		return fmt.Sprintf(dueSQL, "plan_dates_pending", "d.planned_on >= {:day}"), params
	}
	params["contract"] = contract
	return fmt.Sprintf(dueSQL, "plan_dates_contract", "d.contract = {:contract}"), params
}

// read loads the contracts with their machines, the plans, and where the machines stand.
func (b *batch) read(ctx context.Context, contracts, plans []any) error {
	var rows []*core.Record
	load := func(collection string, where dbx.Expression, each func(*core.Record) error) error {
		rows = nil
		if err := b.tx.RecordQuery(collection).WithContext(ctx).AndWhere(where).OrderBy("rowid").All(&rows); err != nil {
			return err
		}
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
		return nil
	}
	var machines []any
	return errors.Join(
		load("contracts", dbx.In("id", contracts...), func(r *core.Record) error { b.contracts[r.Id] = readContract(r); return nil }),
		load("contract_assets", dbx.In("contract", contracts...), func(r *core.Record) error {
			m := readMachine(r)
			c := b.contracts[m.Contract]
			c.Assets = append(c.Assets, m)
			b.contracts[m.Contract], machines = c, append(machines, m.Asset)
			return nil
		}),
		load("visit_plans", dbx.In("id", plans...), func(r *core.Record) error {
			p, err := readPlan(r)
			b.plans[p.ID] = p
			for _, id := range p.Assets {
				machines = append(machines, id)
			}
			return err
		}),
		load("assets", dbx.In("id", machines...), func(r *core.Record) error { b.sites[r.Id] = r.GetString("site"); return nil }),
	)
}
