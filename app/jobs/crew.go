package jobs

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/catalog"
	"doorstep/app/kernel/fault"
)

// Goes reports whether the technician goes to the visit, as its lead or as a helper.
func (v Visit) Goes(technician string) bool {
	return technician != "" && (v.Technician == technician || slices.Contains(v.Helpers, technician))
}

// helpers are those who go along, each once and none of them the lead.
func (in Plan) helpers() []string {
	all := []string{}
	for _, h := range in.Helpers {
		if h != "" && h != in.Technician && !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	return all
}

// added are the helpers that a visit has now and had not before.
func added(before, now []string) []string {
	return slices.DeleteFunc(slices.Clone(now), func(h string) bool { return slices.Contains(before, h) })
}

// crewed raises Crewed for those who come new to a visit that was told.
func (s *Service) crewed(ctx context.Context, tx core.App, v Visit, helpers []string) error {
	if len(helpers) == 0 || v.Status == Planned {
		return nil
	}
	return s.Events.Crewed.Trigger(&Crewed{Ctx: ctx, Tx: tx, Visit: v, Helpers: helpers})
}

// checkCrew holds a crew to one to CrewMost; 0 is none said, where that may be.
func checkCrew(n int, optional bool) error {
	if n >= 1 && n <= catalog.CrewMost || optional && n == 0 {
		return nil
	}
	return fault.Field("crew", "number_range", "min", 1, "max", catalog.CrewMost)
}

// Helpers are ids of technicians as a visit stores them.
type Helpers []string

// Scan reads them from the store; an empty text is none.
func (h *Helpers) Scan(value any) error {
	var raw []byte
	switch v := value.(type) {
	case string:
		raw = []byte(v)
	case []byte:
		raw = v
	}
	if len(raw) == 0 || string(raw) == "[]" {
		*h = nil
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(h))
}
