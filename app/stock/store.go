package stock

import (
	"context"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/txn"
)

// sums adds up the moves of every van.
func (s *Service) sums(ctx context.Context) (map[string]map[string]int, error) {
	var rows []struct {
		Technician string `db:"technician"`
		Item       string `db:"item"`
		Milli      int    `db:"milli"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT technician, item, SUM(qty_milli) AS milli FROM van_moves GROUP BY technician, item HAVING milli != 0").
		WithContext(ctx).All(&rows)
	all := map[string]map[string]int{}
	for _, r := range rows {
		if all[r.Technician] == nil {
			all[r.Technician] = map[string]int{}
		}
		all[r.Technician][r.Item] = r.Milli
	}
	return all, err
}

// of is what one technician has, by item; read in the transaction that changes it.
func (s *Service) of(ctx context.Context, technician string) (map[string]int, error) {
	if _, err := txn.Find(s.app, "technicians", technician); err != nil {
		return nil, err
	}
	var rows []struct {
		Item  string `db:"item"`
		Milli int    `db:"milli"`
	}
	err := s.app.DB().NewQuery("SELECT item, SUM(qty_milli) AS milli FROM van_moves WHERE technician = {:technician} GROUP BY item").
		Bind(dbx.Params{"technician": technician}).WithContext(ctx).All(&rows)
	has := make(map[string]int, len(rows))
	for _, r := range rows {
		has[r.Item] = r.Milli
	}
	return has, err
}

// ofLine is what the line of a visit took so far, by van and item.
func (s *Service) ofLine(ctx context.Context, line string) ([]One, error) {
	var rows []struct {
		Technician string `db:"technician"`
		Item       string `db:"item"`
		Milli      int    `db:"milli"`
	}
	err := s.app.DB().NewQuery(`SELECT technician, item, SUM(qty_milli) AS milli FROM van_moves WHERE line = {:line} AND line != ''
		GROUP BY technician, item ORDER BY item`).Bind(dbx.Params{"line": line}).WithContext(ctx).All(&rows)
	all := make([]One, len(rows))
	for i, r := range rows {
		all[i] = One{Technician: r.Technician, Item: r.Item, Milli: r.Milli}
	}
	return all, err
}

func keep(ctx context.Context, tx core.App, m One) error { return keepLine(ctx, tx, m, "") }

// keepLine stores a move, that of a used line with the line.
func keepLine(ctx context.Context, tx core.App, m One, line string) error {
	r, err := txn.New(tx, "van_moves")
	if err != nil {
		return err
	}
	by := act.From(ctx)
	r.Load(map[string]any{
		"technician": m.Technician, "item": m.Item, "qty_milli": m.Milli, "kind": m.Kind, "visit": m.Visit, "line": line,
		"reverses": m.Reverses, "reason": m.Reason, "by": by.User, "by_name": by.Name, "at": txn.Instant(clock.Now()),
	})
	return txn.Save(ctx, tx, r, 0)
}

// find loads a move, and whether another takes it back.
func find(ctx context.Context, tx core.App, id string) (m One, undone bool, err error) {
	r, err := txn.Find(tx, "van_moves", id)
	if err != nil {
		return One{}, false, err
	}
	m = One{
		ID: r.Id, Technician: r.GetString("technician"), Item: r.GetString("item"), Milli: r.GetInt("qty_milli"), Kind: r.GetString("kind"),
		Visit: r.GetString("visit"), Reverses: r.GetString("reverses"),
	}
	var n int
	err = tx.DB().NewQuery("SELECT COUNT(*) FROM van_moves WHERE reverses = {:id} AND reverses != ''").
		Bind(dbx.Params{"id": id}).WithContext(ctx).Row(&n)
	return m, n > 0, err
}

// moveRow is a move with its item and the job where it was used.
type moveRow struct {
	Row        int            `db:"nth"` // in the order in which moves came in
	ID         string         `db:"id"`
	Technician string         `db:"technician"`
	Item       string         `db:"item"`
	Name       string         `db:"name"`
	Code       string         `db:"code"`
	Unit       string         `db:"uom"`
	Milli      int            `db:"qty_milli"`
	Kind       string         `db:"kind"`
	Visit      string         `db:"visit"`
	Job        string         `db:"job"`
	No         string         `db:"no"`
	Reverses   string         `db:"reverses"`
	Undone     bool           `db:"undone"`
	Reason     string         `db:"reason"`
	ByName     string         `db:"by_name"`
	At         types.DateTime `db:"at"`
}

// pageSize is how many moves stand on one page.
const pageSize = 50

func (s *Service) moves(ctx context.Context, technician string, at page.Cursor) (page.Of[One], error) {
	params := dbx.Params{"technician": technician, "limit": pageSize + 1}
	where, order := "m.technician = {:technician}", "DESC"
	compare := "<"
	if at.Back {
		order, compare = "ASC", ">"
	}
	if !at.Zero() {
		where += " AND m.rowid " + compare + " CAST({:at} AS INTEGER)"
		params["at"] = at.Key
	}
	var rows []moveRow
	err := s.app.ConcurrentDB().NewQuery(`SELECT m.rowid AS nth, m.id, m.technician, m.item, i.name, i.code, i.uom, m.qty_milli, m.kind, m.visit,
		COALESCE(v.job, '') AS job, COALESCE(j.no, '') AS no, m.reverses, m.reason, m.by_name, m.at,
		EXISTS (SELECT 1 FROM van_moves u WHERE u.reverses = m.id AND u.reverses != '') AS undone
		FROM van_moves m JOIN items i ON i.id = m.item LEFT JOIN visits v ON v.id = m.visit LEFT JOIN jobs j ON j.id = v.job
		WHERE ` + where + " ORDER BY m.rowid " + order + " LIMIT {:limit}").Bind(params).WithContext(ctx).All(&rows)
	if err != nil {
		return page.Of[One]{}, err
	}
	cut := page.Cut(rows, pageSize, at, func(r moveRow) (string, string) { return strconv.Itoa(r.Row), r.ID })
	out := page.Of[One]{Prev: cut.Prev, Next: cut.Next, Rows: make([]One, len(cut.Rows))}
	for i, r := range cut.Rows {
		out.Rows[i] = One{
			ID: r.ID, Technician: r.Technician, Item: r.Item, Name: r.Name, Code: r.Code, Unit: r.Unit, Milli: r.Milli, Kind: r.Kind,
			Visit: r.Visit, Job: r.Job, No: r.No, Reverses: r.Reverses, Undone: r.Undone, Reason: r.Reason, ByName: r.ByName, At: r.At.Time(),
		}
	}
	return out, nil
}

// heldBy are parts on vans, of one technician or of all if none is named, whose item the words fit, if there are any.
func (s *Service) heldBy(ctx context.Context, technician, words string) ([]Held, error) {
	params := dbx.Params{}
	var where string
	if technician != "" {
		where += " AND m.technician = {:technician}"
		params["technician"] = technician
	}
	for i, word := range strings.Fields(words) {
		name := "word" + strconv.Itoa(i)
		where += " AND instr(lower(i.name || ' ' || i.code), {:" + name + "})"
		params[name] = strings.ToLower(word)
	}
	var rows []struct {
		Technician string `db:"technician"`
		TechName   string `db:"technician_name"`
		Item       string `db:"item"`
		Name       string `db:"name"`
		Code       string `db:"code"`
		Unit       string `db:"uom"`
		Milli      int    `db:"milli"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT h.*, u.name AS technician_name FROM
		(SELECT m.technician, m.item, i.name, i.code, i.uom, SUM(m.qty_milli) AS milli FROM van_moves m JOIN items i ON i.id = m.item
			WHERE 1 ` + where + ` GROUP BY m.technician, m.item HAVING milli != 0) h
		JOIN technicians w ON w.id = h.technician JOIN users u ON u.id = w.user ORDER BY h.name, h.item, u.name`).Bind(params).WithContext(ctx).All(&rows)
	all := make([]Held, len(rows))
	for i, r := range rows {
		all[i] = Held{Technician: r.Technician, TechName: r.TechName, Item: r.Item, Name: r.Name, Code: r.Code, Unit: r.Unit, Milli: r.Milli}
	}
	return all, err
}
