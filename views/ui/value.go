package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// text is v as the value of an input.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case money.Paise:
		return v.Plain()
	case time.Time:
		return clock.Local(v)
	case bool:
		if v {
			return "1"
		}
		return ""
	case float64:
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
	default:
		return fmt.Sprint(v)
	}
}

// id is the id of a field's input.
func (in In) id() string {
	if in.ID != "" {
		return in.ID
	}
	return fieldID(in.Name)
}

func fieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
}

// value is what stands in the input: what was typed, else the default.
func (in In) value(f *Form) string {
	if _, typed := f.Values[in.Name]; typed {
		return f.Values.Get(in.Name)
	}
	return in.Value
}

// chosen reports whether v is among the field's values.
func (in In) chosen(f *Form, v string) bool {
	if values, typed := f.Values[in.Name]; typed {
		return slices.Contains(values, v)
	}
	return in.Value == v
}

// described lists the ids of hint and error that belong to the input.
func (in In) described(f *Form) string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.id()+"-hint")
	}
	if f.Error(in.Name) != "" {
		ids = append(ids, in.id()+"-error")
	}
	return strings.Join(ids, " ")
}

func (in In) kind() string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

func (in In) with(kind, class string) In {
	in.Type = kind
	if !strings.Contains(in.Class, "w-") {
		in.Class = strings.TrimSpace(in.Class + " " + class)
	}
	return in
}

// label is what a field is called in a list of faults.
func (f *Form) label(name string) string {
	if l := f.Labels[name]; l != "" {
		return l
	}
	words := strings.NewReplacer("_", " ", "-", " ", ".", " ", "[", " ", "]", "").Replace(name)
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// faults lists the names of fields in order, the whole form first.
func names(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }

// Options makes a list of options from pairs of value and label.
func Options(pairs ...string) []Option {
	var all []Option
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return all
}

// groups splits options into runs of the same group.
func groups(all []Option) [][]Option {
	var runs [][]Option
	for _, o := range all {
		if n := len(runs); n > 0 && runs[n-1][0].Group == o.Group {
			runs[n-1] = append(runs[n-1], o)
			continue
		}
		runs = append(runs, []Option{o})
	}
	return runs
}
