package office

import (
	"slices"

	"doorstep/app/kernel/fault"
	"doorstep/views/web"
)

// captureFile shows a photo, or plays a voice note.
func (o *office) captureFile(req *web.Request) error {
	return req.File(o.app.Jobs.CaptureFile)
}

// signatureFile shows the picture of a signature.
func (o *office) signatureFile(req *web.Request) error {
	return req.File(o.app.Jobs.SignatureFile)
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
