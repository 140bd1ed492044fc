package jobs

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

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
	p.CheckIns, err = s.checkInsWhere(ctx, "c."+column+" = {:id} ORDER BY c.rowid", dbx.Params{"id": id})
	return p, err
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
