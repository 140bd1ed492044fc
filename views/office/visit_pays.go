package office

import (
	"doorstep/app/jobs"
	"doorstep/views/web"
)

// paysWords are how a customer pays, in words.
var paysWords = map[string]string{
	"upi": "UPI", "cash": "Cash", "pending": "Pays later", "amc": "AMC", "warranty": "Warranty", "invoice": "Invoice required",
}

// choosePays enters how the customer pays, which a visit wants before it is done.
func (o *office) choosePays(req *web.Request) error {
	f := req.Form()
	err := o.app.Payments.Choose(req.Ctx(), req.ID(), f.Get("pays"), f.Get("note"), jobs.Mark{})
	return o.back(req, "pays", "Entered.", f, err)
}

// paysOptions are the ways to pay as options.
func paysOptions() []string {
	var all []string
	for _, p := range jobs.PayChoices {
		all = append(all, p, paysWords[p])
	}
	return all
}
