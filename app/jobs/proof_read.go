package jobs

import (
	"context"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/money"
)

// proofBy reads the proof of a visit or of all visits of a job.
func (s *Service) proofBy(ctx context.Context, column, id string) (Proof, error) {
	where := dbx.HashExp{column: id}
	var p Proof
	var err error
	if p.Captures, err = capturesOf(ctx, s.app, where); err != nil {
		return p, err
	}
	if p.Answers, err = rowsOf(ctx, s.app, "answers", where, readGiven); err != nil {
		return p, err
	}
	if p.Used, err = rowsOf(ctx, s.app, "job_lines", dbx.And(where, dbx.NewExp("visit != ''")), readLine); err != nil {
		return p, err
	}
	if p.Expenses, err = s.expensesBy(ctx, "e."+column+" = {:id}", dbx.Params{"id": id}); err != nil {
		return p, err
	}
	if p.Swaps, err = rowsOf(ctx, s.app, "swaps", where, readSwap); err != nil {
		return p, err
	}
	signed, err := rowsOf(ctx, s.app, "signoffs", where, readSignOff)
	if err != nil {
		return p, err
	}
	if n := len(signed); n > 0 {
		p.SignOff = &signed[n-1]
	}
	p.CheckIns, err = s.checkInsBy(ctx, column, id)
	return p, err
}

// checkInsBy are the check-ins of a visit or job, without the names that lists show.
func (s *Service) checkInsBy(ctx context.Context, column, id string) ([]CheckIn, error) {
	var bad error
	all, err := rowsOf(ctx, s.app, "checkins", dbx.HashExp{column: id}, func(r *core.Record) CheckIn {
		c := CheckIn{
			ID: r.Id, Job: r.GetString("job"), Visit: r.GetString("visit"), Technician: r.GetString("technician"), What: r.GetString("what"),
			Outcome: fence.Outcome(r.GetString("outcome")), First: fence.Outcome(r.GetString("first")), Offline: r.GetBool("offline"),
			DistanceM: r.GetInt("distance_m"), RadiusM: r.GetInt("radius_m"), AccuracyM: r.GetInt("accuracy_m"),
			Lat: r.GetFloat("lat"), Lng: r.GetFloat("lng"), Score: r.GetInt("score"),
			AtDevice: at(r, "at_device"), AtServer: at(r, "at_server"), Source: r.GetString("source"), ByName: r.GetString("by_name"),
			Verdict: r.GetString("verdict"), VerdictNote: r.GetString("verdict_note"), VerdictBy: r.GetString("verdict_by"),
		}
		bad = errors.Join(bad, unmarshal(r, "signals", &c.Signals))
		return c
	})
	return all, errors.Join(err, bad)
}

const expenseQuery = `SELECT e.id, e.job, j.no, e.visit, e.technician, COALESCE(u.name, '') AS tech_name, e.key, e.kind, e.paise, e.note, e.bill,
	COALESCE(c.id, '') AS bill_id, e.state, e.decided_name, e.reason, e.at_device
	FROM expenses e JOIN jobs j ON j.id = e.job LEFT JOIN technicians w ON w.id = e.technician LEFT JOIN users u ON u.id = w.user
	LEFT JOIN captures c ON c.key = e.bill AND e.bill != '' AND c.state = 'stored' AND c.visit = e.visit WHERE `

// expensesBy lists expenses e that match, the newest first, at most 200.
func (s *Service) expensesBy(ctx context.Context, where string, params dbx.Params) ([]Expense, error) {
	var rows []struct {
		ID       string         `db:"id"`
		Job      string         `db:"job"`
		No       string         `db:"no"`
		Visit    string         `db:"visit"`
		Tech     string         `db:"technician"`
		TechName string         `db:"tech_name"`
		Key      string         `db:"key"`
		Kind     string         `db:"kind"`
		Paise    int64          `db:"paise"`
		Note     string         `db:"note"`
		Bill     string         `db:"bill"`
		BillID   string         `db:"bill_id"`
		State    string         `db:"state"`
		Decided  string         `db:"decided_name"`
		Reason   string         `db:"reason"`
		At       types.DateTime `db:"at_device"`
	}
	err := s.app.ConcurrentDB().NewQuery(expenseQuery + where + " ORDER BY e.at_server DESC, e.rowid DESC LIMIT 200").
		Bind(params).WithContext(ctx).All(&rows)
	all := make([]Expense, len(rows))
	for i, r := range rows {
		all[i] = Expense{
			ID: r.ID, Job: r.Job, No: r.No, Visit: r.Visit, Technician: r.Tech, TechName: r.TechName, Key: r.Key, Kind: r.Kind,
			Amount: money.Paise(r.Paise), Note: r.Note, Bill: r.Bill, BillID: r.BillID, State: r.State, DecidedBy: r.Decided,
			Reason: r.Reason, AtDevice: r.At.Time(),
		}
	}
	return all, err
}
