package contracts

import (
	"cmp"
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// ApplyImport makes the contracts of a file that nothing keeps from it, each in a transaction of its own and at most once, whoever
// asks how often. They are in force: with the cover of their type, their machines, visits from today on, and bills from today on; what
// was due before is left out as billed. It returns how many were made now. What keeps the others is listed by Import.
// Errors: Forbidden; NotFound; Conflict double_submit.
func (s *Service) ApplyImport(ctx context.Context, id string) (int, error) {
	if err := act.Require(ctx, Decide); err != nil {
		return 0, err
	}
	ctx = act.Begin(context.WithoutCancel(ctx), "contracts.import", "")
	// A request that is sent twice stops here, before its twin's work could be taken for a failure.
	if err := txn.Run(ctx, s.app, func(tx core.App) error { _, err := txn.Find(tx, "contract_imports", id); return err }); err != nil {
		return 0, err
	}
	_, book, err := s.importFile(ctx, id)
	if err != nil {
		return 0, err
	}
	look, err := s.looker(ctx, id)
	if err != nil {
		return 0, err
	}
	made, failed := 0, map[int][]ImportProblem{}
	for _, g := range book.contracts {
		if len(g.problems) > 0 {
			continue
		}
		fresh, problems, err := s.bringIn(ctx, look, g)
		if err != nil {
			return made, err
		}
		if len(problems) > 0 {
			failed[g.row] = problems
		}
		if fresh {
			made++
		}
	}
	return made, s.settleImport(ctx, id, failed)
}

// bringIn makes one contract, unless it was made before. What keeps it from being made comes as problems.
func (s *Service) bringIn(ctx context.Context, look *looker, g importGroup) (fresh bool, problems []ImportProblem, err error) {
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		before, err := importedAs(ctx, tx, look.id, g.row)
		if err != nil || before != "" {
			return err
		}
		f, found, err := look.in(s).look(ctx, g)
		if problems = found; err != nil || len(found) > 0 {
			return err
		}
		fresh = true
		return s.bring(ctx, tx, look.id, g, f)
	})
	if err == nil {
		return fresh, problems, nil
	}
	for _, e := range fault.All(err) {
		if e.Kind == fault.Internal {
			return false, nil, err
		}
		p := ImportProblem{Row: g.row, Code: e.Code, Params: e.Params}
		if column := columnOf(e.Field); column != "" {
			p.Column = g.heading(column)
		}
		if e.Code == "machine_covered" { // here nobody is asked to insist
			p = coveredBy(g.row, e)
		}
		problems = append(problems, p)
	}
	return false, problems, nil
}

// coveredBy is the problem that another contract covers the same.
func coveredBy(row int, e *fault.Error) ImportProblem {
	machine, _ := e.Params["machine"].(string)
	return ImportProblem{Row: row, Code: "import_covered", Params: map[string]any{"no": e.Params["no"], "machine": cmp.Or(machine, "the whole site")}}
}

// columnOf is the column from which a field of a verb comes.
func columnOf(field string) string {
	return map[string]string{
		"name": colName, "phones": colPhone, "gstin": colGSTIN, "address": colAddress, "pin": colPin, "kind": colKind, "serial": colSerial,
		"type": colType, "starts": colStart, "ends": colEnd, "value": colValue, "assets": colShare, "cycle": colBilling, "item": colItem,
		"first": colFirst, "note": colNotes,
	}[field]
}

// bring makes the contract with all that is new of what it names.
func (s *Service) bring(ctx context.Context, tx core.App, id string, g importGroup, f found) error {
	if err := s.bringParties(ctx, g, &f); err != nil {
		return err
	}
	in := g.input(f)
	c, machines, err := in.read()
	if err != nil {
		return err
	}
	if err := s.belongs(ctx, c, machines); err != nil {
		return err
	}
	if c, err = s.store(ctx, tx, c, machines, g.covers()); err != nil {
		return err
	}
	if err := cameFrom(ctx, tx, c.ID, id, g); err != nil {
		return err
	}
	plans := make([]string, len(g.sites))
	for n, site := range g.sites {
		if !site.planned() {
			continue
		}
		var assets []string
		for _, at := range site.machines {
			assets = append(assets, f.assets[at])
		}
		p, err := s.SavePlan(ctx, g.plan(site, c.ID, f.sites[n], siteWord(site), f.jobTypes[n], assets, len(g.sites) > 1))
		if err != nil {
			return err
		}
		plans[n] = p.ID
	}
	if _, err := s.Activate(ctx, c.ID, 0, false); err != nil {
		return err
	}
	for n, site := range g.sites {
		if plans[n] == "" || site.done == 0 {
			continue
		}
		if err := madeBefore(ctx, tx, plans[n], site.done); err != nil {
			return err
		}
	}
	return billedBefore(ctx, tx, c.ID)
}

func siteWord(s importSite) string {
	if s.address != "" {
		return s.address
	}
	return s.pin
}

// input is the contract as it is typed.
func (g importGroup) input(f found) ContractInput {
	in := ContractInput{
		Customer: f.customer.ID, Sites: f.sites, Type: string(g.typed), Starts: string(g.starts), Ends: string(g.ends), Value: g.value.Plain(),
		Cycle: string(g.cycle), Timing: g.timing, Item: f.item, Note: g.notes,
	}
	if g.no != "" {
		in.Note = "Number before: " + g.no
		if g.notes != "" {
			in.Note += "\n" + g.notes
		}
	}
	if r := []rune(in.Note); len(r) > noteMost {
		in.Note = string(r[:noteMost])
	}
	for n, r := range g.rows {
		if !r.machine() {
			continue
		}
		line := AssetLine{Asset: f.assets[n]}
		if r.share != nil {
			line.Share = r.share.Plain()
		}
		in.Assets = append(in.Assets, line)
	}
	return in
}

// bringParties enters the customer, the sites and the machines that are new.
func (s *Service) bringParties(ctx context.Context, g importGroup, f *found) error {
	if f.customer.ID == "" {
		in := customers.CustomerInput{Name: g.name, GSTIN: g.gstin, Address: g.sites[0].address, Pin: g.sites[0].pin, Confirm: true}
		if g.phone != "" {
			in.Phones = []customers.PhoneInput{{Number: g.phone}}
		}
		var err error
		if f.customer, err = s.customers.Create(ctx, in); err != nil {
			return err
		}
	}
	for n, site := range g.sites {
		if f.sites[n] == "" {
			made, err := s.customers.CreateSite(ctx, customers.SiteInput{Customer: f.customer.ID, Address: site.address, Pin: site.pin, Confirm: true})
			if err != nil {
				return err
			}
			f.sites[n] = made.ID
		}
		for _, at := range site.machines {
			if f.assets[at] != "" {
				continue
			}
			r := g.rows[at]
			made, err := s.customers.CreateAsset(ctx, customers.AssetInput{
				Site: f.sites[n], Kind: r.kind, Brand: r.brand, Model: r.model, Serial: r.serial,
			})
			if err != nil {
				return err
			}
			f.assets[at] = made.ID
		}
	}
	return nil
}

// madeBefore says of so many of a plan's dates, the first ones, that they were done before the contract was brought in. What was done
// ahead of its day counts as done today.
func madeBefore(ctx context.Context, tx core.App, plan string, done int) error {
	rows, err := dateRecords(ctx, tx, dbx.HashExp{"plan": plan})
	if err != nil {
		return err
	}
	today := clock.Today()
	for _, r := range rows[:min(done, len(rows))] {
		d := readDate(r)
		d.State, d.DoneOn, d.Alert, d.Reason = Generated, min(d.DueOn, today), "", "Done before the contract was brought in."
		if _, err := saveDate(ctx, tx, r, d, 0); err != nil {
			return err
		}
	}
	return nil
}

// billedBefore leaves out the bills that were due before today: the office that brings a running contract in has billed them.
func billedBefore(ctx context.Context, tx core.App, contract string) error {
	rows, err := billRecords(ctx, tx, contract)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b := readBill(r)
		if b.State != BillOpen || b.DueOn >= clock.Today() {
			continue
		}
		b.State, b.Reason = BillSkipped, "Due before the contract was brought in."
		if _, err := saveBill(ctx, tx, r, b, 0); err != nil {
			return err
		}
	}
	return nil
}

// ImportTemplate is an empty file with all headings, as a spreadsheet program opens it.
func ImportTemplate() []byte {
	out := []byte("\ufeff")
	for n, c := range ImportColumns {
		if n > 0 {
			out = append(out, ',')
		}
		out = append(out, c.Heading...)
	}
	return append(out, "\r\n"...)
}
