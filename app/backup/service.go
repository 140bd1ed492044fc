package backup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/reach"
	"doorstep/app/settings"
)

// Manage is the right to make, see, try and take away copies of the data: who has one can read everything and act as anybody.
var Manage = act.Permit("backup.manage", act.Owner)

// Service keeps copies, by the clock and when asked, in the place of the settings.
type Service struct {
	app      core.App
	settings *settings.Service
	version  func() string // of the program
}

// New gives the service of the data that app has open.
func New(app core.App, company *settings.Service, version func() string) *Service {
	return &Service{app: app, settings: company, version: version}
}

// Copy is one that is kept.
type Copy struct {
	Name  string
	Made  time.Time
	Bytes int64
}

// Nightly reports whether the clock made it.
func (c Copy) Nightly() bool { return strings.HasPrefix(c.Name, nightly) }

func noRoom(need, free int64) error {
	return fault.New(fault.Conflict, "copies_room", "need", reach.Size(need), "free", reach.Size(free))
}

func noFolder(err error) error { return fault.Field("folder", "copies_folder").Wrap(err) }

func noCopy() error { return fault.New(fault.NotFound, "not_found") }

func damaged(err error) error {
	return fault.New(fault.Conflict, "copies_damaged", "why", err.Error()).Wrap(err)
}

// Copies are those that are kept, the newest first. Errors: Forbidden; those of the place.
func (s *Service) Copies(ctx context.Context) ([]Copy, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return nil, err
	}
	kept, err := s.app.NewBackupsFilesystem()
	if err != nil {
		return nil, err
	}
	defer kept.Close()
	kept.SetContext(ctx)
	return list(kept)
}

func list(kept *filesystem.System) ([]Copy, error) {
	found, err := kept.List("")
	if err != nil {
		return nil, err
	}
	var all []Copy
	for _, f := range found {
		if !strings.HasSuffix(f.Key, ".zip") {
			continue
		}
		all = append(all, Copy{Name: f.Key, Made: f.ModTime, Bytes: f.Size})
	}
	slices.SortFunc(all, func(a, b Copy) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(b.Name, a.Name)) })
	return all, nil
}

// Make keeps a copy now and gives its name. Errors: Forbidden; Conflict copies_room {need,free}; those of the place.
func (s *Service) Make(ctx context.Context) (string, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return "", err
	}
	if err := s.room(); err != nil {
		return "", err
	}
	name := Name()
	return name, Keep(ctx, s.app, name, s.version())
}
