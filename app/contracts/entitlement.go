package contracts

import (
	"context"
	"slices"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
)

// Entitlement is what a job's customer is entitled to, before the work begins. The zero Entitlement: the job has no contract. Why is
// set where the contract bears nothing of this job, see WhyChargeable and so on. Billed says that the contract's bills pay the work
// of the visit. Lines are the rules for jobs like this one in the order in which they decide.
type Entitlement struct {
	Contract, No string
	Type         Type
	Ends         clock.Date
	Why          string
	Billed       bool
	Lines        []CoverLine
}

// CoverLine is a rule as people read it. Most 0 is without limit; Most, Used and Left count jobs, or thousandths of a unit for parts
// and items: Kind.Amount is how they are written. Minutes are those of a first hour.
type CoverLine struct {
	Cover, Name      string
	Kind             CoverKind
	Most, Used, Left int64
	Minutes          int
	Excluded         bool
}

// Bears reports whether the rule has anything to give.
func (l CoverLine) Bears() bool { return !l.Excluded && (l.Most == 0 || l.Left > 0) }

// Standing is the key of the words for how the rule stands; they take {left} and {most}.
func (l CoverLine) Standing() string {
	switch {
	case l.Excluded:
		return "contracts.standing_charged"
	case l.Most == 0:
		return "contracts.standing_free"
	case l.Left == 0:
		return "contracts.standing_used_up"
	}
	return "contracts.standing_left"
}

// Word is the key of the words for what a rule of the kind bears.
func (k CoverKind) Word() string { return "contracts.cover_" + string(k) }

// WhyWord is the key of the words for why the contract bears nothing of the job; empty where it does. They take {no}.
func (e Entitlement) WhyWord() string {
	if e.Why == "" {
		return ""
	}
	return "contracts.bears_not_" + e.Why
}

// Entitlement is what the job is entitled to, with all that was used up so far. It asks for no permission: whoever may see the job
// may see what its customer pays for.
func (s *Service) Entitlement(ctx context.Context, j jobs.Job) (Entitlement, error) {
	if j.Contract == "" {
		return Entitlement{}, nil
	}
	on := dayOf(j)
	st, err := standingOf(ctx, s.app, j, on)
	if err != nil || st.ID == "" {
		return Entitlement{}, err
	}
	ask := st.ask(j)
	e := Entitlement{
		Contract: st.ID, No: st.No, Type: st.Type, Ends: st.Ends, Why: st.refuses(j, on),
	}
	if e.Why != "" {
		return e, nil
	}
	e.Billed = ask.PerVisit && ask.Planned
	rules, err := rulesOf(ctx, s.app, st.ID, "")
	if err != nil {
		return e, err
	}
	rules = slices.DeleteFunc(rules, func(c Cover) bool { return !c.applies(ask) })
	slices.SortFunc(rules, ranks)
	for _, c := range rules {
		e.Lines = append(e.Lines, CoverLine{
			Cover: c.ID, Name: c.Name, Kind: c.Kind, Most: c.Most, Used: c.Used, Left: c.Left(), Minutes: c.Minutes, Excluded: c.Excluded,
		})
	}
	return e, nil
}
