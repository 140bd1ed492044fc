package contracts

import (
	"context"
	"strings"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/i18n"
)

// Covering is what the contract of a job bears of its lines. Contract is empty for a job without one. Bears is who bears in place of
// the customer; PriceList rules for what he is charged, if there is one. Lines are the decisions in the order in which was asked,
// Uses what the job uses up.
type Covering struct {
	Contract, No string
	Bears        jobs.Payment
	PriceList    string
	Lines        []Decision
	Uses         []Use
}

// Why a contract bears nothing of a job; each is a word contracts.bears_not_<why>.
const (
	WhyChargeable = "chargeable" // the office marked the job as one that the customer pays
	WhyNotInForce = "not_in_force"
	WhyNotUnder   = "not_under" // none of the job's machines is under it, or it does not hold at the site
)

// CoverOf decides who bears the lines of the job, as things stand; nothing is stored. What the job itself used before does not count
// against it. It asks for no permission: billing asks for whoever completes a job.
func (s *Service) CoverOf(ctx context.Context, j jobs.Job, lines []LineAsk) (Covering, error) {
	if j.Contract == "" {
		out, _ := DecideCover(nil, JobAsk{}, lines)
		return Covering{Lines: out}, nil
	}
	on := dayOf(j)
	st, err := standingOf(ctx, s.app, j, on)
	if err != nil || st.ID == "" {
		return Covering{Lines: charged(lines, "")}, err
	}
	c := Covering{Contract: st.ID, No: st.No, Bears: st.Type.Payment()}
	if st.forced(on) {
		c.PriceList = st.PriceList
	}
	if why := st.refuses(j, on); why != "" {
		c.Lines = charged(lines, i18n.T("en", "contracts.bears_not_"+why, "no", st.No))
		if why == WhyChargeable {
			c.Lines = charged(lines, "")
		}
		return c, nil
	}
	rules, err := rulesOf(ctx, s.app, st.ID, j.ID)
	if err != nil {
		return c, err
	}
	c.Lines, c.Uses = DecideCover(rules, st.ask(j), lines)
	return c, nil
}

// PriceList is the price list of the contract under which the job is done, where one is set and the contract is in force; else empty.
func (s *Service) PriceList(ctx context.Context, j jobs.Job) (string, error) {
	if j.Contract == "" {
		return "", nil
	}
	on := dayOf(j)
	st, err := standingOf(ctx, s.app, j, on)
	if err != nil || !st.forced(on) {
		return "", err
	}
	return st.PriceList, nil
}

// Bears returns what says whether one more unit of an item, of the kind and sold in the unit uom, costs the customer of the job
// nothing, had being what was used so far; nil for a job without contract. It asks for no permission.
func (s *Service) Bears(ctx context.Context, j jobs.Job, had []LineAsk) (func(kind, item, uom string) bool, error) {
	if j.Contract == "" {
		return nil, nil
	}
	on := dayOf(j)
	st, err := standingOf(ctx, s.app, j, on)
	if err != nil || st.ID == "" || st.refuses(j, on) != "" {
		return func(string, string, string) bool { return false }, err
	}
	rules, err := rulesOf(ctx, s.app, st.ID, j.ID)
	if err != nil {
		return nil, err
	}
	return func(kind, item, uom string) bool {
		lines := append(had[:len(had):len(had)], LineAsk{Item: item, Kind: kind, UOM: uom, QtyMilli: 1000})
		out, _ := DecideCover(rules, st.ask(j), lines)
		return out[len(had)].Charged == 0
	}, nil
}

// dayOf is the day by which a contract holds for the job: the promised one, else that on which it was asked for.
func dayOf(j jobs.Job) clock.Date {
	switch {
	case !j.PromisedFrom.IsZero():
		return clock.DateOf(j.PromisedFrom)
	case !j.Created.IsZero():
		return clock.DateOf(j.Created)
	}
	return clock.Today()
}

// forced reports whether the contract was in force on the day, as far as is known now: one that expired since was, one that was
// suspended or closed was until then.
func (c Contract) forced(on clock.Date) bool {
	if c.ActivatedAt.IsZero() || on < c.Starts || on > c.Ends || c.SuspendedOn != "" && on >= c.SuspendedOn {
		return false
	}
	return c.State != Closed || on <= clock.DateOf(c.EndedAt)
}

// refuses says why the contract bears nothing of the job; empty where it does.
func (st standing) refuses(j jobs.Job, on clock.Date) string {
	switch {
	case j.Payment == jobs.Chargeable:
		return WhyChargeable
	case !st.forced(on):
		return WhyNotInForce
	case st.Machines > 0 && st.Under == 0, st.Machines == 0 && !st.Here:
		return WhyNotUnder
	}
	return ""
}

func (st standing) ask(j jobs.Job) JobAsk {
	return JobAsk{Type: j.Type, Assets: j.Assets, Planned: j.PlanDate != "", PerVisit: st.Cycle == PerVisit}
}

func charged(lines []LineAsk, why string) []Decision {
	out := make([]Decision, len(lines))
	for i, l := range lines {
		out[i] = Decision{Charged: l.QtyMilli, Why: strings.TrimSpace(why)}
	}
	return out
}
