package office

import (
	"doorstep/app/customers"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// customerLinks is the part of a customer's page that holds his links.
func (o *office) customerLinks(req *web.Request) error {
	all, err := o.app.Customers.Links(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	c, err := o.app.Customers.Get(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Page("Link of "+c.Name, "customers", linksPage(linksView{customer: c, all: all, site: siteOf(req), lang: req.Lang()}))
}

// linksView are the links of a customer. site is the address of this appliance as the browser knows it.
type linksView struct {
	customer   customers.Customer
	all        []customers.Link
	site, lang string
}

// siteOf is the origin under which the reader reached this appliance: the address a customer can use too, if he can reach it.
func siteOf(req *web.Request) string {
	if req.Secure() {
		return "https://" + req.Request.Host
	}
	return "http://" + req.Request.Host
}

func (v linksView) share(l customers.Link) string {
	return v.site + l.Path()
}

func (v linksView) key() *ui.Form { return ui.NewForm(v.lang) }

func (o *office) makeCustomerLink(req *web.Request) error {
	if _, err := o.app.Customers.MakeLink(req.Ctx(), req.ID()); err != nil {
		return err
	}
	return req.Go("/office/customers/"+req.ID()+"/links", "The link is made.")
}

func (o *office) revokeCustomerLink(req *web.Request) error {
	if err := o.app.Customers.RevokeLink(req.Ctx(), req.ID(), req.Path("link")); err != nil {
		return err
	}
	return req.Go("/office/customers/"+req.ID()+"/links", "The link opens no more.")
}
