package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/stock"
)

// vanParts is what the van of somebody who knows a trade carries, beside the skill of it: part and quantity.
var vanParts = [][]likely{
	ac:         {{"AC-CAP35", "4"}, {"AC-CAP50", "3"}, {"AC-SENS", "2"}, {"AC-FANM", "1"}, {"GAS-R32", "3.5"}, {"CU-PIPE", "6"}, {"DRAIN-P", "10"}},
	ro:         {{"RO-SED", "5"}, {"RO-CARB", "5"}, {"RO-MEMB", "2"}, {"RO-PUMP", "1"}, {"RO-SV", "2"}},
	appliances: {{"WM-PUMP", "1"}, {"FR-RELAY", "2"}, {"GY-ELEM", "2"}, {"GY-THERM", "1"}},
	cctv:       {{"CC-CAM", "2"}, {"CC-BATT", "1"}, {"CC-CABLE", "60"}},
}

// crewed is how many visits of the days to come the demo sends two to.
const crewed = 3

// vans loads what technicians carry, all but one's, who starts with an empty van, and sends helpers to some visits. All of it goes
// through the verbs, as the storekeeper and a dispatcher would.
func (b *builder) vans(tx core.App, f *founder, p *planner) error {
	store := act.In(context.Background(), p.office[0])
	for i, t := range p.techs {
		in := stock.Handed{Technician: t.ID, Reason: "Loaded for the week"}
		for skill, level := range t.level {
			if level < 1 || skill >= len(vanParts) || i == 3 {
				continue
			}
			for _, part := range vanParts[skill] {
				in.Rows = append(in.Rows, stock.Row{Item: f.items[part.code], Qty: part.qty})
			}
		}
		if len(in.Rows) == 0 {
			continue
		}
		if err := b.app.Stock.In(tx).Load(store, in); err != nil {
			return fmt.Errorf("vans: %w", err)
		}
	}
	if err := b.crews(tx, p); err != nil {
		return fmt.Errorf("crews: %w", err)
	}
	return nil
}

// crews sends somebody along to installations and other long visits of the days ahead, where somebody is free.
func (b *builder) crews(tx core.App, p *planner) error {
	ctx := act.In(context.Background(), p.office[1])
	left := crewed
	for ahead := 1; ahead <= 4 && left > 0; ahead++ {
		cards, err := b.app.Jobs.In(tx).Day(ctx, p.today.AddDays(ahead))
		if err != nil {
			return err
		}
		for _, c := range cards {
			long := strings.HasSuffix(c.Type, "installation") || c.End.Time().Sub(c.Start.Time()).Minutes() >= 90
			if left == 0 || !long || c.Status != jobs.Planned && c.Status != jobs.Dispatched {
				continue
			}
			done, err := b.crewOf(ctx, tx, c)
			if err != nil {
				return err
			}
			if done {
				left--
				break // one a day
			}
		}
	}
	return nil
}

// crewOf makes the visit one for two, if somebody is free to go along.
func (b *builder) crewOf(ctx context.Context, tx core.App, c jobs.Card) (bool, error) {
	board := b.app.Dispatch.In(tx)
	minutes := int(c.End.Time().Sub(c.Start.Time()).Minutes())
	mates, err := board.Mates(ctx, c.Job, c.ID, c.Technician, c.Start.Time(), minutes)
	if err != nil || len(mates) == 0 || len(mates[0].Against) > 0 {
		return false, err
	}
	j, err := b.app.Jobs.In(tx).Get(ctx, c.Job)
	if err != nil {
		return false, err
	}
	if _, err := b.app.Jobs.In(tx).Edit(ctx, jobs.Change{
		ID: j.ID, Rev: j.Rev, Priority: j.Priority, Issue: j.Issue, PromisedFrom: j.PromisedFrom, PromisedTo: j.PromisedTo, Payment: j.Payment,
		DurationMin: j.DurationMin, Crew: 2, PartsFirst: j.PartsFirst, ContactName: j.ContactName, ContactPhone: j.ContactPhone,
	}); err != nil {
		return false, err
	}
	_, err = board.Assign(ctx, dispatch.Assignment{
		Job: c.Job, Visit: c.ID, Technician: c.Technician, Helpers: []string{mates[0].Technician}, Start: c.Start.Time(), Minutes: minutes,
		Lock: c.Lock, Tell: c.Status != jobs.Planned, Insist: true, Reason: "Two carry it up",
	})
	return err == nil, err
}
