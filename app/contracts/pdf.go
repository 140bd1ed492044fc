package contracts

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
	"doorstep/app/kernel/phone"
	"doorstep/app/kernel/workcal"
	"doorstep/app/settings"
)

// printed is a contract with all that its paper says.
type printed struct {
	Contract
	company  settings.Company
	branch   settings.Branch
	customer customers.Customer
	sites    []customers.Site
	machines []customers.Asset // as Assets
	covers   []Cover
	names    map[string]string // of items, machines, job types and sites
	bills    []Bill
	plans    []Plan
	dates    []PlanDate
	cal      workcal.Calendar
}

// PDF draws the contract with its schedules on A4, as it stands; a draft is marked as one. name is what the file is called. As long as
// nothing of it changes, the bytes are the same. Errors: Forbidden; NotFound.
func (s *Service) PDF(ctx context.Context, id string) (name string, body []byte, err error) {
	if err := act.Require(ctx, See); err != nil {
		return "", nil, err
	}
	p, err := s.printed(ctx, id)
	if err != nil {
		return "", nil, err
	}
	return strings.ReplaceAll(p.No, "/", "-") + ".pdf", paper.Contract(p.paper()), nil
}

func (s *Service) printed(ctx context.Context, id string) (p printed, err error) {
	if p.Contract, err = s.whole(ctx, id); err != nil {
		return p, err
	}
	if p.company, err = s.settings.Company(ctx); err != nil {
		return p, err
	}
	if p.Branch != "" {
		if p.branch, err = s.settings.Branch(ctx, p.Branch); err != nil {
			return p, err
		}
	}
	if p.customer, err = s.customers.Get(ctx, p.Customer); err != nil {
		return p, err
	}
	for _, id := range p.Sites {
		site, err := s.customers.SiteByID(ctx, id)
		if err != nil {
			return p, err
		}
		p.sites = append(p.sites, site)
	}
	for _, m := range p.Assets {
		a, err := s.customers.AssetByID(ctx, m.Asset)
		if err != nil {
			return p, err
		}
		p.machines = append(p.machines, a)
	}
	if p.covers, err = coversOf(ctx, s.app, id); err != nil {
		return p, err
	}
	if err := s.printedNames(ctx, &p); err != nil {
		return p, err
	}
	return p, s.printedDays(ctx, &p)
}

// printedNames are what the rules of cover name.
func (s *Service) printedNames(ctx context.Context, p *printed) error {
	p.names = map[string]string{}
	for i, m := range p.Assets {
		p.names[m.Asset] = p.machines[i].Name()
	}
	for _, site := range p.sites {
		p.names[site.ID] = site.Name()
	}
	var items []string
	for _, c := range p.covers {
		items = append(items, c.Items...)
		for _, id := range c.Assets {
			if p.names[id] != "" {
				continue
			}
			a, err := s.customers.AssetByID(ctx, id)
			if err != nil {
				return err
			}
			p.names[id] = a.Name()
		}
		for _, id := range c.Types {
			t, err := s.catalog.JobType(ctx, id)
			if err != nil {
				return err
			}
			p.names[id] = t.Name
		}
	}
	found, err := s.catalog.ItemsByID(ctx, items, p.Starts)
	for id, i := range found {
		p.names[id] = i.Name
	}
	return err
}

// printedDays are the bills and the visits. Of a draft they are those that it will have.
func (s *Service) printedDays(ctx context.Context, p *printed) (err error) {
	if p.cal, err = s.settings.Calendar(ctx); err != nil {
		return err
	}
	if p.plans, err = plansOf(ctx, s.app, p.ID); err != nil {
		return err
	}
	if p.State != Draft {
		rows, err := billRecords(ctx, s.app, p.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			p.bills = append(p.bills, readBill(r))
		}
		p.dates, err = s.datesOf(ctx, p.ID)
		return err
	}
	p.bills = p.schedule(p.Starts)
	for _, plan := range p.plans {
		days, err := plan.wanted(p.Contract)
		if err != nil {
			return err
		}
		for _, on := range days {
			p.dates = append(p.dates, PlanDate{
				Plan: plan.ID, PlanName: plan.Name, DueOn: on, PlannedOn: plan.planned(p.cal, on, p.Starts, p.Ends), State: Pending,
			})
		}
	}
	slices.SortStableFunc(p.dates, func(a, b PlanDate) int { return cmp.Compare(a.PlannedOn, b.PlannedOn) })
	return nil
}

var titles = map[Type]string{
	Comprehensive: "ANNUAL MAINTENANCE CONTRACT", NonComprehensive: "ANNUAL MAINTENANCE CONTRACT", Labour: "LABOUR CONTRACT", Warranty: "WARRANTY",
}

var typeNames = map[Type]string{
	Comprehensive: "Comprehensive: labour and parts", NonComprehensive: "Non-comprehensive: labour and planned visits", Labour: "Labour only",
	Warranty: "Labour and parts",
}

func (p printed) title() string {
	if (p.Type == Comprehensive || p.Type == NonComprehensive) && inMonths(p.Starts, 12).AddDays(-1) != p.Ends {
		return "MAINTENANCE CONTRACT"
	}
	return titles[p.Type]
}

func (p printed) paper() paper.Agreement {
	a := paper.Agreement{Doc: paper.Doc{
		Title: p.title(), Number: p.No, Date: clock.DateOf(p.ActivatedAt), Seller: p.seller(), Buyer: p.buyer(), Meta: p.meta(), Terms: p.Terms,
	}}
	if p.Terms == "" {
		a.Terms = p.company.Terms
	}
	if p.State == Draft {
		a.Number, a.Date = "", clock.DateOf(p.Created)
	}
	a.Sections = slices.DeleteFunc([]paper.Section{p.places(), p.worth(), p.covered(), p.under(), p.visits(), p.promises()}, func(s paper.Section) bool { return s.Title == "" })
	a.Signers = [2]paper.Signer{{Party: p.company.Name, Name: p.company.Signatory}, {Party: p.customer.Name}}
	return a
}

func (p printed) seller() paper.Party {
	c, b := p.company, p.branch
	out := party(c.Name, []string{c.Address, strings.TrimSpace(c.District + " " + c.Pin)}, c.StateCode)
	out.GSTIN, out.Phone, out.Email = c.GSTIN, phone.Format(c.Phone), c.Email
	if b.ID != "" {
		out = party(c.Name, []string{b.Name, b.Address, strings.TrimSpace(b.District + " " + b.Pin)}, b.StateCode)
		out.GSTIN, out.Phone, out.Email = cmp.Or(b.GSTIN, c.GSTIN), phone.Format(cmp.Or(b.Phone, c.Phone)), c.Email
	}
	if c.LegalName != "" && c.LegalName != c.Name {
		out.Lines = append([]string{c.LegalName}, out.Lines...)
	}
	return out
}

func (p printed) buyer() paper.Party {
	c := p.customer
	lines, state := []string{c.Address, strings.TrimSpace(c.District + " " + c.Pin)}, c.StateCode
	if c.Address == "" && len(p.sites) > 0 {
		lines, state = siteLines(p.sites[0]), cmp.Or(c.StateCode, p.sites[0].StateCode)
	}
	out := party(c.Name, lines, state)
	out.GSTIN, out.Phone, out.Email = c.GSTIN, phone.Format(c.Phone()), c.Email
	return out
}

func siteLines(s customers.Site) []string {
	return []string{s.Unit, s.Address, s.Landmark, strings.TrimSpace(s.District + " " + s.Pin)}
}

func party(name string, lines []string, state string) paper.Party {
	out := paper.Party{Name: name, StateCode: state, Lines: slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })}
	if s, ok := gst.StateByCode(state); ok {
		out.State = s.Name
	}
	return out
}

func (p printed) meta() []paper.Field {
	var out []paper.Field
	add := func(label, value string) {
		if value != "" {
			out = append(out, paper.Field{Label: label, Value: value})
		}
	}
	if p.State == Draft {
		add("Reference", p.No)
	}
	add("Type", typeNames[p.Type])
	add("From", p.Starts.Short())
	add("To", p.Ends.Short())
	switch p.State {
	case Suspended:
		add("Suspended since", p.SuspendedOn.Short())
	case Expired:
		add("Expired", p.Ends.Short())
	case Closed:
		add("Closed on", clock.DateOf(p.EndedAt).Short())
	}
	return out
}

func (p printed) places() paper.Section {
	s := paper.Section{Title: "Where it holds"}
	for _, site := range p.sites {
		lines := slices.DeleteFunc(append([]string{site.Label}, siteLines(site)...), func(l string) bool { return l == "" })
		s.Points = append(s.Points, strings.Join(lines, ", "))
	}
	return s
}

// worth is the value and when it is billed.
func (p printed) worth() paper.Section {
	if p.Value == 0 {
		return paper.Section{Title: "Value", Text: "Nothing is billed under this contract."}
	}
	s := paper.Section{Title: "Value", Lead: p.Value.Rupees() + " before GST", Text: money.Words(p.Value) + ". GST is charged at the rate in force when it is billed."}
	var total money.Paise
	g := paper.Grid{Columns: []paper.Column{{Head: "#", Share: 0.5}, {Head: "For", Share: 5}, {Head: "Due on", Share: 2}, {Head: "Before GST (₹)", Share: 2, Right: true}}}
	for _, b := range p.bills {
		if b.State == BillCredit || b.Amount <= 0 {
			continue
		}
		what := b.Text
		if b.From != "" {
			what = b.From.Short() + " to " + b.To.Short()
			if b.Text != "" {
				what = b.Text + ", " + what
			}
		}
		total += b.Amount
		g.Rows = append(g.Rows, []string{strconv.Itoa(len(g.Rows) + 1), what, b.DueOn.Short(), b.Amount.String()})
	}
	switch {
	case p.Cycle == PerVisit:
		s.Text += " It is billed in equal parts, with each planned visit when it is done."
	case p.Cycle == NoBills:
		s.Text += " It is not billed under this contract."
	case len(g.Rows) > 0:
		g.Total = []string{"", "Together", "", total.String()}
		s.Grid = &g
	}
	if p.Cycle == PerVisit && len(g.Rows) > 0 {
		s.Grid = &g
	}
	return s
}

// under are the machines, those that left too, with the days on which they are under the contract.
func (p printed) under() paper.Section {
	if len(p.Assets) == 0 {
		return paper.Section{Title: "Machines", Text: "All machines at the sites named above."}
	}
	several := len(p.Sites) > 1
	g := paper.Grid{Columns: []paper.Column{{Head: "#", Share: 0.6}, {Head: "Machine", Share: 2.6}, {Head: "Brand and model", Share: 3}, {Head: "Serial", Share: 2.4}}}
	if several {
		g.Columns = append(g.Columns, paper.Column{Head: "Where", Share: 3})
	}
	g.Columns = append(g.Columns, paper.Column{Head: "Under it", Share: 2.4}, paper.Column{Head: "Share (₹)", Share: 1.8, Right: true})
	for i, m := range p.Assets {
		a := p.machines[i]
		row := []string{strconv.Itoa(i + 1), strings.Join(given(a.Kind, a.Location), ", "), strings.Join(given(a.Brand, a.Model), " "), a.Serial}
		if several {
			row = append(row, p.names[a.Site])
		}
		days := "from " + m.From.Short()
		if m.To != "" {
			days = m.From.Short() + " to " + m.To.Short()
		}
		g.Rows = append(g.Rows, append(row, days, m.Share.String()))
	}
	return paper.Section{Title: "Machines", Grid: &g}
}

func given(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// unit is how many thousandths there are in one of what a rule counts.
func (c Cover) times() string {
	if c.Kind.ByQuantity() {
		return catalog.QtyText(int(c.Most))
	}
	return strconv.FormatInt(c.Most, 10)
}
