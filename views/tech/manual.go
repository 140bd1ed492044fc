package tech

import (
	"doorstep/app/catalog"
	"doorstep/views/web"
)

// manualFile shows a PDF. Phones keep those of the machines they go to.
func (p *phone) manualFile(req *web.Request) error {
	return req.File(p.app.Catalog.ManualFile)
}

// manualsOf are the manuals for each machine of the visit.
func (p *phone) manualsOf(req *web.Request, b brief) (map[string][]catalog.Manual, error) {
	all := map[string][]catalog.Manual{}
	for _, m := range b.machines {
		found, err := p.app.Catalog.Manuals(req.Ctx(), m.Brand, m.Model)
		if err != nil {
			return nil, err
		}
		all[m.ID] = found[:min(len(found), manualsMost)]
	}
	return all, nil
}

// manualsMost bounds what a machine whose model nobody wrote down brings to the phone.
const manualsMost = 8
