package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/sla"
	"doorstep/app/kernel/workcal"
	"doorstep/app/txn"
)

// Booking is a job as the office takes it in. A customer, site or machine is named by id or given new, never both.
type Booking struct {
	Customer     string
	NewCustomer  *customers.CustomerInput
	Site         string
	NewSite      *customers.SiteInput // its Customer is filled in here
	Assets       []string
	NewAsset     *customers.AssetInput // its Customer and Site are filled in here
	Type         string
	Priority     int // 0 takes the type's
	Issue        string
	PromisedFrom time.Time // both zero: nothing was promised
	PromisedTo   time.Time
	Payment      Payment // empty takes the type's
	DurationMin  int     // 0 takes the type's
	Crew         int     // 0 takes the type's
	PartsFirst   bool    // asked for besides the type's
	ContactName  string
	ContactPhone string
	Source       string // empty is "manual"
	Parent       string
	Contract     string // empty: the one that holds, if any; NoContract: none
	PlanDate     string // of the visit plan that makes it; it makes one job only
	Terms        Terms
	Needs        []Need // these come besides the type's
	Checklist    []Check
	Asks         Asks
	Parts        []catalog.Part
}

// NoContract in a Booking says that the job is under no contract, although one may hold.
const NoContract = "none"

func (in Booking) validate() error {
	var check fault.Check
	check.Need(in.Customer != "" || in.NewCustomer != nil, "customer")
	check.Need(in.Site != "" || in.NewSite != nil, "site")
	check.Need(in.Type != "", "type")
	check.Need(strings.TrimSpace(in.Issue) != "", "issue")
	check.Add(checkWindow(in.PromisedFrom, in.PromisedTo))
	check.Add(checkPriority(in.Priority, true))
	check.Add(checkDuration(in.DurationMin, true))
	check.Add(checkCrew(in.Crew, true))
	check.That(in.Payment == "" || slices.Contains(Payments, in.Payment), fault.Field("payment", "invalid"))
	_, err := contactPhone(in.ContactPhone)
	check.Add(err)
	return check.Err()
}

// BookPlanned books the job of a visit plan's date. It asks for no permission: contracts call it within the plan's run.
// Errors: as Book; Conflict double_submit where the date has its job already.
func (s *Service) BookPlanned(ctx context.Context, in Booking) (Job, error) {
	if err := in.validate(); err != nil {
		return Job{}, err
	}
	ctx = act.Begin(ctx, "jobs.book_planned", "")
	var booked Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		booked, err = s.In(tx).book(ctx, tx, in)
		return err
	})
	return booked, err
}

// contactPhone is the number of whoever is met at the site as it is stored; empty where none is given.
func contactPhone(typed string) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil
	}
	number, err := phone.Parse(typed)
	if err != nil {
		return "", fault.Field("contact_phone", "phone_form").Wrap(err)
	}
	return number, nil
}

// checkWindow holds a promise to both ends, in order, and within a week of length.
func checkWindow(from, to time.Time) error {
	switch {
	case from.IsZero() && to.IsZero():
		return nil
	case from.IsZero() || to.IsZero():
		return fault.Field("promised_to", "window_half")
	case !to.After(from):
		return fault.Field("promised_to", "window_backwards")
	case to.Sub(from) > 7*24*time.Hour:
		return fault.Field("promised_to", "window_long")
	}
	return nil
}

func checkPriority(p int, optional bool) error {
	if p >= 1 && p <= 3 || optional && p == 0 {
		return nil
	}
	return fault.Field("priority", "priority_bad")
}

func checkDuration(minutes int, optional bool) error {
	if minutes >= catalog.DurationLeast && minutes <= catalog.DurationMost || optional && minutes == 0 {
		return nil
	}
	return fault.Field("duration_min", "duration_bad")
}

// Book stores the job, with whatever of customer, site and machine is new, in one transaction, numbered and with its
// service level times. Job type fills what is left empty. Raises Booked.
// Errors: Forbidden; faults beside their fields, those of new customer, site and machine under the prefixes
// "customer_", "site_" and "asset_"; Confirm duplicate_phone or duplicate_gstin; Invalid window_past.
func (s *Service) Book(ctx context.Context, in Booking) (Job, error) {
	if err := act.Require(ctx, Book); err != nil {
		return Job{}, err
	}
	if err := in.validate(); err != nil {
		return Job{}, err
	}
	if !in.PromisedTo.IsZero() && in.PromisedTo.Before(clock.Now()) {
		return Job{}, fault.Field("promised_to", "window_past")
	}
	ctx = act.Begin(ctx, "jobs.book", "")
	var booked Job
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		booked, err = s.In(tx).book(ctx, tx, in)
		return err
	})
	return booked, err
}

func (s *Service) book(ctx context.Context, tx core.App, in Booking) (Job, error) {
	if err := s.people(ctx, &in); err != nil {
		return Job{}, err
	}
	kind, err := s.catalog.JobType(ctx, in.Type)
	if err != nil {
		return Job{}, fault.Field("type", "not_found").Wrap(err)
	}
	job, err := s.draft(ctx, tx, in, kind)
	if err != nil {
		return Job{}, err
	}
	n, err := txn.Next(tx, "jobs")
	if err != nil {
		return Job{}, err
	}
	job.No = Number(n)
	r, err := create(ctx, tx, "jobs", job.write)
	if err != nil {
		return Job{}, err
	}
	if job, err = readJob(r); err != nil {
		return Job{}, err
	}
	if err := s.expect(ctx, tx, job.ID, slices.Concat(kind.Parts, in.Parts)); err != nil {
		return Job{}, err
	}
	return job, s.Events.Booked.Trigger(&Booked{Ctx: ctx, Tx: tx, Job: job})
}

// people creates what is new of customer, site and machine, and holds what is named to belong together.
func (s *Service) people(ctx context.Context, in *Booking) error {
	if in.NewCustomer != nil {
		c, err := s.customers.Create(ctx, *in.NewCustomer)
		if err != nil {
			return fault.Prefix(err, "customer_")
		}
		in.Customer = c.ID
	}
	if in.NewSite != nil {
		in.NewSite.Customer = in.Customer
		site, err := s.customers.CreateSite(ctx, *in.NewSite)
		if err != nil {
			return fault.Prefix(err, "site_")
		}
		in.Site = site.ID
	}
	site, err := s.customers.SiteByID(ctx, in.Site)
	if err != nil || site.Customer != in.Customer {
		return fault.Field("site", "site_elsewhere").Wrap(err)
	}
	if in.NewAsset != nil {
		in.NewAsset.Site = in.Site
		a, err := s.customers.CreateAsset(ctx, *in.NewAsset)
		if err != nil {
			return fault.Prefix(err, "asset_")
		}
		in.Assets = append(in.Assets, a.ID)
	}
	for _, id := range in.Assets {
		if a, err := s.customers.AssetByID(ctx, id); err != nil || a.Site != in.Site {
			return fault.Field("assets", "asset_elsewhere").Wrap(err)
		}
	}
	return nil
}

// draft is the job before it has a number: what the office said, what its contract says, and what the type fills in.
func (s *Service) draft(ctx context.Context, tx core.App, in Booking, kind catalog.JobType) (Job, error) {
	number, err := contactPhone(in.ContactPhone)
	if err != nil {
		return Job{}, err
	}
	j := Job{
		Customer: in.Customer, Site: in.Site, Assets: in.Assets, Type: kind.ID, Priority: in.Priority,
		Issue: strings.TrimSpace(in.Issue), Source: in.Source, Parent: in.Parent, BookedBy: act.From(ctx).User,
		ContactName: strings.TrimSpace(in.ContactName), ContactPhone: number,
		PromisedFrom: in.PromisedFrom, PromisedTo: in.PromisedTo, Payment: in.Payment, DurationMin: in.DurationMin,
		Crew: in.Crew, PartsFirst: in.PartsFirst || kind.PartsFirst, Needs: besides(kind.Skills, in.Needs), Checklist: slices.Concat(kind.Checklist, in.Checklist), Asks: kind.Asks.Or(in.Asks),
		Status: Unscheduled, Billing: "none", Paid: "none", SLAFrom: clock.Now(), PlanDate: in.PlanDate, Terms: in.Terms,
	}
	if j.Source == "" {
		j.Source = "manual"
	}
	if in.PlanDate != "" { // what is planned months ahead is not late before its day
		j.SLAFrom = in.PromisedFrom
	}
	if j.Priority == 0 {
		j.Priority = kind.Priority
	}
	if j.Crew == 0 {
		j.Crew = kind.Crew
	}
	if err := s.Events.Taking.Trigger(&Taking{Ctx: ctx, Tx: tx, In: in, Job: &j}); err != nil {
		return Job{}, err
	}
	if j.Payment == "" {
		j.Payment = Payment(kind.Payment)
	}
	if j.DurationMin == 0 {
		j.DurationMin = kind.DurationMin
	}
	return s.clocked(ctx, j)
}

// clocked sets the service level times from the priority, the expected payment and the pauses so far.
func (s *Service) clocked(ctx context.Context, j Job) (Job, error) {
	cal, target, err := s.measure(ctx, j)
	if err != nil {
		return Job{}, err
	}
	return j.due(cal, target), nil
}

// measure is what jobs of the priority and payment are promised now, or what their contract promises, and the calendar that counts it.
func (s *Service) measure(ctx context.Context, j Job) (workcal.Calendar, sla.Target, error) {
	target, always, err := s.settings.Target(ctx, j.Priority, string(j.Payment))
	if err != nil {
		return workcal.Calendar{}, sla.Target{}, err
	}
	target, always = j.Terms.over(target, always)
	cal, err := s.settings.Calendar(ctx)
	cal.Always = cal.Always || always
	return cal, target, err
}

// over is the target with what the contract promises instead of the company: its response is the arrival, and no answer is later.
func (t Terms) over(target sla.Target, always bool) (sla.Target, bool) {
	if t.RespondMin > 0 {
		target.Arrive = time.Duration(t.RespondMin) * time.Minute
		target.Respond = min(target.Respond, target.Arrive)
	}
	if t.ResolveMin > 0 {
		target.Resolve = time.Duration(t.ResolveMin) * time.Minute
	}
	if t.RespondMin > 0 || t.ResolveMin > 0 {
		always = t.RoundClock
	}
	return target, always
}

// besides are the needs of the type and those that come besides; of one skill the higher level.
func besides(needs, more []Need) []Need {
	all := slices.Clone(needs)
	for _, n := range more {
		at := slices.IndexFunc(all, func(had Need) bool { return had.Skill == n.Skill })
		if at < 0 {
			all = append(all, n)
		} else {
			all[at].Level = max(all[at].Level, n.Level)
		}
	}
	return all
}

// due sets the service level times.
func (j Job) due(cal workcal.Calendar, target sla.Target) Job {
	j.RespondBy = sla.Due(cal, j.SLAFrom, target.Respond, j.Pauses)
	j.ArriveBy = sla.Due(cal, j.SLAFrom, target.Arrive, j.Pauses)
	j.ResolveBy = sla.Due(cal, j.SLAFrom, target.Resolve, j.Pauses)
	return j
}

// expect stores the parts that such jobs usually take, at today's prices.
func (s *Service) expect(ctx context.Context, tx core.App, job string, parts []catalog.Part) error {
	for _, p := range parts {
		item, err := s.catalog.Item(ctx, p.Item, clock.Today())
		if err != nil {
			return err
		}
		line := Line{
			Kind: string(item.Kind), Item: item.ID, Name: item.Name, QtyMilli: p.QtyMilli,
			Rate: item.Price, GSTBps: item.GSTBps, State: "estimated",
		}
		if _, err := create(ctx, tx, "job_lines", func(r *core.Record) { line.write(r, job) }); err != nil {
			return err
		}
	}
	return nil
}
