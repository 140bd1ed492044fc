package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// replayAround bounds how many days from its plan a visit is looked for.
const replayAround = 31

const pastWhere = ` v.start >= {:earliest} AND v.start < {:last} AND (v.actual_start >= {:from} AND v.actual_start < {:to}
	OR v.start >= {:from} AND v.start < {:to} AND v.status != 'cancelled')`

func pastParams(from, to clock.Date) dbx.Params {
	return dbx.Params{
		"from": txn.Instant(from.Start()).String(), "to": txn.Instant(to.AddDays(1).Start()).String(),
		"earliest": txn.Instant(from.AddDays(-replayAround).Start()).String(), "last": txn.Instant(to.AddDays(replayAround).Start()).String(),
	}
}

// pastVisits are the visits that were made on the day or planned for it and not called off.
func (s *Service) pastVisits(ctx context.Context, day clock.Date) ([]pastVisit, error) {
	var all []pastVisit
	err := s.app.ConcurrentDB().NewQuery("SELECT v.id AS visit, v.technician, v.helpers, v.start, v.`end`, v.status AS visit_status, v.actual_start, v.actual_end," + `
		j.id AS job, j.no, j.priority, j.promised_from, j.promised_to, j.due_at, j.duration_min, j.skills, j.crew, j.customer, j.created,
		s.id AS site, s.address, s.pin, s.lat, s.lng, u.name AS tech_name
		FROM visits v JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site JOIN technicians t ON t.id = v.technician JOIN users u ON u.id = t.user
		WHERE` + pastWhere + " ORDER BY v.start, v.id").Bind(pastParams(day, day)).WithContext(ctx).All(&all)
	for i := range all {
		all[i].settle(day)
	}
	return all, err
}

// replayDefinition changes when what a replay tells is reckoned otherwise than before.
const replayDefinition = 1

// replayAsks says for each of the days on which there were visits what a replay of it depends on: the visits, their jobs and sites, the
// technicians, how far overtime goes. A day that stands otherwise than it was worked out with is worked out again.
func (s *Service) replayAsks(ctx context.Context, from, to clock.Date) (map[clock.Date]string, error) {
	if from > to {
		return nil, nil
	}
	common, err := s.replayCommon(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.app.ConcurrentDB().NewQuery(`SELECT v.start, v.actual_start, v.id || v.updated || v.technician || v.helpers || j.priority || j.promised_from ||
		j.due_at || j.skills || s.lat || '/' || s.lng || s.pin
		FROM visits v JOIN jobs j ON j.id = v.job JOIN sites s ON s.id = j.site WHERE` + pastWhere + " ORDER BY v.id").
		Bind(pastParams(from, to)).WithContext(ctx).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what was read is whole or rows.Err says why not
	sums := map[clock.Date]uint64{}
	for rows.Next() {
		var start, began, text string
		if err := rows.Scan(&start, &began, &text); err != nil {
			return nil, err
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(text))
		days := [2]clock.Date{dayOf(start), dayOf(began)}
		for i, day := range days {
			if day >= from && day <= to && (i == 0 || day != days[0]) {
				sums[day] = sums[day]*31 + h.Sum64()
			}
		}
	}
	asks := make(map[clock.Date]string, len(sums))
	for day, sum := range sums {
		asks[day] = fmt.Sprintf("%s-%016x", common, sum)
	}
	return asks, rows.Err()
}

func dayOf(stored string) clock.Date {
	at, err := time.Parse(txn.Stamp, stored)
	if err != nil {
		return ""
	}
	return clock.DateOf(at)
}

// replayCommon is what the replays of all days depend on.
func (s *Service) replayCommon(ctx context.Context) (string, error) {
	c, err := s.settings.Company(ctx)
	if err != nil {
		return "", err
	}
	var staff []string
	err = s.app.ConcurrentDB().NewQuery(`SELECT id || home_lat || '/' || home_lng || '/' || cost_paise || skills || areas || shift FROM technicians ORDER BY id`).
		WithContext(ctx).Column(&staff)
	if err != nil {
		return "", err
	}
	h := fnv.New64a()
	_, err = fmt.Fprint(h, replayDefinition, replayRounds, c.Planning.OvertimeMin, c.Week, staff)
	return fmt.Sprintf("%016x", h.Sum64()), err
}

type keptReplay struct {
	Replay
	asked string
}

// keptReplays are the days worked out before, by day.
func (s *Service) keptReplays(ctx context.Context, from, to clock.Date) ([]keptReplay, error) {
	var rows []struct {
		Made  string `db:"made"`
		Asked string `db:"asked"`
		Found string `db:"found"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT made, asked, found FROM replays WHERE day >= {:from} AND day <= {:to} ORDER BY day").
		Bind(dbx.Params{"from": string(from), "to": string(to)}).WithContext(ctx).All(&rows)
	if err != nil {
		return nil, err
	}
	all := make([]keptReplay, len(rows))
	for i, r := range rows {
		all[i].asked = r.Asked
		if err := json.Unmarshal([]byte(r.Found), &all[i].Replay); err != nil {
			return nil, err
		}
		if all[i].Made, err = time.Parse(txn.Stamp, r.Made); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Service) keepReplay(ctx context.Context, r Replay, asked string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = s.app.NonconcurrentDB().NewQuery("INSERT OR REPLACE INTO replays (day, made, asked, found) VALUES ({:day}, {:made}, {:asked}, {:found})").
		Bind(dbx.Params{"day": string(r.Day), "made": r.Made.Format(txn.Stamp), "asked": asked, "found": string(text)}).WithContext(ctx).Execute()
	return err
}
