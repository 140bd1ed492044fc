package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/sla"
)

// keeper stores what was planned: clients, jobs and visits with their history.
type keeper struct {
	*writer
	clocks jobs.Clocks
	types  []catalog.JobType
	lines  [][]line // of trades, in their order
	tally  Company

	books    *books
	now      time.Time
	detailed time.Time  // from which the log holds every step
	field    *rand.Rand // of what phones report
}

// line is a likely part with its rates before and since the reform.
type line struct {
	jobs.Line
	before, since int
}

// doing is a context in which by does the verb.
func doing(by act.By, verb, reason string) context.Context {
	return act.Begin(act.In(context.Background(), by), verb, reason)
}

// linesOf prepares the likely parts of all trades.
func linesOf(items map[string]string) ([][]line, error) {
	all := make([][]line, len(trades))
	for i, t := range trades {
		for _, p := range t.parts {
			at := slices.IndexFunc(priceList, func(i item) bool { return i.code == p.code })
			it := priceList[at]
			price, err := money.Parse(it.price)
			if err != nil {
				return nil, err
			}
			l := line{Line: jobs.Line{Kind: it.kind, Item: items[it.code], Name: it.name, Rate: price, State: "estimated"}}
			for text, into := range map[string]*int{it.was: &l.before, it.now: &l.since} {
				if *into, err = catalog.ParseGST(text); err != nil {
					return nil, err
				}
			}
			if it.was == it.now {
				l.before = l.since
			}
			if l.QtyMilli, err = catalog.ParseQty(p.qty); err != nil {
				return nil, err
			}
			all[i] = append(all[i], l)
		}
	}
	return all, nil
}

// client stores a customer with phones, sites, machines and perhaps a technician he likes or does not.
func (k *keeper) client(c *client, liked jobsPreference) error {
	ctx := doing(c.by, "customers.create", "")
	if err := k.put(ctx, c.at, c.ID, c.Customer); err != nil {
		return err
	}
	for i, n := range c.Phones {
		if err := k.put(ctx, c.at, k.ids.next("phones"), customers.Number{Customer: c.ID, Phone: n, Position: i}); err != nil {
			return err
		}
	}
	for _, s := range c.sites {
		if err := k.put(doing(c.by, "customers.create_site", ""), c.at.Add(time.Second), s.ID, s.Site); err != nil {
			return err
		}
		for _, m := range s.assets {
			if err := k.put(doing(c.by, "customers.create_asset", ""), c.at.Add(2*time.Second), m.ID, m.Asset); err != nil {
				return err
			}
		}
	}
	if liked.Technician == "" {
		return nil
	}
	liked.Customer = c.ID
	return k.put(doing(c.by, "customers.set_preference", ""), c.at.Add(time.Minute), k.ids.next("preferences"), liked.Preference)
}

// jobsPreference is a preference to be stored with its customer; none where it names no technician.
type jobsPreference struct{ customers.Preference }

// work stores a job under its number and lets everything happen to it again, in the order of time.
func (k *keeper) work(w *work, number int64, note string) error {
	typ := k.types[w.trade]
	if w.ID == "" { // a date of a plan may have it already
		w.ID = k.ids.next("jobs")
	}
	w.No, w.Type = jobs.Number(number), typ.ID
	w.Customer, w.Site, w.Assets = w.site.client.ID, w.site.ID, []string{w.machine.ID}
	for _, need := range typ.Skills {
		w.Needs = append(w.Needs, jobs.Need(need))
	}
	for _, c := range typ.Checklist {
		w.Checklist = append(w.Checklist, jobs.Check(c))
	}
	if w.ahead() {
		w.Asks = typ.Asks
	}
	w.Job = k.clocks.Set(w.Job)
	ctx := doing(w.by, "jobs.book", "")
	job, err := k.create(ctx, w.Created, w.ID, w.Job)
	if err != nil {
		return err
	}
	if err := k.expect(ctx, w); err != nil {
		return err
	}
	if err := k.history(ctx, w, job); err != nil {
		return err
	}
	if note != "" {
		at := w.Created.Add(2 * time.Minute)
		ctx := doing(w.by, "notes.add", "")
		in := jobs.NoteBy{Ctx: ctx, NewNote: jobs.NewNote{Job: w.ID, Customer: w.Customer, Kind: "note", Text: note}}
		if strings.HasPrefix(note, "Call") {
			in.Kind = "call"
		}
		if err := k.put(ctx, at, k.ids.next("notes"), in); err != nil {
			return err
		}
	}
	k.tally.Jobs++
	if w.Status == jobs.Unscheduled {
		k.tally.Unscheduled++
	}
	return k.keep(job)
}

// ahead reports whether there is still work to do. Only such jobs ask for proof: the history is of a time before the company did.
func (w *work) ahead() bool {
	over := func(s step) bool { return s.to == jobs.Done || s.verb == callOff }
	return !slices.ContainsFunc(w.steps, over) && !slices.ContainsFunc(w.visits, func(t *trip) bool { return slices.ContainsFunc(t.steps, over) })
}

func (k *keeper) expect(ctx context.Context, w *work) error {
	for _, l := range k.lines[w.trade] {
		l.GSTBps = l.since
		if clock.DateOf(w.Created) < reform {
			l.GSTBps = l.before
		}
		if err := k.put(ctx, w.Created, k.ids.next("job_lines"), jobs.ExpectedLine{Line: l.Line, Job: w.ID}); err != nil {
			return err
		}
	}
	return nil
}

// history goes through the steps of the job and its visits. Steps of one act at one moment share the act's id.
func (k *keeper) history(ctx context.Context, w *work, job *kept) error {
	visits := map[*trip]*kept{}
	var last step
	for _, s := range w.sorted() {
		if !s.at.Equal(last.at) || s.verb != last.verb {
			ctx = doing(s.by, s.verb, s.reason)
		}
		if s.verb == hold {
			ctx = doing(s.by, s.verb, string(s.on))
		}
		if s.trip == nil {
			w.happen(k.clocks, s)
		} else if err := k.move(ctx, visits, s); err != nil {
			return err
		}
		w.settle(s)
		last = s
		if k.silent(s) {
			continue
		}
		if err := k.change(ctx, s.at, job, w.Job); err != nil {
			return err
		}
	}
	if err := k.books.job(w, job, visits); err != nil {
		return err
	}
	for _, t := range w.visits {
		k.tally.Visits++
		if clock.DateOf(t.Start) == clock.Today() && t.Status != jobs.VisitCancelled {
			k.tally.Today++
		}
		if err := k.keep(visits[t]); err != nil {
			return err
		}
	}
	return nil
}

// move brings a visit into its next state, with a stamp.
func (k *keeper) move(ctx context.Context, visits map[*trip]*kept, s step) error {
	t := s.trip
	from := t.Status
	t.Status, t.Reason = s.to, s.reason
	switch {
	case s.to == jobs.Arrived:
		t.ActualStart = s.at
	case s.to.Ended() && !t.ActualStart.IsZero():
		t.ActualEnd = s.at
	}
	var err error
	if from == "" {
		t.ID, t.Job = k.ids.next("visits"), t.work.ID
		visits[t], err = k.create(ctx, s.at, t.ID, t.Visit)
	} else if !k.silent(s) {
		err = k.change(ctx, s.at, visits[t], t.Visit)
	}
	if err != nil {
		return err
	}
	if err := k.put(ctx, s.at, k.ids.next("stamps"), jobs.Stamp{
		Visit: t.ID, Job: t.work.ID, From: from, To: s.to, AtDevice: s.at, AtServer: s.at, Source: string(s.by.Source),
		By: s.by.User, ByName: s.by.Name, Reason: s.reason,
	}); err != nil {
		return err
	}
	return k.checkIn(ctx, s)
}

// happen does to the job what the step says.
func (w *work) happen(clocks jobs.Clocks, s step) {
	switch s.verb {
	case hold:
		w.Waiting = s.on
		w.Pauses = append(slices.Clone(w.Pauses), sla.Pause{From: s.at})
	case resume:
		w.Waiting, w.Pauses = "", slices.Clone(w.Pauses)
		w.Pauses[len(w.Pauses)-1].To = s.at
		w.Job = clocks.Set(w.Job)
	case callOff:
		w.Status, w.Reason, w.ClosedAt = jobs.Cancelled, s.reason, s.at
	case shut:
		w.Status, w.ClosedAt = jobs.Closed, s.at
	}
}

// settle brings the job after its visits, as the jobs slice does.
func (w *work) settle(s step) {
	if s.to == jobs.Arrived && w.ArrivedAt.IsZero() {
		w.ArrivedAt = s.at
	}
	if w.Status.Ended() {
		return
	}
	var states []jobs.VisitStatus
	for _, t := range w.visits {
		if t.Status != "" {
			states = append(states, t.Status)
		}
	}
	was := w.Status
	w.Status = jobs.StatusOf(states)
	if w.Status == jobs.Scheduled && w.RespondedAt.IsZero() {
		w.RespondedAt = s.at
	}
	if w.Status == jobs.Completed && was != jobs.Completed {
		w.CompletedAt = s.at
	}
}

// silent says whether the log passes over a step: what happened on the way to the end of a visit more than a week ago, which
// its stamps tell. That keeps the log of a large demo small.
func (k *keeper) silent(s step) bool {
	return s.trip != nil && s.trip.Status != s.trip.steps[0].to && !s.to.Ended() && s.at.Before(k.detailed)
}

// number draws the next running id of clients, sites and machines, in the order of entry.
func (k *keeper) number(clients []*client) {
	for _, c := range clients {
		c.ID = k.ids.next("customers")
		for _, s := range c.sites {
			s.ID, s.Site.Customer = k.ids.next("sites"), c.ID
			for _, m := range s.assets {
				m.ID, m.Asset.Site, m.Customer = k.ids.next("assets"), s.ID, c.ID
			}
		}
	}
}
