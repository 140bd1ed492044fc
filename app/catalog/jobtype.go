package catalog

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// JobTypes are the job types in the order in which they are shown.
func (s *Service) JobTypes(_ context.Context, activeOnly bool) ([]JobType, error) {
	return jobTypes(s.app, activeOnly)
}

// JobType is one job type. NotFound.
func (s *Service) JobType(_ context.Context, id string) (JobType, error) {
	rec, err := findJobType(s.app, id)
	if err != nil {
		return JobType{}, err
	}
	return readJobType(rec)
}

// NeedInput is a skill (its id) and the least level of it, as typed; level 1 if empty.
type NeedInput struct{ Skill, Level string }

// CheckInput is a line of a checklist as typed. ID is empty for a new line, Kind tick if empty.
type CheckInput struct {
	ID, Text, Kind string
	Required       bool
}

// PartInput is an item (its id) and how many of it, as typed; one if empty.
type PartInput struct{ Item, Qty string }

// JobTypeInput is a job type as typed. Duration is in minutes and must be given; an empty Crew is one. Lines whose first field is empty are passed over.
type JobTypeInput struct {
	Rev               int
	Code, Name, Trade string
	Duration, Crew    string
	Priority, Payment string
	PartsFirst        bool
	Skills            []NeedInput
	Checklist         []CheckInput
	Asks              Asks
	Parts             []PartInput
	Issues            []string
	Active            bool
	Position          int
}

func (in JobTypeInput) read(c *fault.Check) JobType {
	t := JobType{
		Code: strings.ToUpper(line(in.Code)), Name: line(in.Name), Trade: line(in.Trade), Payment: in.Payment,
		Active: in.Active, Position: in.Position, Priority: 2, Crew: 1, PartsFirst: in.PartsFirst,
		Skills: readNeeds(c, in.Skills), Checklist: readChecks(c, in.Checklist), Asks: in.Asks, Parts: readParts(c, in.Parts),
	}
	c.Need(t.Code != "", "code")
	c.Need(t.Name != "", "name")
	if strings.TrimSpace(in.Duration) == "" {
		c.Add(fault.Field("duration_min", "duration_required"))
	} else {
		t.DurationMin = whole(c, "duration_min", in.Duration, DurationLeast, DurationMost)
	}
	if strings.TrimSpace(in.Crew) != "" {
		t.Crew = whole(c, "crew", in.Crew, 1, CrewMost)
	}
	if in.Priority != "" {
		t.Priority = whole(c, "priority", in.Priority, 1, 3)
	}
	if t.Payment == "" {
		t.Payment = Chargeable
	}
	c.That(slices.Contains(Payments, t.Payment), fault.Field("payment", "invalid"))
	for _, issue := range in.Issues {
		if issue = line(issue); issue != "" && !slices.Contains(t.Issues, issue) {
			t.Issues = append(t.Issues, issue)
		}
	}
	return t
}

func readNeeds(c *fault.Check, typed []NeedInput) []Need {
	needs := []Need{}
	for _, in := range typed {
		if in.Skill == "" {
			continue
		}
		n := Need{Skill: in.Skill, Level: 1}
		if in.Level != "" {
			n.Level = whole(c, "skills", in.Level, 1, LevelMost)
		}
		twice := slices.ContainsFunc(needs, func(have Need) bool { return have.Skill == n.Skill })
		c.That(!twice, fault.Field("skills", "skill_twice"))
		needs = append(needs, n)
	}
	return needs
}

func readChecks(c *fault.Check, typed []CheckInput) []Check {
	checks := []Check{}
	for _, in := range typed {
		k := Check{ID: in.ID, Text: line(in.Text), Kind: in.Kind, Required: in.Required}
		if k.Text == "" {
			continue
		}
		if k.Kind == "" {
			k.Kind = CheckKinds[0]
		}
		c.That(slices.Contains(CheckKinds, k.Kind), fault.Field("checklist", "invalid"))
		taken := slices.ContainsFunc(checks, func(have Check) bool { return have.ID == k.ID })
		if k.ID == "" || taken {
			k.ID = rand.Text()[:8]
		}
		checks = append(checks, k)
	}
	return checks
}

func readParts(c *fault.Check, typed []PartInput) []Part {
	parts := []Part{}
	for _, in := range typed {
		if in.Item == "" {
			continue
		}
		p := Part{Item: in.Item, QtyMilli: 1000}
		if strings.TrimSpace(in.Qty) != "" {
			var err error
			p.QtyMilli, err = ParseQty(in.Qty)
			c.Add(fault.At("parts", err))
		}
		parts = append(parts, p)
	}
	return parts
}

func whole(c *fault.Check, field, typed string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < least || n > most {
		c.Add(fault.Field(field, "number_range", "min", least, "max", most))
	}
	return n
}

// CreateJobType enters a job type.
// Errors: Forbidden; Invalid: required, duration_required [duration_min], number_range {min, max}, invalid, skill_unknown,
// skill_twice [skills], item_unknown, qty_form [parts]; taken [code].
func (s *Service) CreateJobType(ctx context.Context, in JobTypeInput) (JobType, error) {
	return s.saveJobType(ctx, "catalog.create_job_type", in, newJobType)
}

// UpdateJobType changes a job type; jobs that were booked keep what they took from it. Errors: as CreateJobType; NotFound; Stale.
func (s *Service) UpdateJobType(ctx context.Context, id string, in JobTypeInput) (JobType, error) {
	return s.saveJobType(ctx, "catalog.update_job_type", in, func(tx core.App) (*core.Record, error) { return findJobType(tx, id) })
}

func (s *Service) saveJobType(ctx context.Context, verb string, in JobTypeInput, open func(core.App) (*core.Record, error)) (JobType, error) {
	if err := act.Require(ctx, EditTypes); err != nil {
		return JobType{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var check fault.Check
	t := in.read(&check)
	if err := check.Err(); err != nil {
		return JobType{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if err := checkReferences(tx, t); err != nil {
			return err
		}
		rec, err := open(tx)
		if err != nil {
			return err
		}
		t.write(rec)
		if err := txn.Save(ctx, tx, rec, in.Rev); err != nil {
			return err
		}
		t, err = readJobType(rec)
		return err
	})
	return t, err
}
