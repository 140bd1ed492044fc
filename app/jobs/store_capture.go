package jobs

import (
	"context"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

const (
	alikeFor  = 90 * 24 * time.Hour // how far back pictures are compared
	alikeMost = 2000                // and how many of the newest
)

// sameBytes is an earlier capture with the same bytes, empty if there is none.
func sameBytes(ctx context.Context, app core.App, c Capture) (string, error) {
	return firstID(ctx, app, `SELECT id FROM captures WHERE sha256 = {:hash} AND id != {:id} AND twin != {:id} AND state != 'refused'
		ORDER BY rowid LIMIT 1`, dbx.Params{"hash": c.SHA256, "id": c.ID})
}

// alike is a photo of another visit of late that looks the same, empty if there is none.
func alike(ctx context.Context, app core.App, c Capture, hash uint64) (string, error) {
	params := dbx.Params{
		"visit": c.Visit, "hash": hashText(hash), "n": alikeMost, "since": txn.Instant(clock.Now().Add(-alikeFor)).String(),
	}
	const others = "visit != {:visit} AND dhash != '' AND slot != 'bill' AND at_server >= {:since}"
	id, err := firstID(ctx, app, "SELECT id FROM captures WHERE dhash = {:hash} AND "+others+" ORDER BY rowid LIMIT 1", params)
	if id != "" || err != nil {
		return id, err
	}
	var rows []struct {
		ID   string `db:"id"`
		Hash string `db:"dhash"`
	}
	err = app.ConcurrentDB().NewQuery(`SELECT id, dhash FROM (SELECT id, dhash, visit, slot, at_server FROM captures ORDER BY rowid DESC LIMIT {:n})
		WHERE ` + others).Bind(params).WithContext(ctx).All(&rows)
	for _, r := range rows {
		if other, ok := readHash(r.Hash); ok && picture.Distance(hash, other) <= picture.Alike {
			return r.ID, nil
		}
	}
	return "", err
}

func firstID(ctx context.Context, app core.App, query string, params dbx.Params) (string, error) {
	var found []string
	err := app.ConcurrentDB().NewQuery(query).Bind(params).WithContext(ctx).Column(&found)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// CaptureFile opens the bytes of a stored capture by its id; a technician only those of his visits or his own. The caller closes
// the file system. NotFound.
func (s *Service) CaptureFile(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error) {
	return s.proofFile(ctx, "captures", id, "file")
}

// SignatureFile opens the picture of a signature by the sign-off's id, as CaptureFile does.
func (s *Service) SignatureFile(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error) {
	return s.proofFile(ctx, "signoffs", id, "signature")
}

func (s *Service) proofFile(ctx context.Context, collection, id, field string) (*filesystem.System, string, string, error) {
	r, err := txn.Find(s.app, collection, id)
	if err != nil {
		return nil, "", "", err
	}
	if err := seesCapture(ctx, s.app, r); err != nil {
		return nil, "", "", err
	}
	name := r.GetString(field)
	if name == "" {
		return nil, "", "", fault.New(fault.NotFound, "not_found")
	}
	fsys, err := s.app.NewFilesystem()
	return fsys, r.BaseFilesPath() + "/" + name, name, err
}
