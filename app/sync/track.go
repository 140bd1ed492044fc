package sync

import (
	"context"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
)

// stretch is how many positions are stored at a time, so that a long trail does not keep others from writing.
const stretch = 500

// track keeps the positions of a batch and returns how many were kept. What is no place on earth, or not of this time, is left
// out; a trail that cannot be stored holds nothing else back.
func (s *Service) track(ctx context.Context, from sender, points []Fix) (kept int) {
	var sound []fence.Fix
	for _, p := range points {
		at := p.At.Add(from.skew)
		if p.sound() && !at.After(from.now.Add(clock.Ahead)) && !at.Before(from.now.Add(-behind)) {
			sound = append(sound, from.fix(p, p.At))
		}
	}
	for len(sound) > 0 {
		n := min(len(sound), stretch)
		k, err := s.people.Track(ctx, from.device, sound[:n])
		if err != nil {
			s.app.Logger().Error("positions of a phone could not be stored", "user", from.by.User, "err", err)
			return kept
		}
		kept, sound = kept+k, sound[n:]
	}
	return kept
}

// fixes are the positions that came with items: they are part of the trail, which its owner may see.
func fixes(items []Item) []Fix {
	var all []Fix
	for _, it := range items {
		if it.Fix != nil {
			all = append(all, *it.Fix)
		}
	}
	return all
}
