package route

import (
	"fmt"
	"slices"
)

// Rule is why somebody cannot make a visit.
type Rule uint8

// The rules that look at a technician and a visit alone come first, in the order in which they are told; then those that depend on
// the rest of a day.
const (
	RuleAway       Rule = iota + 1 // he does not work that day
	RuleSkill                      // A: the skill, B: the level he has, C: the level needed
	RuleArea                       // A: the area of the visit, where he does not go
	RuleRestricted                 // he does not go to this customer
	RuleMust                       // others must go
	RulePart                       // A: the part, B: how much he has, C: how much is needed
	RuleLocked                     // A: who is locked to the visit
	RuleTooLong                    // A: the longest stretch he works without a break, B: the work, in seconds
	RuleHours                      // A: the first window's beginning, B: the last one's end: none meets his hours
	RuleCrew                       // A: how many could go, B: how many are needed
	RuleDay                        // nothing of the above; his day has no place for it
	RuleStock                      // A: the part, B: what the rest of his day leaves of it, C: how much is needed
)

// ruleNames are words for logs and tests, not for people.
var ruleNames = [...]string{
	"none", "away", "skill", "area", "restricted", "must", "part", "locked", "too long", "hours", "crew", "day", "stock",
}

func (r Rule) String() string {
	if int(r) < len(ruleNames) {
		return ruleNames[r]
	}
	return fmt.Sprintf("rule %d", uint8(r))
}

// Exclusion is one reason why a technician cannot make a visit. What A, B and C are depends on the rule; unused ones are 0.
type Exclusion struct {
	Technician int
	Rule       Rule
	A, B, C    int
}

// Excluded tells why the technician with that index does not come into question for a visit, in the order of the rules: all reasons
// but those that depend on the rest of his day. A frozen visit excludes everybody but those who are at it, and them never. Of a crew
// each must fulfil every rule.
func Excluded(t *Technician, v *Visit, index int) []Exclusion {
	if v.fixed() {
		if slices.Contains(v.Was.Technicians, index) {
			return nil
		}
		return []Exclusion{{Technician: index, Rule: RuleLocked, A: leader(v)}}
	}
	var all []Exclusion
	add := func(r Rule, a, b, c int) { all = append(all, Exclusion{index, r, a, b, c}) }
	if !t.there() {
		add(RuleAway, 0, 0, 0)
	}
	for _, need := range v.Needs {
		if has := t.level(need.Skill); has < need.Level {
			add(RuleSkill, need.Skill, int(has), int(need.Level))
		}
	}
	if v.Area != None && len(t.Areas) > 0 && !slices.Contains(t.Areas, v.Area) {
		add(RuleArea, v.Area, 0, 0)
	}
	if slices.Contains(v.Restricted, index) {
		add(RuleRestricted, 0, 0, 0)
	}
	if len(v.Must) > 0 && !slices.Contains(v.Must, index) {
		add(RuleMust, 0, 0, 0)
	}
	for _, part := range v.Parts {
		if has := t.carries(part.Part); v.PartsFirst && has < part.Count {
			add(RulePart, part.Part, int(has), int(part.Count))
		}
	}
	if v.held() && !slices.Contains(v.Was.Technicians, index) {
		add(RuleLocked, leader(v), 0, 0)
	}
	return append(all, excludedByHours(t, v, index)...)
}

// excludedByHours looks at the hours of who is there: whether any stretch is long enough, and whether one meets a window.
func excludedByHours(t *Technician, v *Visit, index int) []Exclusion {
	if !t.there() {
		return nil
	}
	s := newShift(t)
	longest := int32(0)
	for _, span := range s.spans {
		longest = max(longest, span.To-span.From)
	}
	if longest < v.Duration {
		return []Exclusion{{index, RuleTooLong, int(longest), int(v.Duration), 0}}
	}
	can := slot{duration: v.Duration, windows: v.Windows}
	if v.timed() {
		can = can.at(v.Was.Start)
	}
	if can.earliest(&s, s.from) != never {
		return nil
	}
	if len(can.windows) == 0 { // he comes too late for anything of that length
		return []Exclusion{{index, RuleHours, int(s.from), int(s.limit), 0}}
	}
	return []Exclusion{{index, RuleHours, int(can.windows[0].From), int(can.windows[len(can.windows)-1].To), 0}}
}

// allowed says whether Excluded has nothing but what hours and the day decide, as fast as can be.
func allowed(t *Technician, v *Visit, index int) bool {
	if v.fixed() {
		return slices.Contains(v.Was.Technicians, index)
	}
	for _, need := range v.Needs {
		if t.level(need.Skill) < need.Level {
			return false
		}
	}
	if v.Area != None && len(t.Areas) > 0 && !slices.Contains(t.Areas, v.Area) || slices.Contains(v.Restricted, index) ||
		len(v.Must) > 0 && !slices.Contains(v.Must, index) || v.held() && !slices.Contains(v.Was.Technicians, index) {
		return false
	}
	if v.PartsFirst {
		for _, part := range v.Parts {
			if t.carries(part.Part) < part.Count {
				return false
			}
		}
	}
	return t.there()
}

func leader(v *Visit) int {
	if len(v.Was.Technicians) == 0 {
		return None
	}
	return v.Was.Technicians[0]
}

// there says whether he works at all that day.
func (t *Technician) there() bool {
	for _, span := range t.Spans {
		if span.To > span.From {
			return true
		}
	}
	return false
}

func (t *Technician) level(skill int) uint8 {
	if skill < 0 || skill >= len(t.Skills) {
		return 0
	}
	return t.Skills[skill]
}

func (t *Technician) carries(part int) int32 {
	if part < 0 || part >= len(t.Carries) {
		return 0
	}
	return t.Carries[part]
}
