package jobs

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// PayChoices are how the customer of a visit pays, in the order in which they are shown.
var PayChoices = []string{"upi", "cash", "pending", "amc", "warranty", "invoice"}

// PaidStates are what a job's money comes to, worked out by payments.
var PaidStates = []string{"none", "pending", "part", "claimed", "verified"}

// payNoteMost is how many characters a note beside the choice may have.
const payNoteMost = 300

// ChoosePays keeps how the customer pays for the visit; another choice replaces it, and the audit log keeps the first. It is
// free to the technician at his own visit and to the office. Errors: Forbidden; NotFound; Invalid pays required, note too_long,
// time_future, position_bad; Conflict visit_unsent, visit_ended.
func (s *Service) ChoosePays(ctx context.Context, visit, pays, note string, m Mark) error {
	note = strings.TrimSpace(note)
	ctx = act.Begin(ctx, "visits.pays", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := s.In(tx).atVisit(ctx, visit, &m); err != nil {
			return err
		}
		var check fault.Check
		check.That(slices.Contains(PayChoices, pays), fault.Field("pays", "required"))
		check.That(len([]rune(note)) <= payNoteMost, fault.Field("note", "too_long"))
		if err := check.Err(); err != nil {
			return err
		}
		r, err := txn.Find(tx, "visits", visit)
		if err != nil || r.GetString("pays") == pays && r.GetString("pays_note") == note {
			return err
		}
		r.Load(map[string]any{"pays": pays, "pays_note": note})
		return txn.Save(ctx, tx, r, 0)
	})
}

// Pays is how the customer of the visit pays, empty until it was chosen. NotFound, also for another technician's.
func (s *Service) Pays(ctx context.Context, visit string) (pays, note string, err error) {
	r, v, err := findVisit(s.app, visit)
	if err != nil {
		return "", "", err
	}
	return r.GetString("pays"), r.GetString("pays_note"), mine(ctx, v)
}

// SetPaid keeps what the job's money comes to, one of PaidStates. It asks for no permission: payments calls it within whatever
// changed. Invalid paid; NotFound.
func (s *Service) SetPaid(ctx context.Context, job, paid string) error {
	if !slices.Contains(PaidStates, paid) {
		return fault.Field("paid", "invalid")
	}
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "jobs", job)
		if err != nil || r.GetString("paid") == paid {
			return err
		}
		r.Set("paid", paid)
		return txn.Save(ctx, tx, r, 0)
	})
}

// PaidAt is the visit at which money is given, its job, and the mark as it may be kept. Money may come after a visit has ended,
// but not before the technician was told of it. Errors: NotFound, also for another technician's; Invalid time_future,
// position_bad.
func (s *Service) PaidAt(ctx context.Context, visit string, m Mark) (Visit, Job, Mark, error) {
	_, v, err := findVisit(s.app, visit)
	if err == nil {
		err = mine(ctx, v)
	}
	if err == nil {
		m, err = m.checked()
	}
	if err == nil && m.Fix != nil {
		m, err = s.lawful(ctx, v.Technician, m)
	}
	if err != nil {
		return Visit{}, Job{}, Mark{}, err
	}
	_, job, err := findJob(s.app, v.Job)
	return v, job, m, err
}

// Works reports whether the technician was sent to a visit of the job.
func (s *Service) Works(ctx context.Context, technician, job string) (bool, error) {
	var n int
	err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*) FROM visits WHERE job = {:job} AND technician = {:technician} AND status != 'planned'").
		Bind(dbx.Params{"job": job, "technician": technician}).WithContext(ctx).Row(&n)
	return n > 0, err
}

// Copies are the keys of the captures that hold the same bytes as the one with the key, the first come first, with itself; only
// the key where the bytes are not known yet.
func (s *Service) Copies(ctx context.Context, key string) ([]string, error) {
	keys := []string{}
	err := s.app.ConcurrentDB().NewQuery(`SELECT key FROM captures WHERE key != '' AND (key = {:key} OR sha256 != '' AND state != 'refused'
		AND sha256 = (SELECT sha256 FROM captures WHERE key = {:key})) ORDER BY rowid LIMIT 50`).
		Bind(dbx.Params{"key": key}).WithContext(ctx).Column(&keys)
	if !slices.Contains(keys, key) {
		keys = append(keys, key)
	}
	return keys, err
}
