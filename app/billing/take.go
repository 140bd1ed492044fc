package billing

import (
	"context"
	"slices"

	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
)

// takeover is what jobs come to: their lines that are on no issued invoice yet.
type takeover struct {
	lines  []Line
	work   []jobs.Billable
	billed map[string]bool
	issued bool                       // one of the jobs stands on an issued invoice
	borne  bool                       // somebody else bears the visits themselves
	uses   map[string][]contracts.Use // by job, what it uses up of its contract
}

// take prices what the jobs come to for the customer: lines used at their visits, and services of an approved estimate, which need
// not be used by anybody. What stands on issued invoices is left out.
func (s *Service) take(ctx context.Context, c settings.Company, customer string, ids []string) (takeover, error) {
	t := takeover{borne: true, uses: map[string][]contracts.Use{}}
	var err error
	if t.billed, err = billedLines(ctx, s.app, ids); err != nil {
		return t, err
	}
	terms, err := termsOf(ctx, s.app, customer)
	if err != nil {
		return t, err
	}
	for _, id := range ids {
		b, err := s.jobs.Billable(ctx, id)
		if err != nil {
			return t, err
		}
		t.work = append(t.work, b)
		before, err := of(ctx, s.app, id, Issued)
		if err != nil {
			return t, err
		}
		j, err := s.takeJob(ctx, c, b, terms, t.billed, len(before) == 0)
		if err != nil {
			return t, err
		}
		t.issued, t.borne = t.issued || len(before) > 0, t.borne && j.borne
		t.lines, t.uses[id] = append(t.lines, j.lines...), j.uses
	}
	return t, nil
}

// jobTake is what one job comes to: its lines that are not billed, whether somebody else bears the visit itself, and what it uses up.
type jobTake struct {
	lines []Line
	borne bool
	why   string // the visit is not borne
	uses  []contracts.Use
}

// takeJob prices one job. first says that nothing of it was invoiced before: only then does the least of a visit hold.
func (s *Service) takeJob(ctx context.Context, c settings.Company, b jobs.Billable, t terms, billed map[string]bool, first bool) (jobTake, error) {
	lines, items := chosen(b, billed)
	if c.VisitItem != "" {
		items = append(items, c.VisitItem)
	}
	known, err := s.catalog.ItemsByID(ctx, items, clock.Today())
	if err != nil {
		return jobTake{}, err
	}
	for i := range lines {
		item := known[lines[i].Item]
		lines[i].HSN, lines[i].UOM = item.HSN, item.UOM
	}
	visit := visitCharge(c, known)
	var out jobTake
	if b.Job.Contract == "" {
		cover := ""
		if b.Job.Payment != jobs.Chargeable {
			cover, out.borne = string(b.Job.Payment), true
		}
		out.lines = price(open(lines), t, cover)
	} else if out, err = s.underContract(ctx, b.Job, lines, visit, t); err != nil {
		return out, err
	}
	if first && !out.borne {
		visit.Line.Detail = notCovered(out.why)
		out.lines = visit.topUp(out.lines, b.Job.ID)
	}
	return out, nil
}

// open are the lines that stand on no issued invoice.
func open(lines []taken) []taken {
	return slices.DeleteFunc(slices.Clone(lines), func(l taken) bool { return l.Billed })
}

// chosen are the lines of the job: used ones, then services that an approved estimate holds and nobody entered as used. What is
// billed comes first, so that what a contract bore of it is decided before what came later.
func chosen(b jobs.Billable, billed map[string]bool) (lines []taken, items []string) {
	agreed, used := map[string]money.Paise{}, map[string]bool{}
	for _, l := range b.Expected {
		if _, twice := agreed[l.Item]; l.Estimate != "" && l.Item != "" && !twice {
			agreed[l.Item] = l.Rate
		}
	}
	add := func(l jobs.BillLine, asAgreed bool) {
		t := taken{
			Job: b.Job.ID, Visit: l.Visit, JobLine: l.ID, Item: l.Item, Kind: l.Kind, Name: l.Name, QtyMilli: int64(l.QtyMilli),
			Rate: l.Rate, GSTBps: l.GSTBps, Agreed: asAgreed, Billed: billed[l.ID],
		}
		if l.Serial != "" {
			t.Detail = "S/N " + l.Serial
		}
		lines, items = append(lines, t), append(items, l.Item)
	}
	for _, l := range b.Used {
		used[l.Item] = true
		rate, ok := agreed[l.Item]
		if ok {
			l.Rate = rate
		}
		add(l, ok)
	}
	for _, l := range b.Expected {
		if l.Estimate != "" && l.Kind != LinePart && (l.Item == "" || !used[l.Item]) {
			add(l, true)
		}
	}
	slices.SortStableFunc(lines, func(a, b taken) int {
		switch {
		case a.Billed == b.Billed:
			return 0
		case a.Billed:
			return -1
		}
		return 1
	})
	return lines, items
}

// visitCharge is the least of a visit as the company set it.
func visitCharge(c settings.Company, known map[string]catalog.Item) minimum {
	m := minimum{Least: c.MinVisit, Line: taken{Name: "Minimum visit charge", UOM: "NOS"}}
	if item, ok := known[c.VisitItem]; ok {
		m.Line = taken{Item: item.ID, Name: item.Name, HSN: item.HSN, UOM: item.UOM, GSTBps: item.GSTBps}
	} else if gst.Mode(c.GSTMode) == gst.ModeRegular {
		m.Line.GSTBps = unknownRate
	}
	return m
}

// unknownRate is what the rules want where the rate of an advance is not known.
const unknownRate = 1800
