package recur

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func days(text string) []clock.Date {
	var out []clock.Date
	for _, d := range strings.Fields(text) {
		out = append(out, clock.Date(d))
	}
	return out
}

func TestDays_followTheRule(t *testing.T) {
	fri, mon, thu := time.Friday, time.Monday, time.Thursday
	for name, c := range map[string]struct {
		rule         Rule
		first, until clock.Date
		want         string
	}{
		"31 January monthly does not drift":    {Rule{Unit: Months, Every: 1}, "2027-01-31", "2027-06-30", "2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31 2027-06-30"},
		"31 January in a leap year":            {Rule{Unit: Months, Every: 1}, "2028-01-31", "2028-03-31", "2028-01-31 2028-02-29 2028-03-31"},
		"30 January comes back after February": {Rule{Unit: Months, Every: 1}, "2027-01-30", "2027-04-29", "2027-01-30 2027-02-28 2027-03-30"},
		"29 February yearly":                   {Rule{Unit: Years, Every: 1}, "2028-02-29", "2032-02-29", "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29"},
		"29 February over a century":           {Rule{Unit: Years, Every: 4}, "2096-02-29", "2104-12-31", "2096-02-29 2100-02-28 2104-02-29"},
		"month end from 28 February":           {Rule{Unit: Months, Every: 1, MonthDay: 31}, "2027-02-28", "2027-04-30", "2027-02-28 2027-03-31 2027-04-30"},
		"month end from its middle":            {Rule{Unit: Months, Every: 2, MonthDay: 31}, "2027-02-10", "2027-06-30", "2027-02-28 2027-04-30 2027-06-30"},
		"15th, begun after it":                 {Rule{Unit: Months, Every: 3, MonthDay: 15}, "2026-11-20", "2027-06-30", "2026-12-15 2027-03-15 2027-06-15"},
		"last Friday, begun on it":             {Rule{Unit: Months, Every: 1, Nth: -1, Weekday: fri}, "2026-11-27", "2027-01-29", "2026-11-27 2026-12-25 2027-01-29"},
		"last Friday, begun after it":          {Rule{Unit: Months, Every: 3, Nth: -1, Weekday: fri}, "2026-11-28", "2027-06-30", "2026-12-25 2027-03-26 2027-06-25"},
		"second Monday":                        {Rule{Unit: Months, Every: 1, Nth: 2, Weekday: mon}, "2026-11-10", "2027-01-31", "2026-12-14 2027-01-11"},
		"last Friday of the year's month":      {Rule{Unit: Years, Every: 1, Nth: -1, Weekday: fri}, "2026-11-28", "2028-12-31", "2027-11-26 2028-11-24"},
		"first Sunday":                         {Rule{Unit: Months, Every: 1, Nth: 1}, "2026-11-01", "2026-12-31", "2026-11-01 2026-12-06"},
		"every 2 weeks on two days":            {Rule{Unit: Weeks, Every: 2, Weekdays: []time.Weekday{thu, mon, mon}}, "2026-11-24", "2026-12-22", "2026-11-26 2026-12-07 2026-12-10 2026-12-21"},
		"every 2 weeks, Sunday ends a week":    {Rule{Unit: Weeks, Every: 2, Weekdays: []time.Weekday{time.Sunday, mon}}, "2026-11-23", "2026-12-13", "2026-11-23 2026-11-29 2026-12-07 2026-12-13"},
		"every 2 weeks, begun past its day":    {Rule{Unit: Weeks, Every: 2, Weekdays: []time.Weekday{mon}}, "2026-11-25", "2026-12-31", "2026-11-30 2026-12-14 2026-12-28"},
		"weeks on the day of the first":        {Rule{Unit: Weeks, Every: 3}, "2026-12-23", "2027-02-03", "2026-12-23 2027-01-13 2027-02-03"},
		"every 45 days":                        {Rule{Unit: Days, Every: 45}, "2027-12-20", "2028-03-19", "2027-12-20 2028-02-03 2028-03-19"},
		"own days":                             {Rule{Unit: Own, Dates: days("2027-03-01 2027-01-01 2027-03-01 2026-12-31 2027-04-01")}, "2027-01-01", "2027-03-31", "2027-01-01 2027-03-01"},
		"own days beside the rule":             {Rule{Unit: Months, Every: 1, Count: 2, Dates: days("2027-01-15 2027-02-01")}, "2027-01-01", "2027-12-31", "2027-01-01 2027-01-15 2027-02-01"},
		"a day left out is not made up for":    {Rule{Unit: Months, Every: 1, Count: 3, Except: days("2027-01-26")}, "2026-12-26", "2027-12-31", "2026-12-26 2027-02-26"},
		"a given day is left out too":          {Rule{Unit: Own, Dates: days("2027-01-26 2027-01-27"), Except: days("2027-01-26")}, "2027-01-01", "2027-12-31", "2027-01-27"},
		"until before first":                   {Rule{Unit: Days, Every: 1}, "2027-01-02", "2027-01-01", ""},
		"one day":                              {Rule{Unit: Days, Every: 1}, "2027-01-02", "2027-01-02", "2027-01-02"},
		"the calendar ends":                    {Rule{Unit: Years, Every: 1, MonthDay: 1}, "2199-12-05", "2199-12-31", ""},
	} {
		got, err := c.rule.Days(c.first, c.until)
		if err != nil || !slices.Equal(got, days(c.want)) {
			t.Errorf("%s: got %v (%v), want %s", name, got, err, c.want)
		}
	}
}

func TestDays_areAtMostMost(t *testing.T) {
	daily := Rule{Unit: Days, Every: 1}
	first := clock.Date("2026-01-01")
	last := first.AddDays(Most - 1)
	if got, err := daily.Days(first, last); err != nil || len(got) != Most {
		t.Errorf("%d days (%v), want %d", len(got), err, Most)
	}
	if _, err := daily.Days(first, last.AddDays(1)); !errors.Is(err, fault.Field("rule_every", "recur_many")) {
		t.Errorf("one more: %v", err)
	}
	daily.Except = []clock.Date{first.AddDays(7)}
	if got, err := daily.Days(first, last.AddDays(1)); err != nil || len(got) != Most {
		t.Errorf("one more and one left out: %d days (%v)", len(got), err)
	}
	if _, err := daily.Days(first, last.AddDays(2)); !errors.Is(err, fault.Field("rule_every", "recur_many")) {
		t.Errorf("two more and one left out: %v", err)
	}
	for d := first; len(daily.Dates) < 10; d = d.AddDays(1) {
		daily.Dates = append(daily.Dates, d)
	}
	if got, err := daily.Days(first, last.AddDays(1)); err != nil || len(got) != Most {
		t.Errorf("given days that the rule has already: %d days (%v)", len(got), err)
	}
}

func TestNext_isCountedFromTheVisit(t *testing.T) {
	fri, mon, tue, thu := time.Friday, time.Monday, time.Tuesday, time.Thursday
	twice := Rule{Unit: Weeks, Every: 2, Weekdays: []time.Weekday{mon, thu}}
	for name, c := range map[string]struct {
		rule Rule
		done clock.Date
		want clock.Date
	}{
		"months":                          {Rule{Unit: Months, Every: 3}, "2026-11-22", "2027-02-22"},
		"months, clamped":                 {Rule{Unit: Months, Every: 1}, "2027-01-31", "2027-02-28"},
		"years, clamped":                  {Rule{Unit: Years, Every: 1}, "2028-02-29", "2029-02-28"},
		"days":                            {Rule{Unit: Days, Every: 90}, "2026-11-22", "2027-02-20"},
		"weeks":                           {Rule{Unit: Weeks, Every: 6}, "2026-11-22", "2027-01-03"},
		"left out: the one after":         {Rule{Unit: Months, Every: 1, Except: days("2027-02-28 2027-03-31")}, "2027-01-31", "2027-04-30"},
		"last Friday, on its day":         {Rule{Unit: Months, Every: 3, Nth: -1, Weekday: fri}, "2026-11-27", "2027-02-26"},
		"last Friday, two days early":     {Rule{Unit: Months, Every: 3, Nth: -1, Weekday: fri}, "2026-11-25", "2027-02-26"},
		"last Friday, a week late":        {Rule{Unit: Months, Every: 3, Nth: -1, Weekday: fri}, "2026-12-04", "2027-02-26"},
		"yearly, slipped into January":    {Rule{Unit: Years, Every: 1, Nth: -1, Weekday: fri}, "2027-01-20", "2028-01-28"},
		"month end, early":                {Rule{Unit: Months, Every: 1, MonthDay: 31}, "2027-02-26", "2027-03-31"},
		"month end, as near to either":    {Rule{Unit: Months, Every: 1, MonthDay: 31}, "2027-02-14", "2027-02-28"},
		"month end, late":                 {Rule{Unit: Months, Every: 1, MonthDay: 31}, "2027-03-02", "2027-03-31"},
		"weekly Tuesday, a day early":     {Rule{Unit: Weeks, Every: 1, Weekdays: []time.Weekday{tue}}, "2026-11-23", "2026-12-01"},
		"weekly Tuesday, two days late":   {Rule{Unit: Weeks, Every: 1, Weekdays: []time.Weekday{tue}}, "2026-11-26", "2026-12-01"},
		"two days a week: the second":     {twice, "2026-11-23", "2026-11-26"},
		"two days a week: the week after": {twice, "2026-11-26", "2026-12-07"},
		"a given date comes first":        {Rule{Unit: Months, Every: 3, Dates: days("2026-12-01 2026-11-22")}, "2026-11-22", "2026-12-01"},
		"own dates":                       {Rule{Unit: Own, Dates: days("2027-03-01 2027-01-01 2027-02-01"), Except: days("2027-01-01")}, "2026-11-22", "2027-02-01"},
		"own dates are over":              {Rule{Unit: Own, Dates: days("2027-01-01")}, "2027-01-01", ""},
		"the calendar ends":               {Rule{Unit: Months, Every: 1, MonthDay: 1}, "2199-12-31", ""},
		"no rule":                         {Rule{}, "2026-11-22", ""},
		"no date":                         {Rule{Unit: Days, Every: 1}, "2026-02-30", ""},
	} {
		if got := c.rule.Next(c.done); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestCheck_saysWhatIsWrongBesideItsField(t *testing.T) {
	many := make([]clock.Date, Most+1)
	for name, c := range map[string]struct {
		rule Rule
		want string
	}{
		"nothing chosen":      {Rule{}, "required [rule_unit]"},
		"no such unit":        {Rule{Unit: "moons", Every: 1}, "recur_unit [rule_unit]"},
		"no interval":         {Rule{Unit: Months}, "number_range [rule_every] map[max:120 min:1]"},
		"too long":            {Rule{Unit: Years, Every: 11}, "number_range [rule_every] map[max:10 min:1]"},
		"count below 0":       {Rule{Unit: Days, Every: 1, Count: -1}, "number_range [rule_count] map[max:2000 min:0]"},
		"day of the week":     {Rule{Unit: Weeks, Every: 1, Weekdays: []time.Weekday{1, 7}}, "recur_weekday [rule_weekdays]"},
		"fifth Friday":        {Rule{Unit: Months, Every: 1, Nth: 5, Weekday: 5}, "recur_nth [rule_nth]"},
		"last but one":        {Rule{Unit: Years, Every: 1, Nth: -2, Weekday: 5}, "recur_nth [rule_nth]"},
		"nth no day":          {Rule{Unit: Months, Every: 1, Nth: 1, Weekday: -1}, "recur_weekday [rule_nth]"},
		"32nd":                {Rule{Unit: Months, Every: 1, MonthDay: 32}, "number_range [rule_month_day] map[max:31 min:0]"},
		"no dates":            {Rule{Unit: Own}, "required [rule_dates]"},
		"no day":              {Rule{Unit: Own, Dates: days("2026-02-29")}, "date_bad [rule_dates]"},
		"another form":        {Rule{Unit: Days, Every: 1, Except: days("26-01-2027")}, "date_bad [rule_except]"},
		"too many dates":      {Rule{Unit: Days, Every: 1, Except: many}, "recur_many [rule_except] map[most:2000]"},
		"two things":          {Rule{Unit: Months, MonthDay: -1}, "number_range [rule_every] map[max:120 min:1]; number_range [rule_month_day] map[max:31 min:0]"},
		"not used by weeks":   {Rule{Unit: Weeks, Every: 1, Nth: 9, MonthDay: 40}, ""},
		"not used with nth":   {Rule{Unit: Months, Every: 1, Nth: -1, MonthDay: 40}, ""},
		"not used by own":     {Rule{Unit: Own, Every: -1, Count: -1, Dates: days("2026-02-28")}, ""},
		"everything in order": {Rule{Unit: Years, Every: 10, MonthDay: 31, Count: Most}, ""},
	} {
		got := ""
		if err := c.rule.Check(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	_, err := Rule{Unit: Days, Every: 1}.Days("", "2026-13-01")
	if err == nil || err.Error() != "date_bad [first]; date_bad [until]" {
		t.Errorf("no first and no until: %v", err)
	}
}

func TestText_isPlainEnglish(t *testing.T) {
	for want, c := range map[string]struct {
		rule  Rule
		first clock.Date
	}{
		"every day":                                            {Rule{Unit: Days, Every: 1}, ""},
		"every 45 days, 10 times":                              {Rule{Unit: Days, Every: 45, Count: 10}, ""},
		"every 2 weeks on Monday and Thursday":                 {Rule{Unit: Weeks, Every: 2, Weekdays: []time.Weekday{4, 1, 1}}, "2026-11-22"},
		"every week on Monday, Friday and Sunday":              {Rule{Unit: Weeks, Every: 1, Weekdays: []time.Weekday{0, 5, 1}}, ""},
		"every week on Sunday":                                 {Rule{Unit: Weeks, Every: 1}, "2026-11-22"},
		"every week":                                           {Rule{Unit: Weeks, Every: 1}, ""},
		"every 3 months on the last Friday":                    {Rule{Unit: Months, Every: 3, Nth: -1, Weekday: 5}, ""},
		"every month on the second Monday, except 26 Jan 2027": {Rule{Unit: Months, Every: 1, Nth: 2, Weekday: 1, Except: days("2027-01-26 2027-01-26")}, ""},
		"every month":                                          {Rule{Unit: Months, Every: 1}, ""},
		"every month on the 22nd":                              {Rule{Unit: Months, Every: 1}, "2026-11-22"},
		"every month on the 11th":                              {Rule{Unit: Months, Every: 1, MonthDay: 11}, ""},
		"every month on the 1st":                               {Rule{Unit: Months, Every: 1, MonthDay: 1}, ""},
		"every month on the 30th or the month's last day":      {Rule{Unit: Months, Every: 1}, "2027-01-30"},
		"every month on the last day of the month":             {Rule{Unit: Months, Every: 1}, "2027-01-31"},
		"every year on 29 February or the month's last day":    {Rule{Unit: Years, Every: 1}, "2028-02-29"},
		"every year on the last day of February":               {Rule{Unit: Years, Every: 1, MonthDay: 30}, "2027-02-01"},
		"every 2 years on 31 December":                         {Rule{Unit: Years, Every: 2, MonthDay: 31}, "2026-12-01"},
		"every year on the last Friday of November":            {Rule{Unit: Years, Every: 1, Nth: -1, Weekday: 5}, "2026-11-22"},
		"every year on the 3rd":                                {Rule{Unit: Years, Every: 1, MonthDay: 3}, ""},
		"on 3 given days, except 26 Jan 2027":                  {Rule{Unit: Own, Dates: days("2027-01-01 2027-01-02 2027-01-03 2027-01-01"), Except: days("2027-01-26")}, ""},
		"every month, 1 time, and on 1 given day, except 1 Jan 2027, 2 Jan 2027, 3 Jan 2027 and 2 more days": {
			Rule{Unit: Months, Every: 1, Count: 1, Dates: days("2027-05-01"), Except: days("2027-01-05 2027-01-04 2027-01-03 2027-01-02 2027-01-01")}, "",
		},
	} {
		if got := c.rule.TextFrom(c.first); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (Rule{Unit: Months, Every: 1}).Text(); got != "every month" {
		t.Errorf("without a first day: %q", got)
	}
}

func BenchmarkDays_monthlyForFiveYears(b *testing.B) {
	rule := Rule{Unit: Months, Every: 1, Except: days("2027-01-31")}
	for b.Loop() {
		if got, err := rule.Days("2026-12-31", "2031-12-30"); err != nil || len(got) != 59 {
			b.Fatalf("%d days, %v", len(got), err)
		}
	}
}
