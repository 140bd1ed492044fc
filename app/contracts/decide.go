package contracts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/catalog"
)

// What a line is for which cover is asked. KindVisit is the visit itself: what it costs at least, whatever is done.
const (
	KindService = catalog.KindService
	KindPart    = catalog.KindPart
	KindCharge  = "charge"
	KindVisit   = "visit"
)

// hours is the unit of services that are sold by the hour.
const hours = "HRS"

// JobAsk is a job as rules of cover look at it. PerVisit says that its contract is billed by planned visits.
type JobAsk struct {
	Type     string
	Assets   []string
	Planned  bool
	PerVisit bool
}

// LineAsk is a line of a job, in thousandths of its unit.
type LineAsk struct {
	Item, Kind, UOM string
	QtyMilli        int64
}

// Grant is that a rule bears so much of a line. Cover is its id, empty where the contract's bills pay the visit. Count says how much
// of a counted rule is used up with it: "2 of 4".
type Grant struct {
	Cover, Name, Count string
	QtyMilli           int64
}

// Decision is who bears a line: the rules in Borne, and the customer what is Charged, in thousandths; together they are the line.
// Why says which rules could bear nothing more, or exclude it.
type Decision struct {
	Borne   []Grant
	Charged int64
	Why     string
}

// billed is the name of the grant of a planned visit that the contract's bills pay.
const billed = "billed by the contract"

// DecideCover says for each line who bears it, and what the job uses up of the rules. Used of the rules is what other jobs used.
// Of the rules that fit a line the first of ranks decides: it bears as much as it has left, the rest goes to the next; an excluded
// one leaves it to the customer. The order of rules does not matter, that of lines does where little is left.
func DecideCover(rules []Cover, job JobAsk, lines []LineAsk) ([]Decision, []Use) {
	l := newLedger(rules, job)
	out := make([]Decision, len(lines))
	for i, line := range lines {
		out[i] = l.decide(line)
	}
	var uses []Use
	for _, b := range l.rules {
		if b.taken > 0 {
			uses = append(uses, Use{Cover: b.ID, QtyMilli: b.taken})
		}
	}
	return out, uses
}

// ledger is the rules of a job in the order in which they decide, with what it took of them.
type ledger struct {
	rules []*balance
	job   JobAsk
}

// balance is a rule with what the job took of it, as Most counts, and what is left to the job of its first hour, in thousandths.
type balance struct {
	Cover
	taken int64
	hour  int64
}

func newLedger(rules []Cover, job JobAsk) *ledger {
	l := &ledger{job: job}
	for _, c := range rules {
		if c.applies(job) {
			c.Used = max(0, c.Used)
			l.rules = append(l.rules, &balance{Cover: c, hour: int64(max(0, c.Minutes)) * 1000 / 60})
		}
	}
	slices.SortFunc(l.rules, func(a, b *balance) int { return ranks(a.Cover, b.Cover) })
	return l
}

// ranks orders rules: the least priority, then the most specific, then as they stand.
func ranks(a, b Cover) int {
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(b.narrow(), a.narrow()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
}

// narrow is how specific a rule is: by how many fields narrow it, then by which of them; of two that name items, the one for items.
func (c Cover) narrow() int {
	var count, which int
	for _, by := range []bool{len(c.Items) > 0, len(c.Assets) > 0, len(c.Types) > 0, c.Applies == Planned || c.Applies == Unplanned} {
		which *= 2
		if by {
			count, which = count+1, which+1
		}
	}
	which *= 2
	if c.Kind == CoverItems {
		which++
	}
	return count*32 + which
}

// applies reports whether the rule holds for jobs like this one.
func (c Cover) applies(job JobAsk) bool {
	switch {
	case c.Applies == Planned && !job.Planned, c.Applies == Unplanned && job.Planned:
		return false
	case len(c.Types) > 0 && !slices.Contains(c.Types, job.Type):
		return false
	}
	return len(c.Assets) == 0 || slices.ContainsFunc(job.Assets, func(id string) bool { return slices.Contains(c.Assets, id) })
}

// fits reports whether the rule speaks of the line.
func (c Cover) fits(l LineAsk) bool {
	if len(c.Items) > 0 && (l.Item == "" || !slices.Contains(c.Items, l.Item)) {
		return false
	}
	switch c.Kind {
	case CoverLabour, CoverVisits:
		return l.Kind != KindPart
	case CoverParts:
		return l.Kind == KindPart
	case CoverItems:
		return len(c.Items) > 0 && l.Kind != KindVisit
	case CoverFirstHour:
		return l.Kind == KindService && l.UOM == hours
	}
	return false
}

func (l *ledger) decide(line LineAsk) Decision {
	d := Decision{Charged: line.QtyMilli}
	if line.QtyMilli <= 0 {
		return d
	}
	var why []string
	for first, b := range l.fitting(line) {
		switch {
		case b.Excluded:
			d.Why = strings.Join(append(why, b.Name+" is excluded"), ", ")
			return d
		case first && l.pays(line):
			return l.paid(line)
		}
		if got := b.grant(d.Charged); got > 0 {
			d.Borne = append(d.Borne, Grant{Cover: b.ID, Name: b.Name, Count: b.count(), QtyMilli: got})
			d.Charged -= got
		}
		if d.Charged == 0 {
			break
		}
		why = append(why, b.gone())
	}
	if len(d.Borne) == 0 && len(why) == 0 && l.pays(line) {
		return l.paid(line)
	}
	d.Why = strings.Join(why, ", ")
	return d
}

// fitting yields the rules that speak of the line, and whether it is the first.
func (l *ledger) fitting(line LineAsk) func(func(bool, *balance) bool) {
	return func(yield func(bool, *balance) bool) {
		first := true
		for _, b := range l.rules {
			if !b.fits(line) {
				continue
			}
			if !yield(first, b) {
				return
			}
			first = false
		}
	}
}

// pays reports whether the contract's bills pay the line: the work of its planned visits, which uses up nothing.
func (l *ledger) pays(line LineAsk) bool {
	return l.job.PerVisit && l.job.Planned && line.Kind != KindPart
}

func (l *ledger) paid(line LineAsk) Decision {
	return Decision{Borne: []Grant{{Name: billed, QtyMilli: line.QtyMilli}}}
}

// grant takes as much of what is wanted as is left, and says how much.
func (b *balance) grant(want int64) int64 {
	if b.Kind.ByQuantity() {
		if b.Most > 0 {
			want = min(want, b.Left()-b.taken)
		}
		b.taken += want
		return want
	}
	if b.spent() {
		return 0
	}
	if b.Kind == CoverFirstHour {
		want = min(want, b.hour)
		b.hour -= want
	}
	if want > 0 {
		b.taken = 1
	}
	return want
}

// spent reports whether other jobs used up a rule that counts jobs.
func (b *balance) spent() bool { return b.Most > 0 && b.taken == 0 && b.Left() == 0 }

func (b *balance) count() string {
	if b.Most <= 0 {
		return ""
	}
	return b.Kind.Amount(b.Used+b.taken) + " of " + b.Kind.Amount(b.Most)
}

// gone says that nothing is left of the rule.
func (b *balance) gone() string {
	if b.Kind == CoverFirstHour && !b.spent() {
		return fmt.Sprintf("%s used %d of %d min", b.Name, b.Minutes, b.Minutes)
	}
	return b.Name + " used " + b.count()
}

// Amount is so much of a counted rule as people read it: "4" of jobs, "1.5" of what is counted in thousandths.
func (k CoverKind) Amount(n int64) string {
	if k.ByQuantity() {
		return catalog.QtyText(int(n))
	}
	return strconv.FormatInt(n, 10)
}
