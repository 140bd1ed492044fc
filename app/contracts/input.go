package contracts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

// ContractInput is a contract as typed. Value and shares are rupees before tax, for the whole term. RespondHours and ResolveHours are
// hours, "4" or "0.5", empty where the company's service level holds. Without Assets it is for all machines at its Sites.
type ContractInput struct {
	Customer                   string
	Sites                      []string
	Assets                     []AssetLine
	Type, Starts, Ends, Value  string
	Cycle, Timing, AheadDays   string
	Item, PriceList, Branch    string
	RespondHours, ResolveHours string
	RoundClock                 bool
	Terms, Note                string
}

// AssetLine is a machine with its share of the value; those without one get equal parts of what the others leave.
type AssetLine struct{ Asset, Share string }

const (
	longestYears = 5   // of a term
	mostAhead    = 90  // days between a draft and the day on which it is due
	mostHours    = 720 // of a promise
	mostAssets   = 500
	mostSites    = 200
	termsMost    = 4000
	noteMost     = 1000
	reasonMost   = 300
)

// reader turns what was typed into values and keeps what is wrong.
type reader struct{ fault.Check }

func (r *reader) date(field, typed string) clock.Date {
	if typed = strings.TrimSpace(typed); typed == "" {
		r.Need(false, field)
		return ""
	}
	d, err := clock.ParseDate(typed)
	r.That(err == nil, fault.Field(field, "date_bad"))
	return d
}

// rupees reads an amount that is not negative; empty is 0.
func (r *reader) rupees(field, typed string) money.Paise {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	p, err := money.Parse(typed)
	r.Add(fault.At(field, err))
	r.That(p <= gst.MaxAmount, fault.Field(field, "amount_large", "max", money.Paise(gst.MaxAmount).Rupees()))
	r.That(p >= 0, fault.Field(field, "money_bad"))
	return p
}

// whole reads a whole number; empty is otherwise.
func (r *reader) whole(field, typed string, least, most, otherwise int) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return otherwise
	}
	n, err := strconv.Atoi(typed)
	r.That(err == nil && n >= least && n <= most, fault.Field(field, "number_range", "min", least, "max", most))
	return n
}

// hours reads hours with decimals as minutes; empty is 0.
func (r *reader) hours(field, typed string) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 0
	}
	milli, err := catalog.ParseQty(typed)
	minutes := (milli*60 + 500) / 1000
	r.That(err == nil && minutes > 0 && minutes <= mostHours*60, fault.Field(field, "contract_hours", "max", mostHours))
	return minutes
}

func (r *reader) text(field, typed string, most int) string {
	typed = strings.TrimSpace(typed)
	r.That(len([]rune(typed)) <= most, fault.Field(field, "too_long"))
	return typed
}

// reason reads why something is done, which has to be said.
func (r *reader) reason(typed string) string {
	r.Need(strings.TrimSpace(typed) != "", "reason")
	return r.text("reason", typed, reasonMost)
}

// choose is the typed one of the choices; empty is otherwise.
func choose[T ~string](r *reader, field, typed string, choices []T, otherwise T) T {
	if typed == "" {
		return otherwise
	}
	r.That(slices.Contains(choices, T(typed)), fault.Field(field, "invalid"))
	return T(typed)
}

// read gives the contract and its machines with what can be said without looking anything up.
func (in ContractInput) read() (Contract, []Machine, error) {
	r := &reader{}
	c := Contract{
		Customer: in.Customer, Sites: unique(in.Sites), Item: in.Item, PriceList: in.PriceList, Branch: in.Branch, RoundClock: in.RoundClock,
		Starts: r.date("starts", in.Starts), Ends: r.date("ends", in.Ends), Value: r.rupees("value", in.Value),
		AheadDays: r.whole("ahead_days", in.AheadDays, 0, mostAhead, 0), RespondMin: r.hours("respond_hours", in.RespondHours),
		ResolveMin: r.hours("resolve_hours", in.ResolveHours), Terms: r.text("terms", in.Terms, termsMost), Note: r.text("note", in.Note, noteMost),
	}
	r.Need(c.Customer != "", "customer")
	r.Need(len(c.Sites) > 0, "sites")
	r.That(len(c.Sites) <= mostSites, fault.Field("sites", "number_range", "min", 1, "max", mostSites))
	r.Need(in.Type != "", "type")
	c.Type = choose(r, "type", in.Type, Types, Comprehensive)
	c.Cycle = choose(r, "cycle", in.Cycle, Cycles, NoBills)
	c.Timing = c.Cycle.timing(choose(r, "timing", in.Timing, []string{Before, After}, Before))
	c.term(r)
	if c.Cycle != NoBills {
		r.Need(c.Item != "", "item")
		r.Need(c.Value > 0, "value")
	}
	r.That(c.RespondMin == 0 || c.ResolveMin == 0 || c.RespondMin <= c.ResolveMin, fault.Field("resolve_hours", "resolve_before"))
	machines := in.machines(r, c)
	return c, machines, r.Err()
}

// timing is when a cycle is billed, where there is a choice.
func (c Cycle) timing(typed string) string {
	if c == Upfront || c == NoBills {
		return Before
	}
	return typed
}

func (c Contract) term(r *reader) {
	if c.Starts == "" || c.Ends == "" {
		return
	}
	r.That(c.Starts <= c.Ends, fault.Field("ends", "ends_before"))
	beyond := clock.DateOf(c.Starts.Start().AddDate(longestYears, 0, 0))
	r.That(c.Ends < beyond, fault.Field("ends", "term_long", "years", longestYears))
}

// machines are those typed, under the contract from its first day, their shares exactly its value.
func (in ContractInput) machines(r *reader, c Contract) []Machine {
	r.That(len(in.Assets) <= mostAssets, fault.Field("assets", "number_range", "min", 0, "max", mostAssets))
	out := make([]Machine, 0, len(in.Assets))
	var typed money.Paise
	var open []int
	for n, line := range in.Assets {
		at := fmt.Sprintf("assets_%d_", n)
		r.Need(line.Asset != "", at+"asset")
		twice := slices.ContainsFunc(out, func(m Machine) bool { return line.Asset != "" && m.Asset == line.Asset })
		r.That(!twice, fault.Field(at+"asset", "asset_twice"))
		m := Machine{Asset: line.Asset, From: c.Starts, Share: r.rupees(at+"share", line.Share)}
		if strings.TrimSpace(line.Share) == "" {
			open = append(open, n)
		}
		typed += m.Share
		out = append(out, m)
	}
	if len(out) == 0 || r.Err() != nil {
		return out
	}
	if typed > c.Value || len(open) == 0 && typed != c.Value {
		r.Add(fault.Field("assets", "shares_sum", "sum", typed.Rupees(), "value", c.Value.Rupees()))
		return out
	}
	for i, part := range splitEqually(c.Value-typed, len(open)) {
		out[open[i]].Share = part
	}
	return out
}

func unique(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
