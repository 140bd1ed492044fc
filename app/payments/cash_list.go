package payments

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

const handQuery = `SELECT m.technician, COALESCE(u.name, '') name, COALESCE(SUM(m.paise), 0) paise,
	COALESCE(SUM(CASE WHEN m.kind = 'short' THEN -m.paise ELSE 0 END), 0) short,
	COALESCE((SELECT MIN(p.at_server) FROM payments p WHERE p.technician = m.technician AND p.mode = 'cash' AND p.kind = 'receipt'
		AND p.state IN ('claimed', 'verified') AND p.handover = ''), '') oldest,
	(SELECT COUNT(*) FROM payments p WHERE p.technician = m.technician AND p.mode = 'cash' AND p.kind = 'receipt'
		AND p.state IN ('claimed', 'verified') AND p.handover = '') n
	FROM cash_moves m LEFT JOIN technicians t ON t.id = m.technician LEFT JOIN users u ON u.id = t.user WHERE m.technician != ''`

func (s *Service) hands(ctx context.Context, rest string, params dbx.Params) ([]Hand, error) {
	var rows []struct {
		Technician string         `db:"technician"`
		Name       string         `db:"name"`
		Paise      int64          `db:"paise"`
		Short      int64          `db:"short"`
		Oldest     types.DateTime `db:"oldest"`
		N          int            `db:"n"`
	}
	err := s.app.ConcurrentDB().NewQuery(handQuery + rest).Bind(params).WithContext(ctx).All(&rows)
	all := make([]Hand, len(rows))
	for i, r := range rows {
		all[i] = Hand{
			Technician: r.Technician, Name: r.Name, Paise: money.Paise(r.Paise), Short: money.Paise(r.Short),
			Oldest: r.Oldest.Time(), Payments: r.N,
		}
	}
	return all, err
}

// InHand are the technicians who hold cash or were found short, those with the oldest cash first. Forbidden without See.
func (s *Service) InHand(ctx context.Context) ([]Hand, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	return s.hands(ctx, " GROUP BY m.technician HAVING SUM(m.paise) != 0 OR short != 0 ORDER BY SUM(m.paise) = 0, oldest = '', oldest, name", nil)
}

// CashOf is what one technician holds; he may ask for himself. Errors: Forbidden; NotFound.
func (s *Service) CashOf(ctx context.Context, technician string) (Hand, error) {
	if by := act.From(ctx); by.Technician == "" || by.Technician != technician {
		if err := act.Require(ctx, See); err != nil {
			return Hand{}, err
		}
	}
	t, err := s.people.Technician(ctx, technician)
	if err != nil {
		return Hand{}, err
	}
	all, err := s.hands(ctx, " AND m.technician = {:technician} GROUP BY m.technician", dbx.Params{"technician": technician})
	if err != nil || len(all) == 0 {
		return Hand{Technician: technician, Name: t.Name}, err
	}
	return all[0], nil
}

// CashPayments are the cash payments that a technician took and that no hand-over covers yet, the oldest first; he may ask for
// himself. Errors: Forbidden.
func (s *Service) CashPayments(ctx context.Context, technician string) ([]Payment, error) {
	if by := act.From(ctx); by.Technician == "" || by.Technician != technician {
		if err := act.Require(ctx, See); err != nil {
			return nil, err
		}
	}
	all, err := inHand(ctx, s.app, technician)
	for i := range all {
		if err == nil {
			all[i], err = s.named(ctx, all[i])
		}
	}
	return all, err
}

// Till is the cash in the office. Forbidden without See.
func (s *Service) Till(ctx context.Context) (money.Paise, error) {
	if err := act.Require(ctx, See); err != nil {
		return 0, err
	}
	return cashOf(ctx, s.app, "")
}

// MoveFilter is which cash moves are wanted: of one technician, of the till where Till is set, or all.
type MoveFilter struct {
	Technician string
	Till       bool
	Cursor     string
}

const movesAPage = 50

// Moves is one page of cash moves, the newest first. Errors: Forbidden without See; Invalid page_bad.
func (s *Service) Moves(ctx context.Context, f MoveFilter) (page.Of[Move], error) {
	none := page.Of[Move]{}
	if err := act.Require(ctx, See); err != nil {
		return none, err
	}
	at, err := page.Parse(f.Cursor)
	if err != nil {
		return none, err
	}
	where, order := "1 = 1", "DESC"
	if f.Technician != "" || f.Till {
		where = "m.technician = {:technician}"
	}
	if !at.Zero() {
		where += " AND (m.at, m.id) " + map[bool]string{false: "<", true: ">"}[at.Back] + " ({:at_key}, {:at_id})"
	}
	if at.Back {
		order = "ASC"
	}
	var rows []struct {
		ID, Technician, Name, Kind          string
		Paise                               int64
		Payment, No, Handover, Deposit, Why string
		ByName                              string
		At                                  types.DateTime
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT m.id, m.technician, COALESCE(u.name, '') name, m.kind, m.paise, m.payment,
		COALESCE(p.no, '') no, m.handover, m.deposit, m.reason why, m.by_name, m.at
		FROM cash_moves m LEFT JOIN technicians t ON t.id = m.technician LEFT JOIN users u ON u.id = t.user
		LEFT JOIN payments p ON p.id = m.payment AND m.payment != '' WHERE ` + where + " ORDER BY m.at " + order + ", m.id " + order + " LIMIT {:limit}").
		Bind(dbx.Params{"technician": f.Technician, "at_key": at.Key, "at_id": at.ID, "limit": movesAPage + 1}).WithContext(ctx).All(&rows)
	all := make([]Move, len(rows))
	for i, r := range rows {
		all[i] = Move{
			ID: r.ID, Technician: r.Technician, Name: r.Name, Kind: r.Kind, Amount: money.Paise(r.Paise), Payment: r.Payment,
			PaymentNo: r.No, HandOver: r.Handover, Deposit: r.Deposit, Reason: r.Why, ByName: r.ByName, At: r.At.Time(),
		}
	}
	return page.Cut(all, movesAPage, at, func(m Move) (string, string) { return txn.Instant(m.At).String(), m.ID }), err
}

// latest is how many hand-overs and deposits are listed; all of them stand among the moves.
const latest = 20

// HandOvers are the latest counts, the newest first, at most 20; of one technician where one is named. Forbidden without See.
func (s *Service) HandOvers(ctx context.Context, technician string) ([]HandOver, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	q := s.app.RecordQuery("handovers").WithContext(ctx).OrderBy("at DESC", "rowid DESC").Limit(latest)
	if technician != "" {
		q.AndWhere(dbx.HashExp{"technician": technician})
	}
	var found []*core.Record
	err := q.All(&found)
	all := make([]HandOver, len(found))
	for i, r := range found {
		all[i] = readHandOver(r)
	}
	return all, err
}

// Deposits are the latest that went to the bank, the newest first, at most 20. Forbidden without See.
func (s *Service) Deposits(ctx context.Context) ([]Deposit, error) {
	if err := act.Require(ctx, See); err != nil {
		return nil, err
	}
	var found []*core.Record
	err := s.app.RecordQuery("deposits").WithContext(ctx).OrderBy("at DESC", "rowid DESC").Limit(latest).All(&found)
	all := make([]Deposit, len(found))
	for i, r := range found {
		all[i] = readDeposit(r)
	}
	return all, err
}
