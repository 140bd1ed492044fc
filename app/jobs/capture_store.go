package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

// looked is what the bytes of a capture really are.
type looked struct {
	sha256        string
	width, height int
	hash          uint64
	hashed        bool // hash says something
}

// Store keeps the bytes of an announced capture, by its key, after looking at what they really are. What is not what was
// announced is refused: the capture says so, and stays, and may be sent once more. The same bytes again change nothing.
// Do not call it within a transaction: a refusal is kept although Store returns an error.
// Errors: Forbidden; NotFound, also for another's; Invalid capture_kind, capture_size {announced, came}, capture_hash, capture_broken.
func (s *Service) Store(ctx context.Context, key string, body []byte) (Capture, error) {
	if err := mayEnter(ctx); err != nil {
		return Capture{}, err
	}
	ctx = act.Begin(act.Unclaimed(ctx), "visits.store", "")
	_, c, err := findCapture(ctx, s.app, key)
	if err != nil || c.State == Stored {
		return c, err
	}
	seen, refusal := c.look(body)
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, now, err := findCapture(ctx, tx, key)
		if err != nil || now.State == Stored {
			c = now
			return err
		}
		if refusal != nil {
			r.Load(map[string]any{"state": Refused, "why": refusal.Code})
		} else if err := keepBytes(ctx, tx, r, now, seen, body); err != nil {
			return err
		}
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return fileFault(err)
		}
		c = readCapture(r)
		return nil
	})
	if err == nil && refusal != nil && c.State == Refused {
		return c, refusal
	}
	return c, err
}

// fileFault says of a file that the store refused what would be taken.
func fileFault(err error) error {
	for _, f := range fault.All(err) {
		if f.Field == "file" {
			return fault.Field("file", "capture_kind").Wrap(err)
		}
	}
	return err
}

// look holds the bytes against what was announced. It takes long, so that no transaction waits for it.
func (c Capture) look(body []byte) (looked, *fault.Error) {
	sum := sha256.Sum256(body)
	seen := looked{sha256: hex.EncodeToString(sum[:])}
	if len(body) != c.Size {
		return seen, fault.Field("file", "capture_size", "announced", c.Size, "came", len(body))
	}
	if c.SHA256 != "" && c.SHA256 != seen.sha256 {
		return seen, fault.Field("file", "capture_hash")
	}
	if c.Kind == Voice {
		if picture.Sound(body) != c.Mime {
			return seen, fault.Field("file", "capture_kind")
		}
		return seen, nil
	}
	p, err := picture.Look(body)
	switch {
	case err == nil && p.Mime == c.Mime:
	case err == nil || err == picture.ErrKind:
		return seen, fault.Field("file", "capture_kind").Wrap(err)
	default:
		return seen, fault.Field("file", "capture_broken").Wrap(err)
	}
	seen.width, seen.height, seen.hash, seen.hashed = p.Width, p.Height, p.Hash, !p.Plain && c.Slot != SlotBill
	return seen, nil
}

// extensions are the endings of the stored files.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp",
	"audio/webm": ".webm", "audio/ogg": ".ogg", "audio/mp4": ".m4a", "audio/mpeg": ".mp3",
}

// keepBytes fills the record with the bytes, what they are, and what they are like.
func keepBytes(ctx context.Context, tx core.App, r *core.Record, c Capture, seen looked, body []byte) error {
	c.SHA256 = seen.sha256
	twin, err := sameBytes(ctx, tx, c)
	likeness := "same"
	if err == nil && twin == "" && seen.hashed {
		likeness = "alike"
		twin, err = alike(ctx, tx, c, seen.hash)
	}
	if err != nil {
		return err
	}
	if twin == "" {
		likeness = ""
	}
	file, err := filesystem.NewFileFromBytes(body, c.Kind+extensions[c.Mime])
	if err != nil {
		return err
	}
	r.Load(map[string]any{
		"state": Stored, "why": "", "stored_at": txn.Instant(clock.Now()), "sha256": seen.sha256, "width": seen.width, "height": seen.height,
		"twin": twin, "likeness": likeness, "dhash": "", "file": file,
	})
	if seen.hashed {
		r.Set("dhash", hashText(seen.hash))
	}
	return nil
}

func hashText(h uint64) string { return fmt.Sprintf("%016x", h) }

func readHash(s string) (uint64, bool) {
	h, err := strconv.ParseUint(s, 16, 64)
	return h, err == nil
}
