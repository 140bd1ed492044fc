package customers

import (
	"context"
	"strings"

	"doorstep/app/kernel/page"
)

// MachineRow is a line of the list of machines: the machine, whose it is and where it stands.
type MachineRow struct {
	Asset
	CustomerName string
	SiteName     string // the site's label, or else its address
}

// Machines is a page of all machines, the newest first, 50 at a time; retired ones too. Query narrows it to those to which every
// word belongs: as the beginning of a word of the machine, its site or its customer, or as digits of the customer's number.
// A query of nothing but signs finds none.
func (s *Service) Machines(ctx context.Context, in ListInput) (page.Of[MachineRow], error) {
	q := readQuery(in.Query)
	if q.empty() && strings.TrimSpace(in.Query) != "" {
		return page.Of[MachineRow]{}, nil
	}
	rows, err := machines(ctx, s.app, q, in.Cursor, pageSize+1)
	if err != nil {
		return page.Of[MachineRow]{}, err
	}
	cut := page.Cut(rows, pageSize, in.Cursor, func(r machineRow) (string, string) { return r.Created.String(), r.ID })
	all := page.Of[MachineRow]{Prev: cut.Prev, Next: cut.Next, Rows: make([]MachineRow, len(cut.Rows))}
	for i, r := range cut.Rows {
		all.Rows[i] = r.value()
	}
	return all, nil
}
