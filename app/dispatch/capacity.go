package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
)

// Hours is how one day stands of one technician, or of several together, in minutes. A technician's work and the way to it count as
// planned, on the day on which they lie; the way home does not count.
type Hours struct {
	Technicians  int // on duty
	Visits       int
	Duty         int // working hours
	Work, Travel int // planned
	Urgent       int // of both, for emergencies
	Room         int // of what is still to come: duty less what is planned, of those who have any left
	Ahead        int // duty still to come; today that is what is left of the day
	UrgentAhead  int // what is planned of it for emergencies
	Over         int // technicians with more planned than their hours
}

// add sums up the hours of two.
func (h Hours) add(o Hours) Hours {
	return Hours{
		h.Technicians + o.Technicians, h.Visits + o.Visits, h.Duty + o.Duty, h.Work + o.Work, h.Travel + o.Travel, h.Urgent + o.Urgent,
		h.Room + o.Room, h.Ahead + o.Ahead, h.UrgentAhead + o.UrgentAhead, h.Over + o.Over,
	}
}

// Percent is planned work and travel in percent of the working hours; 0 without any.
func (h Hours) Percent() int {
	if h.Duty == 0 {
		return 0
	}
	return 100 * (h.Work + h.Travel) / h.Duty
}

// Reserve is what of the hours to come is still kept for emergencies, at so many percent: those that are planned already have taken
// their part of it.
func (h Hours) Reserve(percent int) int { return max(0, h.Ahead*percent/100-h.UrgentAhead) }

// Free is what of the hours to come can still be planned with the reserve kept.
func (h Hours) Free(percent int) int { return max(0, h.Room-h.Reserve(percent)) }

// Bands of a day by how full it is, as Percent says.
const (
	BandOff  = "off"  // nobody works
	BandLow  = "low"  // 70 and less
	BandGood = "good" // over 70
	BandFull = "full" // over 85
	BandOver = "over" // over 100, or work on a day off
)

// Band says how full the day is.
func (h Hours) Band() string {
	switch p := h.Percent(); {
	case h.Duty == 0 && h.Work > 0, p > 100:
		return BandOver
	case h.Duty == 0:
		return BandOff
	case p > 85:
		return BandFull
	case p > 70:
		return BandGood
	}
	return BandLow
}

// hoursOf is one technician's day. now divides it into what is over and what is to come; urgent are the visits of emergencies.
func hoursOf(w Worker, day clock.Date, now time.Time, urgent map[string]bool) Hours {
	var h Hours
	for _, s := range w.Spans {
		h.Duty += s.To - s.From
		if left := int(day.At(s.To).Sub(latest(day.At(s.From), now)) / time.Minute); left > 0 {
			h.Ahead += left
		}
	}
	if len(w.Spans) > 0 {
		h.Technicians = 1
	}
	ahead, here, closes := 0, w.Technician.Home, day.AddDays(1).Start()
	for _, s := range w.Stops {
		end := s.End
		if end.After(closes) {
			end = closes
		}
		work, way := int(end.Sub(s.Start)/time.Minute), int(w.Ways.Minutes(here, s.At, s.Start)/time.Minute)
		here = s.At
		h.Visits, h.Work, h.Travel = h.Visits+1, h.Work+work, h.Travel+way
		left := max(0, int(end.Sub(latest(s.Start, now))/time.Minute))
		if s.Start.After(now) {
			left += way
		}
		ahead += left
		if urgent[s.Visit] {
			h.Urgent, h.UrgentAhead = h.Urgent+work+way, h.UrgentAhead+left
		}
	}
	h.Room = max(0, h.Ahead-ahead)
	if h.Work+h.Travel > h.Duty {
		h.Over = 1
	}
	return h
}

// Capacity is how full the days are: of all together, and by technician, area and skill.
type Capacity struct {
	Days        []CapacityDay
	Technicians []CapacityRow
	Areas       []CapacityRow // of those who go there; who goes to several, or everywhere, counts in each
	Skills      []CapacityRow // of those who have it at any level
	Percent     int           // of a day that is kept for emergencies
}

// CapacityDay is one day of all together.
type CapacityDay struct {
	Hours
	Day        clock.Date
	Holiday    string
	DueJobs    int // without a visit yet; those that are overdue count today
	DueMin     int
	Overbooked bool // more is planned than the hours less what is kept for emergencies; emergencies do not count
	OnLeave    int  // technicians on leave
}

// CapacityRow is the days of a technician, an area or a skill.
type CapacityRow struct {
	ID, Name string
	Cells    []Hours
	Leave    []string // why he is away, by day; of a technician only
}

// capacityDays is how far ahead one may look at once.
const capacityDays = 31

// Capacity reads how full the days from the first are, in a number of queries that does not grow with them.
// Errors: Forbidden; NotFound not_set_up.
func (s *Service) Capacity(ctx context.Context, from clock.Date, days int) (Capacity, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return Capacity{}, err
	}
	days = min(max(days, 1), capacityDays)
	company, err := s.settings.Company(ctx)
	if err != nil {
		return Capacity{}, err
	}
	crews, urgent, err := s.filled(ctx, from, days)
	if err != nil {
		return Capacity{}, err
	}
	c := Capacity{Percent: company.Planning.ReservePct}
	cal, err := s.settings.Calendar(ctx)
	if err != nil {
		return c, err
	}
	for n := range crews {
		day := from.AddDays(n)
		c.Days = append(c.Days, CapacityDay{Day: day, Holiday: cal.Holidays[day]})
		c.people(crews[n].workers, day, urgent)
	}
	if err := s.backlogs(ctx, &c); err != nil {
		return c, err
	}
	return c, s.groups(ctx, &c, crews[0].workers)
}

// filled is who is there on the days with their stops, and which of those are emergencies.
func (s *Service) filled(ctx context.Context, from clock.Date, days int) ([]crew, map[string]bool, error) {
	crews, err := s.crews(ctx, from, from.AddDays(days-1))
	if err != nil {
		return nil, nil, err
	}
	opens, closes := from.Start(), from.AddDays(days).Start()
	times, err := s.jobs.Times(ctx, opens, closes)
	if err != nil {
		return nil, nil, err
	}
	return crews, take(crews, from, times), nil
}

// take puts what takes time on the days of those who make it, by start, and returns which visits are emergencies.
func take(days []crew, from clock.Date, times []jobs.Taken) map[string]bool {
	urgent := map[string]bool{}
	opens := from.Start()
	for _, t := range times {
		if t.Urgent {
			urgent[t.Visit] = true
		}
		stop := Stop{Visit: t.Visit, Start: t.Start, End: t.End, At: geo.Point{Lat: t.Lat, Lng: t.Lng}}
		last := int(t.End.Add(-time.Second).Sub(opens) / (24 * time.Hour))
		for n := max(0, int(t.Start.Sub(opens)/(24*time.Hour))); n <= last && n < len(days); n++ {
			if i, ok := days[n].place[t.Technician]; ok {
				stop.Start = latest(t.Start, opens.AddDate(0, 0, n))
				days[n].workers[i].Stops = append(days[n].workers[i].Stops, stop)
			}
		}
	}
	for _, c := range days {
		for _, w := range c.workers {
			slices.SortFunc(w.Stops, func(a, b Stop) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Visit, b.Visit)) })
		}
	}
	return urgent
}

// people adds one day of everybody.
func (c *Capacity) people(workers []Worker, day clock.Date, urgent map[string]bool) {
	now, d := clock.Now(), &c.Days[len(c.Days)-1]
	if len(c.Technicians) == 0 {
		for _, w := range workers {
			c.Technicians = append(c.Technicians, CapacityRow{ID: w.Technician.ID, Name: w.Technician.Name})
		}
	}
	for i, w := range workers {
		h, why := hoursOf(w, day, now, urgent), ""
		if w.OnLeave {
			d.OnLeave++
			why = "Leave" + because(w.LeaveReason)
		}
		d.Hours = d.Hours.add(h)
		c.Technicians[i].Cells = append(c.Technicians[i].Cells, h)
		c.Technicians[i].Leave = append(c.Technicians[i].Leave, why)
	}
	d.Overbooked = overbooked(d.Hours, c.Percent)
}

// overbooked reports whether planned work eats into what is kept for emergencies, those themselves not counted.
func overbooked(h Hours, percent int) bool {
	return h.Work+h.Travel-h.Urgent > h.Duty-h.Duty*percent/100
}

// backlogs adds what is due and has no visit.
func (s *Service) backlogs(ctx context.Context, c *Capacity) error {
	first := c.Days[0].Day
	all, err := s.jobs.Backlogs(ctx, c.Days[len(c.Days)-1].Day)
	for _, d := range all {
		day := max(d.Day, clock.Today())
		if i := slices.IndexFunc(c.Days, func(x CapacityDay) bool { return x.Day == day }); i >= 0 && day >= first {
			c.Days[i].DueJobs += d.Jobs
			c.Days[i].DueMin += d.Minutes
		}
	}
	return err
}

// groups sums up the technicians by area and by skill.
func (s *Service) groups(ctx context.Context, c *Capacity, workers []Worker) error {
	areas, err := s.people.Areas(ctx)
	if err != nil {
		return err
	}
	for _, a := range areas {
		c.Areas = append(c.Areas, c.sum(a.ID, a.Name, workers, func(w Worker) bool {
			return len(w.Technician.Areas) == 0 || slices.Contains(w.Technician.Areas, a.ID)
		}))
	}
	skills, err := s.people.Skills(ctx)
	if err != nil {
		return err
	}
	for _, k := range skills {
		if row := c.sum(k.ID, k.Name, workers, func(w Worker) bool { return level(w, k.ID) > 0 }); row.Cells != nil {
			c.Skills = append(c.Skills, row)
		}
	}
	return nil
}

// sum is the days of those technicians who belong to the row; no cells where nobody does.
func (c *Capacity) sum(id, name string, workers []Worker, belongs func(Worker) bool) CapacityRow {
	row := CapacityRow{ID: id, Name: name}
	for i, w := range workers {
		if !belongs(w) {
			continue
		}
		if row.Cells == nil {
			row.Cells = make([]Hours, len(c.Days))
		}
		for n, h := range c.Technicians[i].Cells {
			row.Cells[n] = row.Cells[n].add(h)
		}
	}
	return row
}
