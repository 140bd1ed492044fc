package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pocketbase/dbx"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// part is what has come of an upload: a file that only grows.
type part struct {
	path, key string
	want      int    // bytes that were announced
	sum       string // their SHA-256, if it was announced
	parked    bool   // the announcement was refused: the bytes wait for the office
}

func (s *Service) uploads() string { return filepath.Join(s.app.DataDir(), "uploads") }

// partName is the same for nobody else's upload, whatever the key is.
func partName(user, key string) string {
	sum := sha256.Sum256([]byte(user + "\x00" + key))
	return hex.EncodeToString(sum[:]) + ".part"
}

func (s *Service) partPath(user, key string) string {
	return filepath.Join(s.uploads(), partName(user, key))
}

func (p part) size() (int, error) {
	info, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if int(info.Size()) > p.want { // another announcement's
		return 0, p.remove()
	}
	return int(info.Size()), nil
}

func (p part) append(piece []byte) error {
	if err := os.MkdirAll(filepath.Dir(p.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(p.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(piece)
	return errors.Join(err, f.Sync(), f.Close())
}

func (p part) remove() error {
	err := os.Remove(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// photo is the key and size of the capture that an item announces; ok is false where it names none that can be kept.
func (it Item) photo() (key string, size int, ok bool) {
	size, err := strconv.Atoi(it.Data["size"])
	return it.Data["key"], size, it.Kind == "visit.photo" && err == nil && size > 0 && size <= jobs.CaptureMost
}

// parkedSize is the size of a capture whose announcement was refused.
func (s *Service) parkedSize(ctx context.Context, user, key string) (int, bool, error) {
	all, err := s.entries(ctx, shownMost, dbx.HashExp{"user": user, "kind": "visit.photo"}, dbx.NewExp("state != 'done'"))
	for _, e := range all {
		if k, size, ok := e.Item.photo(); ok && k == key {
			return size, true, err
		}
	}
	return 0, false, err
}

// parkedParts are the names of the parts whose announcements wait for the office.
func (s *Service) parkedParts(ctx context.Context) (map[string]bool, error) {
	all, err := s.entries(ctx, shownMost, open, dbx.HashExp{"kind": "visit.photo"})
	names := make(map[string]bool, len(all))
	for _, e := range all {
		names[partName(e.User, e.Item.Data["key"])] = true
	}
	return names, err
}

// storeKept stores the bytes that came before the office took over their announcement. What is wrong with them stands in the
// capture; what could not be stored is stored when the phone asks again.
func (s *Service) storeKept(ctx context.Context, items []entry) {
	for _, e := range items {
		key, size, ok := e.Item.photo()
		if !ok {
			continue
		}
		p := part{path: s.partPath(e.User, key), key: key, want: size}
		if have, err := p.size(); err != nil || have < size {
			continue
		}
		done := s.parts.take(partName(e.User, key))
		body, err := os.ReadFile(p.path)
		if err == nil {
			his := act.By{User: e.User, Role: act.Technician, Technician: e.Technician, Source: act.Phone}
			_, err = s.store(act.In(ctx, his), p, body)
		}
		done()
		if err != nil && fault.KindOf(err) == fault.Internal {
			s.app.Logger().Error("bytes that waited for the office could not be stored", "key", key, "err", err)
		}
	}
}
