package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// PartMost is the largest piece of an upload in bytes.
const PartMost = 256 << 10

// partsKept is how long an upload that does not go on is kept.
const partsKept = 30 * 24 * time.Hour

// Uploaded is how far an upload has come. Done says that the phone may forget its copy.
type Uploaded struct {
	Received int  `json:"received"`
	Done     bool `json:"done"`
}

// Upload appends a piece to the bytes of an announced capture at offset; with the last piece the capture is stored. A piece that
// does not begin where the last ended is answered with where that is, and is not kept. Bytes that were refused may be sent once
// more from the beginning: they are looked at again. The bytes of a capture whose
// announcement was refused are kept until the office settles it. Each piece is durable before it is acknowledged.
// Errors: Forbidden; NotFound until the capture was announced; Invalid part_large, capture_*; those of jobs.Store.
func (s *Service) Upload(ctx context.Context, key string, offset int, piece []byte) (Uploaded, error) {
	if len(piece) > PartMost {
		return Uploaded{}, fault.New(fault.Invalid, "part_large")
	}
	return s.uploading(ctx, key, func(p part) (Uploaded, error) {
		have, err := p.size()
		switch {
		case err != nil:
			return Uploaded{}, err
		case have < p.want && (offset != have || len(piece) == 0):
			return Uploaded{Received: have}, nil
		case have < p.want && have+len(piece) > p.want && !p.parked:
			return s.lie(ctx, p, piece)
		case have < p.want && have+len(piece) > p.want:
			return Uploaded{}, fault.New(fault.Invalid, "capture_size")
		case have < p.want:
			if err := p.append(piece); err != nil {
				return Uploaded{}, err
			}
			have += len(piece)
		}
		if have < p.want {
			return Uploaded{Received: have}, nil
		}
		return s.finish(ctx, p, offset == 0 && len(piece) == p.want)
	})
}

// Progress is how far the upload of the capture has come; one that came whole while storing it failed is stored now.
// Errors: as Upload.
func (s *Service) Progress(ctx context.Context, key string) (Uploaded, error) {
	return s.uploading(ctx, key, func(p part) (Uploaded, error) {
		have, err := p.size()
		if err != nil || have < p.want {
			return Uploaded{Received: have}, err
		}
		return s.finish(ctx, p, false)
	})
}

// uploading lets one request at a time work on the part of the capture, unless its bytes are stored.
func (s *Service) uploading(ctx context.Context, key string, work func(part) (Uploaded, error)) (Uploaded, error) {
	if err := act.Require(ctx, Send); err != nil {
		return Uploaded{}, err
	}
	ctx = context.WithoutCancel(ctx)
	user := act.From(ctx).User
	defer s.parts.take(partName(user, key))()
	p := part{path: s.partPath(user, key), key: key}
	c, err := s.jobs.CaptureByKey(ctx, key)
	switch {
	case err == nil && c.State == jobs.Stored:
		return Uploaded{Received: c.Size, Done: true}, nil
	case err == nil:
		p.want, p.sum = c.Size, c.SHA256
	case fault.KindOf(err) != fault.NotFound:
		return Uploaded{}, err
	default:
		size, ok, lost := s.parkedSize(ctx, user, key)
		if lost != nil {
			return Uploaded{}, lost
		}
		if !ok {
			return Uploaded{}, err
		}
		p.want, p.parked = size, true
	}
	return work(p)
}

// finish stores the bytes that have come whole. Where they are not what was announced although they came in pieces, the phone is
// asked for them once more: a power cut may have torn them.
func (s *Service) finish(ctx context.Context, p part, atOnce bool) (Uploaded, error) {
	if p.parked {
		return Uploaded{Received: p.want, Done: true}, nil
	}
	body, err := os.ReadFile(p.path)
	if err != nil {
		return Uploaded{}, err
	}
	if sum := sha256.Sum256(body); p.sum != "" && hex.EncodeToString(sum[:]) != p.sum && !atOnce && s.torn.add(p.path) == 1 {
		return Uploaded{}, p.remove()
	}
	return s.store(ctx, p, body)
}

// lie hands over more bytes than were announced, so that the capture says why it was refused.
func (s *Service) lie(ctx context.Context, p part, piece []byte) (Uploaded, error) {
	body, err := os.ReadFile(p.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Uploaded{}, err
	}
	return s.store(ctx, p, append(body, piece...))
}

// store hands the bytes over. The part goes once that is settled either way.
func (s *Service) store(ctx context.Context, p part, body []byte) (Uploaded, error) {
	_, err := s.jobs.Store(ctx, p.key, body)
	if err != nil && fault.KindOf(err) == fault.Internal {
		return Uploaded{}, err
	}
	s.torn.forget(p.path)
	if gone := p.remove(); gone != nil {
		s.app.Logger().Warn("a part of an upload could not be removed", "path", p.path, "err", gone)
	}
	if err != nil {
		return Uploaded{}, err
	}
	return Uploaded{Received: p.want, Done: true}, nil
}

// ClearUploads removes parts that have not grown for thirty days, but for those that wait for the office, and returns how many.
func (s *Service) ClearUploads(ctx context.Context) (int, error) {
	files, err := os.ReadDir(s.uploads())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	waiting, err := s.parkedParts(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, f := range files {
		info, err := f.Info()
		if err != nil || waiting[f.Name()] || clock.Now().Sub(info.ModTime()) < partsKept {
			continue // it went while we looked, or is to stay
		}
		if err := os.Remove(filepath.Join(s.uploads(), f.Name())); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
