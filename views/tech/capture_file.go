package tech

import (
	"doorstep/views/web"
)

// captureFile shows a photo of his own visit, or plays a voice note.
func (p *phone) captureFile(req *web.Request) error {
	return req.File(p.app.Jobs.CaptureFile)
}
