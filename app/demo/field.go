package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/people"
)

// How much of what phones send the demo shows: so many technicians, days back, and visits with proof.
const fieldTechs, fieldDays, fieldVisits = 12, 6, 3

// fields lets technicians do what their phones would send of the last days: consent, days, a trail, proof of some visits.
// All of it goes through the verbs, now, as from phones that had no network.
type fields struct {
	people *people.Service
	jobs   *jobs.Service
	now    time.Time
	days   [][]jobs.Card // of the days from the oldest to today
}

func (b *builder) fields(tx core.App, p *planner) error {
	s := fields{people: b.app.People.In(tx), jobs: b.app.Jobs.In(tx), now: b.now}
	office := act.In(context.Background(), p.office[0])
	for back := fieldDays; back >= 0; back-- {
		cards, err := s.jobs.Day(office, p.today.AddDays(-back))
		if err != nil {
			return err
		}
		s.days = append(s.days, cards)
	}
	b.shown = p.techs[:min(fieldTechs, len(p.techs))]
	for i, t := range b.shown {
		if err := s.attend(act.In(context.Background(), t.by), t, i); err != nil {
			return fmt.Errorf("attendance: %w", err)
		}
	}
	if err := s.proofs(b.shown); err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	return nil
}

// of are the technician's visits of a day that were not only planned.
func (s fields) of(t *tech, day []jobs.Card) []jobs.Card {
	var mine []jobs.Card
	for _, c := range day {
		if c.Technician == t.ID && c.Status != jobs.Planned {
			mine = append(mine, c)
		}
	}
	return mine
}

// attend lets the technician begin and end the days on which he had visits. The last one shown never agreed to positions.
func (s fields) attend(ctx context.Context, t *tech, i int) error {
	if _, err := s.people.SetConsent(ctx, i != fieldTechs-1, "hi", deviceOf(t), s.now.AddDate(0, 0, -fieldDays-2)); err != nil {
		return err
	}
	for n, day := range s.days {
		mine := s.of(t, day)
		if len(mine) == 0 {
			continue
		}
		first, last := mine[0], mine[len(mine)-1]
		start := first.Start.Time().Add(-time.Duration(25+(i*7+n*3)%20) * time.Minute)
		end := last.End.Time().Add(time.Duration(10+(i*5+n)%25) * time.Minute)
		if start.After(s.now) {
			continue
		}
		if _, err := s.people.StartDay(ctx, dayMark(start, first, (i+n)%5 == 0)); err != nil {
			return err
		}
		if n >= len(s.days)-2 {
			if _, err := s.people.Track(ctx, deviceOf(t), trail(mine, start, earlier(end, s.now))); err != nil {
				return err
			}
		}
		if n == len(s.days)-1 && end.After(s.now) || (i+n)%13 == 0 && n > 0 { // still on the way, or forgot
			continue
		}
		mark := dayMark(earlier(end, s.now), last, false)
		var err error
		if mark.Stops, err = s.jobs.Arrivals(ctx, t.ID, clock.DateOf(start).Start(), mark.At); err != nil {
			return err
		}
		if _, err := s.people.EndDay(ctx, mark); err != nil {
			return err
		}
	}
	return nil
}

// dayMark is the start or end of a day at the site of the visit, or somewhere else.
func dayMark(at time.Time, c jobs.Card, away bool) people.DayMark {
	p := geo.Point{Lat: c.Lat, Lng: c.Lng}
	m := people.DayMark{At: at, Device: at, Fix: &fence.Fix{Point: p, AccuracyM: 18, At: at}, Site: p, FenceM: fence.RadiusUsual}
	if away {
		m.Fix.Lat += 0.012
	}
	return m
}

// trail is a position every five minutes, from each site straight to the next.
func trail(mine []jobs.Card, from, to time.Time) []fence.Fix {
	var all []fence.Fix
	for i, at := 0, from; at.Before(to) && len(all) < 120; at = at.Add(5 * time.Minute) {
		for i+1 < len(mine) && at.After(mine[i].End.Time()) {
			i++
		}
		p, share := mine[i], 0.0
		if way := p.Start.Time().Sub(at); way > 0 && i > 0 {
			share = min(1, way.Minutes()/30)
		}
		prev := mine[max(i-1, 0)]
		at := geo.Point{Lat: p.Lat + (prev.Lat-p.Lat)*share, Lng: p.Lng + (prev.Lng-p.Lng)*share}
		at.Lat += float64(len(all)%7-3) * 0.00004
		all = append(all, fence.Fix{Point: at, AccuracyM: 9 + len(all)*7%23, At: from.Add(time.Duration(len(all)) * 5 * time.Minute)})
	}
	return all
}

// proofs fills some of the newest visits that were done with all that shows it.
func (s fields) proofs(shown []*tech) error {
	done := 0
	for n := len(s.days) - 1; n >= 0 && done < fieldVisits; n-- {
		for _, t := range shown {
			for _, c := range s.of(t, s.days[n]) {
				if c.Status != jobs.Done || done >= fieldVisits {
					continue
				}
				if err := s.prove(act.In(context.Background(), t.by), t, c, done); err != nil {
					return err
				}
				done++
				break
			}
		}
	}
	return nil
}

func (s fields) prove(ctx context.Context, t *tech, c jobs.Card, n int) error {
	v, err := s.jobs.Visit(ctx, c.ID)
	if err != nil {
		return err
	}
	job, err := s.jobs.Get(ctx, v.Job)
	if err != nil {
		return err
	}
	m := jobs.Mark{At: v.ActualEnd.Add(-6 * time.Minute), DeviceAt: v.ActualEnd.Add(-6 * time.Minute), Device: deviceOf(t), Offline: true}
	m.Fix = &fence.Fix{Point: geo.Point{Lat: c.Lat, Lng: c.Lng}, AccuracyM: 14, At: m.At}
	for i, check := range job.Checklist {
		if err := s.answer(ctx, v, job, check, i, m); err != nil {
			return err
		}
	}
	for i, slot := range []string{jobs.SlotBefore, jobs.SlotAfter, jobs.SlotBill, jobs.SlotOther} {
		look := lookOf(v.ID + slot)
		origin := "camera"
		if slot == jobs.SlotOther {
			look, origin = 1, "gallery" // the same picture at each
		}
		if err := s.shoot(ctx, v.ID, slot, origin, fmt.Sprintf("demo-photo-%d-%d", n, i), look, m); err != nil {
			return err
		}
	}
	claims := []jobs.Spent{{Kind: "parking", Amount: "40", Note: "Society parking"}, {Kind: "purchase", Amount: "185", Note: "Copper fitting, bought near the site"}, {Kind: "fuel", Amount: "120", Note: "Second trip for the part"}}
	in := claims[n%len(claims)]
	in.Visit, in.Key, in.Bill, in.Mark = v.ID, fmt.Sprintf("demo-spent-%d", n), fmt.Sprintf("demo-photo-%d-2", n), m
	if _, err := s.jobs.Spend(ctx, in); err != nil {
		return err
	}
	sign := jobs.Signed{Visit: v.ID, How: "signature", Name: c.Name, Signature: signature(n), Mark: m}
	if n == 1 {
		sign = jobs.Signed{Visit: v.ID, How: "refused", Reason: "Only the watchman was there", Mark: m}
	}
	_, err = s.jobs.SignOff(ctx, sign)
	return err
}

func (s fields) answer(ctx context.Context, v jobs.Visit, job jobs.Job, check jobs.Check, i int, m jobs.Mark) error {
	in := jobs.Answered{Visit: v.ID, Check: check.ID, Mark: m, Confirmed: true}
	switch check.Kind {
	case "tick":
		in.Value = "yes"
	case "pass_fail":
		in.Result = []string{"pass", "pass", "fail"}[i%3]
	case "number", "reading":
		in.Value = fmt.Sprintf("%d.%d", 4+i, i%10)
		if check.Kind == "reading" && len(job.Assets) > 0 {
			in.Asset = job.Assets[0]
		}
	case "photo":
		return s.shoot(ctx, v.ID, "check:"+check.ID, "camera", "demo-"+v.ID+"-"+strconv.Itoa(i), lookOf(v.ID+check.ID), m)
	default:
		in.Value = "As found, in order"
	}
	_, err := s.jobs.Check(ctx, in)
	return err
}

// shoot announces a drawn picture and sends it.
func (s fields) shoot(ctx context.Context, visit, slot, origin, key string, look int, m jobs.Mark) error {
	body, err := drawn(look)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	in := jobs.NewCapture{
		Visit: visit, Key: key, Kind: jobs.Photo, Slot: slot, Origin: origin, SHA256: hex.EncodeToString(sum[:]), Mime: "image/jpeg", Size: len(body), Mark: m,
	}
	if _, err := s.jobs.Announce(ctx, in); err != nil {
		return err
	}
	_, err = s.jobs.Store(ctx, key, body)
	return err
}
