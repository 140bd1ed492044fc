package settings

import (
	"context"

	"doorstep/app/kernel/act"
)

// SetConsole opens or closes PocketBase's own console to the owner. Opening it with a login is people.OpenConsole.
func (s *Service) SetConsole(ctx context.Context, on bool) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.console", "")
	return s.change(ctx, 0, func(c *Company) { c.Console = on })
}
