package dispatch

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// keptFor is how long an answer of a routing server counts: roads are dug up and built.
const keptFor = 30 * 24 * time.Hour

// lookedUp is how many ways a statement looks for, or stores, at once.
const lookedUp = 4000

type wayRow struct {
	FromLat int32 `db:"from_lat"`
	FromLng int32 `db:"from_lng"`
	ToLat   int32 `db:"to_lat"`
	ToLng   int32 `db:"to_lng"`
	Metres  int32 `db:"metres"`
	Seconds int32 `db:"seconds"`
}

// keptWays adds to w what is kept of the ways that its server told within the last 30 days.
func (s *Service) keptWays(ctx context.Context, w *Ways, wanted []way) error {
	since := clock.Now().Add(-keptFor).Format(txn.Stamp)
	for len(wanted) > 0 {
		n := min(len(wanted), lookedUp)
		list := make([][4]int32, n)
		for i, k := range wanted[:n] {
			list[i] = [4]int32{k.fromLat, k.fromLng, k.toLat, k.toLng}
		}
		wanted = wanted[n:]
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		var rows []wayRow
		err = s.app.ConcurrentDB().NewQuery(`SELECT r.from_lat, r.from_lng, r.to_lat, r.to_lng, r.metres, r.seconds FROM json_each({:ways}) k
			CROSS JOIN road_ways r ON r.from_lat = k.value->>0 AND r.from_lng = k.value->>1 AND r.to_lat = k.value->>2 AND r.to_lng = k.value->>3
			WHERE r.at >= {:since} AND r.server = {:server}`).
			Bind(dbx.Params{"ways": string(text), "since": since, "server": w.server}).WithContext(ctx).All(&rows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			w.served[way{r.FromLat, r.FromLng, r.ToLat, r.ToLng}] = served{r.Seconds, r.Metres}
		}
	}
	return nil
}

// keepWays stores what a server told.
func (s *Service) keepWays(ctx context.Context, server string, told map[way]served) error {
	var list [][6]int32
	flush := func() error {
		if len(list) == 0 {
			return nil
		}
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		list = list[:0]
		_, err = s.app.NonconcurrentDB().NewQuery(`INSERT OR REPLACE INTO road_ways (from_lat, from_lng, to_lat, to_lng, seconds, metres, at, server)
			SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, {:at}, {:server} FROM json_each({:ways})`).
			Bind(dbx.Params{"ways": string(text), "at": clock.Now().Format(txn.Stamp), "server": server}).WithContext(ctx).Execute()
		return err
	}
	for k, v := range told {
		list = append(list, [6]int32{k.fromLat, k.fromLng, k.toLat, k.toLng, v.seconds, v.metres})
		if len(list) == lookedUp {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// forgetWays deletes answers that count no more.
func (s *Service) forgetWays(ctx context.Context) error {
	_, err := s.app.NonconcurrentDB().NewQuery("DELETE FROM road_ways WHERE at < {:since}").
		Bind(dbx.Params{"since": clock.Now().Add(-keptFor).Format(txn.Stamp)}).WithContext(ctx).Execute()
	return err
}

// Learnt is what the trips of technicians say of one hour of the day: the median speed of so many.
type Learnt struct {
	Hour            int       `db:"hour"`
	MetresPerMinute int       `db:"metres_per_minute"`
	Trips           int       `db:"trips"`
	At              time.Time `db:"-"`
}

// learnt are the speeds that were learnt last, by hour; hours without trips are left out.
func (s *Service) learnt(ctx context.Context) ([]Learnt, error) {
	var rows []struct {
		Learnt
		Text string `db:"learnt"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT hour, metres_per_minute, trips, learnt FROM road_speeds ORDER BY hour").WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	all := make([]Learnt, len(rows))
	for i, r := range rows {
		all[i] = r.Learnt
		if all[i].At, err = time.Parse(txn.Stamp, r.Text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// keepSpeeds puts what was learnt in the place of what was known before.
func keepSpeeds(ctx context.Context, tx core.App, learnt []Learnt) error {
	if _, err := tx.DB().NewQuery("DELETE FROM road_speeds").WithContext(ctx).Execute(); err != nil {
		return err
	}
	at := clock.Now().Format(txn.Stamp)
	for _, l := range learnt {
		_, err := tx.DB().NewQuery("INSERT INTO road_speeds (hour, metres_per_minute, trips, learnt) VALUES ({:hour}, {:made}, {:trips}, {:at})").
			Bind(dbx.Params{"hour": l.Hour, "made": l.MetresPerMinute, "trips": l.Trips, "at": at}).WithContext(ctx).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}
