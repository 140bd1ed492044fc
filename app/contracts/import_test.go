package contracts_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
)

const importHeads = "Contract no,Customer name,Phone,GSTIN,Address,PIN,Machine kind,Brand,Model,Serial,Type,Start,End,Value,Machine value,Billing,Visits per year,Next visit,Visits done,Job type,Notes\n"

// openImport is an office that can sell contracts.
func openImport(t testing.TB) *office {
	t.Helper()
	o := openOffice(t)
	_, err := o.Catalog.CreateItem(o.owner, catalog.ItemInput{
		Kind: "service", Code: "AMC", Name: "Annual maintenance", HSN: "998715", UOM: "NOS", Active: true, From: "2025-09-22", Price: "1", GST: "18",
	})
	o.ok(err)
	return o
}

func (o *office) bring(csv string) contracts.Import {
	o.t.Helper()
	i, err := o.Contracts.ReadImport(o.owner, "old.csv", []byte(importHeads+csv))
	o.ok(err)
	return i
}

func problemsOf(i contracts.Import) string {
	var all []string
	for _, p := range i.Problems {
		all = append(all, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Code))
	}
	return strings.Join(all, "; ")
}

func (o *office) count(table string) (n int) {
	o.t.Helper()
	o.ok(o.Core.DB().NewQuery("SELECT COUNT(*) FROM " + table).Row(&n))
	return n
}

const meera = "OLD-7,Meera D,9822012345,,7 Mayur colony,411038,,,,VT-1001,CMC,01-04-2026,31-03-2027,12000,,Quarterly,4,15-01-2027,2,RO-SVC,gate code 4\n"

func TestReadImport_saysWhatWouldBeMadeAndMakesNothing(t *testing.T) {
	o := openImport(t)
	before := [4]int{o.count("contracts"), o.count("customers"), o.count("sites"), o.count("assets")}
	i := o.bring(meera + "OLD-8,Kiran Rao,9822055555,,4 Law College Road,411004,Split AC,LG,X1,NEW-1,Warranty,01/10/26,30/09/27,,,,,,,,\n" +
		"OLD-8,,,,,,RO,Kent,Pearl,,,,,,,,,,,,\n")
	if got := [4]int{o.count("contracts"), o.count("customers"), o.count("sites"), o.count("assets")}; got != before {
		t.Errorf("rows were written: %v, before %v", got, before)
	}
	if got := problemsOf(i); got != "" || i.Ready() != 2 || i.Rows != 3 || i.State != contracts.ImportRead {
		t.Fatalf("ready %d of %d rows: %s", i.Ready(), i.Rows, got)
	}
	if c := i.Contracts[0]; c.NewCustomer || c.NewSites != 0 || c.Machines != 1 || c.NewMachines != 0 || c.Visits != "every 3 months from 15 Jan 2027" {
		t.Errorf("the known customer: %+v", c)
	}
	if c := i.Contracts[1]; !c.NewCustomer || c.NewSites != 1 || c.Machines != 2 || c.NewMachines != 2 || c.Type != contracts.Warranty {
		t.Errorf("the new customer: %+v", c)
	}
	again, err := o.Contracts.Import(o.owner, i.ID)
	if err != nil || again.Ready() != 2 || again.Name != "old.csv" || again.ByName != "Asha Kulkarni" {
		t.Errorf("shown again: %+v, %v", again, err)
	}
}

func TestApplyImport_putsARunningContractInForceWhereItStands(t *testing.T) {
	o := openImport(t)
	i := o.bring(meera)
	made, err := o.Contracts.ApplyImport(o.owner, i.ID)
	if err != nil || made != 1 {
		t.Fatalf("made %d, %v", made, err)
	}
	i, err = o.Contracts.Import(o.owner, i.ID)
	o.ok(err)
	c := o.read(i.Contracts[0].Contract)
	if c.State != contracts.Active || c.Customer != o.Customer || c.Sites[0] != o.Site || len(c.Assets) != 1 || c.Assets[0].Asset != o.Booking.Assets[0] ||
		c.Value != 1200000 || c.Cycle != contracts.Quarterly || !strings.HasPrefix(c.Note, "Number before: OLD-7") || c.No != i.Contracts[0].ContractNo {
		t.Errorf("got %+v", c)
	}
	bills, err := o.Contracts.Bills(o.owner, c.ID)
	o.ok(err)
	var states []string
	for _, b := range bills {
		states = append(states, string(b.State))
	}
	if got := strings.Join(states, " "); got != "skipped skipped skipped open" { // April, July, October; January is to come
		t.Errorf("bills %s", got)
	}
	plans, err := o.Contracts.Plans(o.owner, c.ID)
	if err != nil || len(plans) != 1 || plans[0].First != "2026-04-15" {
		t.Fatalf("plans %+v, %v", plans, err)
	}
	counts, err := o.Contracts.Counts(o.owner, c.ID)
	if err != nil || counts.Done != 2 || counts.Upcoming != 1 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	covers, err := o.Contracts.Covers(o.owner, c.ID)
	if err != nil || len(covers) != 3 || covers[2].Most != 2 || covers[2].Name != "4 planned visits, 2 of them made before" {
		t.Errorf("covers %+v, %v", covers, err)
	}
	if !o.verbs()["contracts.import"] {
		t.Error("the audit log does not name the import")
	}
}

func TestApplyImport_makesNothingTwice(t *testing.T) {
	o := openImport(t)
	var rows strings.Builder
	for n := range 6 {
		fmt.Fprintf(&rows, "N-%d,Customer %d,98220%05d,,%d Road,411038,Split AC,,,S-%d,AMC,01-10-2026,30-09-2027,5000,,,,,,,\n", n, n, 70000+n, n, n)
	}
	i := o.bring(rows.String())
	var wait sync.WaitGroup
	var mine [2]int
	for n := range mine {
		wait.Go(func() {
			var err error
			if mine[n], err = o.Contracts.ApplyImport(o.owner, i.ID); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if o.count("contracts") != 6 || mine[0]+mine[1] != 6 {
		t.Errorf("%d contracts, made %v", o.count("contracts"), mine)
	}
	if made, err := o.Contracts.ApplyImport(o.owner, i.ID); made != 0 || err != nil || o.count("contracts") != 6 {
		t.Errorf("once more made %d, %v", made, err)
	}
	shown, err := o.Contracts.Import(o.owner, i.ID)
	if err != nil || shown.Made != 6 || shown.Ready() != 0 || shown.State != contracts.ImportDone || len(shown.Problems) != 0 {
		t.Errorf("shown %d made, %d ready, %s", shown.Made, shown.Ready(), problemsOf(shown))
	}
	again := o.bring(rows.String()) // the same file once more
	if got := problemsOf(again); strings.Count(got, "Contract no import_there") != 6 || again.Ready() != 0 {
		t.Errorf("the same numbers again: %s", got)
	}
	bare := strings.NewReplacer("N-0", "", "N-1", "", "N-2", "", "N-3", "", "N-4", "", "N-5", "").Replace(rows.String())
	if got := problemsOf(o.bring(bare)); strings.Count(got, "import_there") != 6 {
		t.Errorf("the same without numbers: %s", got)
	}
}

func TestReadImport_holdsTheFileAgainstWhatIsStored(t *testing.T) {
	o := openImport(t)
	other, err := o.Customers.Create(o.owner, customers.CustomerInput{Name: "Pai Stores", GSTIN: "27AAPFU0939F1ZV", Phones: []customers.PhoneInput{{Number: "9822044444"}}})
	o.ok(err)
	twin, err := o.Customers.Create(o.owner, customers.CustomerInput{Name: "Twin", Phones: []customers.PhoneInput{{Number: "9822044444"}}, Confirm: true})
	o.ok(err)
	_, _ = other, twin
	apptest.Contract(t, o.App, nil) // over Meera's machine
	row := func(changes ...string) string {
		cells := strings.Split("X,Meera,9822012345,,7 Mayur Colony,411038,Split AC,,,,AMC,01-10-2026,30-09-2027,5000,,,4,,,RO-SVC,", ",")
		for n := 0; n < len(changes); n += 2 {
			for at, h := range strings.Split(strings.TrimSpace(importHeads), ",") {
				if h == changes[n] {
					cells[at] = changes[n+1]
				}
			}
		}
		return strings.Join(cells, ",") + "\n"
	}
	for name, c := range map[string]struct{ row, want string }{
		"nothing":                     {row(), ""},
		"a phone of several":          {row("Phone", "9822044444", "Customer name", "Nobody"), "2 Phone import_customers"},
		"of several the named one":    {row("Phone", "9822044444", "Customer name", "twin", "Address", "3 New Road"), ""},
		"phone and GSTIN of two":      {row("GSTIN", "27AAPFU0939F1ZV"), "2 Phone import_customers"},
		"a place of several":          {row("Address", "", "PIN", "411038"), "2 Address import_sites"},
		"a new customer, no place":    {row("Phone", "9822033333", "Address", "", "PIN", ""), "2 Address required; 2 PIN required"},
		"a machine of somebody else":  {row("Phone", "9822033333", "Serial", "VT-1001"), "2 Serial import_serial"},
		"a machine elsewhere":         {row("Serial", "VT-1003"), "2 Serial import_serial"},
		"a machine under another":     {row("Serial", "VT-1001"), "2  import_covered"},
		"no such service":             {row("Billed as", "x"), ""}, // there is no such column in the file
		"no such job type":            {row("Job type", "Dance"), "2 Job type import_job_type"},
		"a job type that nobody says": {row("Job type", ""), "2 Job type import_job_types"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := problemsOf(o.bring(c.row)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	_, err = o.Catalog.CreateItem(o.owner, catalog.ItemInput{
		Kind: "service", Code: "CMC", Name: "Comprehensive", HSN: "998715", UOM: "NOS", Active: true, From: "2025-09-22", Price: "1", GST: "18",
	})
	o.ok(err)
	if got := problemsOf(o.bring(row())); got != "2 Billed as import_items" {
		t.Errorf("two services for contracts: %s", got)
	}
}

func TestApplyImport_leavesOutWhatIsWrongAndGoesOn(t *testing.T) {
	o := openImport(t)
	i := o.bring("1,Anu,9822061111,,1 A Road,411038,AC,,,,AMC,01-10-2026,30-09-2027,5000,,,,,,,\n" +
		"2,Binu,98220,,2 A Road,411038,AC,,,,AMC,01-10-2026,30-09-2027,5000,,,,,,,\n" +
		"3,Anu,9822061111,,1 A Road,411038,RO,,,,AMC,01-10-2026,30-09-2027,7000,,Monthly,,,,,\n")
	made, err := o.Contracts.ApplyImport(o.owner, i.ID)
	if err != nil || made != 2 {
		t.Fatalf("made %d, %v", made, err)
	}
	shown, err := o.Contracts.Import(o.owner, i.ID)
	if err != nil || problemsOf(shown) != "3 Phone phone_form" || shown.Made != 2 {
		t.Errorf("shown %+v: %s, %v", shown, problemsOf(shown), err)
	}
	hits, err := o.Customers.Lookup(o.owner, "9822061111", 5)
	if err != nil || len(hits) != 1 || hits[0].Sites != 1 {
		t.Errorf("one new customer with one site for both contracts: %+v, %v", hits, err)
	}
	all, err := o.Contracts.Contracts(o.owner, contracts.Filter{Customer: hits[0].ID}, page.Cursor{})
	if err != nil || len(all.Rows) != 2 {
		t.Errorf("%d contracts, %v", len(all.Rows), err)
	}
}

func TestApplyImport_keepsWhatCameUpWhileItWasMade(t *testing.T) {
	o := openImport(t)
	// Two machines of one kind at a place that the first contract covers as a whole: only making them shows that they meet.
	i := o.bring("1,Anu,9822061111,,1 A Road,411038,,,,,AMC,01-10-2026,30-09-2027,5000,,,,,,,\n" +
		"2,Anu,9822061111,,1 A Road,411038,,,,,CMC,01-10-2026,30-09-2027,6000,,,,,,,\n")
	if i.Ready() != 2 {
		t.Fatalf("ready %d: %s", i.Ready(), problemsOf(i))
	}
	made, err := o.Contracts.ApplyImport(o.owner, i.ID)
	if err != nil || made != 1 || o.count("contracts") != 1 {
		t.Fatalf("made %d, %v", made, err)
	}
	shown, err := o.Contracts.Import(o.owner, i.ID)
	if got := problemsOf(shown); err != nil || got != "3  import_covered" || shown.Ready() != 0 {
		t.Errorf("shown %q, %v", got, err)
	}
}

func TestImport_belongsToTheOwner(t *testing.T) {
	o := openImport(t)
	i := o.bring(meera)
	for name, ctx := range map[string]context.Context{"dispatcher": o.dispatcher, "accountant": o.accountant, "nobody": context.Background(), "technician": o.phone} {
		_, read := o.Contracts.ReadImport(ctx, "x.csv", []byte(importHeads+meera))
		_, shown := o.Contracts.Import(ctx, i.ID)
		_, applied := o.Contracts.ApplyImport(ctx, i.ID)
		_, listed := o.Contracts.Imports(ctx)
		for what, err := range map[string]error{"read": read, "shown": shown, "applied": applied, "listed": listed} {
			if k := fault.KindOf(err); k != fault.Forbidden && k != fault.Unsigned {
				t.Errorf("%s: %s gives %v", name, what, err)
			}
		}
	}
	if _, err := o.Contracts.Import(o.owner, "nothing"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if list, err := o.Contracts.Imports(o.owner); err != nil || len(list) != 1 || list[0].ID != i.ID {
		t.Errorf("listed %+v, %v", list, err)
	}
}

func TestImportTemplate_isReadByTheReader(t *testing.T) {
	o := openImport(t)
	_, err := o.Contracts.ReadImport(o.owner, "t.csv", contracts.ImportTemplate())
	o.refused("nothing but headings", err, "import_empty", "file")
	row := strings.Repeat(",", len(contracts.ImportColumns)-1)
	i, err := o.Contracts.ReadImport(o.owner, "t.csv", append(contracts.ImportTemplate(), "1"+row...))
	if err != nil || len(i.Ignored) != 0 || i.Rows != 1 {
		t.Errorf("%+v, %v", i, err)
	}
}

func BenchmarkApplyImport_aThousand(b *testing.B) {
	o := openImport(b)
	var rows strings.Builder
	for n := range 1000 {
		fmt.Fprintf(&rows, "N-%d,Customer %d,98%08d,,%d Long Road,411038,Split AC,LG,X,S-%d,CMC,01-10-2026,30-09-2027,5000,,Quarterly,4,,,RO-SVC,\n", n, n, 10000000+n, n, n)
	}
	for range b.N {
		began := time.Now()
		i := o.bring(rows.String())
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/look")
		if made, err := o.Contracts.ApplyImport(o.owner, i.ID); err != nil || made != 1000 {
			b.Fatalf("made %d, %v: %s", made, err, problemsOf(i))
		}
	}
}
