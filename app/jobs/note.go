package jobs

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

// NewNote is a line for the timeline of a job, or of a customer if no job is named.
type NewNote struct {
	Job, Customer string
	Kind          string // note, call, message
	Text          string
	File          []byte // at most 8 MB; JPEG, PNG, WebP or PDF by its content
	FileName      string
}

// Remark is a note as the timeline shows it. File is the stored name; empty without one.
type Remark struct {
	ID, Kind, Text, File, ByName string
	At                           time.Time
}

// AddNote writes on the timeline; for a customer whom another took over, on that one's.
// Errors: Forbidden; NotFound; Invalid note_empty, kind, file_broken, file_kind (not a picture or PDF, or too large).
func (s *Service) AddNote(ctx context.Context, in NewNote) error {
	if err := act.Require(ctx, Note); err != nil {
		return err
	}
	in.Text = strings.TrimSpace(in.Text)
	if in.Text == "" && len(in.File) == 0 {
		return fault.Field("text", "note_empty")
	}
	if err := in.whole(); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "notes.add", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		if in.Job != "" {
			_, j, err := findJob(tx, in.Job)
			if err != nil {
				return err
			}
			in.Customer = j.Customer
		} else {
			c, err := s.customers.In(tx).Get(ctx, in.Customer)
			if err != nil {
				return err
			}
			if c.MergedInto != "" {
				in.Customer = c.MergedInto
			}
		}
		_, err := create(ctx, tx, "notes", func(r *core.Record) { in.write(ctx, r) })
		return noteFault(err)
	})
}

// whole refuses a picture that cannot be opened. A PDF is looked at where it is stored.
func (in NewNote) whole() error {
	switch _, err := picture.Look(in.File); {
	case len(in.File) == 0, err == nil, bytes.HasPrefix(in.File, []byte("%PDF-")):
		return nil
	case errors.Is(err, picture.ErrBroken):
		return fault.Field("file", "file_broken").Wrap(err)
	default:
		return fault.Field("file", "file_kind").Wrap(err)
	}
}

func (in NewNote) write(ctx context.Context, r *core.Record) {
	by := act.From(ctx)
	r.Load(map[string]any{"job": in.Job, "customer": in.Customer, "kind": in.Kind, "text": in.Text, "by": by.User, "by_name": by.Name})
	if len(in.File) > 0 {
		if f, err := filesystem.NewFileFromBytes(in.File, in.FileName); err == nil {
			r.Set("file", f)
		}
	}
}

// noteFault says of a refused file what would be taken.
func noteFault(err error) error {
	for _, f := range fault.All(err) {
		if f.Field == "file" {
			return fault.Field("file", "file_kind").Wrap(err)
		}
	}
	return err
}

// Remarks returns the notes of a job, or those of a customer whatever the job, the newest first.
func (s *Service) Remarks(ctx context.Context, job, customer string) ([]Remark, error) {
	var rows []struct {
		ID      string         `db:"id"`
		Kind    string         `db:"kind"`
		Text    string         `db:"text"`
		File    string         `db:"file"`
		ByName  string         `db:"by_name"`
		Created types.DateTime `db:"created"`
	}
	where, id := "job = {:id}", job
	if job == "" {
		where, id = "customer = {:id}", customer
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT id, kind, text, file, by_name, created FROM notes WHERE " + where + " ORDER BY created DESC, id LIMIT 200").
		Bind(dbx.Params{"id": id}).WithContext(ctx).All(&rows)
	all := make([]Remark, len(rows))
	for i, r := range rows {
		all[i] = Remark{ID: r.ID, Kind: r.Kind, Text: r.Text, File: r.File, ByName: r.ByName, At: r.Created.Time()}
	}
	return all, err
}

// File opens the file of a note. The caller closes it. NotFound if the note has none.
func (s *Service) File(_ context.Context, note string) (*filesystem.System, string, string, error) {
	r, err := txn.Find(s.app, "notes", note)
	if err != nil {
		return nil, "", "", err
	}
	name := r.GetString("file")
	if name == "" {
		return nil, "", "", fault.New(fault.NotFound, "not_found")
	}
	fsys, err := s.app.NewFilesystem()
	return fsys, r.BaseFilesPath() + "/" + name, name, err
}
