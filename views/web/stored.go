package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/fault"
)

// shown hold a stored file to being looked at: no script, no frame, nothing fetched. A browser's PDF viewer does not run in
// a sandbox, so a PDF goes without that word.
var shown = map[string]string{
	"image/jpeg":      "default-src 'none'; sandbox",
	"image/png":       "default-src 'none'; sandbox",
	"image/webp":      "default-src 'none'; sandbox",
	"application/pdf": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
	"audio/ogg":       "default-src 'none'; sandbox",
	"audio/mpeg":      "default-src 'none'; sandbox",
	"audio/mp4":       "default-src 'none'; sandbox",
	"audio/webm":      "default-src 'none'; sandbox",
}

// Opener finds a stored file by the id of what holds it. The file system is to be closed.
type Opener func(ctx context.Context, id string) (fsys *filesystem.System, path, name string, err error)

// File answers with the stored file of the {id} of the path, as Stored does.
func (req *Request) File(open Opener) error {
	fsys, path, name, err := open(req.Ctx(), req.ID())
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

// Stored answers with a file that somebody once sent in: pictures, PDF and sound by what they really are, anything else only
// as a file to keep. The browser of who saw it may keep it for an hour; nobody between may.
func (req *Request) Stored(name string, body []byte) error {
	kind := kindOf(body)
	policy := shown[kind]
	if policy == "" {
		return req.Download(name, "application/octet-stream", body)
	}
	h := req.Response.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Content-Disposition", "inline")
	if !strings.HasPrefix(kind, "audio/") {
		return req.Blob(http.StatusOK, kind, body)
	}
	h.Set("Content-Type", kind)
	http.ServeContent(req.Response, req.Request, "", time.Time{}, bytes.NewReader(body)) // players ask for ranges
	return nil
}

// kindOf is what the bytes are. Phones record sound in containers that may hold a picture too, and are named after that.
func kindOf(body []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch {
	case kind == "video/webm":
		return "audio/webm"
	case kind == "application/ogg":
		return "audio/ogg"
	case kind == "video/mp4", len(body) > 12 && string(body[4:8]) == "ftyp":
		return "audio/mp4"
	}
	return kind
}
