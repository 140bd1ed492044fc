// Package people is the staff: who signs in, with which role, and what makes a technician.
//
// Owns: users, their sessions and passwords; technicians with skills, areas, shift and home; leave; who is on duty on a day;
// attendance with how far he went, consent to positions being taken, and the trail of positions.
// Does not own: what a role may do (each slice's policy.go), working hours and holidays of the company (settings),
// what a technician is doing and how a check-in was judged (jobs, dispatch).
// SeenAt of a session is the last request, to within five minutes; thirty days after it the session is over.
// Leave is whole days in IST, both ends included. A day of attendance is the IST day of its start, however late it ends. Positions
// are kept only within such a day, only after consent, and for as long as settings say.
package people

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/workcal"
	"doorstep/app/settings"
)

// User is a person who may sign in, by mobile or by mail; one of them is always there.
type User struct {
	ID          string
	Rev         int
	Name        string
	Mobile      string // E.164
	Email       string
	Role        act.Role
	Lang        string // "en" or "hi"
	Active      bool
	LockedUntil time.Time // zero, or in the past, where sign-in is open
}

// SkillLevel is how well somebody can do something: 1 learns it, 3 does it alone, 5 teaches it.
type SkillLevel struct {
	Skill string `json:"skill"` // id
	Level int    `json:"level"`
}

// Technician is a user who goes to customers.
type Technician struct {
	ID                   string
	Rev                  int
	UserID, Name, Mobile string
	HomePin              string
	Home                 geo.Point // where his day begins; the zero Point where unknown
	ShiftID, ShiftName   string    // empty: the company's hours
	Areas                []string  // ids; none: everywhere
	Skills               []SkillLevel
	Active               bool
	CostPaise            money.Paise // an hour of his work
	Colour               string      // c1 … c12, a class of the style sheet
}

// Level is the technician's level in the skill; 0 where he has not got it.
func (t Technician) Level(skill string) int {
	for _, s := range t.Skills {
		if s.Skill == skill {
			return s.Level
		}
	}
	return 0
}

// Covers reports whether he goes to any of the areas, as AreasCovering finds them for a PIN code.
func (t Technician) Covers(areas []string) bool {
	return len(t.Areas) == 0 || slices.ContainsFunc(areas, func(a string) bool { return slices.Contains(t.Areas, a) })
}

// HasHome reports whether it is known where his day begins.
func (t Technician) HasHome() bool { return !t.Home.Zero() }

// Area is a named set of PIN codes, in order.
type Area struct {
	ID   string
	Rev  int
	Name string
	Pins []string
}

// Skill is something that jobs need and technicians have.
type Skill struct {
	ID   string
	Rev  int
	Name string
}

// Shift is the hours of a week that some technicians work.
type Shift struct {
	ID   string
	Rev  int
	Name string
	Week workcal.Week
}

// Leave is a stretch of days on which a technician is away.
type Leave struct {
	ID         string
	Rev        int
	Technician string
	Name       string // the technician's
	From, To   clock.Date
	Reason     string
}

// Session is one signed-in browser.
type Session struct {
	ID, Device, IP    string
	CreatedAt, SeenAt time.Time
	Revoked           bool
	Current           bool // the one that asks
}

// Languages in which pages can be read.
var Languages = []string{"en", "hi"}

// Service holds the verbs and reads of this slice.
type Service struct {
	app      core.App
	settings *settings.Service
}

// New returns the people stored in app.
func New(app core.App, s *settings.Service) *Service { return &Service{app: app, settings: s} }

// unsigned is the answer to a token that opens nothing, or to a verb that needs somebody.
func unsigned() error { return fault.New(fault.Unsigned, "unsigned") }
