package billing

import (
	"context"
	"strings"

	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/money"
)

// underContract prices the lines of a job as its contract says: what it bears, and what is charged at its price list. The visit
// itself is asked for too, for it may be what is counted.
func (s *Service) underContract(ctx context.Context, j jobs.Job, lines []taken, visit minimum, t terms) (jobTake, error) {
	asks := make([]contracts.LineAsk, 0, len(lines)+1)
	for _, l := range lines {
		asks = append(asks, contracts.LineAsk{Item: l.Item, Kind: l.Kind, UOM: l.UOM, QtyMilli: l.QtyMilli})
	}
	asks = append(asks, contracts.LineAsk{Item: visit.Line.Item, Kind: contracts.KindVisit, QtyMilli: 1000})
	c, err := s.contracts.CoverOf(ctx, j, asks)
	if err != nil {
		return jobTake{}, err
	}
	if t, err = t.under(ctx, s.app, c.PriceList); err != nil {
		return jobTake{}, err
	}
	out := jobTake{uses: c.Uses, borne: c.Lines[len(lines)].Charged == 0, why: c.Lines[len(lines)].Why}
	for n, l := range lines {
		if !l.Billed {
			out.lines = append(out.lines, borne(t.line(l), c, c.Lines[n])...)
		}
	}
	return out, nil
}

// borne splits a priced line into what the contract bears of it, by each rule, and what the customer is charged.
func borne(l Line, c contracts.Covering, d contracts.Decision) []Line {
	var out []Line
	for _, g := range d.Borne {
		part := l
		part.QtyMilli, part.Cover, part.Why = g.QtyMilli, string(c.Bears), coverWhy(c.No, g)
		out = append(out, part)
	}
	if d.Charged > 0 || len(out) == 0 {
		l.QtyMilli = d.Charged
		l.Detail = clip(join(l.Detail, notCovered(d.Why)), detailMost)
		out = append(out, l)
	}
	return out
}

// notCovered is why a line is charged although there is a contract; empty where no rule of it speaks of the line.
func notCovered(why string) string {
	if why == "" {
		return ""
	}
	return clip("not covered: "+why, detailMost)
}

// What the fields of a line hold.
const (
	whyMost    = 120
	detailMost = 300
)

// coverWhy is why a line is covered: "cover:FWA/26-27/00001 · Free visits · 2 of 4". A long name of the rule gives way.
func coverWhy(no string, g contracts.Grant) string {
	begin, end := WhyCover+":"+no+" · ", ""
	if g.Count != "" {
		end = " · " + g.Count
	}
	return begin + clip(g.Name, whyMost-len([]rune(begin+end))) + end
}

// clip is the text in at most so many characters.
func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:max(0, most-1)]) + "…"
	}
	return text
}

func join(parts ...string) string {
	var filled []string
	for _, p := range parts {
		if p != "" {
			filled = append(filled, p)
		}
	}
	return strings.Join(filled, " · ")
}

// consume stores what a completed job used up of its contract, as it was decided in the same transaction.
func (s *Service) consume(ctx context.Context, t takeover) error {
	for _, b := range t.work {
		if b.Job.Status != jobs.Completed && b.Job.Status != jobs.Closed {
			continue
		}
		if err := s.contracts.Use(ctx, b.Job, t.uses[b.Job.ID]); err != nil {
			return err
		}
	}
	return nil
}

// Reopened gives back what a job used up of its contract, for it is not done after all; what stands on an issued invoice stays used.
// Call it in the transaction in which a job ceases to be completed. It asks for no permission.
func (s *Service) Reopened(ctx context.Context, j jobs.Job) error {
	issued, err := of(ctx, s.app, j.ID, Issued)
	if err != nil || len(issued) > 0 {
		return err
	}
	return s.contracts.Release(ctx, j)
}

// termsFor are the terms of the customer, for a job those of its contract before them.
func (s *Service) termsFor(ctx context.Context, customer, job string) (terms, error) {
	t, err := termsOf(ctx, s.app, customer)
	if err != nil || job == "" {
		return t, err
	}
	j, err := s.jobs.Get(ctx, job)
	if err != nil {
		return t, err
	}
	list, err := s.contracts.PriceList(ctx, j)
	if err != nil {
		return t, err
	}
	return t.under(ctx, s.app, list)
}

// PriceFor returns what one of an item, which has a standard price, costs the customer of a job before tax: by the price lists that
// hold for him, or less his discount. What was agreed in an estimate goes before it. It asks for no permission: whoever is at the door
// says what the customer pays.
func (s *Service) PriceFor(ctx context.Context, j jobs.Job) (func(item string, standard money.Paise) money.Paise, error) {
	t, err := s.termsFor(ctx, j.Customer, j.ID)
	return func(item string, standard money.Paise) money.Paise {
		return t.line(taken{Item: item, QtyMilli: 1000, Rate: standard}).worth()
	}, err
}
