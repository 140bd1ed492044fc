package stock

import "context"

// sums adds up the moves of every van.
func (s *Service) sums(ctx context.Context) (map[string]map[string]int, error) {
	var rows []struct {
		Technician string `db:"technician"`
		Item       string `db:"item"`
		Milli      int    `db:"milli"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT technician, item, SUM(qty_milli) AS milli FROM van_moves GROUP BY technician, item HAVING milli != 0").
		WithContext(ctx).All(&rows)
	all := map[string]map[string]int{}
	for _, r := range rows {
		if all[r.Technician] == nil {
			all[r.Technician] = map[string]int{}
		}
		all[r.Technician][r.Item] = r.Milli
	}
	return all, err
}
