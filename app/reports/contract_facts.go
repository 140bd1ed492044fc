package reports

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// theirs are the jobs j of the contracts asked for, found by the index of jobs under a contract.
const theirs = `FROM json_each({:ids}) k CROSS JOIN jobs j ON j.contract = k.value AND j.contract != ''`

// contractFacts reads all that the contracts and their jobs brought and cost.
func (s *Service) contractFacts(ctx context.Context, ids []string) (contractFacts, error) {
	f := contractFacts{ids: ids, billed: map[string]money.Paise{}}
	list, err := json.Marshal(ids)
	if err != nil {
		return f, err
	}
	params := dbx.Params{"ids": string(list)}
	var rows []struct {
		ID       string `db:"id"`
		Contract string `db:"contract"`
		Assets   string `db:"assets"`
		Done     int    `db:"done"`
	}
	if err := s.query(ctx, "SELECT j.id, j.contract, j.assets, j.completed_at != '' AND j.status != 'cancelled' AS done "+theirs, params, &rows); err != nil {
		return f, err
	}
	at := make(map[string]int, len(rows))
	f.jobs = make([]contractJob, len(rows))
	for i, r := range rows {
		at[r.ID] = i
		j := contractJob{contract: r.Contract, Profit: Profit{Jobs: r.Done}}
		if err := json.Unmarshal([]byte(r.Assets), &j.assets); err != nil {
			return f, err
		}
		slices.Sort(j.assets)
		if j.assets = slices.Compact(j.assets); len(j.assets) == 0 {
			j.assets = []string{""}
		}
		f.jobs[i] = j
	}
	costs, err := s.contractCosts(ctx, params)
	for _, c := range costs {
		f.jobs[at[c.Job]].Profit = f.jobs[at[c.Job]].plus(c.Profit)
	}
	return f, errors.Join(err, s.contractLabour(ctx, params, f.jobs, at), s.contractBilled(ctx, params, f.billed))
}

func (s *Service) query(ctx context.Context, sql string, params dbx.Params, into any) error {
	return s.app.ConcurrentDB().NewQuery(sql).Bind(params).WithContext(ctx).All(into)
}

// jobCost is something that a job brought or cost.
type jobCost struct {
	Job string
	Profit
}

// sign is that of a line l of the issued document i: credit notes take back.
const sign = `CASE i.kind WHEN 'credit_note' THEN -l.taxable_paise ELSE l.taxable_paise END`

// contractCosts are charged work, parts used and approved expenses, by job.
func (s *Service) contractCosts(ctx context.Context, params dbx.Params) ([]jobCost, error) {
	var rows []struct {
		Job      string      `db:"job"`
		Revenue  money.Paise `db:"revenue"`
		Parts    money.Paise `db:"parts"`
		Expenses money.Paise `db:"expenses"`
	}
	err := s.query(ctx, `SELECT j.id AS job, SUM(`+sign+`) AS revenue, 0 AS parts, 0 AS expenses `+theirs+`
		JOIN invoice_lines l ON l.job = j.id AND l.job != ''
		JOIN invoices i ON i.id = l.invoice AND i.state = 'issued' AND i.kind IN ('invoice', 'debit_note', 'credit_note') GROUP BY j.id
		UNION ALL SELECT j.id, 0, SUM((l.qty_milli * p.cost_paise + 500) / 1000), 0 `+theirs+`
		JOIN job_lines l ON l.job = j.id AND l.kind = 'part' AND l.visit != '' JOIN items p ON p.id = l.item GROUP BY j.id
		UNION ALL SELECT j.id, 0, 0, SUM(e.paise) `+theirs+`
		JOIN visits v ON v.job = j.id JOIN expenses e ON e.visit = v.id AND e.state = 'approved' GROUP BY j.id`, params, &rows)
	out := make([]jobCost, len(rows))
	for i, r := range rows {
		out[i] = jobCost{r.Job, Profit{Revenue: r.Revenue, Parts: r.Parts, Expenses: r.Expenses}}
	}
	return out, err
}

// contractBilled sums up what was issued for the contracts themselves: lines that belong to no job, of their invoices and the notes
// against them.
func (s *Service) contractBilled(ctx context.Context, params dbx.Params, into map[string]money.Paise) error {
	var rows []struct {
		Contract string      `db:"contract"`
		Paise    money.Paise `db:"paise"`
	}
	err := s.query(ctx, `SELECT b.contract, SUM(`+sign+`) AS paise FROM json_each({:ids}) k
		CROSS JOIN invoices b ON b.contract = k.value AND b.contract != ''
		JOIN invoices i ON i.id IN (SELECT b.id UNION ALL SELECT n.id FROM invoices n WHERE n.against = b.id AND n.against != '')
			AND i.state = 'issued' AND i.kind IN ('invoice', 'debit_note', 'credit_note')
		JOIN invoice_lines l ON l.invoice = i.id AND l.job = '' GROUP BY b.contract`, params, &rows)
	for _, r := range rows {
		into[r.Contract] = r.Paise
	}
	return err
}

// stampRow is a step of a visit, with whose time began by it and what an hour of it costs. From and To are what the office corrected
// the time on site to, empty where it did not.
type stampRow struct {
	Job    string           `db:"job"`
	Visit  string           `db:"visit"`
	To     jobs.VisitStatus `db:"to"`
	Device types.DateTime   `db:"at_device"`
	Server types.DateTime   `db:"at_server"`
	Skew   int64            `db:"skew_ms"`
	Who    string           `db:"who"`
	Cost   int64            `db:"cost"`
	Own    int64            `db:"own"`
	Start  types.DateTime   `db:"start"`
	End    types.DateTime   `db:"end"`
}

// contractLabour adds the time of the jobs' visits, by their steps.
func (s *Service) contractLabour(ctx context.Context, params dbx.Params, all []contractJob, at map[string]int) error {
	var rows []stampRow
	err := s.query(ctx, "SELECT s.job, s.visit, s.`to`, s.at_device, s.at_server, s.skew_ms, COALESCE(t.id, v.technician) AS who,"+`
		COALESCE(t.cost_paise, o.cost_paise, 0) AS cost, COALESCE(o.cost_paise, 0) AS own,
		CASE WHEN v.corrected_at != '' THEN v.actual_start ELSE '' END AS start, CASE WHEN v.corrected_at != '' THEN v.actual_end ELSE '' END AS end `+theirs+`
		JOIN visits v ON v.job = j.id JOIN stamps s ON s.visit = v.id LEFT JOIN technicians t ON t.user = s.by AND s.by != ''
		LEFT JOIN technicians o ON o.id = v.technician ORDER BY s.visit, s.at_server, s.rowid`, params, &rows)
	now := clock.Now()
	for first := 0; first < len(rows); {
		last := first
		for last < len(rows) && rows[last].Visit == rows[first].Visit {
			last++
		}
		minutes, cost := labour(rows[first:last], now)
		j := &all[at[rows[first].Job]]
		j.Labour, j.Minutes = j.Labour+cost, j.Minutes+minutes
		first = last
	}
	return err
}

// labour is the time of one visit on the way and at work, in minutes, and what it costs. Where the office corrected the time on site,
// that counts as work.
func labour(rows []stampRow, now time.Time) (minutes int, cost money.Paise) {
	of, hour := make([]jobs.Stamp, len(rows)), map[string]int64{}
	for i, r := range rows {
		of[i] = jobs.Stamp{Visit: r.Visit, To: r.To, AtDevice: r.Device.Time(), AtServer: r.Server.Time(), SkewMS: r.Skew, By: r.Who}
		hour[r.Who] = r.Cost
	}
	corrected := !rows[0].End.IsZero()
	by, order := map[string]time.Duration{}, []string(nil)
	var whole time.Duration
	for _, spell := range jobs.Spells(of, now) {
		if spell.State != jobs.Travelling && (spell.State != jobs.Working || corrected) {
			continue
		}
		if _, had := by[spell.By]; !had {
			order = append(order, spell.By)
		}
		by[spell.By] += spell.To.Sub(spell.From)
		whole += spell.To.Sub(spell.From)
	}
	for _, who := range order {
		cost += hourly(by[who], hour[who])
	}
	if corrected {
		site := rows[0].End.Time().Sub(rows[0].Start.Time())
		whole, cost = whole+site, cost+hourly(site, rows[0].Own)
	}
	return int(whole / time.Minute), cost
}

// contractMachines are the machines that are or were under the contract; Revenue is the weight by which they share its bills: what each
// is worth for the term times the days that it was under it.
func (s *Service) contractMachines(ctx context.Context, contract string) ([]MachineProfit, error) {
	var rows []struct {
		Asset string     `db:"asset"`
		From  clock.Date `db:"from"`
		To    clock.Date `db:"to"`
		Share int64      `db:"share_paise"`
	}
	err := s.query(ctx, "SELECT m.asset, m.`from`, CASE m.`to` WHEN '' THEN c.ends ELSE m.`to` END AS `to`, m.share_paise"+`
		FROM contract_assets m JOIN contracts c ON c.id = m.contract WHERE m.contract = {:id} ORDER BY m.`+"`from`, m.rowid",
		dbx.Params{"id": contract}, &rows)
	var out []MachineProfit
	for _, r := range rows {
		days := max(0, int64(r.To.Start().Sub(r.From.Start())/(24*time.Hour))+1)
		weight := money.Paise(r.Share * days)
		if i := slices.IndexFunc(out, func(m MachineProfit) bool { return m.Asset == r.Asset }); i >= 0 {
			out[i].Revenue += weight
			continue
		}
		out = append(out, MachineProfit{Asset: r.Asset, Profit: Profit{Revenue: weight}})
	}
	return out, err
}

// named fills in what the machines are called.
func (s *Service) named(ctx context.Context, all []MachineProfit) ([]MachineProfit, error) {
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.Asset
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID     string `db:"id"`
		Kind   string `db:"kind"`
		Brand  string `db:"brand"`
		Model  string `db:"model"`
		Serial string `db:"serial"`
	}
	err = s.query(ctx, "SELECT id, kind, brand, model, serial FROM assets WHERE id IN (SELECT value FROM json_each({:ids}))", dbx.Params{"ids": string(list)}, &rows)
	for _, r := range rows {
		i := slices.Index(ids, r.ID)
		all[i].Name, all[i].Serial = customers.Asset{Kind: r.Kind, Brand: r.Brand, Model: r.Model}.Name(), r.Serial
	}
	return all, err
}
