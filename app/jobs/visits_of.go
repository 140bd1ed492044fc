package jobs

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
)

// VisitsOf returns the visits of many jobs by job, each job's newest plan first, cancelled ones too. It is one query however
// many jobs there are; a job without a visit has no entry.
func (s *Service) VisitsOf(ctx context.Context, jobs []string) (map[string][]Card, error) {
	ids, err := json.Marshal(jobs)
	if err != nil {
		return nil, err
	}
	var cards []Card
	err = s.app.ConcurrentDB().NewQuery(cardQuery + " WHERE v.job IN (SELECT value FROM json_each({:jobs})) ORDER BY v.start DESC, v.id").
		Bind(dbx.Params{"jobs": string(ids)}).WithContext(ctx).All(&cards)
	of := make(map[string][]Card, len(jobs))
	for _, c := range cards {
		of[c.Job] = append(of[c.Job], c)
	}
	return of, err
}
