package contracts

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// standing is a contract as cover for one job asks of it: Here says that it holds at the job's site, Machines how many were ever
// under it, Under how many of those of the job are on its day; of a job that names none, those at its site.
type standing struct {
	Contract
	Here            bool
	Machines, Under int
}

// standingOf is how the job's contract stands on the day; the zero standing if there is none.
func standingOf(ctx context.Context, app core.App, j jobs.Job, on clock.Date) (standing, error) {
	var rows []struct {
		No          string         `db:"no"`
		Customer    string         `db:"customer"`
		Type        Type           `db:"type"`
		State       State          `db:"state"`
		Starts      clock.Date     `db:"starts"`
		Ends        clock.Date     `db:"ends"`
		Cycle       Cycle          `db:"cycle"`
		PriceList   string         `db:"price_list"`
		SuspendedOn clock.Date     `db:"suspended_on"`
		ActivatedAt types.DateTime `db:"activated_at"`
		EndedAt     types.DateTime `db:"ended_at"`
		Here        bool           `db:"here"`
		Machines    int            `db:"machines"`
		Under       int            `db:"under"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT c.no, c.customer, c.type, c.state, c.starts, c.ends, c.cycle, c.price_list, c.suspended_on,\n" +
		"c.activated_at, c.ended_at,\n" +
		"EXISTS (SELECT 1 FROM json_each(c.sites) s WHERE s.value = {:site}) AS here,\n" +
		"(SELECT COUNT(*) FROM contract_assets m WHERE m.contract = c.id) AS machines,\n" +
		"(SELECT COUNT(*) FROM contract_assets m WHERE m.contract = c.id AND m.`from` <= {:on} AND (m.`to` = '' OR m.`to` >= {:on})\n" +
		"AND m.asset IN (SELECT a.value FROM json_each({:assets}) a UNION ALL SELECT a.id FROM assets a WHERE a.site = {:site} AND {:assets} = '[]')) AS under\n" +
		"FROM contracts c WHERE c.id = {:id}").
		Bind(dbx.Params{"id": j.Contract, "site": j.Site, "on": string(on), "assets": array(j.Assets)}).WithContext(ctx).All(&rows)
	if err != nil || len(rows) == 0 {
		return standing{}, err
	}
	r := rows[0]
	return standing{
		Contract: Contract{
			ID: j.Contract, No: r.No, Customer: r.Customer, Type: r.Type, State: r.State, Starts: r.Starts, Ends: r.Ends, Cycle: r.Cycle,
			PriceList: r.PriceList, SuspendedOn: r.SuspendedOn, ActivatedAt: r.ActivatedAt.Time(), EndedAt: r.EndedAt.Time(),
		},
		Here: r.Here, Machines: r.Machines, Under: r.Under,
	}, nil
}

// rulesOf are the rules of the contract with what all jobs but this one used of them.
func rulesOf(ctx context.Context, app core.App, contract, but string) ([]Cover, error) {
	var rows []struct {
		ID       string                  `db:"id"`
		Position int                     `db:"position"`
		Name     string                  `db:"name"`
		Kind     CoverKind               `db:"kind"`
		Items    types.JSONArray[string] `db:"items"`
		Assets   types.JSONArray[string] `db:"assets"`
		Types    types.JSONArray[string] `db:"types"`
		Applies  string                  `db:"applies"`
		Most     int64                   `db:"most"`
		Minutes  int                     `db:"minutes"`
		Excluded bool                    `db:"excluded"`
		Priority int                     `db:"priority"`
		Used     int64                   `db:"used"`
	}
	err := app.ConcurrentDB().NewQuery(`SELECT c.id, c.position, c.name, c.kind, c.items, c.assets, c.types, c.applies, c.most, c.minutes,
		c.excluded, c.priority, COALESCE((SELECT SUM(u.qty_milli) FROM cover_uses u WHERE u.cover = c.id AND u.job != {:but}), 0) AS used
		FROM covers c WHERE c.contract = {:contract} ORDER BY c.position, c.id`).
		Bind(dbx.Params{"contract": contract, "but": but}).WithContext(ctx).All(&rows)
	out := make([]Cover, len(rows))
	for i, r := range rows {
		out[i] = Cover{
			ID: r.ID, Contract: contract, Position: r.Position, Name: r.Name, Kind: r.Kind, Items: r.Items, Assets: r.Assets, Types: r.Types,
			Applies: r.Applies, Most: r.Most, Minutes: r.Minutes, Excluded: r.Excluded, Priority: r.Priority, Used: r.Used,
		}
	}
	return out, err
}

// usedOf is how much of each rule of the contract was used up, as its Most counts.
func usedOf(ctx context.Context, app core.App, contract string) (map[string]int64, error) {
	var rows []struct {
		Cover string `db:"cover"`
		Used  int64  `db:"used"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT cover, SUM(qty_milli) AS used FROM cover_uses WHERE contract = {:contract} GROUP BY cover").
		Bind(dbx.Params{"contract": contract}).WithContext(ctx).All(&rows)
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Cover] = r.Used
	}
	return out, err
}

// useRecords are what the job used of rules, of whatever contract.
func useRecords(ctx context.Context, app core.App, job string) ([]*core.Record, error) {
	var rows []*core.Record
	err := app.RecordQuery("cover_uses").WithContext(ctx).AndWhere(dbx.HashExp{"job": job}).OrderBy("created", "id").All(&rows)
	return rows, err
}

func (u Use) write(r *core.Record, contract string, at time.Time) {
	r.Load(map[string]any{"contract": contract, "cover": u.Cover, "job": u.Job, "qty_milli": u.QtyMilli, "at": txn.Instant(at)})
}

func array(ids []string) string {
	if ids == nil {
		ids = []string{}
	}
	b, _ := json.Marshal(slices.Clone(ids)) // texts always marshal
	return string(b)
}
