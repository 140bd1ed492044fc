package office

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/ui"
)

// proposalView is a proposal as its page shows it.
type proposalView struct {
	dispatch.Proposal
	f      *ui.Form
	groups []moveGroup
	lines  []dayLine // by technician, before and after; only while it is open
	hours  [2]int    // minutes of the day that the lines show
	may    bool      // the reader may apply or discard it
}

// moveGroup is the moves that lead to one technician, or off the plan.
type moveGroup struct {
	id, name string
	gives    bool // those who give way to an emergency
	moves    []dispatch.Move
}

func newProposalView(p dispatch.Proposal, f *ui.Form, cards []jobs.Card, may bool) proposalView {
	v := proposalView{Proposal: p, f: f, may: may && p.State == dispatch.Open, groups: groupsOf(p)}
	if p.State == dispatch.Open {
		v.lines = dayLines(p, cards)
		v.hours = hoursOf(v.lines)
	}
	return v
}

// groupsOf puts moves together by who makes the visit afterwards, in order of time; in an emergency whoever gives way stands first,
// and what leaves the plan stands last.
func groupsOf(p dispatch.Proposal) []moveGroup {
	place, groups := map[string]int{}, []moveGroup{}
	for _, m := range p.Moves {
		g := moveGroup{id: m.To.Technician, name: m.To.Name}
		switch {
		case m.Displaced && p.Kind != dispatch.DayPlan:
			g = moveGroup{id: "gives", name: "Gives way", gives: true}
		case m.To.Zero():
			g = moveGroup{id: "off", name: "Taken off the plan"}
		}
		i, ok := place[g.id]
		if !ok {
			i = len(groups)
			place[g.id] = i
			groups = append(groups, g)
		}
		groups[i].moves = append(groups[i].moves, m)
	}
	rank := func(g moveGroup) int {
		switch {
		case g.gives:
			return 0
		case g.id == "off":
			return 2
		}
		return 1
	}
	slices.SortStableFunc(groups, func(a, b moveGroup) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.name, b.name))
	})
	for _, g := range groups {
		slices.SortStableFunc(g.moves, func(a, b dispatch.Move) int { return a.To.Start.Compare(b.To.Start) })
	}
	return groups
}

// picked reports whether a move's box is ticked: all are until somebody chose otherwise.
func (v proposalView) picked(m dispatch.Move) bool {
	return !v.f.Failed() && !v.f.Has("rev") || slices.Contains(v.f.All("move"), m.Key)
}

// did counts the moves that came to the state.
func (v proposalView) did(state string) int {
	n := 0
	for _, m := range v.Moves {
		if m.State == state {
			n++
		}
	}
	return n
}

func (v proposalView) path() string { return "/office/proposals/" + v.ID }

// sub is the proposal's day, cause and origin in one line.
func (v proposalView) sub() string {
	line := proposalKinds[v.Kind] + " for " + v.Day.Start().In(clock.IST).Format("Monday, 2 January")
	if v.MadeBy != "" {
		line += " · proposed by " + v.MadeBy
	}
	if !v.Made.IsZero() {
		line += ", " + clock.Stamp(v.Made)
	}
	return line
}

// messages counts the drafted messages.
func (v proposalView) messages() int {
	n := 0
	for _, m := range v.Moves {
		if m.Message != "" {
			n++
		}
	}
	return n
}

func (v proposalView) messagesWords() string {
	n := v.messages()
	switch n {
	case 0:
		return "No customer needs a message."
	case 1:
		return "One customer has a drafted message; it waits for approval once the move is applied."
	}
	return strconv.Itoa(n) + " customers have drafted messages; they wait for approval once the moves are applied."
}

// lineCards are the visits of the day that the lines before and after are drawn from.
func (o *office) lineCards(ctx context.Context, p dispatch.Proposal) ([]jobs.Card, error) {
	if p.State != dispatch.Open {
		return nil, nil
	}
	return o.app.Jobs.Day(ctx, p.Day)
}
