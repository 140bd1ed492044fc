package people

import (
	"context"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/app/txn"
)

// bcrypt looks at no more than this; a longer password would be cut in silence.
const passwordBytes = 71

// CheckPassword says whether a password may be used: at least 8 characters, not one character over and over, not the mobile
// number. Faults beside password: password_short, password_long, password_plain, password_mobile.
func CheckPassword(password, mobile string) error {
	digits := phone.Digits(password)
	switch {
	case len([]rune(password)) < 8:
		return fault.Field("password", "password_short")
	case len(password) > passwordBytes:
		return fault.Field("password", "password_long")
	case strings.Trim(password, string([]rune(password)[:1])) == "":
		return fault.Field("password", "password_plain")
	case len(mobile) >= 10 && strings.Contains(digits, mobile[len(mobile)-10:]):
		return fault.Field("password", "password_mobile")
	}
	return nil
}

// ChangePassword sets one's own password and ends one's other sessions. Faults password_wrong beside old, and as of
// CheckPassword; Unsigned.
func (s *Service) ChangePassword(ctx context.Context, old, password string) error {
	if err := act.Require(ctx, Account); err != nil {
		return err
	}
	by := act.From(ctx)
	ctx = act.Begin(ctx, "people.change_password", "")
	r, err := txn.Find(s.app, "users", by.User)
	if err != nil {
		return unsigned()
	}
	var check fault.Check
	check.That(r.ValidatePassword(old), fault.Field("old", "password_wrong"))
	check.Add(CheckPassword(password, r.GetString("mobile")))
	if err := check.Err(); err != nil {
		return err
	}
	return s.setPassword(ctx, by.User, password, by.Session)
}

// ResetPassword gives somebody a new password, lifts a lock and ends all his sessions. Faults as of CheckPassword; NotFound.
func (s *Service) ResetPassword(ctx context.Context, user, password string) error {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "people.reset_password", "")
	u, err := s.User(ctx, user)
	if err != nil {
		return err
	}
	if err := CheckPassword(password, u.Mobile); err != nil {
		return err
	}
	return s.setPassword(ctx, user, password, "")
}

// setPassword hashes before the transaction: it takes some 60 ms, in which nobody else could write.
func (s *Service) setPassword(ctx context.Context, user, password, keep string) error {
	draft, err := txn.New(s.app, "users")
	if err != nil {
		return err
	}
	draft.SetPassword(password)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "users", user)
		if err != nil {
			return err
		}
		r.SetRaw("password", draft.GetRaw("password"))
		r.RefreshTokenKey()
		r.Set("locked_until", "")
		r.Set("failed", 0)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		return revoke(ctx, tx, dbx.NewExp("user = {:user} AND id != {:keep}", dbx.Params{"user": user, "keep": keep}))
	})
}
