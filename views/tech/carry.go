package tech

import (
	"cmp"
	"slices"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// load is a part to have along, for all open visits of the day together, in thousandths of its unit.
type load struct {
	item, name string
	milli      int
}

// carry sums the parts that the visits still to be done are expected to take.
func (p *phone) carry(req *web.Request, cards []jobs.Card) ([]load, error) {
	var lines []jobs.Line
	for _, c := range cards {
		if c.Status.Ended() {
			continue
		}
		expected, err := p.app.Jobs.Lines(req.Ctx(), c.Job)
		if err != nil {
			return nil, err
		}
		lines = append(lines, expected...)
	}
	return loads(lines), nil
}

// loads adds up parts by item, by name.
func loads(lines []jobs.Line) []load {
	var all []load
	for _, l := range lines {
		if l.Kind != catalog.KindPart {
			continue
		}
		i := slices.IndexFunc(all, func(had load) bool { return had.item == l.Item })
		if i < 0 {
			all = append(all, load{l.Item, l.Name, l.QtyMilli})
			continue
		}
		all[i].milli += l.QtyMilli
	}
	slices.SortFunc(all, func(a, b load) int { return cmp.Compare(a.name, b.name) })
	return all
}
