package contracts

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// span is a period of a contract, both days included. Whole is how many days it would have if the term did not end within it.
type span struct {
	From, To    clock.Date
	Days, Whole int
}

// inMonths is the day n months after d. A day that the month lacks becomes its last one; counted from d anew each time, the next
// month has its own day again: 31 Jan, 28 Feb, 31 Mar.
func inMonths(d clock.Date, n int) clock.Date {
	return clock.Date(monthsOn(d.Start(), n).Format(time.DateOnly))
}

func monthsOn(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// spans cuts a term into periods of so many months, counted from its first day. The last is shorter where the term ends.
func spans(starts, ends clock.Date, months int) []span {
	var all []span
	first, last := starts.Start(), ends.Start()
	for from, n := first, 1; !from.After(last); n++ {
		next := monthsOn(first, n*months)
		to := next.AddDate(0, 0, -1)
		whole := daysBetween(from, next)
		if to.After(last) {
			to = last
		}
		all = append(all, span{
			clock.Date(from.Format(time.DateOnly)), clock.Date(to.Format(time.DateOnly)), daysBetween(from, to) + 1, whole,
		})
		from = next
	}
	return all
}

// Parted shares an amount that is not negative out by weights, exact to the paisa: what is left over goes to those that lost most by
// rounding down, the earlier first. Weights are not negative; where all are 0 they count alike.
func Parted(amount money.Paise, weights []int64) []money.Paise {
	var whole int64
	for _, w := range weights {
		whole += w
	}
	if whole == 0 {
		weights, whole = slices.Repeat([]int64{1}, len(weights)), int64(len(weights))
	}
	out, order, lost := make([]money.Paise, len(weights)), make([]int, len(weights)), make([]int64, len(weights))
	left := amount
	for i, w := range weights {
		share, rest := fraction(int64(amount), w, whole)
		out[i], lost[i], order[i] = money.Paise(share), rest, i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	for i := 0; left > 0; i, left = i+1, left-1 {
		out[order[i]]++
	}
	return out
}

// fraction is amount × part ÷ whole and what is left over by rounding down. 0 ≤ part ≤ whole, amount is not negative.
func fraction(amount, part, whole int64) (share, rest int64) {
	high, low := bits.Mul64(uint64(amount), uint64(part))
	q, r := bits.Div64(high, low, uint64(whole))
	return int64(q), int64(r)
}

// monthsOf is how many months a period of the cycle has; 0 where there are no such periods.
func (c Cycle) monthsOf() int {
	return map[Cycle]int{Monthly: 1, Quarterly: 3, HalfYearly: 6, Yearly: 12}[c]
}

// schedule is what the contract is billed over its term: equal shares for whole periods, a shorter last period by its days, together
// exactly the value. A period whose share is less than a paisa is billed with the one before. Bills are drafted from today on.
// A contract that is billed by visit, or not at all, has none.
func (c Contract) schedule(today clock.Date) []Bill {
	if c.Value <= 0 || c.Cycle == NoBills || c.Cycle == PerVisit || c.Ends < c.Starts {
		return nil
	}
	if c.Cycle == Upfront {
		return []Bill{c.bill("upfront", c.Starts, c.Ends, c.Starts, c.Value, today)}
	}
	periods := spans(c.Starts, c.Ends, c.Cycle.monthsOf())
	weights := make([]int64, len(periods))
	last := periods[len(periods)-1]
	for i := range weights {
		weights[i] = int64(last.Whole)
	}
	weights[len(weights)-1] = int64(last.Days)
	var bills []Bill
	for i, share := range Parted(c.Value, weights) {
		p := periods[i]
		if share == 0 {
			before := bills[len(bills)-1]
			bills[len(bills)-1] = c.bill(before.Key, before.From, p.To, c.dueIn(before.From, p.To), before.Amount, today)
			continue
		}
		bills = append(bills, c.bill(string(p.From), p.From, p.To, c.dueIn(p.From, p.To), share, today))
	}
	return bills
}

// dueIn is the day on which a period is to be paid.
func (c Contract) dueIn(from, to clock.Date) clock.Date {
	if c.Timing == After {
		return to
	}
	return from
}

// bill is an open bill; it is drafted ahead of its day, but not before today.
func (c Contract) bill(key string, from, to, due clock.Date, amount money.Paise, today clock.Date) Bill {
	return Bill{
		Contract: c.ID, Key: key, From: from, To: to, DueOn: due, DraftOn: max(today, due.AddDays(-c.AheadDays)), Amount: amount, State: BillOpen,
	}
}

// spread adds delta to the amounts in their proportion, exactly and never below 0. rest is what could not be put: of a positive delta
// all of it where there are no amounts, of a negative one what is more than all amounts together.
func spread(amounts []money.Paise, delta money.Paise) (after []money.Paise, rest money.Paise) {
	if len(amounts) == 0 || delta == 0 {
		return slices.Clone(amounts), delta
	}
	var sum money.Paise
	weights := make([]int64, len(amounts))
	for i, a := range amounts {
		sum, weights[i] = sum+a, int64(a)
	}
	target := max(0, sum+delta)
	return Parted(target, weights), sum + delta - target
}

// visitShare is what one more visit is billed where so much of the value is left for so many visits, this one included: an equal
// share, and all that is left for the last.
func visitShare(left money.Paise, visits int) money.Paise {
	switch {
	case left <= 0 || visits <= 0:
		return 0
	case visits == 1:
		return left
	}
	return left / money.Paise(visits)
}

// earned is how much of an amount for the period is earned by the end of the day, by days; half a paisa goes up.
func earned(amount money.Paise, from, to, on clock.Date) money.Paise {
	if from == "" || to < from || on >= to {
		return amount
	}
	if on < from {
		return 0
	}
	whole := days(from, to)
	share, rest := fraction(int64(amount), days(from, on), whole)
	if rest >= whole-rest {
		share++
	}
	return money.Paise(share)
}
