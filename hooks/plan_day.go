package hooks

import (
	"context"

	"doorstep/app"
)

// planDay proposes the day's plan at the hour that the company has set; before set-up, and without an hour, it does nothing.
func planDay(ctx context.Context, a *app.App) (string, error) {
	p, made, err := a.Dispatch.PlanAtHour(ctx)
	if err != nil || !made {
		return "", err
	}
	return p.Title, nil
}
