package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fence"
)

// checkIn puts down where the technician's phone was when he arrived or ended, for the days of which the log holds every step.
// Most were at the site; some phones were vague, off, or elsewhere, and now and then one looks odd.
func (k *keeper) checkIn(ctx context.Context, s step) error {
	what := jobs.CheckedOut
	if s.to == jobs.Arrived {
		what = jobs.CheckedIn
	}
	if s.to != jobs.Arrived && !s.to.Ended() || s.trip.ActualStart.IsZero() || s.by.Role != act.Technician || s.at.Before(k.detailed) {
		return nil
	}
	if k.field == nil {
		k.field = rand.New(rand.NewPCG(seed, 5))
	}
	t := s.trip
	fix := &fence.Fix{Point: t.work.site.At, AccuracyM: between(k.field, 8, 40), At: s.at}
	fix.Lat += (k.field.Float64() - 0.5) * 0.0006
	fix.Lng += (k.field.Float64() - 0.5) * 0.0006
	in := fence.CheckIn{At: s.at, Fix: fix, Site: t.work.site.At, RadiusM: t.work.site.FenceM}
	c := jobs.CheckIn{Job: t.Job, Visit: t.ID, Technician: t.Technician, What: what, AtServer: s.at}
	switch n := k.field.IntN(100); {
	case n < 4:
		fix.Lat += 0.0045
	case n < 8:
		fix.AccuracyM = between(k.field, 160, 900)
	case n < 11:
		in.Fix, in.Denied = nil, true
	case n < 15:
		in.Offline, c.AtServer = true, earlier(s.at.Add(time.Duration(between(k.field, 20, 160))*time.Minute), k.now)
	case n < 17 && what == jobs.CheckedIn:
		fix.AccuracyM = 20
		in.Score = 70
		c.Signals = []fence.Signal{
			{Code: fence.ConstantAccuracy, Weight: 30, Params: map[string]any{"n": 9, "metres": 20}},
			{Code: fence.SameCoordinates, Weight: 40, Params: map[string]any{"n": 2}},
		}
	}
	j := fence.Judge(in)
	c.Outcome, c.First, c.Offline, c.DistanceM, c.RadiusM, c.Score = j.Outcome, j.First, in.Offline, j.DistanceM, j.RadiusM, in.Score
	mark := jobs.Mark{At: s.at, DeviceAt: s.at, Device: deviceOf(t.tech), Offline: in.Offline, Fix: in.Fix, Denied: in.Denied}
	return k.put(ctx, c.AtServer, k.ids.next("checkins"), jobs.CheckInBy{CheckIn: c, Mark: mark, Ctx: ctx})
}

// deviceOf is the name of the technician's phone.
func deviceOf(t *tech) string { return "demo-phone-" + t.Mobile[len(t.Mobile)-4:] }
