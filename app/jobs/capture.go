package jobs

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

// NewCapture announces a photo or voice note whose bytes follow separately.
type NewCapture struct {
	Visit, Key   string // Key is the phone's own, 8 to 40 characters; it names the bytes that follow. The office may leave it empty
	Kind, Slot   string
	Origin       string // what the office announces is always of the office
	SHA256, Mime string // SHA256 is lower-case hex, empty where the phone could not tell
	Size         int    // bytes, at most CaptureMost
	Mark         Mark
}

// CaptureMost is the largest photo or voice note in bytes. Phones shrink photos to 200 kB; a gallery's picture that cannot be
// shrunk, and a minute of voice, still fit.
const CaptureMost = 4 << 20

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Announce records that a photo or voice note exists and what it is of. The same again changes nothing.
// Errors: Forbidden; NotFound; Invalid beside slot, kind, origin, sha256, key: invalid; size (required, capture_large {most}), mime
// (capture_kind); Conflict visit_ended, visit_unsent, key_reused.
func (s *Service) Announce(ctx context.Context, in NewCapture) (Capture, error) {
	ctx = act.Begin(ctx, "visits.announce", "")
	var announced Capture
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		v, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		c, err := in.read(ctx, job)
		if err != nil {
			return err
		}
		r, err := byKey(ctx, tx, "captures", c.Key, v.ID)
		if err != nil {
			return err
		}
		if r != nil {
			if announced = readCapture(r); !announced.is(c) {
				return fault.New(fault.Conflict, "key_reused")
			}
			return nil
		}
		r, err = create(ctx, tx, "captures", func(r *core.Record) { c.write(r); writeSeen(ctx, r, in.Mark) })
		if err != nil {
			return err
		}
		announced = readCapture(r)
		return nil
	})
	return announced, err
}

// read is the capture as it is announced.
func (in NewCapture) read(ctx context.Context, job Job) (Capture, error) {
	mime, _, _ := strings.Cut(in.Mime, ";")
	c := Capture{
		Job: job.ID, Visit: in.Visit, Kind: in.Kind, Slot: in.Slot, Origin: in.Origin, SHA256: in.SHA256,
		Mime: strings.ToLower(strings.TrimSpace(mime)), Size: in.Size, State: Awaited,
	}
	origins, kinds, slots := []string{"camera", "gallery"}, picture.Kinds, []string{SlotBefore, SlotAfter, SlotBill, SlotPay, SlotOther, SlotNote}
	if in.Kind == Voice {
		origins, kinds, slots = []string{"recorder"}, picture.Sounds, []string{SlotNote, SlotOther}
		c.Mime = strings.Replace(c.Mime, "video/", "audio/", 1) // recorders name the box, not what is in it
	}
	if act.From(ctx).Role != act.Technician {
		c.Origin = "office"
		origins = []string{c.Origin}
	}
	var check fault.Check
	var err error
	c.Key, err = keyOf(ctx, in.Key)
	check.Add(err)
	check.That(in.Kind == Photo || in.Kind == Voice, fault.Field("kind", "invalid"))
	check.That(slices.Contains(slots, in.Slot) || in.Kind == Photo && job.hasCheck(in.Slot), fault.Field("slot", "invalid"))
	check.That(slices.Contains(origins, c.Origin), fault.Field("origin", "invalid"))
	check.That(in.SHA256 == "" || hashForm.MatchString(in.SHA256), fault.Field("sha256", "invalid"))
	check.That(slices.Contains(kinds, c.Mime), fault.Field("mime", "capture_kind"))
	check.Need(in.Size > 0, "size")
	check.That(in.Size <= CaptureMost, fault.Field("size", "capture_large", "most", CaptureMost>>20))
	return c, check.Err()
}

// hasCheck reports whether the slot is that of a check of the job.
func (j Job) hasCheck(slot string) bool {
	id, ok := strings.CutPrefix(slot, checkSlot)
	return ok && slices.ContainsFunc(j.Checklist, func(c Check) bool { return c.ID == id })
}

// is reports whether what is announced again is the same thing. A hash that was worked out here need not come again.
func (c Capture) is(again Capture) bool {
	return c.Visit == again.Visit && c.Kind == again.Kind && c.Slot == again.Slot && c.Origin == again.Origin &&
		c.Size == again.Size && c.Mime == again.Mime && (again.SHA256 == "" || c.SHA256 == again.SHA256)
}

func (c Capture) write(r *core.Record) {
	r.Load(map[string]any{
		"job": c.Job, "visit": c.Visit, "key": c.Key, "kind": c.Kind, "slot": c.Slot, "origin": c.Origin, "sha256": c.SHA256,
		"size": c.Size, "mime": c.Mime, "width": c.Width, "height": c.Height, "twin": c.Twin, "likeness": c.Likeness,
		"state": c.State, "why": c.Why,
	})
}

// CaptureByKey finds an announced capture: a technician one that he announced or that is of his visit. NotFound.
func (s *Service) CaptureByKey(ctx context.Context, key string) (Capture, error) {
	_, c, err := findCapture(ctx, s.app, key)
	return c, err
}

func findCapture(ctx context.Context, app core.App, key string) (*core.Record, Capture, error) {
	if key == "" {
		return nil, Capture{}, fault.New(fault.NotFound, "not_found")
	}
	r, err := oneOf(ctx, app, "captures", dbx.HashExp{"key": key})
	if err != nil {
		return nil, Capture{}, err
	}
	if r == nil {
		return nil, Capture{}, fault.New(fault.NotFound, "not_found")
	}
	return r, readCapture(r), seesCapture(ctx, app, r)
}

// seesCapture holds a technician to what is of his visits and what he made himself: a visit that was put off or went to
// somebody else must not lose the photos that are still on his phone.
func seesCapture(ctx context.Context, app core.App, r *core.Record) error {
	by := act.From(ctx)
	if by.User != "" && r.GetString("by") == by.User {
		return nil
	}
	if err := act.Require(ctx, See); err == nil {
		return nil
	}
	if by.Role != act.Technician {
		return fault.New(fault.NotFound, "not_found")
	}
	_, v, err := findVisit(app, r.GetString("visit"))
	if err != nil {
		return err
	}
	return mine(ctx, v)
}
