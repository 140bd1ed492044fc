package jobs

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// resultsFor is how long after a visit ended its results may still be entered, by the time at which they were had.
const resultsFor = 24 * time.Hour

// mayEnter wants the permission to enter results: a technician's for his own visits, the office's on his behalf.
func mayEnter(ctx context.Context) error {
	if act.From(ctx).Role == act.Technician {
		return act.Require(ctx, Answer)
	}
	return act.Require(ctx, Edit)
}

// atVisit is the visit, and its job, whose results are entered. A technician finds only his own. The mark is brought to what may
// be kept of it: no position without the technician's consent.
// Errors: Forbidden; NotFound; Invalid time_future, position_bad; Conflict visit_unsent, visit_ended.
func (s *Service) atVisit(ctx context.Context, id string, m *Mark) (Visit, Job, error) {
	if err := mayEnter(ctx); err != nil {
		return Visit{}, Job{}, err
	}
	_, v, err := findVisit(s.app, id)
	if err != nil {
		return Visit{}, Job{}, err
	}
	if err := mine(ctx, v); err != nil {
		return Visit{}, Job{}, err
	}
	if *m, err = m.checked(); err != nil {
		return Visit{}, Job{}, err
	}
	if m.Fix != nil {
		if *m, err = s.lawful(ctx, v.Technician, *m); err != nil {
			return Visit{}, Job{}, err
		}
	}
	if err := v.takesResults(m.moment()); err != nil {
		return Visit{}, Job{}, err
	}
	_, job, err := findJob(s.app, v.Job)
	return v, job, err
}

// takesResults refuses results of a visit that nobody was sent to, that was called off, or that was over for a day when they
// were had. When they arrive does not matter: a phone may be without network for long.
func (v Visit) takesResults(when time.Time) error {
	end := v.ActualEnd
	if end.IsZero() {
		end = v.End
	}
	switch {
	case v.Status == Planned:
		return fault.New(fault.Conflict, "visit_unsent")
	case v.Status == VisitCancelled, v.Status.Ended() && when.After(end.Add(resultsFor)):
		return fault.New(fault.Conflict, "visit_ended")
	}
	return nil
}

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{8,40}$`)

// keyOf is the key under which a phone made something; the office, which needs none, is given one.
func keyOf(ctx context.Context, key string) (string, error) {
	switch {
	case key == "" && act.From(ctx).Role != act.Technician:
		return rand.Text()[:20], nil
	case !keyForm.MatchString(key):
		return "", fault.Field("key", "invalid")
	}
	return key, nil
}

// byKey is the record of the collection that was made under the key, nil if there is none.
// Conflict key_reused if it belongs to another visit.
func byKey(ctx context.Context, app core.App, collection, key, visit string) (*core.Record, error) {
	r, err := oneOf(ctx, app, collection, dbx.HashExp{"key": key})
	if r != nil && r.GetString("visit") != visit {
		return nil, fault.New(fault.Conflict, "key_reused")
	}
	return r, err
}

// machine is the machine of the job that is meant: empty takes its only one. Errors: NotFound; Invalid asset required.
func (j Job) machine(asset string, wanted bool) (string, error) {
	switch {
	case asset == "" && len(j.Assets) == 1:
		return j.Assets[0], nil
	case asset == "" && wanted && len(j.Assets) > 1:
		return "", fault.Field("asset", "required")
	case asset != "" && !slices.Contains(j.Assets, asset):
		return "", fault.New(fault.NotFound, "not_found")
	}
	return asset, nil
}
