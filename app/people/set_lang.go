package people

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// SetLang sets the language in which one reads. Faults lang_unknown; Unsigned.
func (s *Service) SetLang(ctx context.Context, lang string) error {
	if err := act.Require(ctx, Account); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "people.set_lang", "")
	if !slices.Contains(Languages, lang) {
		return fault.Field("lang", "lang_unknown")
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "users", act.From(ctx).User)
		if err != nil {
			return unsigned()
		}
		r.Set("lang", lang)
		return txn.Save(ctx, tx, r, 0)
	})
}
