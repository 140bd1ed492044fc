package tech

import (
	"io"
	"net/http"
	"strconv"

	"doorstep/app/kernel/fault"
	"doorstep/views/web"
)

// upload takes in a piece of a photo or voice note.
func (p *phone) upload(req *web.Request) error {
	offset, err := strconv.Atoi(req.Query("offset"))
	if err != nil || offset < 0 {
		return fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	piece, err := io.ReadAll(req.Request.Body)
	if err != nil {
		return err
	}
	state, err := p.app.Sync.Upload(req.Ctx(), req.Path("key"), offset, piece)
	if err != nil {
		return err
	}
	return req.JSON(http.StatusOK, state)
}

// uploaded tells from where to go on.
func (p *phone) uploaded(req *web.Request) error {
	state, err := p.app.Sync.Progress(req.Ctx(), req.Path("key"))
	if err != nil {
		return err
	}
	return req.JSON(http.StatusOK, state)
}
