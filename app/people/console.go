package people

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
	"doorstep/app/txn"
)

// OpenConsole makes a login for PocketBase's own console, or gives the one with this mail address a new password, and opens
// the console to the owner. Faults required and email_form beside email; those of CheckPassword; Conflict console_open.
// Closing it again is settings.SetConsole: the login stays, but leads nowhere.
func (s *Service) OpenConsole(ctx context.Context, email, password string) error {
	if err := act.Require(ctx, settings.Manage); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "settings.console", "")
	var check fault.Check
	email, err := settings.ParseEmail(email)
	check.Add(fault.At("email", err))
	check.Need(err != nil || email != "", "email")
	check.Add(CheckPassword(password, ""))
	if err := check.Err(); err != nil {
		return err
	}
	draft, err := txn.New(s.app, core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	draft.SetEmail(email)
	draft.SetPassword(password)
	return txn.Run(ctx, s.app, func(tx core.App) error {
		// An open console is closed first, so that every new login shows in the audit log as the opening it belongs to.
		in := settings.New(tx)
		open, err := in.Console(ctx)
		if err != nil {
			return err
		}
		if open {
			return fault.New(fault.Conflict, "console_open")
		}
		if err := superuser(ctx, tx, draft); err != nil {
			return err
		}
		_, err = in.SetConsole(ctx, true)
		return err
	})
}

// superuser stores draft, or its password where there is a login with its mail address.
func superuser(ctx context.Context, tx core.App, draft *core.Record) error {
	r, err := tx.FindAuthRecordByEmail(core.CollectionNameSuperusers, draft.Email())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		r = draft
	case err != nil:
		return err
	default:
		r.SetRaw("password", draft.GetRaw("password"))
		r.RefreshTokenKey()
	}
	return txn.Faults(tx.SaveWithContext(ctx, r))
}
