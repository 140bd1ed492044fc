package office

import (
	"strconv"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/views/web"
)

// clash is how many visits a technician on leave was still to make, and the first day with one.
type clash struct {
	n     int
	first clock.Date
}

// clashes are those of each leave, by its id. Leave that is over collides with nothing any more.
func (o *office) clashes(req *web.Request, away []people.Leave) (map[string]clash, error) {
	today := clock.Today()
	from, to := clock.Date(""), today
	for _, l := range away {
		if l.To < today {
			continue
		}
		if first := max(l.From, today); from == "" || first < from {
			from = first
		}
		to = max(to, l.To)
	}
	if from == "" {
		return nil, nil
	}
	ahead, err := o.app.Jobs.Ahead(req.Ctx(), from, to)
	return clashesOf(away, ahead), err
}

func clashesOf(away []people.Leave, ahead []jobs.Stop) map[string]clash {
	found := map[string]clash{}
	for _, l := range away {
		for _, v := range ahead {
			day := clock.DateOf(v.Start.Time())
			if v.Technician != l.Technician || day < l.From || day > l.To {
				continue
			}
			c := found[l.ID]
			if c.n == 0 {
				c.first = day
			}
			c.n++
			found[l.ID] = c
		}
	}
	return found
}

// leaveWords says that the leave is entered, and what now needs somebody else.
func (o *office) leaveWords(req *web.Request, l people.Leave, words string) (string, error) {
	of, err := o.clashes(req, []people.Leave{l})
	if n := of[l.ID].n; n > 0 {
		words += " " + toMoveWords(n) + "."
	}
	return words, err
}

// toMoveWords counts visits that cannot stay where they are planned: "3 visits to move".
func toMoveWords(n int) string {
	if n == 1 {
		return "1 visit to move"
	}
	return strconv.Itoa(n) + " visits to move"
}
