package people

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// Trade is a line of business that set-up offers, with the skill that it begins with.
type Trade struct{ Code, Skill string }

// Trades are the lines of business that set-up offers.
var Trades = []Trade{
	{"ac", "AC and refrigeration"},
	{"ro", "RO and water purifiers"},
	{"appliances", "Home appliances"},
	{"cctv", "CCTV"},
	{"lifts", "Lifts"},
	{"pest", "Pest control"},
}

// SetUpInput is everything that set-up asks, as typed. Trades are codes of Trades.
type SetUpInput struct {
	settings.SetUpInput
	OwnerName, OwnerMobile, OwnerEmail, Password string
	Trades                                       []string
}

// SetUp makes the company and its owner, in one transaction. It asks no permission: there is nobody yet who could have one.
// Faults as of settings.Prepare; those of CreateUser beside owner_name, owner_mobile, owner_email and password; invalid beside
// trades; Conflict "already_set_up".
func (s *Service) SetUp(ctx context.Context, in SetUpInput) (User, error) {
	if err := s.fresh(ctx, s.app); err != nil {
		return User{}, err
	}
	company, owner, skills, err := in.parse()
	if err != nil {
		return User{}, err
	}
	r, err := newUser(s.app, owner, in.Password)
	if err != nil {
		return User{}, err
	}
	owner.ID = r.Id
	ctx = act.Begin(act.In(ctx, owner.acting(act.From(ctx).Claim)), "people.set_up", "")
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		if err := s.fresh(ctx, tx); err != nil {
			return err
		}
		c, err := s.settings.Create(ctx, tx, company)
		if err != nil {
			return err
		}
		if _, _, err := put(ctx, tx, "shifts", "", 0, Shift{Name: "Day shift", Week: c.Week}.write); err != nil {
			return err
		}
		for _, skill := range skills {
			if _, _, err := put(ctx, tx, "skills", "", 0, skill.write); err != nil {
				return err
			}
		}
		return txn.Save(ctx, tx, r, 0)
	})
	return readUser(r), err
}

// fresh is Conflict "already_set_up" once there is anybody.
func (s *Service) fresh(ctx context.Context, app core.App) error {
	var people int
	err := app.DB().NewQuery("SELECT count(*) FROM users").WithContext(ctx).Row(&people)
	if err == nil && people > 0 {
		return fault.New(fault.Conflict, "already_set_up")
	}
	return err
}

func (in SetUpInput) parse() (settings.Prepared, User, []Skill, error) {
	var check fault.Check
	company, err := settings.Prepare(in.SetUpInput)
	check.Add(err)
	owner, err := UserInput{Name: in.OwnerName, Mobile: in.OwnerMobile, Email: in.OwnerEmail, Role: string(act.Owner)}.parse()
	check.Add(fault.Prefix(err, "owner_"))
	owner.Active = true
	check.Add(CheckPassword(in.Password, owner.Mobile))
	var skills []Skill
	for _, t := range Trades {
		if slices.Contains(in.Trades, t.Code) {
			skills = append(skills, Skill{Name: t.Skill})
		}
	}
	for _, code := range in.Trades {
		check.That(slices.ContainsFunc(Trades, func(t Trade) bool { return t.Code == code }), fault.Field("trades", "invalid"))
	}
	return company, owner, skills, check.Err()
}
