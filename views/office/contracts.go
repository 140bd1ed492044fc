package office

import (
	"net/url"
	"slices"
	"strconv"

	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// contractList is a page of contracts with the filters that made it.
type contractList struct {
	Form   *ui.Form
	Query  url.Values // what stands in the address, for the pager
	Page   page.Of[contracts.Row]
	Of     string               // the customer that the list is about; empty for all
	Narrow bool                 // some filter is set
	Alone  []contracts.PlanDate // visits that nobody can make; none where the list is narrowed
	Today  clock.Date
}

// listContracts is the list of contracts, those that end first at the top. Its filters stand in the address.
func (o *office) listContracts(req *web.Request) error {
	f := req.Form()
	v := contractList{Form: f, Query: f.Values, Today: clock.Today()}
	at, err := page.Parse(f.Get("at"))
	if err != nil {
		return err
	}
	for _, name := range []string{"q", "state", "type", "ends_by", "customer"} {
		v.Narrow = v.Narrow || f.Has(name)
	}
	if id := f.Get("customer"); id != "" {
		c, err := o.app.Customers.Get(req.Ctx(), id)
		if err != nil {
			return err
		}
		v.Of = c.Name
	}
	if v.Page, err = o.app.Contracts.Contracts(req.Ctx(), contractFilter(f), at); err != nil {
		return err
	}
	if !v.Narrow && at.Zero() {
		if v.Alone, err = o.app.Contracts.Unfound(req.Ctx(), aloneShown); err != nil {
			return err
		}
	}
	return req.Page("Contracts", "contracts", contractsBody(v))
}

// aloneShown is how many visits that nobody can make are named.
const aloneShown = 10

// contractFilter reads the filters in an address. What is not understood does not narrow, so that an old address still opens a list.
func contractFilter(f *ui.Form) contracts.Filter {
	filter := contracts.Filter{Query: f.Get("q"), Customer: f.Get("customer"), EndsBy: invoiceDay(f.Get("ends_by"))}
	if s := contracts.State(f.Get("state")); slices.Contains(contracts.States, s) {
		filter.State = s
	}
	if t := contracts.Type(f.Get("type")); slices.Contains(contracts.Types, t) {
		filter.Type = t
	}
	return filter
}

func (v contractList) info() string {
	n := len(v.Page.Rows)
	switch {
	case n == 0:
		return ""
	case v.Page.Prev == "" && v.Page.Next == "":
		return countWords(n, "contract", "contracts")
	}
	return strconv.Itoa(n) + " on this page"
}

func (v contractList) tabs() []ui.Tab {
	tab := func(label string, s contracts.State) ui.Tab {
		q := url.Values{}
		for _, name := range []string{"q", "type", "ends_by", "customer"} {
			if v.Form.Has(name) {
				q.Set(name, v.Form.Get(name))
			}
		}
		if s != "" {
			q.Set("state", string(s))
		}
		t := ui.Tab{Label: label, Href: "/office/contracts", Count: -1, Current: v.Form.Get("state") == string(s)}
		if len(q) > 0 {
			t.Href += "?" + q.Encode()
		}
		return t
	}
	all := []ui.Tab{tab("All", "")}
	for _, s := range contracts.States {
		all = append(all, tab(contractStateNames[s], s))
	}
	return all
}

// endsTone marks a contract in force that ends within a month.
func (v contractList) endsTone(c contracts.Contract) string {
	if (c.State == contracts.Active || c.State == contracts.Suspended) && c.Ends <= v.Today.AddDays(30) {
		return "soon"
	}
	return ""
}
