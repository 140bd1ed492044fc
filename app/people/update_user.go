package people

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// UpdateUser changes a person. Faults as of CreateUser; Conflict own_role, last_owner; Stale; NotFound.
func (s *Service) UpdateUser(ctx context.Context, in UserInput) (User, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return User{}, err
	}
	ctx = act.Begin(ctx, "people.update_user", in.Reason)
	n, err := in.parse()
	if err != nil {
		return User{}, err
	}
	var u User
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "users", in.ID)
		if err != nil {
			return err
		}
		u = readUser(r)
		if n.Role != u.Role {
			if err := mayChangeRole(ctx, tx, u); err != nil {
				return err
			}
		}
		u.Name, u.Mobile, u.Email, u.Role, u.Lang = n.Name, n.Mobile, n.Email, n.Role, n.Lang
		u.write(r)
		if err := txn.Save(ctx, tx, r, in.Rev); err != nil {
			return err
		}
		u = readUser(r)
		return technicianFor(ctx, tx, u)
	})
	return u, err
}

func mayChangeRole(ctx context.Context, tx core.App, u User) error {
	if u.ID == act.From(ctx).User {
		return fault.New(fault.Conflict, "own_role")
	}
	return notTheLastOwner(tx, u)
}

// notTheLastOwner is Conflict "last_owner" if nobody else could manage the company after the user.
func notTheLastOwner(tx core.App, u User) error {
	if u.Role != act.Owner || !u.Active {
		return nil
	}
	var others int
	err := tx.DB().NewQuery("SELECT count(*) FROM users WHERE role = 'owner' AND active AND id != {:id}").Bind(dbx.Params{"id": u.ID}).Row(&others)
	if err == nil && others == 0 {
		return fault.New(fault.Conflict, "last_owner")
	}
	return err
}
