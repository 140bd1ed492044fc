package jobs

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// Broken is a job under a contract that was reached or done later than promised, or still waits past its time.
type Broken struct {
	ID          string         `db:"id"`
	No          string         `db:"no"`
	Issue       string         `db:"issue"`
	LateArrival bool           `db:"late_arrival"`
	LateDone    bool           `db:"late_done"`
	Booked      types.DateTime `db:"created"`
}

// Kept is how the service level of a contract was kept: of Jobs that were promised a time, so many were reached late and done late.
// Worst are the last of them that were not kept.
type Kept struct {
	Jobs, LateArrivals, LateDone int
	Worst                        []Broken
}

// BrokenShown is how many jobs a breach report names.
const BrokenShown = 20

// Kept reports how the promises of the contract's jobs were kept; cancelled ones do not count, and while a job is held nothing is late.
func (s *Service) Kept(ctx context.Context, contract string) (Kept, error) {
	params := dbx.Params{"contract": contract, "now": clock.Now().Format(txn.Stamp), "most": BrokenShown}
	const promised = `SELECT id, no, issue, created,
		arrive_by != '' AND COALESCE(NULLIF(arrived_at, ''), CASE waiting WHEN '' THEN {:now} ELSE '' END) > arrive_by AS late_arrival,
		resolve_by != '' AND COALESCE(NULLIF(completed_at, ''), CASE waiting WHEN '' THEN {:now} ELSE '' END) > resolve_by AS late_done
		FROM jobs WHERE contract = {:contract} AND contract != '' AND status != 'cancelled' AND (arrive_by != '' OR resolve_by != '')`
	var k Kept
	err := s.app.ConcurrentDB().NewQuery("SELECT COUNT(*), COALESCE(SUM(late_arrival), 0), COALESCE(SUM(late_done), 0) FROM ("+promised+")").
		Bind(params).WithContext(ctx).Row(&k.Jobs, &k.LateArrivals, &k.LateDone)
	if err != nil || k.LateArrivals+k.LateDone == 0 {
		return k, err
	}
	err = s.app.ConcurrentDB().NewQuery("SELECT * FROM (" + promised + ") WHERE late_arrival OR late_done ORDER BY created DESC, id LIMIT {:most}").
		Bind(params).WithContext(ctx).All(&k.Worst)
	return k, err
}
