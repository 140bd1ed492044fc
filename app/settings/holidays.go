package settings

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// HolidayInput is a holiday as typed.
type HolidayInput struct{ Date, Name string }

// AddHoliday adds a holiday. Faults required, date_bad, too_long, and taken beside date where the day is one already.
func (s *Service) AddHoliday(ctx context.Context, in HolidayInput) (Holiday, error) {
	if err := act.Require(ctx, ManageHolidays); err != nil {
		return Holiday{}, err
	}
	ctx = act.Begin(ctx, "settings.holiday_add", "")
	h, err := in.parse()
	if err != nil {
		return Holiday{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		h, err = addHoliday(ctx, tx, h)
		return err
	})
	return h, err
}

// RemoveHoliday makes the day an ordinary one again. NotFound.
func (s *Service) RemoveHoliday(ctx context.Context, id string) error {
	if err := act.Require(ctx, ManageHolidays); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "settings.holiday_remove", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "holidays", id)
		if err != nil {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}

func (in HolidayInput) parse() (Holiday, error) {
	var check fault.Check
	h := Holiday{Name: strings.TrimSpace(in.Name)}
	check.Need(h.Name != "", "name")
	check.That(len([]rune(h.Name)) <= 80, fault.Field("name", "too_long"))
	if strings.TrimSpace(in.Date) == "" {
		check.Need(false, "date")
		return h, check.Err()
	}
	d, err := clock.ParseDate(strings.TrimSpace(in.Date))
	check.That(err == nil, fault.Field("date", "date_bad"))
	h.Date = d
	return h, check.Err()
}

func addHoliday(ctx context.Context, tx core.App, h Holiday) (Holiday, error) {
	r, err := txn.New(tx, "holidays")
	if err != nil {
		return Holiday{}, err
	}
	h.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Holiday{}, err
	}
	return readHoliday(r), nil
}
