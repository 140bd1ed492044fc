package tech

import (
	"io"

	"doorstep/app/kernel/fault"
	"doorstep/views/web"
)

// captureFile shows a photo of his own visit, or plays a voice note.
func (p *phone) captureFile(req *web.Request) error {
	fsys, path, name, err := p.app.Jobs.CaptureFile(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	defer func() { _ = fsys.Close() }() // read only
	r, err := fsys.GetReader(path)
	if err != nil {
		return fault.New(fault.NotFound, "not_found").Wrap(err)
	}
	defer func() { _ = r.Close() }() // read only
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return req.Stored(name, body)
}
