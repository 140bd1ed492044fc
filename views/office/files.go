package office

import (
	"context"
	"io"
	"slices"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/fault"
	"doorstep/views/web"
)

// opener finds a stored file by the id of what holds it.
type opener func(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error)

// read is the whole of a stored file with its name.
func (open opener) read(ctx context.Context, id string) ([]byte, string, error) {
	fsys, key, name, err := open(ctx, id)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = fsys.Close() }() // read only
	r, err := fsys.GetReader(key)
	if err != nil {
		return nil, "", fault.New(fault.NotFound, "not_found").Wrap(err)
	}
	defer func() { _ = r.Close() }() // read only
	body, err := io.ReadAll(r)
	return body, name, err
}

// captureFile shows a photo, or plays a voice note.
func (o *office) captureFile(req *web.Request) error {
	body, name, err := opener(o.app.Jobs.CaptureFile).read(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Stored(name, body)
}

// signatureFile shows the picture of a signature.
func (o *office) signatureFile(req *web.Request) error {
	body, name, err := opener(o.app.Jobs.SignatureFile).read(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Stored(name, body)
}

// filed moves what is wrong with a picture beside the field in which it was chosen.
func filed(err error) error {
	fields := []string{"", "sha256", "size", "mime", "file"}
	var all fault.List
	for _, e := range fault.All(err) {
		if e.Kind == fault.Invalid && slices.Contains(fields, e.Field) {
			moved := *e
			moved.Field = "file"
			e = &moved
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		return err
	}
	return all
}
