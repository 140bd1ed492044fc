package demo_test

import (
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/demo"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// never are queries about contracts that find what must not be.
var never = map[string]string{
	"a date of the past that became no job, of a contract in force": `SELECT COUNT(*) FROM plan_dates d JOIN contracts c ON c.id = d.contract
		WHERE c.state = 'active' AND d.due_on < {:today} AND NOT (d.job != '' OR d.state = 'skipped' AND d.reason != '')`,
	"a date of the past that waits": `SELECT COUNT(*) FROM plan_dates d JOIN contracts c ON c.id = d.contract
		WHERE c.state != 'suspended' AND d.due_on < {:today} AND d.state = 'pending'`,
	"a date and its job that do not agree": `SELECT COUNT(*) FROM plan_dates d LEFT JOIN jobs j ON j.id = d.job
		WHERE d.job != '' AND (j.plan_date IS NOT d.id OR j.contract != d.contract OR d.done_on != '' AND j.completed_at = '')`,
	"a job of a date that does not know it":        `SELECT COUNT(*) FROM jobs j WHERE j.plan_date != '' AND NOT EXISTS (SELECT 1 FROM plan_dates d WHERE d.id = j.plan_date AND d.job = j.id)`,
	"a job completed whose date is not done":       `SELECT COUNT(*) FROM jobs j JOIN plan_dates d ON d.id = j.plan_date WHERE j.completed_at != '' AND j.plan_date != '' AND d.done_on != date(j.completed_at, '+330 minutes')`,
	"a job of another customer under a contract":   `SELECT COUNT(*) FROM jobs j JOIN contracts c ON c.id = j.contract WHERE j.contract != '' AND j.customer != c.customer`,
	"a job under a contract that is not of a term": `SELECT COUNT(*) FROM jobs j JOIN contracts c ON c.id = j.contract WHERE j.contract != '' AND date(j.created, '+330 minutes') > c.ends`,
	"more used than granted": `SELECT COUNT(*) FROM covers v WHERE v.most > 0 AND v.most <
		(SELECT COALESCE(SUM(u.qty_milli), 0) FROM cover_uses u WHERE u.cover = v.id)`,
	"used of another contract": `SELECT COUNT(*) FROM cover_uses u JOIN covers v ON v.id = u.cover JOIN jobs j ON j.id = u.job
		WHERE v.contract != u.contract OR j.contract != u.contract`,
	"bills that are not the value": `SELECT COUNT(*) FROM contracts c WHERE c.state != 'draft' AND c.cycle NOT IN ('per_visit', 'none') AND
		c.value_paise != (SELECT COALESCE(SUM(b.paise), 0) FROM contract_bills b WHERE b.contract = c.id)`,
	"bills of visits above the value": `SELECT COUNT(*) FROM contracts c WHERE c.cycle = 'per_visit' AND
		c.value_paise < (SELECT COALESCE(SUM(b.paise), 0) FROM contract_bills b WHERE b.contract = c.id)`,
	"a bill drafted without its invoice": `SELECT COUNT(*) FROM contract_bills b LEFT JOIN invoices i ON i.id = b.invoice
		WHERE b.state = 'drafted' AND (i.contract IS NOT b.contract OR i.taxable_paise != b.paise)`,
	"a contract's invoice of no bill": `SELECT COUNT(*) FROM invoices i WHERE i.contract != '' AND i.kind = 'invoice' AND NOT EXISTS
		(SELECT 1 FROM contract_bills b WHERE b.invoice = i.id AND b.contract = i.contract)`,
	"a bill that is due and was not drafted": `SELECT COUNT(*) FROM contract_bills b JOIN contracts c ON c.id = b.contract
		WHERE b.state = 'open' AND b.draft_on <= {:today} AND c.state NOT IN ('draft', 'suspended')`,
	"machines that are not worth the contract": `SELECT COUNT(*) FROM contracts c WHERE c.value_paise !=
		(SELECT COALESCE(SUM(a.share_paise), 0) FROM contract_assets a WHERE a.contract = c.id)`,
	"a machine of another customer": `SELECT COUNT(*) FROM contract_assets a JOIN contracts c ON c.id = a.contract JOIN assets m ON m.id = a.asset
		WHERE m.customer != c.customer OR NOT EXISTS (SELECT 1 FROM json_each(c.sites) s WHERE s.value = m.site)`,
	"a contract over and still in force":  `SELECT COUNT(*) FROM contracts WHERE state IN ('active', 'suspended') AND ends < {:today}`,
	"a contract in force before it began": `SELECT COUNT(*) FROM contracts WHERE state = 'active' AND starts > {:today}`,
	"a contract lost without a reason":    `SELECT COUNT(*) FROM contracts WHERE renewal = 'lost' AND lost_reason = ''`,
	"a renewal won and not followed":      `SELECT COUNT(*) FROM contracts a LEFT JOIN contracts b ON b.id = a.renewed_by AND b.renews = a.id WHERE a.renewal = 'won' AND b.id IS NULL`,
	"something of the future": `SELECT (SELECT COUNT(*) FROM contracts WHERE created > {:now} OR activated_at > {:now} OR ended_at > {:now}) +
		(SELECT COUNT(*) FROM plan_dates WHERE done_on > {:today} OR made_at > {:now})`,
	"a gap in the numbers of contracts": `SELECT COUNT(*) FROM (SELECT substr(no, 1, 10) y, COUNT(*) n, MAX(CAST(substr(no, 12) AS INTEGER)) m FROM contracts GROUP BY 1) WHERE n != m`,
	"a counter of contracts that is not the last": `SELECT COUNT(*) FROM (SELECT substr(no, 1, 4) s, substr(no, 6, 5) y, COUNT(*) n FROM contracts GROUP BY 1, 2) x
		LEFT JOIN counters c ON c.name = 'contract:' || x.s || ':' || x.y WHERE c.last IS NOT x.n`,
	"a part that costs what it sells for": `SELECT COUNT(*) FROM items i JOIN item_rates r ON r.item = i.id WHERE i.kind = 'part' AND
		(i.cost_paise * 100 NOT BETWEEN r.price_paise * 52 AND r.price_paise * 70)`,
}

// always are queries about contracts that find what a service centre has.
var always = map[string]string{
	"a draft":                 `SELECT COUNT(*) FROM contracts WHERE state = 'draft'`,
	"one in force":            `SELECT COUNT(*) FROM contracts WHERE state = 'active'`,
	"one suspended":           `SELECT COUNT(*) FROM contracts WHERE state = 'suspended'`,
	"one expired":             `SELECT COUNT(*) FROM contracts WHERE state = 'expired'`,
	"one closed":              `SELECT COUNT(*) FROM contracts WHERE state = 'closed'`,
	"one ending in a week":    `SELECT COUNT(*) FROM contracts WHERE state = 'active' AND ends <= date({:today}, '+7 days')`,
	"one ending in a month":   `SELECT COUNT(*) FROM contracts WHERE state = 'active' AND ends > date({:today}, '+7 days') AND ends <= date({:today}, '+30 days')`,
	"one ending in two":       `SELECT COUNT(*) FROM contracts WHERE state = 'active' AND ends > date({:today}, '+30 days') AND ends <= date({:today}, '+60 days')`,
	"a renewal lost":          `SELECT COUNT(*) FROM contracts WHERE renewal = 'lost'`,
	"a renewal quoted":        `SELECT COUNT(*) FROM contracts WHERE renewal = 'quoted' AND estimate != ''`,
	"a renewal won":           `SELECT COUNT(*) FROM contracts WHERE renewal = 'won'`,
	"a warranty":              `SELECT COUNT(*) FROM contracts WHERE type = 'warranty'`,
	"comprehensive":           `SELECT COUNT(*) FROM contracts WHERE type = 'comprehensive'`,
	"non-comprehensive":       `SELECT COUNT(*) FROM contracts WHERE type = 'non_comprehensive'`,
	"labour":                  `SELECT COUNT(*) FROM contracts WHERE type = 'labour'`,
	"billed by visit":         `SELECT COUNT(*) FROM contract_bills WHERE plan_date != '' AND state = 'drafted'`,
	"a visit done":            `SELECT COUNT(*) FROM plan_dates WHERE done_on != ''`,
	"a visit missed":          `SELECT COUNT(*) FROM plan_dates WHERE state = 'skipped'`,
	"a visit to come":         `SELECT COUNT(*) FROM plan_dates WHERE state = 'pending' AND due_on > {:today}`,
	"a visit made just now":   `SELECT COUNT(*) FROM plan_dates d JOIN jobs j ON j.id = d.job WHERE j.status = 'unscheduled' AND d.made_at = {:now}`,
	"a breakdown":             `SELECT COUNT(*) FROM jobs WHERE contract != '' AND plan_date = '' AND completed_at != ''`,
	"what is counted, used":   `SELECT COUNT(*) FROM cover_uses u JOIN covers v ON v.id = u.cover WHERE v.most > 0`,
	"a bill paid":             `SELECT COUNT(*) FROM invoices WHERE contract != '' AND state = 'issued' AND balance_paise = 0`,
	"a bill drafted just now": `SELECT COUNT(*) FROM contract_bills b JOIN invoices i ON i.id = b.invoice WHERE i.state = 'draft' AND b.draft_on = {:today}`,
	"a bill to come":          `SELECT COUNT(*) FROM contract_bills WHERE state = 'open'`,
	"a part that is charged":  `SELECT COUNT(*) FROM invoice_lines l JOIN jobs j ON j.id = l.job WHERE j.contract != '' AND l.cover = '' AND l.kind = 'part' AND l.total_paise > 0`,
}

func TestBuild_ContractsOfEveryState(t *testing.T) {
	a, c := build(t, demo.Size{}, apptest.Now)
	params := dbx.Params{"today": string(clock.Today()), "now": apptest.Now.UTC().Format("2006-01-02 15:04:05.000Z")}
	for what, query := range never {
		if n := ask(t, a, query, params); n != 0 {
			t.Errorf("%d times %s", n, what)
		}
	}
	for what, query := range always {
		if n := ask(t, a, query, params); n == 0 {
			t.Errorf("there is not: %s", what)
		}
	}
	n := number(t, a, "SELECT COUNT(*) FROM contracts")
	t.Logf("%d contracts, %d jobs under them, %d dates, %d bills; %+v", n, number(t, a, "SELECT COUNT(*) FROM jobs WHERE contract != ''"),
		number(t, a, "SELECT COUNT(*) FROM plan_dates"), number(t, a, "SELECT COUNT(*) FROM contract_bills"), c)
	if n < 24 {
		t.Errorf("%d contracts", n)
	}
	held(t, a, c.Jobs, apptest.Now)
}

func TestBuild_ContractsHoldTogetherInEverySize(t *testing.T) {
	for _, size := range []int{1, 60, 700} {
		a, _ := build(t, demo.Size{Jobs: size}, apptest.Now)
		for what, query := range never {
			if n := ask(t, a, query, dbx.Params{"today": string(clock.Today()), "now": apptest.Now.UTC().Format("2006-01-02 15:04:05.000Z")}); n != 0 {
				t.Errorf("%d jobs: %d times %s", size, n, what)
			}
		}
		held(t, a, size, apptest.Now)
	}
}

// What the clock does every night finds nothing more to do on the same day, and the next contract has the next number.
func TestBuild_ContractsAreWhereTheVerbsWouldBringThem(t *testing.T) {
	a, _ := build(t, demo.Size{Jobs: 400}, apptest.Now)
	ctx := act.As("test")
	if made, err := a.Contracts.Generate(ctx, ""); err != nil || made.Jobs != 0 {
		t.Errorf("made %+v: %v", made, err)
	}
	for name, run := range map[string]func() (int, error){
		"expired": func() (int, error) { return a.Contracts.ExpireDue(ctx) }, "drafted": func() (int, error) { return a.Contracts.DraftBills(ctx) },
	} {
		if n, err := run(); err != nil || n != 0 {
			t.Errorf("%s %d: %v", name, n, err)
		}
	}
	var one struct{ ID, Customer, Site, Asset, Kind string }
	if err := a.Core.DB().NewQuery(`SELECT c.id, c.customer, m.site, m.id AS asset, m.kind FROM contracts c JOIN contract_assets x ON x.contract = c.id
		JOIN assets m ON m.id = x.asset WHERE c.state = 'active' AND c.type = 'comprehensive' ORDER BY c.id LIMIT 1`).One(&one); err != nil {
		t.Fatal(err)
	}
	found, err := a.Contracts.Find(ctx, one.Customer, one.Site, []string{one.Asset}, clock.Today())
	if err != nil || len(found) == 0 || found[0].ID != one.ID {
		t.Errorf("%+v: %v", found, err)
	}
	whole, err := a.Contracts.Contract(ctx, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	before := number(t, a, "SELECT last FROM counters WHERE name = 'contract:SCHA:26-27'")
	_, err = a.Contracts.Create(ctx, contracts.ContractInput{
		Customer: whole.Customer, Sites: whole.Sites, Type: "labour", Starts: "2027-01-01", Ends: "2027-12-31", Value: "4000", Cycle: "upfront",
		Item: whole.Item,
	})
	if after := number(t, a, "SELECT last FROM counters WHERE name = 'contract:SCHA:26-27'"); err != nil || after != before+1 {
		t.Errorf("the counter stands at %d after %d: %v", after, before, err)
	}
}
