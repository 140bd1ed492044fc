package customers

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
)

// PreferencesOf are the preferences of several customers, by customer, without the technicians' names; in one query.
func (s *Service) PreferencesOf(ctx context.Context, customers []string) (map[string][]Preference, error) {
	list, err := json.Marshal(append([]string{}, customers...))
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Customer   string `db:"customer"`
		Technician string `db:"technician"`
		Strength   string `db:"strength"`
		Reason     string `db:"reason"`
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT customer, technician, strength, reason FROM preferences
		WHERE customer IN (SELECT value FROM json_each({:customers})) ORDER BY customer, id`).
		Bind(dbx.Params{"customers": string(list)}).WithContext(ctx).All(&rows)
	all := map[string][]Preference{}
	for _, r := range rows {
		all[r.Customer] = append(all[r.Customer], Preference{Customer: r.Customer, Technician: r.Technician, Strength: r.Strength, Reason: r.Reason})
	}
	return all, err
}
