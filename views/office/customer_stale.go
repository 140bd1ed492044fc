package office

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
)

// difference is a field in which what was typed is not what is stored.
type difference struct{ Label, Stored, Typed string }

// differences compares a form that came too late with what is stored now, field by field, by label.
// Nothing is compared unless err says that somebody was quicker.
func differences(err error, typed, stored *ui.Form) []difference {
	if fault.KindOf(err) != fault.Stale {
		return nil
	}
	var all []difference
	for _, name := range slices.Sorted(maps.Keys(stored.Values)) {
		was, is := strings.Join(stored.All(name), ", "), strings.Join(typed.All(name), ", ")
		if was != is {
			all = append(all, difference{Label: fieldLabel(stored, name), Stored: was, Typed: is})
		}
	}
	return all
}

func fieldLabel(f *ui.Form, name string) string {
	if label := f.Labels[name]; label != "" {
		return label
	}
	return plainWords(name)
}

// plainWords makes words of a name in code: "in_progress" is "In progress".
func plainWords(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// keyedHref is the address of another page of a list with the same filters.
func keyedHref(path string, filters url.Values, at string) string {
	if at == "" {
		return ""
	}
	q := url.Values{"at": {at}}
	for name, values := range filters {
		if name != "at" && len(values) > 0 && values[0] != "" {
			q[name] = values
		}
	}
	return path + "?" + q.Encode()
}

// holds reports whether the reader of the page has the permission.
func holds(ctx context.Context, p act.Permission) bool { return p.Allows(act.From(ctx).Role) }
