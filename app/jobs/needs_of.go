package jobs

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
)

// NeedsOf returns the skills that many jobs need, by job, in one query; a job that needs none has no entry.
func (s *Service) NeedsOf(ctx context.Context, jobs []string) (map[string][]Need, error) {
	ids, err := json.Marshal(jobs)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID     string `db:"id"`
		Skills string `db:"skills"`
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT id, skills FROM jobs
		WHERE id IN (SELECT value FROM json_each({:jobs})) AND skills NOT IN ('', '[]', 'null')`).
		Bind(dbx.Params{"jobs": string(ids)}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	of, read := make(map[string][]Need, len(rows)), map[string][]Need{} // many jobs of one type need the same
	for _, r := range rows {
		needs, seen := read[r.Skills]
		if !seen {
			if err := json.Unmarshal([]byte(r.Skills), &needs); err != nil {
				return nil, err
			}
			read[r.Skills] = needs
		}
		of[r.ID] = needs
	}
	return of, nil
}
