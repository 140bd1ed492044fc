package tech

import (
	"io"

	"doorstep/app/catalog"
	"doorstep/app/kernel/fault"
	"doorstep/views/web"
)

// manualFile shows a PDF. Phones keep those of the machines they go to.
func (p *phone) manualFile(req *web.Request) error {
	fsys, path, name, err := p.app.Catalog.ManualFile(req.Ctx(), req.ID())
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
