package jobs

import (
	"context"

	"github.com/pocketbase/dbx"
)

// OpenOf is how many visits at which the technician leads or helps have not ended.
func (s *Service) OpenOf(ctx context.Context, technician string) (int, error) {
	var n int
	err := s.app.DB().NewQuery(`SELECT COUNT(*) FROM visits v WHERE (technician = {:technician}
			OR helpers != '[]' AND EXISTS (SELECT 1 FROM ` + helpersOf + ` WHERE h.value = {:technician}))
		AND status IN ('planned', 'dispatched', 'accepted', 'travelling', 'arrived', 'working', 'paused')`).
		Bind(dbx.Params{"technician": technician}).WithContext(ctx).Row(&n)
	return n, err
}

// BeenAt is how many visits each technician ended with work done at the site.
func (s *Service) BeenAt(ctx context.Context, site string) (map[string]int, error) {
	var rows []struct {
		Technician string `db:"technician"`
		N          int    `db:"n"`
	}
	err := s.app.ConcurrentDB().NewQuery(`SELECT v.technician, COUNT(*) AS n FROM jobs j JOIN visits v ON v.job = j.id
		WHERE j.site = {:site} AND v.status IN ('done', 'partial') GROUP BY v.technician`).
		Bind(dbx.Params{"site": site}).WithContext(ctx).All(&rows)
	been := make(map[string]int, len(rows))
	for _, r := range rows {
		been[r.Technician] = r.N
	}
	return been, err
}
