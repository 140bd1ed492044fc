package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// colours is how many classes c1 … c12 the style sheet has.
const colours = 12

// SkillInput is the level of one skill as typed; empty or 0 where he has not got it.
type SkillInput struct{ Skill, Level string }

// TechnicianInput is what makes a technician, as typed. An empty Shift means the company's hours, no Areas everywhere.
// Without HomeLat and HomeLng the place of HomePin is taken. Confirmed is set once the person insists on an unknown PIN code.
type TechnicianInput struct {
	ID                        string
	Rev                       int
	HomePin, HomeLat, HomeLng string
	Shift                     string
	Areas                     []string
	Skills                    []SkillInput
	Cost                      string // rupees an hour
	Colour                    string // empty keeps the one he has
	Confirmed                 bool
	Reason                    string
}

// UpdateTechnician changes what makes a technician; his name and numbers are the user's. Faults pin_form, position_bad,
// level_range, money_bad, and invalid beside shift, areas, colour or skill_<id>; Confirm pin_unknown; Stale; NotFound.
func (s *Service) UpdateTechnician(ctx context.Context, in TechnicianInput) (Technician, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return Technician{}, err
	}
	ctx = act.Begin(ctx, "people.update_technician", in.Reason)
	n, err := in.parse()
	if err != nil {
		return Technician{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "technicians", in.ID)
		if err != nil {
			return err
		}
		if err := known(tx, n); err != nil {
			return err
		}
		n.UserID, n.Active = r.GetString("user"), r.GetBool("active")
		if n.Colour == "" {
			n.Colour = r.GetString("colour")
		}
		n.write(r)
		return txn.Save(ctx, tx, r, in.Rev)
	})
	if err != nil {
		return Technician{}, err
	}
	return s.Technician(ctx, in.ID)
}

func (in TechnicianInput) parse() (Technician, error) {
	var check fault.Check
	t := Technician{ShiftID: in.Shift, Areas: []string{}, Skills: []SkillLevel{}, Colour: in.Colour}
	in.home(&t, &check)
	for _, a := range in.Areas {
		if a != "" && !slices.Contains(t.Areas, a) {
			t.Areas = append(t.Areas, a)
		}
	}
	for _, typed := range in.Skills {
		level, err := strconv.Atoi(strings.TrimSpace(typed.Level))
		if typed.Level == "" || err == nil && level == 0 {
			continue
		}
		again := slices.ContainsFunc(t.Skills, func(l SkillLevel) bool { return l.Skill == typed.Skill })
		check.That(err == nil && level >= 1 && level <= 5 && !again, fault.Field("skill_"+typed.Skill, "level_range"))
		t.Skills = append(t.Skills, SkillLevel{Skill: typed.Skill, Level: level})
	}
	if strings.TrimSpace(in.Cost) != "" {
		var err error
		t.CostPaise, err = money.Parse(in.Cost)
		check.Add(fault.At("cost", err))
	}
	n, err := strconv.Atoi(strings.TrimPrefix(in.Colour, "c"))
	check.That(in.Colour == "" || err == nil && n >= 1 && n <= colours && in.Colour == fmt.Sprintf("c%d", n), fault.Field("colour", "invalid"))
	return t, check.Err()
}

func (in TechnicianInput) home(t *Technician, check *fault.Check) {
	if strings.TrimSpace(in.HomePin) != "" {
		pin, err := geo.CheckPin(in.HomePin)
		if fault.KindOf(err) != fault.Confirm || !in.Confirmed {
			check.Add(fault.At("home_pin", err))
		}
		t.HomePin, t.Home = pin.Code, pin.Point
	}
	if in.HomeLat != "" || in.HomeLng != "" {
		lat, err1 := strconv.ParseFloat(strings.TrimSpace(in.HomeLat), 64)
		lng, err2 := strconv.ParseFloat(strings.TrimSpace(in.HomeLng), 64)
		t.Home = geo.Point{Lat: lat, Lng: lng}
		check.That(err1 == nil && err2 == nil && t.Home.Valid(), fault.Field("home_lat", "position_bad"))
	}
}

// known checks that the shift, areas and skills exist: skills stand in a document, where the database does not look.
func known(tx core.App, t Technician) error {
	var check fault.Check
	exists := func(table, id, field string) {
		var n int
		err := tx.DB().NewQuery("SELECT count(*) FROM " + table + " WHERE id = {:id}").Bind(dbx.Params{"id": id}).Row(&n)
		check.Add(err)
		check.That(err != nil || n == 1, fault.Field(field, "invalid"))
	}
	if t.ShiftID != "" {
		exists("shifts", t.ShiftID, "shift")
	}
	for _, a := range t.Areas {
		exists("areas", a, "areas")
	}
	for _, l := range t.Skills {
		exists("skills", l.Skill, "skill_"+l.Skill)
	}
	return check.Err()
}

// technicianFor keeps the user's row among the technicians: there and active as long as he is an active technician.
func technicianFor(ctx context.Context, tx core.App, u User) error {
	want := u.Role == act.Technician && u.Active
	r, err := tx.FindFirstRecordByData("technicians", "user", u.ID)
	if err == nil {
		if r.GetBool("active") == want {
			return nil
		}
		r.Set("active", want)
		return txn.Save(ctx, tx, r, 0)
	}
	if !errors.Is(err, sql.ErrNoRows) || u.Role != act.Technician {
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	}
	if r, err = txn.New(tx, "technicians"); err != nil {
		return err
	}
	var others int
	if err := tx.DB().NewQuery("SELECT count(*) FROM technicians").Row(&others); err != nil {
		return err
	}
	Technician{
		UserID: u.ID, Active: want, Colour: fmt.Sprintf("c%d", others%colours+1), Areas: []string{}, Skills: []SkillLevel{},
	}.write(r)
	return txn.Save(ctx, tx, r, 0)
}
