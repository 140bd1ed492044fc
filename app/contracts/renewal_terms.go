package contracts

import (
	"slices"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/recur"
)

// Uplifted is the value raised by so many basis points, to the nearest paisa; a negative uplift lowers it.
func Uplifted(value money.Paise, bps int) money.Paise {
	share, rest := fraction(int64(value), int64(max(bps, -bps)), 10000)
	if rest >= 5000 {
		share++
	}
	if bps < 0 {
		return value - money.Paise(share)
	}
	return value + money.Paise(share)
}

// Renewed is a part of what a renewal is quoted at; Asset is empty for the whole contract.
type Renewed struct {
	Asset  string
	Amount money.Paise
}

// Quote is what a renewal comes to with the uplift, by machine where each of them has its share. What was only pro rata in this term
// counts in full, machines that have left it are not renewed.
func (c Contract) Quote(upliftBps int) []Renewed {
	value, staying := Uplifted(c.renewalBase(), upliftBps), c.staying()
	if !c.shared() {
		return []Renewed{{Amount: value}}
	}
	weights := make([]int64, len(staying))
	for i, m := range staying {
		weights[i] = int64(m.Share)
	}
	out := make([]Renewed, len(staying))
	for i, amount := range Parted(value, weights) {
		out[i] = Renewed{staying[i].Asset, amount}
	}
	return out
}

// shared reports whether every machine that stays has a share of its own.
func (c Contract) shared() bool {
	staying := c.staying()
	return len(staying) > 0 && !slices.ContainsFunc(staying, func(m Machine) bool { return m.Share <= 0 })
}

// renewalBase is what a whole term with the machines that stay is worth at the prices of this one.
func (c Contract) renewalBase() money.Paise {
	if !c.shared() {
		return c.Value
	}
	var sum money.Paise
	for _, m := range c.staying() {
		sum += m.Share
	}
	return sum
}

// staying are the machines that are under the contract on its last day.
func (c Contract) staying() []Machine {
	return slices.DeleteFunc(slices.Clone(c.Assets), func(m Machine) bool { return !m.Under(max(m.From, c.Ends)) })
}

// NextTerm is the term that follows: as many months or, where these are not whole, days as this one, from the day after it.
func (c Contract) NextTerm() (starts, ends clock.Date) {
	starts = c.Ends.AddDays(1)
	if n := c.months(); n > 0 {
		return starts, inMonths(c.Starts, 2*n).AddDays(-1)
	}
	return starts, c.Ends.AddDays(int(days(c.Starts, c.Ends)))
}

// months is how many months the term has, 0 where these are not whole.
func (c Contract) months() int {
	from, to := c.Starts.Start(), c.Ends.Start()
	n := (to.Year()-from.Year())*12 + int(to.Month()-from.Month())
	for _, n := range []int{n, n + 1} {
		if n > 0 && inMonths(c.Starts, n).AddDays(-1) == c.Ends {
			return n
		}
	}
	return 0
}

// nextTermDay is the day of the next term that answers to a day of this one.
func (c Contract) nextTermDay(d clock.Date) clock.Date {
	if n := c.months(); n > 0 {
		return inMonths(d, n)
	}
	return d.AddDays(int(days(c.Starts, c.Ends)))
}

// following is the next contract at the value, with its machines.
func (c Contract) following(value money.Paise) (Contract, []Machine) {
	next := c
	next.ID, next.No, next.Rev, next.State, next.Value, next.Renews = "", "", 0, Draft, value, c.ID
	next.Starts, next.Ends = c.NextTerm()
	next.Renewal, next.LostReason, next.UpliftBps, next.Estimate, next.RenewedBy, next.Reason = "", "", 0, "", "", ""
	next.ActivatedAt, next.EndedAt, next.SuspendedOn = time.Time{}, time.Time{}, ""
	staying := c.staying()
	weights := make([]int64, len(staying))
	for i, m := range staying {
		weights[i] = int64(max(0, m.Share))
	}
	for i, share := range Parted(value, weights) {
		staying[i] = Machine{Asset: staying[i].Asset, From: next.Starts, Share: share}
	}
	next.Assets = nil
	return next, staying
}

// carried is the plan in the term after c's: its days move by the term, and what it took from its first day it keeps.
func (c Contract) carried(p Plan) Plan {
	first := c.nextTermDay(p.First)
	weekday, day := p.First.Weekday(), p.First.Start().Day()
	switch rule := &p.Rule; {
	case rule.Unit == recur.Weeks && len(rule.Weekdays) == 0:
		rule.Weekdays = append(rule.Weekdays, weekday)
	case (rule.Unit == recur.Months || rule.Unit == recur.Years) && rule.Nth == 0 && rule.MonthDay == 0 && first.Start().Day() != day:
		rule.MonthDay = day
	}
	p.ID, p.Rev, p.First = "", 0, first
	for _, list := range []*[]clock.Date{&p.Rule.Dates, &p.Rule.Except} {
		*list = slices.Clone(*list)
		for i, d := range *list {
			(*list)[i] = c.nextTermDay(d)
		}
	}
	return p
}
