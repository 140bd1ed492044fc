package jobs

import (
	"slices"
	"time"
)

// Spell is a stretch of a visit in one state: on the way (Travelling), at the site and not at work (Arrived), at work (Working),
// or at a break (Paused). By is who made the step that began it. An Open one lasts still.
type Spell struct {
	Visit    string
	By       string
	State    VisitStatus
	From, To time.Time
	Open     bool
}

// Minutes is the length of the spell in whole minutes.
func (s Spell) Minutes() int { return int(s.To.Sub(s.From) / time.Minute) }

// Took is what the minutes of visits went into.
type Took struct {
	Travel, Wait, Work, Break time.Duration
}

// Add counts a spell in.
func (t *Took) Add(s Spell) {
	d := s.To.Sub(s.From)
	switch s.State {
	case Travelling:
		t.Travel += d
	case Arrived:
		t.Wait += d
	case Working:
		t.Work += d
	case Paused:
		t.Break += d
	}
}

// Together counts spells up.
func Together(spells []Spell) Took {
	var t Took
	for _, s := range spells {
		t.Add(s)
	}
	return t
}

// OnSite is from when until when the spells say that somebody was at the site; zero where nobody was, or still is.
func OnSite(spells []Spell) (from, to time.Time) {
	for _, s := range spells {
		if s.State == Travelling {
			continue
		}
		if from.IsZero() {
			from = s.From
		}
		to = s.To
		if s.Open {
			to = time.Time{}
		}
	}
	return from, to
}

// Moment is when the step was made, by our clock: the phone's time with its skew, and not after we heard of it.
func (s Stamp) Moment() time.Time {
	at := s.AtDevice.Add(time.Duration(s.SkewMS) * time.Millisecond)
	if s.AtDevice.IsZero() || at.After(s.AtServer) {
		return s.AtServer
	}
	return at
}

// back reports whether the step from s to next takes a mis-tap back.
func (s VisitStatus) back(next VisitStatus) bool {
	return s == Working && next == Arrived || s == Arrived && next == Travelling || s == Travelling && next == Accepted
}

// Spells derives from the stamps of one visit, in their order, what its time went into; what lasts still counts until now. A step
// back says that the state it leaves was entered by mistake: the state to which it goes back went on. Two phones' clocks that
// disagree never make time run backwards: while a visit is under way, a step made before the last one counts as made with it.
func Spells(stamps []Stamp, now time.Time) []Spell {
	var all []Spell
	for _, st := range stamps {
		at, n := st.Moment(), len(all)
		if n > 0 {
			last := &all[n-1]
			if last.State == st.To {
				continue
			}
			if last.State.Begun() && at.Before(last.From) {
				at = last.From
			}
			last.To = at
			if last.State.back(st.To) {
				if last.State = st.To; n > 1 && all[n-2].State == st.To {
					all = all[:n-1]
				}
				continue
			}
		}
		all = append(all, Spell{Visit: st.Visit, By: st.By, State: st.To, From: at})
	}
	if n := len(all); n > 0 {
		last := &all[n-1]
		last.To, last.Open = now, true
		if now.Before(last.From) {
			last.To = last.From
		}
	}
	return slices.DeleteFunc(all, func(s Spell) bool { return !s.State.Begun() || !s.Open && !s.To.After(s.From) })
}
