package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// common are the attributes that inputs, selects and text areas share.
func (in In) common(f *Form) templ.Attributes {
	a := templ.Attributes{"id": in.id(), "name": in.Name}
	put := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	put("placeholder", in.Placeholder)
	put("autocomplete", in.Autocomplete)
	put("inputmode", in.InputMode)
	put("min", in.Min)
	put("max", in.Max)
	put("step", in.Step)
	put("pattern", in.Pattern)
	put("list", in.List)
	put("aria-describedby", in.described(f))
	if in.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(in.MaxLength)
	}
	if f.Error(in.Name) != "" {
		a["aria-invalid"] = "true"
	}
	for name, on := range map[string]bool{"required": in.Required, "autofocus": in.Autofocus, "readonly": in.ReadOnly, "disabled": in.Disabled} {
		if on {
			a[name] = true
		}
	}
	for name, value := range in.Attrs {
		a[name] = value
	}
	return a
}

// money makes a field of rupees: decimal keyboard, sign before it.
func (in In) money() In {
	in = in.with("text", "w-s")
	in.InputMode, in.Prefix = "decimal", "₹"
	if in.Autocomplete == "" {
		in.Autocomplete = "off"
	}
	return in
}
