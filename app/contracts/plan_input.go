package contracts

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/recur"
	"doorstep/app/kernel/workcal"
)

// What a plan is where nothing is typed, and the most it may say.
const (
	HorizonDefault = 30
	HorizonMost    = 365
	AssignDefault  = 3
	AssignMost     = 60
	FlexMost       = 60
)

// PlanInput is a plan as typed; ID is empty for a new one. RuleWeekdays and RuleWeekday are keys of days, "mon"; RuleNth is 1 to 4, or
// -1 for the last; RuleDates and RuleExcept are days with commas or lines between. Checklist has a line for each thing to be done.
// From and To are hours, "10:00", both or neither.
type PlanInput struct {
	ID       string
	Rev      int
	Contract string
	Site     string
	Assets   []string
	Name     string

	RuleUnit, RuleEvery                string
	RuleWeekdays                       []string
	RuleNth, RuleWeekday, RuleMonthDay string
	RuleDates, RuleExcept, RuleCount   string

	Type, Priority, Issue, DurationMin string
	ContactName, ContactPhone          string
	Before, After, SignOff             bool
	Checklist                          string
	Parts                              []catalog.PartInput
	Needs                              []catalog.NeedInput

	Anchor, First           string
	HorizonDays, AssignDays string
	FlexBefore, FlexAfter   string
	From, To                string
	Technician, Holidays    string
	Assign, Tell            bool
}

// planReader turns what is typed into values and gathers what is wrong.
type planReader struct{ fault.Check }

// whole reads a number of the range, otherwise where nothing is typed.
func (r *planReader) whole(field, typed string, otherwise, least, most int) int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return otherwise
	}
	n, err := strconv.Atoi(typed)
	r.That(err == nil && n >= least && n <= most, fault.Field(field, "number_range", "min", least, "max", most))
	return n
}

// pick reads one of a few words, the first of them where nothing is typed.
func (r *planReader) pick(field, typed string, words ...string) string {
	if typed == "" {
		return words[0]
	}
	r.That(slices.Contains(words, typed), fault.Field(field, "invalid"))
	return typed
}

func (r *planReader) day(field, typed string) clock.Date {
	on, err := clock.ParseDate(strings.TrimSpace(typed))
	r.That(err == nil, fault.Field(field, "date_bad"))
	return on
}

func (r *planReader) days(field, typed string) []clock.Date {
	var all []clock.Date
	for _, one := range strings.FieldsFunc(typed, func(c rune) bool { return c == ',' || c == ';' || c == '\n' || c == '\r' }) {
		if strings.TrimSpace(one) == "" {
			continue
		}
		on, err := clock.ParseDate(strings.TrimSpace(one))
		if err != nil {
			r.Add(fault.Field(field, "date_bad"))
			return nil
		}
		all = append(all, on)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// minute reads an hour of the day, "10:00", as its minute.
func (r *planReader) minute(field, typed string) int {
	at, err := time.Parse("15:04", strings.TrimSpace(typed))
	r.That(err == nil, fault.Field(field, "hour_bad"))
	return at.Hour()*60 + at.Minute()
}

func (r *planReader) weekday(field, key string) time.Weekday {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if workcal.DayKey(d) == key {
			return d
		}
	}
	r.Add(fault.Field(field, "invalid"))
	return time.Sunday
}

// read is the plan that was typed, with all that is wrong with it as faults beside the fields; what was stored before it is had.
func (in PlanInput) read(had Plan) (Plan, error) {
	var r planReader
	p := Plan{
		ID: in.ID, Contract: in.Contract, Rev: had.Rev, Site: in.Site, Name: strings.Join(strings.Fields(in.Name), " "), Rule: in.rule(&r), Template: in.template(&r, had),
		Anchor:      r.pick("anchor", in.Anchor, ByTerms, ByLastVisit),
		HorizonDays: r.whole("horizon_days", in.HorizonDays, HorizonDefault, 0, HorizonMost),
		AssignDays:  r.whole("assign_days", in.AssignDays, AssignDefault, 0, AssignMost),
		FlexBefore:  r.whole("flex_before", in.FlexBefore, 0, 0, FlexMost), FlexAfter: r.whole("flex_after", in.FlexAfter, 0, 0, FlexMost),
		Technician: in.Technician, Holidays: r.pick("holidays", in.Holidays, NextDay, PreviousDay, KeepDay), Assign: in.Assign, Tell: in.Tell, Ended: had.Ended,
	}
	for _, id := range in.Assets {
		if id != "" && !slices.Contains(p.Assets, id) {
			p.Assets = append(p.Assets, id)
		}
	}
	r.Need(p.Contract != "", "contract")
	r.Need(p.Site != "", "site")
	r.Need(p.Name != "", "name")
	r.That(len([]rune(p.Name)) <= 120, fault.Field("name", "too_long"))
	if strings.TrimSpace(in.First) == "" {
		r.Need(false, "first")
	} else {
		p.First = r.day("first", in.First)
	}
	p.FromMin, p.ToMin = in.window(&r)
	return p, r.Err()
}

// window reads the promised hours: both or neither.
func (in PlanInput) window(r *planReader) (from, to int) {
	hasFrom, hasTo := strings.TrimSpace(in.From) != "", strings.TrimSpace(in.To) != ""
	switch {
	case !hasFrom && !hasTo:
		return 0, 0
	case hasFrom != hasTo:
		r.Add(fault.Field("to", "window_half"))
		return 0, 0
	}
	before := len(fault.All(r.Err()))
	from, to = r.minute("from", in.From), r.minute("to", in.To)
	if len(fault.All(r.Err())) == before {
		r.That(to > from, fault.Field("to", "window_backwards"))
	}
	return from, to
}

// rule reads the recurrence, in the fields in which recur says what is wrong with it.
func (in PlanInput) rule(form *planReader) recur.Rule {
	const many = 1 << 20 // what a unit may be counted in is recur's to say
	var r planReader
	rule := recur.Rule{
		Unit: recur.Unit(in.RuleUnit), Dates: r.days("rule_dates", in.RuleDates), Except: r.days("rule_except", in.RuleExcept),
	}
	if rule.Unit != recur.Own {
		rule.Every, rule.Count = r.whole("rule_every", in.RuleEvery, 1, 1, many), r.whole("rule_count", in.RuleCount, 0, 0, many)
	}
	switch rule.Unit {
	case recur.Weeks:
		for _, key := range in.RuleWeekdays {
			if d := r.weekday("rule_weekdays", key); !slices.Contains(rule.Weekdays, d) {
				rule.Weekdays = append(rule.Weekdays, d)
			}
		}
	case recur.Months, recur.Years:
		if rule.Nth = r.whole("rule_nth", in.RuleNth, 0, -1, 4); rule.Nth != 0 {
			rule.Weekday = r.weekday("rule_weekday", in.RuleWeekday)
		} else {
			rule.MonthDay = r.whole("rule_month_day", in.RuleMonthDay, 0, 0, 31)
		}
	}
	if r.Err() == nil {
		r.Add(rule.Check())
	}
	form.Add(r.Err())
	return rule
}

func (in PlanInput) template(r *planReader, had Plan) Template {
	t := Template{
		Type: in.Type, Priority: r.whole("priority", in.Priority, 0, 1, 3), Issue: strings.TrimSpace(in.Issue),
		DurationMin: r.whole("duration_min", in.DurationMin, 0, catalog.DurationLeast, catalog.DurationMost),
		ContactName: strings.Join(strings.Fields(in.ContactName), " "),
		Asks:        catalog.Asks{Before: in.Before, After: in.After, SignOff: in.SignOff},
		Checklist:   in.checks(had.Template.Checklist), Parts: in.parts(r), Needs: in.needs(r),
	}
	r.Need(t.Type != "", "type")
	r.That(len([]rune(t.Issue)) <= 1000, fault.Field("issue", "too_long"))
	r.That(len([]rune(t.ContactName)) <= 80, fault.Field("contact_name", "too_long"))
	if typed := strings.TrimSpace(in.ContactPhone); typed != "" {
		number, err := phone.Parse(typed)
		if err != nil {
			r.Add(fault.Field("contact_phone", "phone_form").Wrap(err))
		}
		t.ContactPhone = number
	}
	return t
}

// checks are the lines of the checklist; one whose words stay keeps what it is, so that answers to it still belong together.
func (in PlanInput) checks(had []catalog.Check) []catalog.Check {
	checks := []catalog.Check{}
	for text := range strings.Lines(in.Checklist) {
		if text = strings.Join(strings.Fields(text), " "); text == "" {
			continue
		}
		same := func(c catalog.Check) bool { return c.Text == text }
		if slices.ContainsFunc(checks, same) {
			continue
		}
		check := catalog.Check{ID: rand.Text()[:8], Text: text, Kind: catalog.CheckKinds[0], Required: true}
		if i := slices.IndexFunc(had, same); i >= 0 {
			check = had[i]
		}
		checks = append(checks, check)
	}
	return checks
}

func (in PlanInput) parts(r *planReader) []catalog.Part {
	parts := []catalog.Part{}
	for _, typed := range in.Parts {
		if typed.Item == "" {
			continue
		}
		part := catalog.Part{Item: typed.Item, QtyMilli: 1000}
		if strings.TrimSpace(typed.Qty) != "" {
			var err error
			part.QtyMilli, err = catalog.ParseQty(typed.Qty)
			r.Add(fault.At("parts", err))
		}
		parts = append(parts, part)
	}
	return parts
}

func (in PlanInput) needs(r *planReader) []catalog.Need {
	needs := []catalog.Need{}
	for _, typed := range in.Needs {
		if typed.Skill == "" {
			continue
		}
		twice := slices.ContainsFunc(needs, func(n catalog.Need) bool { return n.Skill == typed.Skill })
		r.That(!twice, fault.Field("needs", "skill_twice"))
		needs = append(needs, catalog.Need{Skill: typed.Skill, Level: r.whole("needs", typed.Level, 1, 1, catalog.LevelMost)})
	}
	return needs
}

// Input is the plan as it is typed: what a form shows of it.
func (p Plan) Input() PlanInput {
	t := p.Template
	in := PlanInput{
		ID: p.ID, Rev: p.Rev, Contract: p.Contract, Site: p.Site, Assets: p.Assets, Name: p.Name,
		RuleUnit: string(p.Rule.Unit), RuleEvery: some(p.Rule.Every), RuleDates: typedDays(p.Rule.Dates), RuleExcept: typedDays(p.Rule.Except),
		RuleCount: some(p.Rule.Count), RuleNth: some(p.Rule.Nth), RuleMonthDay: some(p.Rule.MonthDay),
		Type: t.Type, Priority: some(t.Priority), Issue: t.Issue, DurationMin: some(t.DurationMin), ContactName: t.ContactName, ContactPhone: t.ContactPhone,
		Before: t.Asks.Before, After: t.Asks.After, SignOff: t.Asks.SignOff, Anchor: p.Anchor, First: string(p.First),
		HorizonDays: strconv.Itoa(p.HorizonDays), AssignDays: strconv.Itoa(p.AssignDays), FlexBefore: some(p.FlexBefore), FlexAfter: some(p.FlexAfter),
		Technician: p.Technician, Holidays: p.Holidays, Assign: p.Assign, Tell: p.Tell,
	}
	for _, d := range p.Rule.Weekdays {
		in.RuleWeekdays = append(in.RuleWeekdays, workcal.DayKey(d))
	}
	if p.Rule.Nth != 0 {
		in.RuleWeekday = workcal.DayKey(p.Rule.Weekday)
	}
	for _, c := range t.Checklist {
		in.Checklist += c.Text + "\n"
	}
	for _, part := range t.Parts {
		in.Parts = append(in.Parts, catalog.PartInput{Item: part.Item, Qty: catalog.QtyText(part.QtyMilli)})
	}
	for _, n := range t.Needs {
		in.Needs = append(in.Needs, catalog.NeedInput{Skill: n.Skill, Level: strconv.Itoa(n.Level)})
	}
	if p.FromMin != 0 || p.ToMin != 0 {
		in.From, in.To = clock.HM(p.First.At(p.FromMin)), clock.HM(p.First.At(p.ToMin))
	}
	return in
}

func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func typedDays(days []clock.Date) string {
	typed := make([]string, len(days))
	for i, d := range days {
		typed[i] = d.Start().Format("02-01-2006")
	}
	return strings.Join(typed, ", ")
}
