package people

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

const (
	widest   = 1000 // PIN codes a range may span
	mostPins = 2000 // PIN codes an area may have
)

// AreaInput is an area as typed; Pins holds PIN codes and ranges: "411001, 411004-411010".
type AreaInput struct {
	ID         string
	Rev        int
	Name, Pins string
}

// CreateArea adds an area. Faults required, too_long, taken, pins_form {text}, pins_unknown {pins}, pins_many.
func (s *Service) CreateArea(ctx context.Context, in AreaInput) (Area, error) {
	in.ID, in.Rev = "", 0
	return s.saveArea(ctx, "people.create_area", in)
}

// UpdateArea changes an area. Faults as of CreateArea; Stale; NotFound.
func (s *Service) UpdateArea(ctx context.Context, in AreaInput) (Area, error) {
	if in.ID == "" {
		return Area{}, notFound()
	}
	return s.saveArea(ctx, "people.update_area", in)
}

// DeleteArea removes an area. Conflict "area_used" {names} while active technicians have it; Stale; NotFound.
func (s *Service) DeleteArea(ctx context.Context, id string, rev int) error {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "people.delete_area", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "areas", id)
		if err != nil {
			return err
		}
		if rev > 0 && r.GetInt("rev") != rev {
			return fault.New(fault.Stale, "stale")
		}
		var names []string
		err = tx.DB().NewQuery(`SELECT u.name FROM technicians t JOIN users u ON u.id = t.user, json_each(t.areas) a
			WHERE t.active AND a.value = {:id} ORDER BY u.name LIMIT 5`).Bind(dbx.Params{"id": id}).WithContext(ctx).Column(&names)
		if err != nil {
			return err
		}
		if len(names) > 0 {
			return fault.New(fault.Conflict, "area_used", "names", strings.Join(names, ", "))
		}
		return txn.Delete(ctx, tx, r)
	})
}

func (s *Service) saveArea(ctx context.Context, verb string, in AreaInput) (Area, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return Area{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var check fault.Check
	a := Area{ID: in.ID, Name: readName(&check, in.Name)}
	var err error
	a.Pins, err = ParsePins(in.Pins)
	check.Add(fault.At("pins", err))
	if err := check.Err(); err != nil {
		return Area{}, err
	}
	a.ID, a.Rev, err = put(ctx, s.app, "areas", in.ID, in.Rev, a.write)
	return a, err
}

var (
	around = regexp.MustCompile(`\s*[-–—]\s*`)
	single = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	ranged = regexp.MustCompile(`^([1-9][0-9]{5})-([1-9][0-9]{5})$`)
)

// ParsePins reads PIN codes and ranges of them, apart by commas, spaces or lines; "411 001" with a space inside is two words
// and no PIN code. Of a range only codes that exist are taken. The result is in order, each code once.
// Faults: required; pins_form {text}; pins_many {max}; pins_unknown {pins}, which names codes, and ranges without any, that
// the directory does not have.
func ParsePins(typed string) ([]string, error) {
	typed = around.ReplaceAllString(typed, "-")
	words := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(", ;\t\r\n\u00a0", r) })
	if len(words) == 0 {
		return nil, fault.Field("", "required")
	}
	var pins, unknown []string
	for _, word := range words {
		found, ok := expand(word)
		if !ok {
			return nil, fault.Field("", "pins_form", "text", cut(word, 20))
		}
		if len(found) == 0 {
			unknown = append(unknown, word)
		}
		pins = append(pins, found...)
	}
	slices.Sort(pins)
	pins = slices.Compact(pins)
	if len(unknown) > 0 {
		return nil, fault.Field("", "pins_unknown", "pins", strings.Join(unknown[:min(10, len(unknown))], ", "))
	}
	if len(pins) > mostPins {
		return nil, fault.Field("", "pins_many", "max", mostPins)
	}
	return pins, nil
}

// expand returns the existing PIN codes of one word; false if the word is neither a code nor a range.
func expand(word string) ([]string, bool) {
	if single.MatchString(word) {
		word += "-" + word
	}
	m := ranged.FindStringSubmatch(word)
	if m == nil {
		return nil, false
	}
	from, _ := strconv.Atoi(m[1])
	to, _ := strconv.Atoi(m[2])
	if to < from || to-from >= widest {
		return nil, false
	}
	var found []string
	for n := from; n <= to; n++ {
		if code := strconv.Itoa(n); exists(code) {
			found = append(found, code)
		}
	}
	return found, true
}

func exists(pin string) bool {
	_, ok := geo.FindPin(pin)
	return ok
}

// PinText writes the area's PIN codes as ParsePins reads them, neighbours as ranges: "411001, 411004-411010".
func (a Area) PinText() string {
	var parts []string
	for i := 0; i < len(a.Pins); {
		last := i
		for last+1 < len(a.Pins) && follows(a.Pins[last], a.Pins[last+1]) {
			last++
		}
		if last-i < 2 {
			last = i
			parts = append(parts, a.Pins[i])
		} else {
			parts = append(parts, fmt.Sprintf("%s-%s", a.Pins[i], a.Pins[last]))
		}
		i = last + 1
	}
	return strings.Join(parts, ", ")
}

func follows(a, b string) bool {
	x, err1 := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	return err1 == nil && err2 == nil && y == x+1
}
