package reports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
)

// lot is cash that somebody still holds of what he was given once: of all that came, the oldest is thought to go first. Holder is a
// technician, or nobody for the till. The lots of a holder add up to what he holds.
type lot struct {
	id, holder, payment, kind string
	at                        time.Time
	paise                     money.Paise
}

// lots are all lots, those of one holder together, his newest first.
func lots(ctx context.Context, app core.App) ([]lot, error) {
	var holders []struct {
		Technician string      `db:"technician"`
		Paise      money.Paise `db:"paise"`
	}
	err := app.ConcurrentDB().NewQuery("SELECT technician, SUM(paise) AS paise FROM cash_moves INDEXED BY cash_moves_technician GROUP BY technician HAVING SUM(paise) != 0").
		WithContext(ctx).All(&holders)
	if err != nil {
		return nil, err
	}
	var all []lot
	for _, h := range holders {
		of, err := lotsOf(ctx, app, h.Technician, h.Paise)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// lotsOf goes back over what the holder was given until it makes up what he holds. Where more went than came, that is one lot below 0.
func lotsOf(ctx context.Context, app core.App, holder string, left money.Paise) ([]lot, error) {
	var all []lot
	const step = 100
	for skip := 0; left > 0; skip += step {
		var came []struct {
			ID      string      `db:"id"`
			Payment string      `db:"payment"`
			Kind    string      `db:"kind"`
			At      string      `db:"at"`
			Paise   money.Paise `db:"paise"`
		}
		err := app.ConcurrentDB().NewQuery("SELECT id, payment, kind, at, paise FROM cash_moves WHERE technician = {:holder} AND paise > 0 ORDER BY at DESC, id DESC LIMIT {:step} OFFSET {:skip}").
			Bind(dbx.Params{"holder": holder, "step": step, "skip": skip}).WithContext(ctx).All(&came)
		if err != nil {
			return nil, err
		}
		for _, m := range came {
			n := min(left, m.Paise)
			if n == 0 {
				break
			}
			at, err := time.Parse(stored, m.At)
			if err != nil {
				return nil, err
			}
			all = append(all, lot{id: m.ID, holder: holder, payment: m.Payment, kind: m.Kind, at: at, paise: n})
			left -= n
		}
		if len(came) < step {
			break
		}
	}
	if left != 0 {
		all = append(all, lot{id: "over", holder: holder, kind: "over", paise: left})
	}
	return all, nil
}

const stored = "2006-01-02 15:04:05.000Z"

// held narrows lots to those behind a figure of cash.
func held(all []lot, measure string, now time.Time, span Span, c choice) []lot {
	return slices.DeleteFunc(slices.Clone(all), func(l lot) bool {
		day := clock.DateOf(l.at)
		if measure == LeakCash && (l.at.IsZero() || l.at.After(now.AddDate(0, 0, -IdleAfter)) || day < span.From || day > span.To) {
			return true
		}
		technician, asked := c.by[ByTechnician]
		week, inWeek := c.by[ByWeek]
		return asked && technician != l.holder || inWeek && string(monday(day)) != week
	})
}

func monday(d clock.Date) clock.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// lotCells sums lots up by holder and week.
func lotCells(all []lot) []cell {
	var cells []cell
	place := map[string]int{}
	for _, l := range all {
		keys := []string{l.holder, string(monday(clock.DateOf(l.at)))}
		at, known := place[strings.Join(keys, " ")]
		if !known {
			at = len(cells)
			place[strings.Join(keys, " ")] = at
			cells = append(cells, cell{keys: keys})
		}
		cells[at].sum.add(Sum{1, l.paise})
	}
	return cells
}

// lotWords say where cash came from that is from no payment.
var lotWords = map[string]string{"received": "handed over by a technician", "over": "more went out than came in", "collected": "cash", "reversed": "taken back"}

// lotRows is a page of the lots, the oldest first, with the payments that they came from.
func lotRows(ctx context.Context, app core.App, all []lot, names map[string]string, at page.Cursor) (page.Of[Row], error) {
	rows := make([]Row, len(all))
	for i, l := range all {
		rows[i] = Row{Key: l.id + l.holder, Opens: "cash", Day: clock.DateOf(l.at), Technician: names[l.holder], Detail: lotWords[l.kind], Paise: l.paise}
		if l.holder == "" {
			rows[i].Technician = Till
		}
		if l.payment == "" {
			continue
		}
		rows[i].Opens, rows[i].ID = "payments", l.payment
		err := app.ConcurrentDB().NewQuery(`SELECT p.no, p.customer, COALESCE(c.name, '') AS customer_name, p.job, COALESCE(j.no, '') AS job_no FROM payments p
			LEFT JOIN customers c ON c.id = p.customer LEFT JOIN jobs j ON j.id = p.job WHERE p.id = {:id} UNION ALL SELECT '', '', '', '', '' LIMIT 1`).
			Bind(dbx.Params{"id": l.payment}).WithContext(ctx).Row(&rows[i].No, &rows[i].Customer, &rows[i].CustomerName, &rows[i].Job, &rows[i].JobNo)
		if err != nil {
			return page.Of[Row]{}, err
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(place(a), place(b)) })
	if !at.Zero() {
		rows = slices.DeleteFunc(rows, func(r Row) bool {
			if at.Back {
				return place(r) >= at.Key+" "+at.ID
			}
			return place(r) <= at.Key+" "+at.ID
		})
	}
	if at.Back {
		slices.Reverse(rows)
	}
	rows = rows[:min(len(rows), perPage+1)]
	return page.Cut(rows, perPage, at, func(r Row) (string, string) { return string(r.Day), r.Key }), nil
}

func place(r Row) string { return string(r.Day) + " " + r.Key }

// Till is the cash box of the office.
const Till = "Till of the office"
