package settings

import (
	"context"
	"net/url"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/workcal"
)

// Company returns the company. NotFound "not_set_up" before set-up.
func (s *Service) Company(ctx context.Context) (Company, error) {
	r, err := load(ctx, s.app)
	if err != nil {
		return Company{}, err
	}
	return read(r)
}

// PositionsFrom is the instant before which positions are forgotten; the zero time before set-up.
func (s *Service) PositionsFrom(ctx context.Context) (time.Time, error) {
	if ready, err := s.IsSetUp(ctx); err != nil || !ready {
		return time.Time{}, err
	}
	c, err := s.Company(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return clock.Now().AddDate(0, 0, -c.Policies.TrailKept()), nil
}

// IsSetUp reports whether the company exists. Once it does, the answer comes from memory.
func (s *Service) IsSetUp(ctx context.Context) (bool, error) {
	if s.setUp.Load() {
		return true, nil
	}
	var n int
	err := s.app.ConcurrentDB().NewQuery("SELECT count(*) FROM company").WithContext(ctx).Row(&n)
	if err == nil && n > 0 {
		s.setUp.Store(true)
	}
	return n > 0, err
}

// Name is the company's name for the top of a page; empty before set-up or where it cannot be read.
func (s *Service) Name(ctx context.Context) string {
	var name string
	if err := s.app.ConcurrentDB().NewQuery("SELECT name FROM company LIMIT 1").WithContext(ctx).Row(&name); err != nil {
		return ""
	}
	return name
}

// Console reports whether the owner opened PocketBase's own console.
func (s *Service) Console(ctx context.Context) (bool, error) {
	var on []bool
	err := s.app.ConcurrentDB().NewQuery("SELECT console FROM company LIMIT 1").WithContext(ctx).Column(&on)
	return len(on) == 1 && on[0], err
}

// TileHosts are the origins from which browsers may load map tiles; none where no map is set.
func (s *Service) TileHosts(ctx context.Context) []string {
	var tiles string
	if err := s.app.ConcurrentDB().NewQuery("SELECT tile_url FROM company LIMIT 1").WithContext(ctx).Row(&tiles); err != nil {
		return nil
	}
	u, err := url.Parse(strings.NewReplacer("{s}", "*", "{", "", "}", "").Replace(tiles))
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// Calendar is the company's week and all its holidays.
func (s *Service) Calendar(ctx context.Context) (workcal.Calendar, error) {
	var week []string
	err := s.app.ConcurrentDB().NewQuery("SELECT week FROM company LIMIT 1").WithContext(ctx).Column(&week)
	if err != nil {
		return workcal.Calendar{}, err
	}
	if len(week) == 0 {
		return workcal.Calendar{}, fault.New(fault.NotFound, "not_set_up")
	}
	cal := workcal.Calendar{Holidays: map[clock.Date]string{}}
	if err := cal.Week.UnmarshalJSON([]byte(week[0])); err != nil {
		return workcal.Calendar{}, err
	}
	days, err := s.Holidays(ctx)
	for _, h := range days {
		cal.Holidays[h.Date] = h.Name
	}
	return cal, err
}

// Holidays lists all holidays by date.
func (s *Service) Holidays(ctx context.Context) ([]Holiday, error) {
	var days []Holiday
	err := s.app.ConcurrentDB().NewQuery("SELECT id, rev, date, name FROM holidays ORDER BY date").WithContext(ctx).All(&days)
	return days, err
}
