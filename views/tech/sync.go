package tech

import (
	"encoding/json"
	"io"
	"net/http"

	"doorstep/app/kernel/fault"
	"doorstep/app/sync"
	"doorstep/views/web"
)

// sync takes in what the phone's outbox sends, and tells what became of each item.
func (p *phone) sync(req *web.Request) error {
	body, err := io.ReadAll(req.Request.Body)
	if err != nil {
		return err
	}
	var batch sync.Batch
	if err := json.Unmarshal(body, &batch); err != nil {
		return fault.New(fault.Invalid, "bad_request").Wrap(err)
	}
	batch.Agent = req.Request.UserAgent()
	receipt, err := p.app.Sync.Receive(req.Ctx(), batch)
	if err != nil {
		return err
	}
	return req.JSON(http.StatusOK, receipt)
}
