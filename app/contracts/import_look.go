package contracts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/kernel/statement"
)

// looker holds the contracts of one file against what is stored.
type looker struct {
	s        *Service
	id       string // of the file
	made     map[int]madeOf
	services []catalog.Item
	types    []catalog.JobType
}

// found is what a contract of a file names and is known already; ids are empty for what is new. sites are as the group's, assets as
// its rows, jobTypes as its sites.
type found struct {
	customer customers.Customer
	sites    []string
	assets   []string
	item     string
	jobTypes []string
}

func (s *Service) looker(ctx context.Context, id string) (*looker, error) {
	l := &looker{s: s, id: id}
	var err error
	if l.made, err = madeOfImport(ctx, s.app, id); err != nil {
		return nil, err
	}
	if l.types, err = s.catalog.JobTypes(ctx, true); err != nil {
		return nil, err
	}
	var cursor page.Cursor
	for {
		items, err := s.catalog.Items(ctx, clock.Today(), catalog.ItemFilter{Kind: catalog.KindService, ActiveOnly: true}, cursor)
		if err != nil {
			return nil, err
		}
		l.services = append(l.services, items.Rows...)
		if items.Next == "" {
			return l, nil
		}
		if cursor, err = page.Parse(items.Next); err != nil {
			return nil, err
		}
	}
}

// in is the looker within a transaction.
func (l *looker) in(s *Service) *looker {
	c := *l
	c.s = s
	return &c
}

// show is the contract for the page, with what is wrong with it as things stand.
func (l *looker) show(ctx context.Context, g importGroup) (ImportContract, []ImportProblem, error) {
	c := ImportContract{
		Row: g.row, No: g.no, Customer: g.name, Sites: len(g.sites), Type: g.typed, Starts: g.starts, Ends: g.ends, Value: *g.value,
		Cycle: g.cycle, Timing: g.timing, Visits: g.visitsText(),
	}
	for _, r := range g.rows {
		if r.machine() {
			c.Machines++
		}
	}
	if m, ok := l.made[g.row]; ok {
		c.Contract, c.ContractNo = m.ID, m.No
		return c, nil, nil
	}
	problems := slices.Clone(g.problems)
	f, more, err := l.look(ctx, g)
	if err != nil {
		return c, nil, err
	}
	c.NewCustomer = f.customer.ID == ""
	for _, id := range f.sites {
		if id == "" {
			c.NewSites++
		}
	}
	for n, r := range g.rows {
		if r.machine() && f.assets[n] == "" {
			c.NewMachines++
		}
	}
	return c, append(problems, more...), nil
}

// look finds what the contract names, and says what keeps it from being made.
func (l *looker) look(ctx context.Context, g importGroup) (found, []ImportProblem, error) {
	had := len(g.problems)
	g.problems = slices.Clone(g.problems)
	f := found{sites: make([]string, len(g.sites)), assets: make([]string, len(g.rows)), jobTypes: make([]string, len(g.sites))}
	l.billedAs(&g, &f)
	l.visitedAs(&g, &f)
	err := l.customer(ctx, &g, &f)
	if err == nil && f.customer.ID != "" {
		err = l.there(ctx, &g, f)
	}
	if err == nil {
		err = l.sites(ctx, &g, &f)
	}
	if err == nil {
		err = l.machines(ctx, &g, &f)
	}
	if err == nil && len(g.problems) == 0 && f.customer.ID != "" {
		err = l.covered(ctx, &g, f)
	}
	return f, g.problems[had:], err
}

// customer finds the customer by GSTIN and phone; of several with the same number the one with the name.
func (l *looker) customer(ctx context.Context, g *importGroup, f *found) error {
	if g.phone+g.gstin == "" {
		return nil
	}
	twins, err := l.s.customers.Duplicates(ctx, []string{g.phone}, g.gstin, "")
	if err != nil || len(twins) == 0 {
		return err
	}
	pick := func(why string) (ids, names []string) {
		for _, d := range twins {
			if d.Why == why && !slices.Contains(ids, d.ID) {
				ids, names = append(ids, d.ID), append(names, d.Name)
			}
		}
		if len(ids) < 2 {
			return ids, names
		}
		for n := range ids {
			if strings.EqualFold(names[n], g.name) {
				return ids[n : n+1], names[n : n+1]
			}
		}
		return ids, names
	}
	byGSTIN, names := pick(customers.SameGSTIN)
	byPhone, others := pick(customers.SamePhone)
	if len(byGSTIN) == 0 {
		byGSTIN, names = byPhone, others
	} else if len(byGSTIN) > 1 { // one company with several branches: the phone says which
		if n := slices.IndexFunc(byGSTIN, func(id string) bool { return slices.Contains(byPhone, id) }); n >= 0 {
			byGSTIN, names = byGSTIN[n:n+1], names[n:n+1]
		}
	}
	if len(byGSTIN) > 1 {
		g.wrong(g.row, colPhone, "import_customers", "names", strings.Join(names, ", "))
		return nil
	}
	if len(byPhone) == 1 && byPhone[0] != byGSTIN[0] {
		g.wrong(g.row, colPhone, "import_customers", "names", names[0]+", "+others[0])
		return nil
	}
	f.customer, err = l.s.customers.Get(ctx, byGSTIN[0])
	return err
}

// there finds the contract that the file's would double.
func (l *looker) there(ctx context.Context, g *importGroup, f found) error {
	no, err := sameContract(ctx, l.s.app, l.id, f.customer.ID, *g)
	if err == nil && no != "" {
		column := colNo
		if g.no == "" {
			column = ""
		}
		g.wrong(g.row, column, "import_there", "no", no)
	}
	return err
}

// sites finds the places among the customer's.
func (l *looker) sites(ctx context.Context, g *importGroup, f *found) error {
	var all []customers.Site
	if f.customer.ID != "" {
		var err error
		if all, err = l.s.customers.Sites(ctx, f.customer.ID); err != nil {
			return err
		}
	}
	for n, s := range g.sites {
		var fit []string
		for _, have := range all {
			if s.at(have) {
				fit = append(fit, have.ID)
			}
		}
		switch {
		case len(fit) == 1 || len(fit) > 1 && s.address != "":
			f.sites[n] = fit[0]
		case len(fit) > 1:
			g.wrong(s.row, colAddress, "import_sites", "n", len(fit))
		default:
			if s.address == "" {
				g.wrong(s.row, colAddress, "required")
			}
			if s.pin == "" && !slices.ContainsFunc(g.problems, func(p ImportProblem) bool { return p.Row == s.row && p.Column == g.heading(colPin) }) {
				g.wrong(s.row, colPin, "required")
			}
		}
	}
	return nil
}

// at reports whether the place may be the site: the same address, or none said, and the same PIN code as far as one is said.
func (s importSite) at(have customers.Site) bool {
	if s.pin != "" && s.pin != have.Pin {
		return false
	}
	if s.address == "" {
		return true
	}
	said := statement.HeadingKey(s.address)
	for _, is := range []string{have.Address, have.Unit + have.Address, have.Address + have.Landmark, have.Unit + have.Address + have.Landmark, have.Label} {
		if said == statement.HeadingKey(is) {
			return true
		}
	}
	return false
}

// machines finds machines by their serial, wherever they stand.
func (l *looker) machines(ctx context.Context, g *importGroup, f *found) error {
	for at, s := range g.sites {
		for _, n := range s.machines {
			r := g.rows[n]
			if r.serial == "" {
				continue
			}
			a, err := l.serial(ctx, r)
			if err != nil {
				return err
			}
			switch {
			case a.ID == "":
				if r.kind == "" {
					g.wrong(r.row, colKind, "required")
				}
			case a.Customer != f.customer.ID:
				g.wrong(r.row, colSerial, "import_serial", "where", a.CustomerName+", "+a.SiteName)
			case a.Site != f.sites[at]:
				g.wrong(r.row, colSerial, "import_serial", "where", a.SiteName)
			case a.Status == customers.Retired:
				g.wrong(r.row, colSerial, "asset_retired")
			default:
				f.assets[n] = a.ID
			}
		}
	}
	return nil
}

// serial is the machine with the row's serial number; where the row names a brand, it is that one's.
func (l *looker) serial(ctx context.Context, r importRow) (customers.MachineRow, error) {
	all, err := l.s.customers.Machines(ctx, customers.ListInput{Query: r.serial})
	for _, a := range all.Rows {
		if strings.EqualFold(a.Serial, r.serial) && (r.brand == "" || a.Brand == "" || strings.EqualFold(a.Brand, r.brand)) {
			return a, err
		}
	}
	return customers.MachineRow{}, err
}

// covered finds another contract in force over what is known of the contract's machines and sites.
func (l *looker) covered(ctx context.Context, g *importGroup, f found) error {
	c := Contract{Customer: f.customer.ID, Starts: g.starts, Ends: g.ends}
	for n, id := range f.sites {
		c.Sites = append(c.Sites, cmp.Or(id, fmt.Sprint("new ", n)))
	}
	var machines []Machine
	bare := true
	for n, r := range g.rows {
		bare = bare && !r.machine()
		if f.assets[n] != "" {
			machines = append(machines, Machine{Asset: f.assets[n], From: g.starts})
		}
	}
	if !bare && len(machines) == 0 {
		return nil
	}
	err := l.s.free(ctx, c, machines)
	if err == nil || fault.KindOf(err) == fault.Internal {
		return err
	}
	g.problems = append(g.problems, coveredBy(g.row, fault.All(err)[0]))
	return nil
}
