package portal

import (
	"doorstep/app/contracts"
	"doorstep/app/kernel/page"
	"doorstep/views/web"
)

// held are the guest's contracts that run, each with its next visit.
func (p *portal) held(g guest) ([]contracts.Row, error) {
	found, err := p.app.Contracts.Contracts(g.read, contracts.Filter{Customer: g.customer.ID, State: contracts.Active}, page.Cursor{})
	return found.Rows, err
}

// contractPDF is the paper of a contract that is the guest's; a draft is nobody's yet.
func (p *portal) contractPDF(req *web.Request, g guest) error {
	c, err := p.app.Contracts.Contract(g.read, req.ID())
	if err != nil {
		return err
	}
	if c.Customer != g.customer.ID || c.State == contracts.Draft {
		return notHis
	}
	_, body, err := p.app.Contracts.PDF(g.read, c.ID)
	if err != nil {
		return err
	}
	return req.Download(fileName(c.No), "application/pdf", body)
}
