package reports_test

import (
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/reports"
	"doorstep/app/txn"
)

// shop is an appliance with a labour contract over two machines, ₹8,000 and ₹4,000 billed upfront: parts are charged.
type shop struct {
	*app.App
	t             *testing.T
	first, second string
	contract      contracts.Contract
}

func openShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{App: apptest.NewApp(t), t: t}
	b := apptest.Booking(t, s.App)
	s.first = b.Assets[0]
	a, err := s.Customers.CreateAsset(owner, customers.AssetInput{Site: b.Site, Kind: "Split AC", Brand: "Daikin", Model: "FTK", Serial: "DK-1"})
	s.ok(err)
	s.second = a.ID
	s.contract = apptest.Contract(t, s.App, func(in *contracts.ContractInput) {
		in.Type = string(contracts.Labour)
		in.Assets = []contracts.AssetLine{{Asset: s.first, Share: "8000"}, {Asset: s.second, Share: "4000"}}
	})
	s.set("technicians", apptest.Technician(t, s.App, "Ravi Pawar"), "cost_paise", 24_000) // ₹240 an hour
	s.set("items", apptest.Item(t, s.App, "CAP-35"), "cost_paise", 20_050)
	return s
}

func (s *shop) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) set(collection, id, field string, value any) {
	s.t.Helper()
	r, err := txn.Find(s.Core, collection, id)
	s.ok(err)
	r.Set(field, value)
	s.ok(txn.Save(owner, s.Core, r, 0))
}

// work has Ravi do a job for the machines: half an hour on the way, an hour at work, a capacitor, and ₹100 for parking.
func (s *shop) work(machines ...string) jobs.Visit {
	s.t.Helper()
	phone := apptest.As(s.t, s.App, act.Technician)
	j := apptest.Job(s.t, s.App, func(b *jobs.Booking) { b.Assets, b.Type = machines, apptest.JobType(s.t, s.App, "RO-SVC") })
	if j.Contract != s.contract.ID {
		s.t.Fatalf("the job is under %q", j.Contract)
	}
	v, err := s.Jobs.SetPlan(owner, jobs.Plan{
		Job: j.ID, Technician: apptest.Technician(s.t, s.App, "Ravi Pawar"), Start: clock.Now(), Minutes: 60, Chosen: "person", Tell: true,
	})
	s.ok(err)
	_, err = s.Jobs.UseItem(phone, jobs.Use{Visit: v.ID, Key: v.ID, Item: apptest.Item(s.t, s.App, "CAP-35"), Qty: "1"})
	s.ok(err)
	e, err := s.Jobs.Spend(owner, jobs.Spent{Visit: v.ID, Kind: "parking", Amount: "100"})
	s.ok(err)
	_, err = s.Jobs.Spend(owner, jobs.Spent{Visit: v.ID, Kind: "fuel", Amount: "900", Note: "not approved"})
	s.ok(err)
	apptest.Pays(s.t, s.App, v.ID)
	at := apptest.Now
	for _, step := range []struct {
		to   jobs.VisitStatus
		took time.Duration
	}{{jobs.Accepted, 0}, {jobs.Travelling, 0}, {jobs.Arrived, 30 * time.Minute}, {jobs.Working, 10 * time.Minute}, {jobs.Done, time.Hour}} {
		at = at.Add(step.took)
		thaw := clock.Freeze(at)
		_, err = s.Jobs.Advance(phone, jobs.Progress{Visit: v.ID, To: step.to})
		thaw()
		s.ok(err)
	}
	_, err = s.Jobs.Decide(owner, e.ID, true, "")
	s.ok(err)
	v, err = s.Jobs.Visit(owner, v.ID)
	s.ok(err)
	return v
}

func (s *shop) issue(id string) billing.Invoice {
	s.t.Helper()
	i, err := s.Billing.Invoice(owner, id)
	s.ok(err)
	i, err = s.Billing.Issue(owner, i.ID, i.Rev)
	s.ok(err)
	return i
}

func (s *shop) is(what string, got, want reports.Profit) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

func TestContractProfit_isWhatWasIssuedLessPartsTimeAndExpenses(t *testing.T) {
	s := openShop(t)
	s.work(s.first)
	v := s.work(s.first, s.second)
	apptest.Job(t, s.App, func(b *jobs.Booking) { b.Contract = jobs.NoContract })
	costs := reports.Profit{Parts: 40_100, Labour: 72_000, Expenses: 20_000, Jobs: 2, Minutes: 180}
	p, err := s.Reports.ContractProfit(owner, s.contract.ID)
	s.ok(err)
	s.is("before anything is issued", p.Profit, costs)

	_, err = s.Contracts.DraftBills(owner)
	s.ok(err)
	bills, err := s.Contracts.Bills(owner, s.contract.ID)
	s.ok(err)
	i := s.issue(bills[0].Invoice)
	of, err := s.Billing.OfJob(owner, v.Job)
	s.ok(err)
	s.issue(of[0].ID) // the capacitor of the second job at its price of ₹380
	_, err = s.Billing.CreditNote(owner, billing.NewNote{
		Against: i.ID, Rev: i.Rev, Reason: "Goodwill", Lines: []billing.NoteLine{{Line: i.Lines[0].ID, Amount: "3000"}},
	})
	s.ok(err)
	costs.Revenue = 1_200_000 - 300_000 + 38_000
	if p, err = s.Reports.ContractProfit(owner, s.contract.ID); err != nil {
		t.Fatal(err)
	}
	s.is("of the contract", p.Profit, costs)
	if len(p.Machines) != 2 || p.Machines[0].Asset != s.second || p.Machines[0].Name != "Split AC · Daikin FTK" || p.Machines[0].Serial != "DK-1" || p.Net() != costs.Revenue-132_100 {
		t.Fatalf("machines %+v", p.Machines)
	}
	s.is("of the second", p.Machines[0].Profit, reports.Profit{Revenue: 300_000 + 19_000, Parts: 10_025, Labour: 18_000, Expenses: 5_000, Jobs: 1, Minutes: 45})
	s.is("of the first", p.Machines[1].Profit, reports.Profit{Revenue: 600_000 + 19_000, Parts: 30_075, Labour: 54_000, Expenses: 15_000, Jobs: 2, Minutes: 135})

	other := apptest.DraftContract(t, s.App, nil)
	all, err := s.Reports.ContractProfits(owner, []string{other.ID, s.contract.ID})
	s.ok(err)
	s.is("in the pipeline", all[s.contract.ID], costs)
	s.is("of one that never began", all[other.ID], reports.Profit{})
}

func TestContractProfit_takesTheTimeOnSiteAsTheOfficeCorrectedIt(t *testing.T) {
	s := openShop(t)
	v := s.work(s.first)
	thaw := clock.Freeze(apptest.Now.Add(24 * time.Hour))
	defer thaw()
	_, err := s.Jobs.CorrectTimes(owner, v.ID, v.Rev, v.ActualStart, v.ActualStart.Add(3*time.Hour), "He forgot to tap")
	s.ok(err)
	p, err := s.Reports.ContractProfit(owner, s.contract.ID)
	s.ok(err)
	s.is("half an hour on the way and three there", p.Profit, reports.Profit{Parts: 20_050, Labour: 84_000, Expenses: 10_000, Jobs: 1, Minutes: 210})
}

func TestContractProfit_isForThoseWhoSeeFigures(t *testing.T) {
	s := openShop(t)
	dispatcher := apptest.As(t, s.App, act.Dispatcher)
	if _, err := s.Reports.ContractProfit(dispatcher, s.contract.ID); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("got %v", err)
	}
	if _, err := s.Reports.ContractProfits(dispatcher, []string{s.contract.ID}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("got %v", err)
	}
}
