package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// helpersOf are the ids of a visit's helpers as a table; none where there are none.
const helpersOf = "json_each(CASE WHEN v.helpers = '' THEN '[]' ELSE v.helpers END) h"

// taken is a table of whose time visits take: one row for the lead, one for each helper. The condition is on visits v; that on the
// technician, where one is named, goes with each half.
func taken(where, technician string) string {
	lead, help := where, where+" AND v.helpers != '[]'"
	if technician != "" {
		lead += " AND v.technician = {:technician}"
		help += " AND h.value = {:technician}"
	}
	return "(SELECT v.id, v.job, v.technician, '' AS lead, v.start, v.`end`, v.status FROM visits v WHERE " + lead +
		" UNION ALL SELECT v.id, v.job, h.value, v.technician, v.start, v.`end`, v.status FROM visits v, " + helpersOf + " WHERE " + help + ") v"
}

// stopColumns are those of Stop over taken, jobs and sites.
const stopColumns = "SELECT v.id, j.no, v.technician, v.lead, v.start, v.`end`, s.address, s.lat, s.lng FROM "

// Helping returns the visits of the day at which the technician helps somebody and of which that one was told, in order, and older
// ones still open before them.
func (s *Service) Helping(ctx context.Context, technician string, day clock.Date) ([]Card, error) {
	params := span(day, day.AddDays(1))
	params["technician"], params["earliest"] = technician, txn.Instant(day.AddDays(-helpedFor).Start()).String()
	var cards []Card
	err := s.app.ConcurrentDB().NewQuery(cardQuery + ` WHERE v.start >= {:earliest} AND v.start < {:to} AND v.helpers != '[]'
		AND EXISTS (SELECT 1 FROM ` + helpersOf + ` WHERE h.value = {:technician})
		AND (v.status IN ('dispatched', 'accepted', 'travelling', 'arrived', 'working', 'paused')
			OR v.start >= {:from} AND v.status IN ('done', 'partial', 'cannot_complete')) ORDER BY v.start, v.id LIMIT 60`).
		Bind(params).WithContext(ctx).All(&cards)
	return cards, err
}

// helpedFor is for how many days an open visit stays with its helpers.
const helpedFor = 7

// markRow is a helper's coming or going as it is stored.
type markRow struct {
	Visit      string         `db:"visit"`
	Technician string         `db:"technician"`
	Name       string         `db:"name"`
	What       string         `db:"what"`
	Device     types.DateTime `db:"at_device"`
	Server     types.DateTime `db:"at_server"`
	Skew       int64          `db:"skew_ms"`
	End        types.DateTime `db:"actual_end"`
}

func (r markRow) moment() time.Time {
	return Stamp{AtDevice: r.Device.Time(), AtServer: r.Server.Time(), SkewMS: r.Skew}.Moment()
}

// helperMarks are the comings and goings that meet the condition, by visit, technician and order in which they came in.
func (s *Service) helperMarks(ctx context.Context, where string, params dbx.Params) ([]markRow, error) {
	var rows []markRow
	err := s.app.ConcurrentDB().NewQuery("SELECT m.visit, m.technician, u.name, m.what, m.at_device, m.at_server, m.skew_ms, v.actual_end" + `
		FROM helper_marks m JOIN visits v ON v.id = m.visit JOIN technicians w ON w.id = m.technician JOIN users u ON u.id = w.user
		WHERE ` + where + ` ORDER BY m.visit, m.technician, m.at_server, m.rowid`).Bind(params).WithContext(ctx).All(&rows)
	return rows, err
}
