package people

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func readUser(r *core.Record) User {
	return User{
		ID: r.Id, Rev: r.GetInt("rev"), Name: r.GetString("name"), Mobile: r.GetString("mobile"), Email: r.Email(),
		Role: act.Role(r.GetString("role")), Lang: r.GetString("lang"), Active: r.GetBool("active"),
		LockedUntil: txn.At(r, "locked_until"),
	}
}

func (u User) write(r *core.Record) {
	r.Set("name", u.Name)
	r.Set("mobile", u.Mobile)
	r.SetEmail(u.Email)
	r.Set("role", string(u.Role))
	r.Set("lang", u.Lang)
	r.Set("active", u.Active)
}

type userRow struct {
	ID          string         `db:"id"`
	Rev         int            `db:"rev"`
	Name        string         `db:"name"`
	Mobile      string         `db:"mobile"`
	Email       string         `db:"email"`
	Role        string         `db:"role"`
	Lang        string         `db:"lang"`
	Active      bool           `db:"active"`
	LockedUntil types.DateTime `db:"locked_until"`
}

const userColumns = "SELECT id, rev, name, mobile, email, role, lang, active, locked_until FROM users "

func (row userRow) user() User {
	return User{
		ID: row.ID, Rev: row.Rev, Name: row.Name, Mobile: row.Mobile, Email: row.Email, Role: act.Role(row.Role),
		Lang: row.Lang, Active: row.Active, LockedUntil: row.LockedUntil.Time(),
	}
}

type technicianRow struct {
	ID        string        `db:"id"`
	Rev       int           `db:"rev"`
	User      string        `db:"user"`
	Name      string        `db:"name"`
	Mobile    string        `db:"mobile"`
	HomePin   string        `db:"home_pin"`
	HomeLat   float64       `db:"home_lat"`
	HomeLng   float64       `db:"home_lng"`
	Shift     string        `db:"shift"`
	ShiftName string        `db:"shift_name"`
	ShiftWeek string        `db:"shift_week"`
	Areas     types.JSONRaw `db:"areas"`
	Skills    types.JSONRaw `db:"skills"`
	Active    bool          `db:"active"`
	CostPaise int64         `db:"cost_paise"`
	Colour    string        `db:"colour"`
}

const technicianColumns = `SELECT t.id, t.rev, t.user, u.name, u.mobile, t.home_pin, t.home_lat, t.home_lng, t.shift,
	COALESCE(s.name, '') shift_name, COALESCE(s.week, '') shift_week, t.areas, t.skills, t.active, t.cost_paise, t.colour
	FROM technicians t JOIN users u ON u.id = t.user LEFT JOIN shifts s ON s.id = t.shift `

func (row technicianRow) technician() (Technician, error) {
	t := Technician{
		ID: row.ID, Rev: row.Rev, UserID: row.User, Name: row.Name, Mobile: row.Mobile,
		HomePin: row.HomePin, Home: geo.Point{Lat: row.HomeLat, Lng: row.HomeLng}, ShiftID: row.Shift, ShiftName: row.ShiftName,
		Active: row.Active, CostPaise: money.Paise(row.CostPaise), Colour: row.Colour,
	}
	return t, errors.Join(decode(row.Areas, &t.Areas), decode(row.Skills, &t.Skills))
}

// decode reads a JSON column; one that was never filled leaves v as it is.
func decode(raw types.JSONRaw, v any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, v)
}

func (t Technician) write(r *core.Record) {
	r.Set("user", t.UserID)
	r.Set("home_pin", t.HomePin)
	r.Set("home_lat", t.Home.Lat)
	r.Set("home_lng", t.Home.Lng)
	r.Set("shift", t.ShiftID)
	r.Set("areas", t.Areas)
	r.Set("skills", t.Skills)
	r.Set("active", t.Active)
	r.Set("cost_paise", int64(t.CostPaise))
	r.Set("colour", t.Colour)
}

// named is a row of the small collections that are a name and, but for skills, one document.
type named struct {
	ID   string        `db:"id"`
	Rev  int           `db:"rev"`
	Name string        `db:"name"`
	Doc  types.JSONRaw `db:"doc"`
}

const (
	areaRows  = "SELECT id, rev, name, pins doc FROM areas "
	skillRows = "SELECT id, rev, name, '' doc FROM skills "
	shiftRows = "SELECT id, rev, name, week doc FROM shifts "
	byName    = "ORDER BY name COLLATE NOCASE, id"
)

func (row named) area() (Area, error) {
	a := Area{ID: row.ID, Rev: row.Rev, Name: row.Name}
	return a, decode(row.Doc, &a.Pins)
}

func (row named) skill() (Skill, error) { return Skill{ID: row.ID, Rev: row.Rev, Name: row.Name}, nil }

func (row named) shift() (Shift, error) {
	s := Shift{ID: row.ID, Rev: row.Rev, Name: row.Name}
	return s, decode(row.Doc, &s.Week)
}

func (a Area) write(r *core.Record) {
	r.Set("name", a.Name)
	r.Set("pins", a.Pins)
}

func (s Skill) write(r *core.Record) { r.Set("name", s.Name) }

func (s Shift) write(r *core.Record) {
	r.Set("name", s.Name)
	r.Set("week", s.Week)
}

type leaveRow struct {
	ID         string `db:"id"`
	Rev        int    `db:"rev"`
	Technician string `db:"technician"`
	Name       string `db:"name"`
	From       string `db:"from"`
	To         string `db:"to"`
	Reason     string `db:"reason"`
}

const leaveColumns = "SELECT l.id, l.rev, l.technician, u.name, l.`from`, l.`to`, l.reason " +
	"FROM leaves l JOIN technicians t ON t.id = l.technician JOIN users u ON u.id = t.user "

func (row leaveRow) leave() Leave {
	return Leave{
		ID: row.ID, Rev: row.Rev, Technician: row.Technician, Name: row.Name,
		From: clock.Date(row.From), To: clock.Date(row.To), Reason: row.Reason,
	}
}

func (l Leave) write(r *core.Record) {
	r.Set("technician", l.Technician)
	r.Set("from", string(l.From))
	r.Set("to", string(l.To))
	r.Set("reason", l.Reason)
}

// put creates the record, or changes it where there is an id, and returns its id and revision.
func put(ctx context.Context, app core.App, collection, id string, rev int, write func(*core.Record)) (string, int, error) {
	var r *core.Record
	err := txn.Run(ctx, app, func(tx core.App) (err error) {
		if id == "" {
			r, err = txn.New(tx, collection)
		} else {
			r, err = txn.Find(tx, collection, id)
		}
		if err != nil {
			return err
		}
		write(r)
		return txn.Save(ctx, tx, r, rev)
	})
	if err != nil {
		return "", 0, err
	}
	return r.Id, r.GetInt("rev"), nil
}

// readName reads a name of at most 60 characters.
func readName(check *fault.Check, typed string) string {
	name := strings.Join(strings.Fields(typed), " ")
	check.Need(name != "", "name")
	check.That(len([]rune(name)) <= 60, fault.Field("name", "too_long"))
	return name
}
