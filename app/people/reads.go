package people

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func notFound() error { return fault.New(fault.NotFound, "not_found") }

func (s *Service) query(ctx context.Context, sql string, params dbx.Params) *dbx.Query {
	return s.app.ConcurrentDB().NewQuery(sql).Bind(params).WithContext(ctx)
}

// Users lists all people, active ones first, by name.
func (s *Service) Users(ctx context.Context) ([]User, error) {
	var rows []userRow
	err := s.query(ctx, userColumns+"ORDER BY active DESC, name COLLATE NOCASE, id", nil).All(&rows)
	users := make([]User, len(rows))
	for i, row := range rows {
		users[i] = row.user()
	}
	return users, err
}

// User returns one person. NotFound.
func (s *Service) User(ctx context.Context, id string) (User, error) {
	var row userRow
	err := s.query(ctx, userColumns+"WHERE id = {:id}", dbx.Params{"id": id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return User{}, notFound()
	}
	return row.user(), err
}

// Technicians lists all technicians with skills and areas, active ones first, by name.
func (s *Service) Technicians(ctx context.Context) ([]Technician, error) {
	rows, err := s.technicianRows(ctx, "ORDER BY t.active DESC, u.name COLLATE NOCASE, t.id", nil)
	if err != nil {
		return nil, err
	}
	all := make([]Technician, len(rows))
	for i, row := range rows {
		if all[i], err = row.technician(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Technician returns one technician. NotFound.
func (s *Service) Technician(ctx context.Context, id string) (Technician, error) {
	return s.technicianWhere(ctx, "WHERE t.id = {:id}", id)
}

// TechnicianOf returns the technician that the user is. NotFound.
func (s *Service) TechnicianOf(ctx context.Context, user string) (Technician, error) {
	return s.technicianWhere(ctx, "WHERE t.user = {:id}", user)
}

func (s *Service) technicianWhere(ctx context.Context, where, id string) (Technician, error) {
	rows, err := s.technicianRows(ctx, where, dbx.Params{"id": id})
	if err != nil {
		return Technician{}, err
	}
	if len(rows) == 0 {
		return Technician{}, notFound()
	}
	return rows[0].technician()
}

func (s *Service) technicianRows(ctx context.Context, rest string, params dbx.Params) ([]technicianRow, error) {
	var rows []technicianRow
	err := s.query(ctx, technicianColumns+rest, params).All(&rows)
	return rows, err
}

// Areas lists all areas by name.
func (s *Service) Areas(ctx context.Context) ([]Area, error) {
	return list(ctx, s, areaRows+byName, nil, named.area)
}

// Area returns one area. NotFound.
func (s *Service) Area(ctx context.Context, id string) (Area, error) {
	found, err := list(ctx, s, areaRows+"WHERE id = {:id}", dbx.Params{"id": id}, named.area)
	if err == nil && len(found) == 0 {
		return Area{}, notFound()
	}
	if err != nil {
		return Area{}, err
	}
	return found[0], nil
}

// AreasCovering returns the ids of the areas that hold the PIN code.
func (s *Service) AreasCovering(ctx context.Context, pin string) ([]string, error) {
	var ids []string
	err := s.query(ctx, "SELECT a.id FROM areas a, json_each(a.pins) p WHERE p.value = {:pin} ORDER BY a.id", dbx.Params{"pin": pin}).Column(&ids)
	return ids, err
}

// Skills lists all skills by name.
func (s *Service) Skills(ctx context.Context) ([]Skill, error) {
	return list(ctx, s, skillRows+byName, nil, named.skill)
}

// Shifts lists all shifts by name.
func (s *Service) Shifts(ctx context.Context) ([]Shift, error) {
	return list(ctx, s, shiftRows+byName, nil, named.shift)
}

func list[T any](ctx context.Context, s *Service, sql string, params dbx.Params, read func(named) (T, error)) ([]T, error) {
	var rows []named
	if err := s.query(ctx, sql, params).All(&rows); err != nil {
		return nil, err
	}
	items := make([]T, len(rows))
	for i, row := range rows {
		var err error
		if items[i], err = read(row); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// Leaves lists the leave that touches any day of from … to, by its first day.
func (s *Service) Leaves(ctx context.Context, from, to clock.Date) ([]Leave, error) {
	return s.leaves(ctx, "WHERE l.`to` >= {:from} AND l.`from` <= {:to} ORDER BY l.`from`, u.name COLLATE NOCASE, l.id",
		dbx.Params{"from": string(from), "to": string(to)})
}

// LeavesOf lists a technician's leave, the latest first.
func (s *Service) LeavesOf(ctx context.Context, technician string) ([]Leave, error) {
	return s.leaves(ctx, "WHERE l.technician = {:technician} ORDER BY l.`from` DESC, l.id", dbx.Params{"technician": technician})
}

func (s *Service) leaves(ctx context.Context, rest string, params dbx.Params) ([]Leave, error) {
	var rows []leaveRow
	err := s.query(ctx, leaveColumns+rest, params).All(&rows)
	found := make([]Leave, len(rows))
	for i, row := range rows {
		found[i] = row.leave()
	}
	return found, err
}
