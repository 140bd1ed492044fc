package dispatch

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// leastMissing is how many minutes of a way have to be missing: starts are planned to five minutes.
const leastMissing = 5

// overlaps looks at the visits of each technician, those at which he helps too, for two that cannot both be made.
func (w *watch) overlaps() {
	days := map[string][]jobs.Standing{}
	for _, v := range w.visits {
		if !w.soon(v) {
			continue
		}
		days[v.Technician] = append(days[v.Technician], v)
		for _, h := range v.Helpers {
			days[h] = append(days[h], v)
		}
	}
	told := map[string]bool{} // by pair: a crew that goes on together is told once
	for _, technician := range slices.Sorted(maps.Keys(days)) {
		all := days[technician]
		slices.SortStableFunc(all, func(a, b jobs.Standing) int {
			return cmp.Or(a.Start.Time().Compare(b.Start.Time()), cmp.Compare(a.ID, b.ID))
		})
		for i := 1; i < len(all); i++ {
			before := slices.MaxFunc(all[:i], func(a, b jobs.Standing) int { return w.free(a).Compare(w.free(b)) })
			if pair := before.ID + all[i].ID; !told[pair] {
				told[pair] = w.collide(before, all[i])
			}
		}
	}
}

// free is when whoever makes the visit is free again: one that is under way and overruns lasts at least until now.
func (w *watch) free(v jobs.Standing) time.Time {
	if v.Status.Begun() && v.Status != jobs.Travelling {
		return latest(v.End.Time(), w.now)
	}
	return v.End.Time()
}

// collide notes that the second visit cannot begin in time after the first; false where it can, or somebody wanted it so.
func (w *watch) collide(a, b jobs.Standing) bool {
	if !b.Status.Waiting() || b.Start.Time().Before(w.now) || a.Overrode(RuleOverlap, RuleTravel) || b.Overrode(RuleOverlap, RuleTravel) {
		return false
	}
	end, start := w.free(a), b.Start.Time()
	way := w.ways().Minutes(geo.Point{Lat: a.Lat, Lng: a.Lng}, geo.Point{Lat: b.Lat, Lng: b.Lng}, end)
	missing := int((end.Add(way).Sub(start) + time.Minute - 1) / time.Minute)
	switch {
	case end.After(a.End.Time()) && missing >= leastMissing:
		w.add(b, FoundOverlap, missing, fmt.Sprintf("%s overruns: %s comes %d min late at the earliest", a.No, b.TechName, missing))
	case a.End.Time().After(start):
		w.add(b, FoundOverlap, missing, fmt.Sprintf("Overlaps %s, %s–%s", a.No, clock.HM(a.Start.Time()), clock.HM(end)))
	case end.Equal(a.End.Time()) && missing >= leastMissing:
		w.add(b, FoundOverlap, missing, fmt.Sprintf("%d min from %s, which ends %s: %d are missing", int(way.Minutes()), a.No, clock.HM(end), missing))
	default:
		return false
	}
	return true
}

// lacks looks for parts that the visits of today and tomorrow are expected to take and that are not on the vans of those who go; what a
// visit takes is gone for the later ones.
func (w *watch) lacks() {
	vans, kept := w.vans()
	for _, v := range w.visits {
		if !v.Status.Waiting() || !w.soon(v) || !kept && !v.PartsFirst {
			continue
		}
		var lacks []jobs.Load
		for _, p := range w.parts[v.Job] {
			for _, t := range append([]string{v.Technician}, v.Helpers...) {
				if takes := min(p.Milli, vans[t][p.Item]); takes > 0 {
					vans[t][p.Item] -= takes
					p.Milli -= takes
				}
			}
			if p.Milli > 0 {
				lacks = append(lacks, p)
			}
		}
		if len(lacks) == 0 {
			continue
		}
		text, cost := "Not on the van: "+loadsText(lacks)+w.carriers(v, lacks), partMin
		if v.PartsFirst {
			text, cost = text+". Nobody goes without", partFirstMin
		}
		w.add(v, FoundParts, cost, text)
	}
}

// vans is what everybody carries, to take away from, and whether vans are kept at all.
func (w *watch) vans() (vans map[string]map[string]int, kept bool) {
	vans = map[string]map[string]int{}
	for _, t := range w.days[0].workers {
		kept = kept || len(t.Carries) > 0
		vans[t.Technician.ID] = maps.Clone(t.Carries)
	}
	return vans, kept
}

// carriers names who else carries all of the parts; nothing where nobody does.
func (w *watch) carriers(v jobs.Standing, lacks []jobs.Load) string {
	var names []string
	for _, t := range w.days[0].workers {
		if t.Technician.ID != v.Technician && !slices.Contains(v.Helpers, t.Technician.ID) && len(Missing(t, Ask{Parts: lacks})) == 0 {
			names = append(names, t.Technician.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; on the van of " + strings.Join(names[:min(3, len(names))], ", ")
}
