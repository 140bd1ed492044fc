package people

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// UserInput is a person as typed. Password is read only when the person is created, ID and Rev only when changed.
type UserInput struct {
	ID                        string
	Rev                       int
	Name, Mobile, Email, Role string
	Lang                      string // empty is English
	Password                  string
	Reason                    string
}

// CreateUser adds a person who may sign in; a technician with his own row among the technicians.
// Faults required, too_long, mobile_form, email_form, login_needed, those of CheckPassword; taken beside mobile or email.
func (s *Service) CreateUser(ctx context.Context, in UserInput) (User, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return User{}, err
	}
	ctx = act.Begin(ctx, "people.create_user", in.Reason)
	var check fault.Check
	u, err := in.parse()
	check.Add(err)
	check.Add(CheckPassword(in.Password, u.Mobile))
	if err := check.Err(); err != nil {
		return User{}, err
	}
	u.Active = true
	r, err := newUser(s.app, u, in.Password)
	if err != nil {
		return User{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		return technicianFor(ctx, tx, readUser(r))
	})
	return readUser(r), err
}

func (in UserInput) parse() (User, error) {
	var check fault.Check
	u := User{Name: strings.TrimSpace(in.Name), Role: act.Role(in.Role), Lang: in.Lang}
	check.Need(u.Name != "", "name")
	check.That(len([]rune(u.Name)) <= 80, fault.Field("name", "too_long"))
	check.Need(u.Role.Valid(), "role")
	if u.Lang == "" {
		u.Lang = Languages[0]
	}
	check.That(slices.Contains(Languages, u.Lang), fault.Field("lang", "lang_unknown"))
	var err error
	u.Mobile, err = parseMobile(in.Mobile)
	check.Add(fault.At("mobile", err))
	u.Email, err = settings.ParseEmail(in.Email)
	check.Add(fault.At("email", err))
	if strings.TrimSpace(in.Mobile) == "" {
		check.That(u.Role != act.Technician, fault.Field("mobile", "required"))
		check.That(strings.TrimSpace(in.Email) != "" || u.Role == act.Technician, fault.Field("mobile", "login_needed"))
	}
	return u, check.Err()
}

// parseMobile reads an Indian mobile number; empty stays empty. Fault mobile_form.
func parseMobile(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	e164, err := phone.Parse(s)
	if err != nil || !phone.IsMobile(e164) {
		return "", fault.Field("", "mobile_form").Wrap(err)
	}
	return e164, nil
}

// newUser makes the record with the password hashed, which takes some 60 ms: do it outside a transaction.
func newUser(app core.App, u User, password string) (*core.Record, error) {
	r, err := txn.New(app, "users")
	if err != nil {
		return nil, err
	}
	r.Id = core.GenerateDefaultRandomId()
	u.write(r)
	r.SetPassword(password)
	r.SetVerified(true)
	return r, nil
}
