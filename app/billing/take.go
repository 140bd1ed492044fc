package billing

import (
	"context"

	"doorstep/app/catalog"
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
	issued bool // one of the jobs stands on an issued invoice
}

// take prices what the jobs come to for the customer: lines used at their visits, and services of an approved estimate, which need
// not be used by anybody. What stands on issued invoices is left out.
func (s *Service) take(ctx context.Context, c settings.Company, customer string, ids []string) (takeover, error) {
	var t takeover
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
		lines, err := s.takeJob(ctx, c, b, terms, t.billed, len(before) == 0)
		if err != nil {
			return t, err
		}
		t.issued = t.issued || len(before) > 0
		t.lines = append(t.lines, lines...)
	}
	return t, nil
}

// takeJob prices one job. first says that nothing of it was invoiced before: only then does the least of a visit hold.
func (s *Service) takeJob(ctx context.Context, c settings.Company, b jobs.Billable, t terms, billed map[string]bool, first bool) ([]Line, error) {
	lines, items := chosen(b, billed)
	if c.VisitItem != "" {
		items = append(items, c.VisitItem)
	}
	known, err := s.catalog.ItemsByID(ctx, items, clock.Today())
	if err != nil {
		return nil, err
	}
	for i := range lines {
		item := known[lines[i].Item]
		lines[i].HSN, lines[i].UOM = item.HSN, item.UOM
	}
	cover := ""
	if b.Job.Payment != jobs.Chargeable {
		cover = string(b.Job.Payment)
	}
	priced := price(lines, t, cover)
	if first && cover == "" {
		priced = visitCharge(c, known).topUp(priced, b.Job.ID)
	}
	return priced, nil
}

// chosen are the lines of the job to bill: used ones, then services that an approved estimate holds and nobody entered as used.
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
			Rate: l.Rate, GSTBps: l.GSTBps, Agreed: asAgreed,
		}
		if l.Serial != "" {
			t.Detail = "S/N " + l.Serial
		}
		lines, items = append(lines, t), append(items, l.Item)
	}
	for _, l := range b.Used {
		used[l.Item] = true
		if billed[l.ID] {
			continue
		}
		rate, ok := agreed[l.Item]
		if ok {
			l.Rate = rate
		}
		add(l, ok)
	}
	for _, l := range b.Expected {
		if l.Estimate != "" && l.Kind != LinePart && (l.Item == "" || !used[l.Item]) && !billed[l.ID] {
			add(l, true)
		}
	}
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
